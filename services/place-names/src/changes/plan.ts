import type { ChangeDraft, ChangeUnitDraft } from '@mz/contracts';
import {
  countyOf,
  type DivisionChangeItem,
  type DivisionVersion,
  divisionLevel,
  divisionType,
  prefectureOf,
  townshipOf,
} from '@mz/domain';
import { shortName } from '../../seed/division-row.ts';
import type { ChangeBase, HeldVersion } from './base.ts';
import { mapBelow } from './map-below.ts';
import { recodingItems } from './recoding.ts';
import type { ChangeFault } from './rules.ts';

/** A version to be written; recorded when it is. */
export type PlannedVersion = Omit<DivisionVersion, 'recordedAt' | 'supersededAt'>;

/** Everything that a change writes: rows that are held no longer, rows in their place, and the code map at every level. */
export interface ChangePlan {
  readonly supersede: readonly number[];
  readonly insert: readonly PlannedVersion[];
  readonly codeMap: readonly DivisionChangeItem[];
  /** Codes that nobody bore before. */
  readonly newCodes: readonly string[];
}

/** Who the change is, and where identities of new units come from. */
export interface PlanIdentity {
  readonly changeId: string;
  newId(): string;
}

const province = '370000000000';

/** Plans a checked change: the units that the draft names, and below them every unit that gets another code. */
export function planChange(
  draft: Pick<ChangeDraft, 'items' | 'units' | 'mapping'>,
  base: ChangeBase,
  identity: PlanIdentity,
): { plan: ChangePlan; faults: readonly ChangeFault[] } {
  const { changeId } = identity;
  const { effectiveOn } = base;
  const { moved, faults } = mapBelow(draft, base);
  const out = draft.units.filter((unit) => unit.side === 'OUT').flatMap(({ code }) => base.before.get(code) ?? []);
  const ending = [...out, ...moved.map(({ version }) => version)];
  const ended = ending.map((version) => ({ ...version, validTo: effectiveOn, changeIdOut: changeId }));
  const started = [
    ...draft.units.filter((unit) => unit.side === 'IN').map((unit) => startedUnit(unit, base, identity)),
    ...moved.map(({ version, toCode }) => recoded(version, toCode, { effectiveOn, changeId })),
  ];
  const endedIds = new Set(ending.map((version) => version.versionId));
  // What the corrected change ended and this one leaves alone goes on.
  const withdrawnIds = new Set(base.withdrawn.map((version) => version.versionId));
  const restored = base.held.filter(({ versionId }) => withdrawnIds.has(versionId) && !endedIds.has(versionId));
  const items = draft.items.map((item): DivisionChangeItem => ({ ...item, changeId, effectiveOn }));
  const steps = recodingItems(
    moved.flatMap(({ version, toCode }) => [
      stepOf(version),
      { ...stepOf(version), code: toCode, validFrom: effectiveOn, changeIdIn: changeId },
    ]),
  );
  return {
    plan: {
      supersede: [...new Set([...endedIds, ...withdrawnIds])],
      insert: [...restored, ...ended, ...started].map(plain),
      codeMap: [...items, ...steps],
      newCodes: started.filter((version) => version.codeStatus === 'PROVISIONAL').map((version) => version.code),
    },
    faults,
  };
}

function startedUnit(unit: ChangeUnitDraft, base: ChangeBase, { changeId, newId }: PlanIdentity): PlannedVersion {
  const { code, managedByCode, sameUnitAs } = unit;
  const level = divisionLevel(code);
  // The checks asked for it.
  const name = unit.name ?? '';
  const before = sameUnitAs === undefined ? undefined : base.before.get(sameUnitAs);
  return {
    unitId: before?.unitId ?? newId(),
    code,
    level,
    type: divisionType(code),
    name,
    shortName: shortName(level, name),
    parentCode: managedByCode === undefined ? holderInLaw(code) : province,
    ...(managedByCode === undefined ? {} : { managedByCode }),
    validFrom: base.effectiveOn,
    validTo: null,
    changeIdIn: changeId,
    // A code that stood the day before is known to everybody.
    codeStatus: base.before.has(code) ? 'FINAL' : 'PROVISIONAL',
    provenance: 'APPROVAL',
  };
}

function recoded(
  version: HeldVersion,
  code: string,
  { effectiveOn, changeId }: { readonly effectiveOn: string; readonly changeId: string },
): PlannedVersion {
  const { changeIdOut: _, ...rest } = version;
  return {
    ...rest,
    code,
    type: divisionType(code),
    parentCode: holderInLaw(code),
    validFrom: effectiveOn,
    validTo: null,
    changeIdIn: changeId,
    codeStatus: 'PROVISIONAL',
    provenance: 'APPROVAL',
  };
}

function holderInLaw(code: string): string {
  const holder = {
    VILLAGE: townshipOf(code),
    TOWNSHIP: countyOf(code),
    COUNTY: prefectureOf(code),
    PREFECTURE: province,
    PROVINCE: undefined,
  }[divisionLevel(code)];
  if (holder === undefined) throw new Error(`no holder of ${code}`);
  return holder;
}

function stepOf({ unitId, code }: HeldVersion) {
  return { unitId, code, validFrom: '', changeIdIn: '' };
}

/** Without the row that it came from: what is written is a new row. */
function plain(version: PlannedVersion): PlannedVersion {
  const { versionId: _, recordedAt: __, supersededAt: ___, ...rest } = version as Partial<HeldVersion> & PlannedVersion;
  return rest;
}
