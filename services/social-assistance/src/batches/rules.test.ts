import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalLine, type SealedLine } from './canonical.ts';
import { advanceBatch, generatableFrom, type ScanFacts, scan } from './rules.ts';

const today = '2014-08-26';
const sound: ScanFacts = {
  enrolmentId: 'e',
  month: '2014-09',
  kind: 'REGULAR',
  amountFen: 54_000,
  sharerDeaths: [undefined],
  payeeDeath: undefined,
  doubled: false,
  nextReviewOn: '2014-11-16',
  reviewMonths: 6,
  previousFen: 54_000,
  bereaved: false,
};

describe('anomaly scan (handbook §6.2)', () => {
  test.each<[string, Partial<ScanFacts>, string[]]>([
    ['a sound household has none', {}, []],
    ['DEAD_PAYEE: from the month after the death', { payeeDeath: '2014-08-31' }, ['BLOCK DEAD_PAYEE']],
    ['the month of the death is payable in full', { payeeDeath: '2014-09-01' }, []],
    ['DEAD_MEMBER: somebody who shares is dead', { sharerDeaths: [undefined, '2014-08-01'] }, ['BLOCK DEAD_MEMBER']],
    ['DUP_PERSON', { doubled: true }, ['BLOCK DUP_PERSON']],
    ['AMOUNT_JUMP: more than half under the same decision', { amountFen: 81_001 }, ['BLOCK AMOUNT_JUMP']],
    ['a jump of exactly half is none', { amountFen: 81_000 }, []],
    ['a fall of more than half is a jump', { amountFen: 26_999 }, ['BLOCK AMOUNT_JUMP']],
    ['a fall after a death is the law', { amountFen: 6_000, bereaved: true }, []],
    ['a first month cannot jump', { amountFen: 1, previousFen: undefined }, []],
    ['a reissue cannot jump', { amountFen: 1, kind: 'REISSUE' }, []],
    ['REVIEW_OVERDUE: by more than one cycle', { nextReviewOn: '2014-02-25' }, ['WARN REVIEW_OVERDUE']],
    ['a review late by one cycle is not yet', { nextReviewOn: '2014-02-26' }, []],
    ['all findings at once', { doubled: true, payeeDeath: '2014-01-01' }, ['BLOCK DEAD_PAYEE', 'BLOCK DUP_PERSON']],
  ])('%s', (_, facts, expected) => {
    const found = scan({ ...sound, ...facts }, today);
    expect(found.map(({ act, code }) => `${act} ${code}`)).toEqual(expected);
  });
});

describe('what payments reports', () => {
  test.each([
    ['SEALED', 'PULLED', 'PULLED'],
    ['SEALED', 'FILED', 'FILED'],
    ['FILED', 'PULLED', undefined],
    ['FILED', 'FILED', undefined],
    ['SETTLED', 'CONFIRMED', undefined],
    ['SEALED', 'REFUSED', 'REFUSED'],
    ['PULLED', 'REFUSED', undefined],
    ['REFUSED', 'PULLED', undefined],
    ['APPROVED', 'PULLED', undefined],
  ] as const)('%s told %s: %s', (state, reported, expected) => {
    expect(advanceBatch(state, reported)).toBe(expected);
  });
});

test.each([
  ['2014-06', '2014-05-25'],
  ['2015-01', '2014-12-25'],
])('the lines of %s may be generated from %s', (month, day) => {
  expect(generatableFrom(month)).toBe(day);
});

test('the test vector of payments.md §3.1 comes out byte for byte, whatever the order of fields', () => {
  const text = readFileSync(new URL('./payment-batch-vector.ndjson', import.meta.url), 'utf8');
  const lines: SealedLine[] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const shuffled = lines.map((line) => Object.fromEntries(Object.entries(line).reverse()) as SealedLine);
  const written = shuffled.map(canonicalLine).join('');
  expect(written).toBe(text);
  expect(createHash('sha256').update(written).digest('hex')).toBe(
    '00e855165b254266543944a05283fa48c42368590c6a84818c36744727554fd2',
  );
});
