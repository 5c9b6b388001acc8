import { add, isLess, multiply, type Rational, rational, toDecimalText } from '@mz/domain';

/** An item of the quality table: its place and the three weights in per cent. */
export interface QualityItem {
  readonly code: string;
  readonly groupCode: string;
  readonly groupPercent: number;
  readonly aspectPercent: number;
  readonly itemPercent: number;
}

/** What an item loses, in tenths of a point. */
export interface Deduction {
  readonly item: string;
  readonly tenths: number;
}

/** The scores that decide: of the total, and the share of its points below which a group has failed. */
export interface QualityLimits {
  readonly passScore: number;
  readonly goodScore: number;
  readonly groupFailPercent: number;
}

/** The points of one of the eight groups, of 100. */
export interface GroupScore {
  readonly code: string;
  readonly points: Rational;
  readonly failed: boolean;
}

/** The quality of a county's batch. */
export interface QualityScore {
  readonly groups: readonly GroupScore[];
  readonly total: Rational;
  readonly grade: 'GOOD' | 'PASS' | 'FAIL';
  readonly reasons: readonly string[];
}

/** Each item starts at 5 points and loses what is wrong, never below 0 (place-names.md §7). */
export function rawPoints(tenths: number): Rational {
  return rational(Math.max(50 - tenths, 0), 10);
}

/** Points of an item: raw × aspect weight × item weight × 20, so that a group without fault has 100. */
export function itemPoints(raw: Rational, aspectPercent: number, itemPercent: number): Rational {
  return multiply(multiply(raw, rational(20)), rational(aspectPercent * itemPercent, 10_000));
}

// Whoever fails in one of these fails as a whole, whatever the total (place-names.md §7).
const decisiveGroups: readonly string[] = ['DATABASE', 'RESULT_TABLES'];

/** Scores a batch by the table: groups, total, and the grade with what knocked it out. */
export function scoreQuality(
  items: readonly QualityItem[],
  given: { readonly deductions: readonly Deduction[]; readonly secrecyBreach: boolean },
  limits: QualityLimits,
): QualityScore {
  const lost = new Map<string, number>();
  for (const { item, tenths } of given.deductions) lost.set(item, (lost.get(item) ?? 0) + tenths);
  const byGroup = [...Map.groupBy(items, ({ groupCode }) => groupCode)];
  const groups = byGroup.map(([code, of]) => {
    const points = of.reduce(
      (sum, item) => add(sum, itemPoints(rawPoints(lost.get(item.code) ?? 0), item.aspectPercent, item.itemPercent)),
      rational(0),
    );
    return { code, points, failed: isLess(points, rational(limits.groupFailPercent)) };
  });
  const total = byGroup.reduce((sum, [code, [first]]) => {
    const points = groups.find((group) => group.code === code)?.points ?? rational(0);
    return add(sum, multiply(points, rational(first?.groupPercent ?? 0, 100)));
  }, rational(0));
  return { groups, total, ...gradeOf({ groups, total, secrecyBreach: given.secrecyBreach }, limits) };
}

function gradeOf(
  found: { groups: readonly GroupScore[]; total: Rational; secrecyBreach: boolean },
  { passScore, goodScore }: QualityLimits,
): Pick<QualityScore, 'grade' | 'reasons'> {
  const reasons = [
    ...(found.secrecyBreach ? ['SECRECY_BREACH'] : []),
    ...found.groups
      .filter(({ code, failed }) => failed && decisiveGroups.includes(code))
      .map(({ code }) => `GROUP_FAILED_${code}`),
    ...(isLess(found.total, rational(passScore)) ? ['TOTAL_TOO_LOW'] : []),
  ];
  if (reasons.length > 0) return { grade: 'FAIL', reasons };
  return { grade: isLess(found.total, rational(goodScore)) ? 'PASS' : 'GOOD', reasons };
}

/** Points as they are shown, two digits. */
export function pointsText(points: Rational): string {
  return toDecimalText(points, 2);
}
