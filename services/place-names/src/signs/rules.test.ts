import { describe, expect, it } from 'vitest';
import { checkSign, coverRateBp, replaceBy } from './rules.ts';

const standard = { name: '经十路', pinyin: 'Jīng 10 Lù' };

describe('place-names.md §8.4: signs', () => {
  it.each([
    ['经十路', 'Jīng 10 Lù', true],
    ['经十路', 'JING 10 LU', true],
    ['经十路', 'Jing 10 Lu', true],
    ['经10路', 'Jīng 10 Lù', { ok: false, code: 'SIGN_TEXT_MISMATCH', detail: '经十路' }],
    ['经十路', 'Jing Shi Lu', { ok: false, code: 'SIGN_PINYIN_MISMATCH', detail: 'Jīng 10 Lù' }],
    ['经十路', 'Jing 10 Road', { ok: false, code: 'SIGN_PINYIN_MISMATCH', detail: 'Jīng 10 Lù' }],
  ])('%s %s', (text, pinyin, expected) => {
    const decision = checkSign({ text, pinyin }, standard);
    if (expected === true) expect(decision.ok).toBe(true);
    else expect(decision).toEqual(expected);
  });

  it('a replacement is due in 12 months', () => {
    expect([replaceBy('2014-04-28', 12), replaceBy('2016-02-29', 12)]).toEqual(['2015-04-28', '2017-02-28']);
  });

  it.each([
    [3, 4, 7500],
    [2, 3, 6666],
    [0, 5, 0],
    [5, 5, 10_000],
    [0, 0, null],
  ])('cover rate of %i signed of %i features: %s basis points', (signed, features, rate) => {
    expect(coverRateBp(signed, features)).toBe(rate);
  });
});
