import { describe, expect, it } from 'vitest';
import { confidenceOf, isAddress, readQuery, reasonOf, searchText } from './rules.ts';
import { simplify } from './simplify.ts';
import { tonesAgree, withoutTones } from './spelling.ts';

describe('§8.1 input hygiene', () => {
  it.each([
    ['  章丘  ', '章丘', 'trimmed'],
    ['ｌａｉｗｕ', 'laiwu', 'full width to half width'],
    ['章丘\u3000市', '章丘市', 'an ideographic space inside Han text dropped'],
    ['枣庄 市中区', '枣庄市中区', 'spaces inside Han text dropped'],
    ['萊蕪', '莱芜', 'traditional to simplified'],
    ['東阿縣', '东阿县', 'traditional to simplified'],
    ['臨朐縣', '临朐县', 'traditional to simplified'],
    ['Zhāngqiū Qū', 'Zhāngqiū Qū', 'spaces between Latin words kept'],
    ['Do\u0304ng', 'Dōng', 'marks that stand alone composed'],
    ['村', '村', 'one character'],
  ])('%s is read as %s: %s', (input, text) => {
    expect(readQuery(input, simplify)).toEqual({ ok: true, value: text });
  });

  it.each([
    ['', 'nothing'],
    ['   ', 'spaces only'],
    ['\u3000', 'a full-width space only'],
    ['章'.repeat(51), '51 characters'],
  ])('QUERY_LENGTH: %s is refused: %s', (input) => {
    expect(readQuery(input, simplify)).toMatchObject({ ok: false, code: 'QUERY_LENGTH' });
  });

  it('50 characters are enough, and spaces around and inside them do not count', () => {
    expect(readQuery(` ${'章 '.repeat(50)}`, simplify)).toEqual({ ok: true, value: '章'.repeat(50) });
  });
});

describe('Latin queries', () => {
  it.each([
    ["dong'e", 'donge', undefined],
    ['donge', 'donge', undefined],
    ["Dōng'ē", 'donge', 'dōngē'],
    ['Zhāngqiū Qū', 'zhangqiuqu', 'zhāngqiūqū'],
    ['LW', 'lw', undefined],
    ['Lǚ', 'lv', 'lǚ'],
  ])('%s is plain %s with the tones %s', (input, plain, toned) => {
    const text = searchText(input);
    expect([text.latin, text.plain(), text.toned]).toEqual([true, plain, toned]);
  });

  it('a query with a Han character is no Latin query', () => {
    expect(searchText('A区').latin).toBe(false);
    expect(searchText('123').latin).toBe(false);
  });

  it('§6 rule 12: lu may be 吕 (lv), lv is never lu', () => {
    expect(searchText('lu').variants).toEqual(['lu', 'lv']);
    expect(searchText('lv').variants).toEqual(['lv']);
    expect(searchText('lunv').variants).toEqual(['lunv', 'lvnv']);
    expect(new Set(searchText('lunu').variants)).toEqual(new Set(['lunu', 'lunv', 'lvnu', 'lvnv']));
  });

  it.each([
    ['dōngē', 'dōngē', true],
    ['dongē', 'dōngē', true],
    ['dóngē', 'dōngē', false],
    ['dōng', 'dōngē', false],
  ])('the tones of %s agree with %s: %s', (asked, known, agree) => {
    expect(tonesAgree(asked, known)).toBe(agree);
  });

  it('ü is v without tones', () => {
    expect(withoutTones('Lǚ Xiàn')).toBe('lvxian');
  });
});

describe('a written address', () => {
  it.each([
    [3, '双山街道', true],
    [1, '历山路12号', true],
    [1, '历山路十二号', true],
    [2, '历下区', false],
    [0, '12号', false],
  ])('%i parents before %s: %s', (parents, rest, expected) => {
    expect(isAddress(parents, rest)).toBe(expected);
  });
});

describe('confidence and reason', () => {
  it.each([
    [{ tier: 1_000, edits: 0, length: 3, parentIgnored: false }, 1],
    [{ tier: 950, edits: 0, length: 2, parentIgnored: false }, 0.95],
    [{ tier: 300, edits: 1, length: 3, parentIgnored: false }, 0.2],
    [{ tier: 300, edits: 2, length: 8, parentIgnored: false }, 0.225],
    [{ tier: 1_000, edits: 0, length: 3, parentIgnored: true }, 0.5],
  ])('%o is %d', (match, expected) => {
    expect(confidenceOf(match)).toBe(expected);
  });

  it('says in both languages why, and that tones differ', () => {
    expect(reasonOf({ by: 'FORMER', tier: 900, text: '章丘市' }, 'zh-CN')).toBe('与曾用名“章丘市”相符');
    expect(reasonOf({ by: 'FORMER', tier: 900, text: '章丘市' }, 'en')).toBe('matches the former name “章丘市”');
    expect(reasonOf({ by: 'PINYIN', tier: 545, text: '东阿县' }, 'zh-CN')).toContain('声调不同');
  });
});
