import { rational, toDecimalText } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { itemPoints, pointsText, type QualityItem, rawPoints, scoreQuality } from './quality.ts';

const limits = { passScore: 80, goodScore: 90, groupFailPercent: 60 };
const weights: readonly (readonly [string, number])[] = [
  ['ORGANISATION', 12],
  ['SURVEY', 20],
  ['STANDARDISATION', 12],
  ['SIGNS', 8],
  ['DATABASE', 18],
  ['RESULT_TABLES', 12],
  ['INSPECTION', 10],
  ['ARCHIVE', 8],
];
/** Each group in two aspects of one item: 60 and 40 per cent. */
const items: QualityItem[] = weights.flatMap(([groupCode, groupPercent]) => [
  { code: `${groupCode}.1`, groupCode, groupPercent, aspectPercent: 60, itemPercent: 100 },
  { code: `${groupCode}.2`, groupCode, groupPercent, aspectPercent: 40, itemPercent: 100 },
]);
const score = (lost: Readonly<Record<string, number>>, secrecyBreach = false) =>
  scoreQuality(
    items,
    { deductions: Object.entries(lost).map(([item, tenths]) => ({ item, tenths })), secrecyBreach },
    limits,
  );
const pointsOf = (result: ReturnType<typeof score>, code: string) =>
  pointsText(result.groups.find((group) => group.code === code)?.points ?? rational(-1));

describe('quality score of the census (place-names.md §7)', () => {
  it('raw 5, w3 10%, w2 30% → 3.00', () => {
    expect(toDecimalText(itemPoints(rawPoints(0), 30, 10), 2)).toBe('3.00');
  });

  it('raw 3.5, w3 10%, w2 30% → 2.10', () => {
    expect(toDecimalText(itemPoints(rawPoints(15), 30, 10), 2)).toBe('2.10');
  });

  it('each item starts at 5 and loses points, floor 0', () => {
    expect([rawPoints(0), rawPoints(49), rawPoints(50), rawPoints(51)].map((raw) => toDecimalText(raw, 1))).toEqual([
      '5.0',
      '0.1',
      '0.0',
      '0.0',
    ]);
    expect(pointsOf(score({ 'SURVEY.1': 70 }), 'SURVEY')).toBe('40.00');
  });

  it('a group sums to at most 100; total = Σ w1 × group', () => {
    const whole = score({});
    expect(whole.groups.map(({ points }) => pointsText(points))).toEqual(weights.map(() => '100.00'));
    expect([pointsText(whole.total), whole.grade, whole.reasons]).toEqual(['100.00', 'GOOD', []]);
    // The survey loses half of an item that weighs 60 per cent: 70 of 100 points, 6 of the total.
    const half = score({ 'SURVEY.1': 25 });
    expect([pointsOf(half, 'SURVEY'), pointsText(half.total)]).toEqual(['70.00', '94.00']);
  });

  it.each([
    { name: 'a serious secrecy breach', result: score({}, true), reasons: ['SECRECY_BREACH'] },
    { name: 'the database group failed', result: score({ 'DATABASE.1': 40 }), reasons: ['GROUP_FAILED_DATABASE'] },
    {
      name: 'the result-table group failed',
      result: score({ 'RESULT_TABLES.1': 40 }),
      reasons: ['GROUP_FAILED_RESULT_TABLES'],
    },
  ])('knock-out: $name → whole county FAIL whatever the total', ({ result, reasons }) => {
    expect([result.grade, result.reasons]).toEqual(['FAIL', reasons]);
    expect(Number(pointsText(result.total))).toBeGreaterThan(90);
  });

  it('§16.5 a group below 60% of its points has failed; exactly 60% has not', () => {
    const failed = (tenths: number) =>
      score({ 'DATABASE.2': tenths }).groups.find(({ code }) => code === 'DATABASE')?.failed;
    expect([failed(50), pointsOf(score({ 'DATABASE.2': 50 }), 'DATABASE')]).toEqual([false, '60.00']);
    const below = score({ 'DATABASE.2': 50, 'DATABASE.1': 1 });
    expect([below.grade, pointsOf(below, 'DATABASE')]).toEqual(['FAIL', '58.80']);
  });

  it('a failed group that does not decide lowers the total only', () => {
    const result = score({ 'ARCHIVE.1': 50 });
    expect(result.groups.find(({ code }) => code === 'ARCHIVE')?.failed).toBe(true);
    expect([result.grade, pointsText(result.total)]).toEqual(['GOOD', '95.20']);
  });

  it.each([
    // The survey weighs 20, the inspection 10; a tenth of a point of the signs is 0.064 of the total.
    { lost: { 'SURVEY.1': 50, 'SURVEY.2': 50 }, total: '80.00', grade: 'PASS' },
    { lost: { 'SURVEY.1': 50, 'SURVEY.2': 50, 'SIGNS.2': 1 }, total: '79.94', grade: 'FAIL' },
    { lost: { 'INSPECTION.1': 50, 'INSPECTION.2': 50 }, total: '90.00', grade: 'GOOD' },
    { lost: { 'INSPECTION.1': 50, 'INSPECTION.2': 50, 'SIGNS.2': 1 }, total: '89.94', grade: 'PASS' },
  ])('pass ≥ 80, good ≥ 90: $total → $grade', ({ lost, total, grade }) => {
    const result = score(lost);
    expect([pointsText(result.total), result.grade]).toEqual([total, grade]);
  });
});
