import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NAME_VARIANT_PAIRS } from './name-variants.ts';
import { canonicalName, compareNames, parsePersonName } from './person-name.ts';

describe('names that are read', () => {
  test.each([
    ['张伟', '张伟'],
    [' 张伟　', '张伟'],
    ['张', '张'],
    ['買買提·艾力', '買買提·艾力'],
    ['买买提•艾力', '买买提·艾力'],
    ['买买提・艾力', '买买提·艾力'],
    ['王䶮', '王䶮'],
    ['李𠮷', '李𠮷'],
    ['武〇', '武〇'],
    ['林'.repeat(50), '林'.repeat(50)],
    ['𠮷'.repeat(50), '𠮷'.repeat(50)],
  ])('%s', (input, name) => {
    expect(parsePersonName(input)).toEqual({ ok: true, value: name });
  });
});

describe('NAME_INVALID', () => {
  test.each([
    ['empty', ''],
    ['spaces only', ' 　'],
    ['digits', '张伟2'],
    ['full-width digits', '张伟２'],
    ['Chinese digits written as numerals of a tally', '张〡'],
    ['Latin', 'Zhang伟'],
    ['full-width Latin', '张Ａ'],
    ['a control character', '张\u0007伟'],
    ['a line break', '张\n伟'],
    ['a direction mark', '张\u202e伟'],
    ['an isolate mark', '\u2067张伟\u2069'],
    ['a zero-width space', '张\u200b伟'],
    ['a space within', '张 伟'],
    ['a character of private use', '张\ue863'],
    ['a variation selector', '张\u{e0100}伟'],
    ['Japanese kana', 'やまだ'],
    ['a placeholder', '张□'],
    ['only a dot', '·'],
    ['a dot at the start', '·艾力'],
    ['a dot at the end', '买买提·'],
    ['two dots', '买买提··艾力'],
    ['a full stop for the dot', '买买提.艾力'],
    ['51 characters', '林'.repeat(51)],
  ])('%s', (_what, input) => {
    expect(parsePersonName(input)).toEqual({ ok: false, code: 'NAME_INVALID' });
  });
});

describe('canonical form', () => {
  test.each([
    ['張偉', '张伟'],
    ['龍應', '龙应'],
    ['李喆', '李哲'],
    ['买买提．艾力', '买买提·艾力'],
    ['\uf9e1白', '李白'],
    ['王\ue863', '王䶮'],
  ])('%s → %s', (name, canonical) => {
    expect(canonicalName(name)).toBe(canonical);
  });

  test('is the same when taken twice, for any name', () => {
    const character = fc.constantFrom(...NAME_VARIANT_PAIRS.flatMap((pair) => [...pair]), '·', '.', '伟', '玮');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 8 }), (characters) => {
        const once = canonicalName(characters.join(''));
        expect(canonicalName(once)).toBe(once);
      }),
    );
  });
});

describe('comparison', () => {
  test.each([
    ['the same text', '张伟', '张伟', 'EQUAL'],
    ['spaces around', '张伟 ', '张伟', 'EQUAL'],
    ['another code point for the dot', '买买提・艾力', '买买提·艾力', 'EQUAL'],
    ['a traditional form', '張偉', '张伟', 'VARIANT'],
    ['a variant form', '王喆', '王哲', 'VARIANT'],
    ['a variant surname', '萧红', '肖红', 'VARIANT'],
    ['a rare character that was stored in private use', '王\ue863', '王䶮', 'VARIANT'],
    ['a rare character that could not be stored', '王䶮', '王?', 'VARIANT'],
    ['a rare character beyond the basic plane', '李□', '李𠮷', 'VARIANT'],
    ['example H3: a missing dot', '买买提·艾力', '买买提艾力', 'VARIANT'],
    ['a full stop for the dot', '买买提.艾力', '买买提·艾力', 'VARIANT'],
    ['minority order', '买买提·艾力', '艾力·买买提', 'VARIANT'],
    ['minority order and a missing dot', '买买提·艾力', '艾力买买提', 'VARIANT'],
    ['minority order and a traditional form', '買買提·艾力', '艾力·买买提', 'VARIANT'],
    ['example H2, V18: characters that sound alike', '张伟', '张玮', 'DIFFERENT'],
    ['characters that look alike', '张未', '张末', 'DIFFERENT'],
    ['the order of a Han name', '张伟', '伟张', 'DIFFERENT'],
    ['a missing character', '张小伟', '张伟', 'DIFFERENT'],
    ['a missing part', '买买提·艾力', '买买提', 'DIFFERENT'],
    ['a placeholder for a common character', '张?', '张伟', 'DIFFERENT'],
    ['nothing', '张伟', '', 'DIFFERENT'],
  ])('%s', (_what, a, b, expected) => {
    expect(compareNames(a, b)).toBe(expected);
    expect(compareNames(b, a)).toBe(expected);
  });
});

describe('the table of forms', () => {
  test('each row is one other form and one standard form', () => {
    for (const pair of NAME_VARIANT_PAIRS) expect([...pair], pair).toHaveLength(2);
  });

  test('no form stands twice and no standard form is itself replaced', () => {
    const others = NAME_VARIANT_PAIRS.map((pair) => [...pair][0]);
    expect(new Set(others).size).toBe(others.length);
    for (const pair of NAME_VARIANT_PAIRS) expect(others, pair).not.toContain([...pair][1]);
  });
});
