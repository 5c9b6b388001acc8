import { describe, expect, test } from 'vitest';
import { answeredFileNo, decideAnswerFile, decideRepeat, fileNumber } from './rules.ts';

const ref = '018f2a10-0000-7000-8000-0000000000b1';
const header = {
  ...{ file_no: 'BANK-DEPOSIT-20140428-001-A1', agency: 'BANK', item: 'DEPOSIT', kind: 'ANSWER' as const, count: 1 },
  ...{ created_at: '2014-05-20T01:00:00.000Z', sha256: 'a'.repeat(64), key_id: 's1' },
};
const asked = {
  ...{ fileNo: 'BANK-DEPOSIT-20140428-001', agencyCode: 'BANK', itemCode: 'DEPOSIT' },
  rows: new Map([
    [1, { subQueryId: ref, answered: false }],
    [2, { subQueryId: ref, answered: false }],
    [3, { subQueryId: ref, answered: true }],
  ]),
};
const row = (seq: number) => ({ seq, ref, outcome: 'NO_RECORD', rows: [], source_as_of: '2014-05-20' });

describe('an answer file returns every seq exactly once (§4)', () => {
  test.each([
    ['all that are open', [row(1), row(2)], true],
    ['some; the others stay open', [row(2)], true],
    ['a double seq', [row(1), row(1)], false],
    ['an unknown seq', [row(1), row(4)], false],
    ['a seq that an earlier file returned', [row(3)], false],
    ['a row of another shape', [{ ...row(1), note: 'x' }], false],
  ])('%s', (_name, rows, ok) => {
    expect(decideAnswerFile({ header, rows }, asked)).toMatchObject(
      ok ? { ok } : { ok, code: 'FILE_STRUCTURE_INVALID' },
    );
  });

  test.each([{ kind: 'QUERY' as const }, { agency: 'TAX' }, { item: 'FUND' }])(
    'FILE_STRUCTURE_INVALID: the head names something else: %o',
    (change) => {
      expect(decideAnswerFile({ header: { ...header, ...change }, rows: [row(1)] }, asked).ok).toBe(false);
    },
  );
});

test('a number that was accepted is a harmless repeat with the same hash and FILE_CONFLICT with another', () => {
  expect(decideRepeat(undefined, 'a')).toBe('NEW');
  expect(decideRepeat({ sha256: 'a' }, 'a')).toBe('REPEAT');
  expect(decideRepeat({ sha256: 'a' }, 'b')).toBe('FILE_CONFLICT');
});

test('an answer names the file that it answers', () => {
  const number = fileNumber({ agencyCode: 'BANK', itemCode: 'DEPOSIT', day: '2014-04-28', serial: 1 });
  expect(number).toBe('BANK-DEPOSIT-20140428-001');
  expect(answeredFileNo(`${number}-A2`)).toBe(number);
});
