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
  it.each<[string, Partial<BankReturn>]>([
    ['every line once', {}],
    ['with the sum of what was credited', { okFen: 54_000 }],
    ['in any order', { lines: [...whole.lines].reverse() }],
  ])('takes a return that answers %s', (_, change) => {
    expect(checkReturn({ ...whole, ...change }, file)).toEqual({ ok: true, value: null });
  });

  it.each<[string, string, Partial<BankReturn>]>([
    ['a missing seq', '序号缺失', { lines: whole.lines.slice(0, 1) }],
    ['an unknown seq', '序号不在原文件内', { lines: [...whole.lines, { seq: 3, ...ok }] }],
    [
      'a doubled seq',
      '序号重复',
      {
        lines: [
          { seq: 1, ...ok },
          { seq: 1, ...ok },
        ],
      },
    ],
    ['another total', '合计金额不符', { totalFen: 105_666 }],
    ['another sum of what was credited', '成功金额不符', { okFen: 54_001 }],
    ['another original', '原文件散列值不符', { originalSha256: 'b'.repeat(64) }],
    [
      'a failure without its code',
      '失败代码不符',
      {
        lines: [
          { seq: 1, ...ok },
          { seq: 2, ...ok, result: 'FAIL' },
        ],
      },
    ],
    [
      'a code without failure',
      '失败代码不符',
      {
        lines: [
          { seq: 1, ...ok },
          { seq: 2, ...ok, failCode: 'FROZEN' },
        ],
      },
    ],
  ])('BANK_FILE_MISMATCH: %s (%s)', (_, detail, wrong) => {
    expect(checkReturn({ ...whole, ...wrong }, file)).toEqual({ ok: false, code: 'BANK_FILE_MISMATCH', detail });
  });
});
