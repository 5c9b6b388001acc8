import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { dayNumber } from './day-number.ts';
import { draftSegment, type SegmentDraft } from './draft-segment.ts';
import { createPauses, type Pauses } from './pauses.ts';
import { listOtherNames, listStandardNames } from './queries.ts';
import { days, levels, roles } from './ranks.ts';
import type { Segment } from './segment.ts';

const pageSize = 2_500;
const nil = '00000000-0000-0000-0000-000000000000';

/** The public features, or some of them, as one segment: streets, then all others. */
export async function loadPlaces(kit: AppKit, ctx: Context, features?: readonly string[]): Promise<Segment> {
  const draft = draftSegment();
  const pauses = createPauses();
  for (const streets of [true, false]) await addPages({ kit, ctx, draft, pauses, streets, features });
  return draft.build();
}

interface Work {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly draft: SegmentDraft;
  readonly pauses: Pauses;
  readonly streets: boolean;
  readonly features: readonly string[] | undefined;
}

type Standard = Awaited<ReturnType<typeof listStandardNames>>[number];
type Other = Awaited<ReturnType<typeof listOtherNames>>[number];

async function addPages({ kit, ctx, draft, pauses, streets, features }: Work): Promise<void> {
  let after = { code: '', placeId: nil };
  for (;;) {
    const asked = { streets, after, limit: pageSize, ...(features === undefined ? {} : { features }) };
    const [rows, others] = await kit.read(ctx, async (db) => {
      const page = await listStandardNames(db, asked);
      return [page, await listOtherNames(db, [...new Set(page.map(({ featureId }) => featureId))])] as const;
    });
    const byFeature = Map.groupBy(others, ({ featureId }) => featureId);
    for (const row of rows) {
      addFeature({ draft, streets, row, others: byFeature.get(row.featureId) ?? [] });
      await pauses.take();
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = { code: last.divisionCode, placeId: last.placeId };
  }
}

function addFeature(given: {
  readonly draft: SegmentDraft;
  readonly streets: boolean;
  readonly row: Standard;
  readonly others: readonly Other[];
}): void {
  const { draft, streets, row, others } = given;
  const window = windowOf(row);
  const lasts = others.every((one) => one.nameKind !== 'STANDARD' || windowOf(one).to <= window.to);
  draft.document({
    ...{ id: row.placeId, code: Number(row.divisionCode), category: Number(row.categoryCode), ...window },
    ...{ level: streets ? levels.STREET : levels.FEATURE, extinctFrom: lasts ? window.to : days.never },
    ...{ lon: degrees(row.lon), lat: degrees(row.lat), people: row.hukouPopulation ?? 0 },
  });
  draft.name({ text: row.name, role: roles.FULL, ...spelling(row), ...window });
  for (const other of others) addOther(draft, row, other);
}

/** A name beside the standard one: in its own span an alias, after it a former name. */
function addOther(draft: SegmentDraft, row: Standard, other: Other): void {
  if (other.placeId === row.placeId || other.name === row.name) return;
  const [own, window] = [windowOf(row), windowOf(other)];
  const isFormer = other.nameKind === 'FORMER' || other.nameKind === 'STANDARD' || other.status !== 'STANDARD';
  // A former name without an end was one before the present name began.
  const since = window.to === days.never ? own.from : window.to;
  const span = isFormer
    ? { from: Math.max(own.from, since), to: own.to }
    : { from: Math.max(own.from, window.from), to: Math.min(own.to, window.to) };
  if (span.from >= span.to) return;
  // As of a division, a short name is a beginning of the full one; any other is looked for in all of it.
  const isShort = other.nameKind === 'SHORT' && row.name.startsWith(other.name);
  const role = isFormer ? roles.FORMER : isShort ? roles.SHORT : roles.ALIAS;
  draft.name({ text: other.name, role, ...spelling(other), ...span });
}

/** A name that was cancelled without a day has never been in force since. */
function windowOf(row: Pick<Standard, 'status' | 'validFrom' | 'validTo'>): { from: number; to: number } {
  const from = dayNumber(row.validFrom, days.always);
  return { from, to: dayNumber(row.validTo, row.status === 'STANDARD' ? days.never : from) };
}

function spelling(row: Pick<Standard, 'pinyin' | 'pinyinPlain' | 'initials'>) {
  return { pinyin: row.pinyin, plain: row.pinyinPlain, initials: row.initials };
}

function degrees(value: string | null): number | null {
  return value === null ? null : Number(value);
}
