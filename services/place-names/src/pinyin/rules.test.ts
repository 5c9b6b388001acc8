import { describe, expect, it } from 'vitest';
import { checkPinyin, isPureOrdinal, isSignPinyin, type NameKind, pinyinOf, plainLetters, splitName } from './index.ts';

function written(name: string, kind: NameKind): string {
  const { specific, generic } = splitName(name);
  return pinyinOf(specific, generic, kind).pinyin;
}

describe('place-names.md §6: the rules of 1984', () => {
  it.each<[rule: string, name: string, kind: NameKind, pinyin: string]>([
    ['example R1: parts apart, each with a capital', '太行山', 'FEATURE', 'Tàiháng Shān'],
    ['example R1: a province', '山东省', 'DIVISION', 'Shāndōng Shěng'],
    ['example R1: a district', '章丘区', 'DIVISION', 'Zhāngqiū Qū'],
    ['example R2: a modifier of the specific part joins it', '西辽河', 'FEATURE', 'Xīliáo Hé'],
    ['example R2: a modifier of the generic part joins it', '景山后街', 'STREET', 'Jǐngshān Hòujiē'],
    ['example R2: a part of a long street', '香港中路', 'STREET', 'Xiānggǎng Zhōnglù'],
    ['example R2: the end of a specific part is no modifier', '济南路', 'STREET', 'Jǐnán Lù'],
    ['example R3: a natural village in one word', '李庄', 'SETTLEMENT', 'Lǐzhuāng'],
    ['example R3: a market place in one word', '周口店', 'SETTLEMENT', 'Zhōukǒudiàn'],
    ['example R3: a village with its generic', '望亭村', 'SETTLEMENT', 'Wàngtíngcūn'],
    ['example R3: an administrative unit is apart', '西峰镇', 'DIVISION', 'Xīfēng Zhèn'],
    ['example R3: a committee is apart', '李庄村民委员会', 'DIVISION', 'Lǐzhuāng Cūnmín Wěiyuánhuì'],
    ['example R3: an estate is no natural village', '阳光小区', 'SETTLEMENT', 'Yángguāng Xiǎoqū'],
    ['example R4: a generic that turned specific', '解放路南小街', 'STREET', 'Jiěfànglù Nánxiǎojiē'],
    ['example R4: in a township', '王村镇', 'DIVISION', 'Wángcūn Zhèn'],
    ['example R5: a person’s name in one word', '左权县', 'DIVISION', 'Zuǒquán Xiàn'],
    ['example R6: numerals are spelled', '五指山', 'FEATURE', 'Wǔzhǐ Shān'],
    ['example R6: a day in a street', '三八路', 'STREET', 'Sānbā Lù'],
    ['example R6: a word that ends in a numeral', '统一路', 'STREET', 'Tǒngyī Lù'],
    ['example R7: an ordinal before the generic', '二马路', 'STREET', '2 Mǎlù'],
    ['example R7: an ordinal after a word', '经五路', 'STREET', 'Jīng 5 Lù'],
    ['example R7: above ten', '纬十二路', 'STREET', 'Wěi 12 Lù'],
    ['example R7: an ordinal with a part of the street', '经十东路', 'STREET', 'Jīng 10 Dōnglù'],
    ['example R7: a ring road', '二环东路', 'STREET', '2 Huán Dōnglù'],
    ['example R9: no change of tone in the writing', '一心村', 'SETTLEMENT', 'Yīxīncūn'],
    ['example R10: apostrophe before a', '泰安市', 'DIVISION', "Tài'ān Shì"],
    ['example R10: apostrophe before e', '东阿县', 'DIVISION', "Dōng'ē Xiàn"],
    ['example R10: none at the start of a word', '安丘市', 'DIVISION', 'Ānqiū Shì'],
    ['example R11: r for 儿', '盆儿胡同', 'STREET', 'Pénr Hútong'],
    ['example R11: 儿 as a syllable', '台儿庄区', 'DIVISION', "Tái'érzhuāng Qū"],
    ['example R12: ü stays', '吕家', 'SETTLEMENT', 'Lǚjiā'],
  ])('%s: %s', (_, name, kind, pinyin) => {
    expect(written(name, kind)).toBe(pinyin);
  });

  it.each([
    ['单家庄', 'Shànjiāzhuāng'],
    ['解家河', 'Xièjiāhé'],
    ['任家疃', 'Rénjiātuǎn'],
    ['夼里', 'Kuǎnglǐ'],
    ['宁家埠', 'Níngjiābù'],
    ['大水泊', 'Dàshuǐpō'],
    ['相公庄', 'Xiànggōngzhuāng'],
  ])('local reading of the village %s', (name, pinyin) => {
    expect(written(name, 'SETTLEMENT')).toBe(pinyin);
  });

  it.each([
    ['吕家', '', 'SETTLEMENT', 'lvjia', 'lj'],
    ['东阿', '县', 'DIVISION', 'dongexian', 'dex'],
    ['章丘', '区', 'DIVISION', 'zhangqiuqu', 'zqq'],
    ['章丘', '', 'DIVISION', 'zhangqiu', 'zq'],
    ['经五', '路', 'STREET', 'jingwulu', 'jwl'],
    ['四女寺', '镇', 'DIVISION', 'sinvsizhen', 'snsz'],
    ['盆儿', '胡同', 'STREET', 'penrhutong', 'pht'],
  ] as const)('plain form and initials of %s%s', (specific, generic, kind, plain, initials) => {
    expect(pinyinOf(specific, generic, kind)).toMatchObject({ plain, initials });
  });

  it('a letter or a digit in a name stands for itself', () => {
    expect(pinyinOf('A1', '路', 'STREET')).toEqual({ pinyin: 'A1 Lù', plain: 'a1lu', initials: 'a1l' });
  });
});

describe('the parts of a name', () => {
  it.each([
    ['章丘区', '章丘', '区'],
    ['单县', '单', '县'],
    ['李庄', '李庄', ''],
    ['景山后街', '景山', '后街'],
    ['解放路南小街', '解放路', '南小街'],
    ['解放桥社区居民委员会', '解放桥', '社区居民委员会'],
    ['青年公园', '青年', '公园'],
    ['山', '山', ''],
    ['', '', ''],
  ])('%s', (name, specific, generic) => {
    expect(splitName(name)).toEqual({ specific, generic });
  });

  it.each([
    ['二', true],
    ['第三', true],
    ['十二', true],
    ['3', true],
    ['五号', true],
    ['经五', false],
    ['三八', false],
    ['五指', false],
    ['', false],
  ])('whether %s is an ordinal and nothing else', (specific, expected) => {
    expect(isPureOrdinal(specific)).toBe(expected);
  });
});

describe('letters that somebody gave', () => {
  it('sound without tones, spaces and apostrophes', () => {
    expect(['Gěyě Jiē', "Dōng'ē", 'Lǚjiā'].map(plainLetters)).toEqual(['geyejie', 'donge', 'lvjia']);
  });

  it('PINYIN_MISMATCH: Dan Xian for 单县, with the table’s suggestion', () => {
    expect(checkPinyin('Dan Xian', written('单县', 'DIVISION'))).toEqual({
      ok: false,
      code: 'PINYIN_MISMATCH',
      detail: 'Shàn Xiàn',
    });
  });

  it.each([
    ['Shàn Xiàn', true],
    ['  Sha\u0300n   Xia\u0300n ', true],
    ['Shan Xian', false],
    ['Shànxiàn', false],
    ['shàn xiàn', false],
    ['', false],
  ])('%j for 单县', (given, expected) => {
    expect(checkPinyin(given, 'Shàn Xiàn').ok).toBe(expected);
  });

  it.each([
    ['Tài’ān Shì', true],
    ["TAI'AN SHI", true],
    ["Tai'an Shi", true],
    ['TAIAN SHI', false],
    ["Tài'an Shi", false],
    ["TÀI'ĀN SHÌ", true],
  ])('example R9: on a sign tone marks may be dropped and all may be capitals: %s', (written, expected) => {
    expect(isSignPinyin(written, "Tài'ān Shì")).toBe(expected);
  });
});
