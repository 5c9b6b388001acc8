import type { ChangeDraft, ChangeItemDraft } from '@mz/contracts';
import { countyOf, isWithinDivision, scopePrefix, townshipOf } from '@mz/domain';
import type { ChangeBase, HeldVersion } from './base.ts';
import { freeCode, townshipClasses, villageClasses } from './free-code.ts';
import type { ChangeFault } from './rules.ts';

/** A unit below the change's own level that gets another code. */
export interface Moved {
  readonly version: HeldVersion;
  readonly toCode: string;
}

/** The codes of all units below, or the codes that could not be given. */
export interface MappedBelow {
  readonly moved: readonly Moved[];
  readonly faults: readonly ChangeFault[];
}

/**
 * Proposes the codes below (place-names.md §4.2): the digits of the holder are replaced and the rest kept; a number that
 * is taken gives way to the next free one of its class. A mapping of the draft goes before the rule. Units whose county
 * keeps its code never move, so they keep theirs.
 */
export function mapBelow(draft: Pick<ChangeDraft, 'items' | 'units' | 'mapping'>, base: ChangeBase): MappedBelow {
  const state: Mapping = {
    items: Map.groupBy(draft.items, (item) => item.fromCode),
    own: new Set([...draft.items.map((item) => item.fromCode), ...draft.units.map((unit) => unit.code)]),
    asked: new Map(draft.mapping.map(({ fromCode, toCode }) => [fromCode, toCode])),
    base,
    moved: new Map(),
    faults: [],
    taken: takenCodes(draft, base),
  };
  const sorted = [...base.before.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  for (const version of sorted) if (version.level === 'TOWNSHIP') place(state, version, countyOf(version.code));
  for (const version of sorted) if (version.level === 'VILLAGE') place(state, version, townshipOf(version.code));
  const unmoved = [...state.asked.keys()].filter((code) => !state.moved.has(code));
  return {
    moved: [...state.moved.values()],
    faults: [...state.faults, ...unmoved.map((detail) => fault(detail))],
  };
}

interface Mapping {
  readonly items: ReadonlyMap<string, readonly ChangeItemDraft[]>;
  /** Codes that the draft itself speaks of. */
  readonly own: ReadonlySet<string>;
  readonly asked: ReadonlyMap<string, string>;
  readonly base: ChangeBase;
  readonly moved: Map<string, Moved>;
  readonly faults: ChangeFault[];
  readonly taken: { readonly TOWNSHIP: Set<string>; readonly VILLAGE: Set<string> };
}

function place(state: Mapping, version: HeldVersion, holder: string | undefined): void {
  if (holder === undefined || state.own.has(version.code)) return;
  const target = targetOf(state, version.code, holder);
  if (target === undefined || target === holder) return;
  if (version.validTo !== null) {
    state.faults.push({ code: 'LATER_CHANGE', pointer: '/body/effectiveOn', detail: version.code });
    return;
  }
  const toCode = codeUnder(state, version, target);
  if (toCode === undefined) {
    state.faults.push(fault(version.code));
    return;
  }
  state.moved.set(version.code, { version, toCode });
  state.taken[version.level === 'TOWNSHIP' ? 'TOWNSHIP' : 'VILLAGE'].add(scopePrefix(toCode));
}

/** The new holder of a unit: by the items of its holder, else where its holder itself has moved. */
function targetOf(state: Mapping, code: string, holder: string): string | undefined {
  const items = state.items.get(holder);
  if (items === undefined) return state.moved.get(holder)?.toCode;
  const listed = items.find((item) => item.partUnits.includes(code));
  return (listed ?? items.find((item) => item.remainder || item.extent === 'FULL'))?.toCode;
}

function codeUnder(state: Mapping, version: HeldVersion, target: string): string | undefined {
  const isTownship = version.level === 'TOWNSHIP';
  const taken = state.taken[isTownship ? 'TOWNSHIP' : 'VILLAGE'];
  const prefix = scopePrefix(target);
  const asked = state.asked.get(version.code);
  const segment = isTownship ? version.code.slice(6, 9) : version.code.slice(9);
  const isFree = (code: string): boolean => !taken.has(scopePrefix(code)) || wasOwn(state, version, code);
  if (asked !== undefined) {
    const fits = isWithinDivision(target, asked) && scopePrefix(asked).length === prefix.length + 3;
    return fits && isFree(asked) ? asked : undefined;
  }
  const wanted = (prefix + segment).padEnd(12, '0');
  if (isFree(wanted)) return wanted;
  return freeCode(prefix, segment, { taken, classes: isTownship ? townshipClasses : villageClasses })?.padEnd(12, '0');
}

/** A unit that comes back may bear the code again that it once had. */
function wasOwn({ base }: Mapping, version: HeldVersion, code: string): boolean {
  const bearers = base.held.filter((one) => one.code === code);
  return bearers.length > 0 && bearers.every((one) => one.unitId === version.unitId && one.validTo !== null);
}

/** A code once given is never given to other ground: what was ever borne counts, and what the draft itself gives. */
function takenCodes(draft: Pick<ChangeDraft, 'units'>, base: ChangeBase): Mapping['taken'] {
  const all = [...base.held.map((one) => one.code), ...draft.units.map((unit) => unit.code)].map(scopePrefix);
  return {
    TOWNSHIP: new Set(all.filter((code) => code.length === 9)),
    VILLAGE: new Set(all.filter((code) => code.length === 12)),
  };
}

function fault(detail: string): ChangeFault {
  return { code: 'MAPPING_INVALID', pointer: '/body/mapping', detail };
}
