import { describe, expect, it } from 'vitest';
import { type BankReturn, checkReturn } from './rules.ts';

const file = {
  sha256: 'a'.repeat(64),
  totalFen: 105_667,
  lineCount: 2,
  amounts: new Map([
    [1, 54_000],
    [2, 51_667],
  ]),
};
const ok = { result: 'OK', postedOn: '2014-06-05' } as const;
const whole: BankReturn = {
  originalSha256: file.sha256,
  totalFen: 105_667,
  lines: [
    { seq: 1, ...ok },
    { seq: 2, ...ok, result: 'FAIL', failCode: 'NAME_MISMATCH' },
  ],
};

describe('checkReturn (payments.md §5)', () => {
  it('takes a return that answers every line once', () => expect(checkReturn(whole, file).ok).toBe(true));

  it.each<[string, Partial<BankReturn>]>([
    ['a missing seq', { lines: whole.lines.slice(0, 1) }],
    ['an unknown seq', { lines: [...whole.lines, { seq: 3, ...ok }] }],
    [
      'a doubled seq',
      {
        lines: [
          { seq: 1, ...ok },
          { seq: 1, ...ok },
        ],
      },
    ],
    ['another total', { totalFen: 105_666 }],
    ['another sum of what was credited', { okFen: 54_001 }],
    ['another original', { originalSha256: 'b'.repeat(64) }],
    [
      'a failure without its code',
      {
        lines: [
          { seq: 1, ...ok },
          { seq: 2, ...ok, result: 'FAIL' },
        ],
      },
    ],
    [
      'a code without failure',
      {
        lines: [
          { seq: 1, ...ok },
          { seq: 2, ...ok, failCode: 'FROZEN' },
        ],
      },
    ],
  ])('BANK_FILE_MISMATCH: %s', (_, wrong) => {
    expect(checkReturn({ ...whole, ...wrong }, file)).toMatchObject({ ok: false, code: 'BANK_FILE_MISMATCH' });
  });
});
