import type { DivisionVersion } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { dayNumber } from './day-number.ts';
import { draftSegment, type SegmentDraft } from './draft-segment.ts';
import { formerNames } from './former-names.ts';
import { createPauses, type Pauses } from './pauses.ts';
import { type Counted, newestCount } from './people.ts';
import { listEndedVillages, listPeople, listVillages } from './queries.ts';
import { days, levels, roles } from './ranks.ts';
import type { Segment } from './segment.ts';
import { type Spelling, spellDivision } from './spelling.ts';

type CodeTable = Awaited<ReturnType<CodeTables['current']>>;

const pageSize = 2_500;

/** All divisions that ever were, down to the village, as one segment; statistical zones are no divisions. */
export async function loadDivisions(kit: AppKit, ctx: Context, table: CodeTable): Promise<Segment> {
  const draft = draftSegment();
  const spell = rememberSpellings();
  const pauses = createPauses();
  const people = Map.groupBy(await kit.read(ctx, listPeople), ({ unitId }) => unitId);
  await addUpper({ draft, spell, pauses, people }, table);
  await addVillages({ kit, ctx, draft, spell, pauses, people });
  return draft.build();
}

type Spell = (name: string) => Spelling;

function rememberSpellings(): Spell {
  const known = new Map<string, Spelling>();
  return (name) => {
    const spelling = known.get(name) ?? spellDivision(name);
    known.set(name, spelling);
    return spelling;
  };
}

interface Drafting {
  readonly draft: SegmentDraft;
  readonly spell: Spell;
  readonly pauses: Pauses;
  /** Of each unit, by year. */
  readonly people: ReadonlyMap<string, readonly Counted[]>;
}

async function addUpper({ draft, spell, pauses, people }: Drafting, table: CodeTable): Promise<void> {
  const held = table.versions.filter(
    ({ type, supersededAt }) => type !== 'STATISTICAL_ZONE' && supersededAt === undefined,
  );
  const namesBefore = formerNames({ versions: held, items: table.items });
  const ends = endsOfUnits(held);
  for (const version of held.toSorted(byRank)) {
    const window = windowOf(version);
    const counted = newestCount(people.get(version.unitId) ?? [], window.to);
    addDocument(draft, { ...version, ...window, extinctFrom: extinctFrom(version, ends), people: counted, spell });
    for (const former of namesBefore(version)) {
      const from = Math.max(window.from, dayNumber(former.since, days.always));
      for (const text of new Set([former.name, former.shortName]))
        draft.name({ text, role: roles.FORMER, ...spell(text), from, to: window.to });
    }
    await pauses.take();
  }
}

function addDocument(
  draft: SegmentDraft,
  unit: Pick<DivisionVersion, 'unitId' | 'code' | 'level' | 'name' | 'shortName'> & {
    readonly from: number;
    readonly to: number;
    readonly extinctFrom: number;
    readonly people: number;
    readonly spell: Spell;
  },
): void {
  const { from, to, spell, name, shortName } = unit;
  draft.document({
    ...{ id: unit.unitId, code: Number(unit.code), level: levels[unit.level], from, to },
    ...{ extinctFrom: unit.extinctFrom, category: 0, lon: null, lat: null, people: unit.people },
  });
  draft.name({ text: name, role: roles.FULL, ...spell(name), from, to });
  if (shortName !== name) draft.name({ text: shortName, role: roles.SHORT, ...spell(shortName), from, to });
}

function byRank(one: DivisionVersion, other: DivisionVersion): number {
  return (
    levels[one.level] - levels[other.level] ||
    Number(one.code) - Number(other.code) ||
    windowOf(one).from - windowOf(other).from
  );
}

function windowOf({ validFrom, validTo }: Pick<DivisionVersion, 'validFrom' | 'validTo'>): {
  from: number;
  to: number;
} {
  return { from: dayNumber(validFrom, days.always), to: dayNumber(validTo, days.never) };
}

/** The day after the last of each unit. */
function endsOfUnits(versions: readonly DivisionVersion[]): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  for (const version of versions)
    ends.set(version.unitId, Math.max(ends.get(version.unitId) ?? days.always, windowOf(version).to));
  return ends;
}

function extinctFrom(version: DivisionVersion, ends: ReadonlyMap<string, number>): number {
  const { to } = windowOf(version);
  return to === ends.get(version.unitId) ? to : days.never;
}

async function addVillages(work: Drafting & { readonly kit: AppKit; readonly ctx: Context }): Promise<void> {
  const { kit, ctx, draft, spell, pauses, people } = work;
  const ended = new Map(
    (await kit.read(ctx, listEndedVillages)).map(({ unitId, endedOn }) => [unitId, dayNumber(endedOn, days.never)]),
  );
  let after = { code: '', versionId: 0 };
  for (;;) {
    const rows = await kit.read(ctx, (db) => listVillages(db, after, pageSize));
    for (const row of rows) {
      const window = windowOf(row);
      const gone = ended.get(row.unitId) === window.to ? window.to : days.never;
      const counted = newestCount(people.get(row.unitId) ?? [], window.to);
      addDocument(draft, { ...row, ...window, level: 'VILLAGE', extinctFrom: gone, people: counted, spell });
      await pauses.take();
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = { code: last.code, versionId: last.versionId };
  }
}
