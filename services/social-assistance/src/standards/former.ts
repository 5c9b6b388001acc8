import { countyOf, divisionLevel, type LegalDay, prefectureOf, townshipOf } from '@mz/domain';
import type { Db } from '../app-kit.ts';

/** A unit whose ground another one holds from a day on. */
export type FormerDivision = { readonly code: string; readonly formerCode: string; readonly effectiveOn: LegalDay };

/** One place of a lookup that stands for another from a day on. */
export type PlaceStep = { readonly from: string; readonly to: string; readonly effectiveOn: LegalDay };

/** A row that a division decided for a time. */
type Decided = { readonly divisionCode: string; readonly validFrom: LegalDay; readonly validTo: LegalDay | null };

/** The units that held a division's ground before, the latest first; usually none. */
export async function listFormer(db: Db, divisionCode: string): Promise<FormerDivision[]> {
  const found: FormerDivision[] = [];
  let codes = codesOf(divisionCode);
  while (codes.length > 0) {
    const rows = await db
      .selectFrom('formerDivision')
      .select(['code', 'formerCode', 'effectiveOn'])
      .where('code', 'in', codes)
      .orderBy('effectiveOn', 'desc')
      .execute();
    const row = formerOf(rows, codes, found.at(-1)?.effectiveOn);
    if (row === undefined) break;
    found.push(row);
    codes = codesOf(row.formerCode);
  }
  return found;
}

/** The same from rows that were read before. */
export function formerAmong(rows: readonly FormerDivision[], divisionCode: string): FormerDivision[] {
  const found: FormerDivision[] = [];
  for (let codes = codesOf(divisionCode); codes.length > 0; ) {
    const row = formerOf(rows, codes, found.at(-1)?.effectiveOn);
    if (row === undefined) break;
    found.push(row);
    codes = codesOf(row.formerCode);
  }
  return found;
}

/** The township says more than the county, which may have got ground of several. */
function codesOf(divisionCode: string): string[] {
  return [townshipOf(divisionCode), countyOf(divisionCode)].filter((code) => code !== undefined);
}

function formerOf(
  rows: readonly FormerDivision[],
  codes: readonly string[],
  before: LegalDay | undefined,
): FormerDivision | undefined {
  const earlier = rows.filter(({ effectiveOn }) => before === undefined || effectiveOn < before);
  for (const code of codes) {
    const [latest] = earlier
      .filter((row) => row.code === code)
      .sort((a, b) => (a.effectiveOn < b.effectiveOn ? 1 : -1));
    if (latest !== undefined) return latest;
  }
  return undefined;
}

/** The counties and prefectures that stand for others, the earliest change first. */
export function placeSteps(former: readonly FormerDivision[]): PlaceStep[] {
  return former.toReversed().flatMap(({ code, formerCode, effectiveOn }) =>
    [countyOf, prefectureOf].flatMap((holder) => {
      const [from, to] = [holder(formerCode), holder(code)];
      return from === undefined || to === undefined || from === to ? [] : [{ from, to, effectiveOn }];
    }),
  );
}

/**
 * The rows as they hold for ground that came from another unit: what the old unit decided applies under the new one until
 * that decides itself; what the new one decided before it held the ground does not (place-names.md §9.4).
 */
export function carriedOver<T extends Decided>(
  rows: readonly T[],
  steps: readonly PlaceStep[],
  keyOf: (row: T) => string,
): T[] {
  return steps.reduce<T[]>((held, step) => afterStep(held, step, keyOf), [...rows]);
}

function afterStep<T extends Decided>(
  rows: readonly T[],
  { from, to, effectiveOn }: PlaceStep,
  keyOf: (row: T) => string,
): T[] {
  const own = rows.filter((row) => row.divisionCode === to && row.validFrom >= effectiveOn);
  const carried = rows
    .filter((row) => row.divisionCode === from)
    .flatMap((row) => {
      const decided = own.filter((other) => keyOf(other) === keyOf(row)).map((other) => other.validFrom);
      const until = earliest([...decided, ...(row.validTo === null ? [] : [row.validTo])]);
      return until !== undefined && until <= row.validFrom
        ? []
        : [{ ...row, divisionCode: to, validTo: until ?? null }];
    });
  const others = rows.filter((row) => row.divisionCode !== to && row.divisionCode !== from);
  return [...others, ...carried, ...own];
}

function earliest(days: readonly LegalDay[]): LegalDay | undefined {
  return [...days].sort()[0];
}

/** One row of a change's map, as place-names gives it. */
type MapItem = {
  readonly fromCode: string;
  readonly toCode: string;
  readonly extent: string;
  readonly remainder: boolean;
};

/** Counties and townships that are the whole or the rest of one other unit. */
export function formerUnits(items: readonly MapItem[]): { readonly code: string; readonly formerCode: string }[] {
  const whole = items.filter(
    ({ fromCode, extent, remainder }) =>
      (extent === 'FULL' || remainder) && ['COUNTY', 'TOWNSHIP'].includes(divisionLevel(fromCode)),
  );
  return [...Map.groupBy(whole, ({ toCode }) => toCode)].flatMap(([code, sources]) => {
    const [only, ...more] = sources;
    return only === undefined || more.length > 0 || only.fromCode === code ? [] : [{ code, formerCode: only.fromCode }];
  });
}
