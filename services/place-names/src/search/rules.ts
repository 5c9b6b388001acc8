import { accept, type Decision, refuse, toHalfWidth } from '@mz/domain';
import { closedUp, spellQuery, withoutTones } from './spelling.ts';
import { unpackName } from './whole-characters.ts';

/** What is searched for, made ready. */
export interface SearchText {
  readonly text: string;
  /** No Han character and at least a Latin letter: pinyin and initials are looked at. */
  readonly latin: boolean;
  /** Pinyin without tones: of a Latin query what it writes, of a Han query how it is read. */
  plain(): string;
  /** The plain forms that a Latin query may mean: `lu` is also 吕 (lv); the first is as written. */
  readonly variants: readonly string[];
  /** The query with its tones, closed up; undefined when it writes none. */
  readonly toned: string | undefined;
}

const longest = 50;
const han = '\\p{Script=Han}';
const spacesInHan = new RegExp(`(?<=${han})\\s+(?=${han})`, 'gu');
const anyHan = new RegExp(han, 'u');
const latinLetter = /\p{Script=Latin}/u;
/** Syllables that are written with u and may be ü (handbook §6 rule 12). */
const umlaut = /[ln]u/g;
const mostUmlauts = 3;

/**
 * Cleans a query in the order of the handbook (§8.1): trimmed, half width, simplified, without spaces inside Han text; then
 * 1–50 characters, else QUERY_LENGTH.
 */
export function readQuery(input: string, simplify: (text: string) => string): Decision<string, 'QUERY_LENGTH'> {
  const text = simplify(toHalfWidth(input).normalize('NFC').trim()).replaceAll(spacesInHan, '');
  const length = [...text].length;
  return length >= 1 && length <= longest ? accept(text) : refuse('QUERY_LENGTH');
}

/** Makes a cleaned text ready to be compared. */
export function searchText(text: string): SearchText {
  const latin = !anyHan.test(text) && latinLetter.test(text);
  const plain = latin ? withoutTones(text) : '';
  let spelt: string | undefined;
  return {
    text,
    latin,
    plain() {
      spelt ??= latin ? plain : spellQuery(unpackName(text)).plain;
      return spelt;
    },
    variants: latin ? variantsOf(plain) : [],
    toned: latin && closedUp(text) !== plain ? closedUp(text) : undefined,
  };
}

function variantsOf(plain: string): string[] {
  let variants = [''];
  let from = 0;
  for (const { index } of [...plain.matchAll(umlaut)].slice(0, mostUmlauts)) {
    const before = plain.slice(from, index + 1);
    variants = variants.flatMap((start) => [`${start}${before}u`, `${start}${before}v`]);
    from = index + 2;
  }
  return variants.map((start) => start + plain.slice(from));
}

const doorNumber = /[0-9０-９一二三四五六七八九十百]+(?:号|弄|幢|栋|单元|室)/u;

/** Whether a query with so many parents before its rest is a written address, which is parsed and not searched (§8.1). */
export function isAddress(parents: number, rest: string): boolean {
  return parents >= 3 || (parents >= 1 && doorNumber.test(rest));
}

/** The tier of a match with its meaning (handbook §8.1, §16 readings 3 and 4). */
export type MatchedBy =
  | 'FULL'
  | 'SHORT'
  | 'ALIAS'
  | 'FORMER'
  | 'EXTINCT'
  | 'PREFIX'
  | 'CONTAINS'
  | 'PINYIN'
  | 'INITIALS'
  | 'PINYIN_PREFIX'
  | 'EDIT'
  | 'HOMOPHONE';

/** From 0 to 1: the share of its tier, less the edits of a fuzzy match, half when the written parent was not found. */
export function confidenceOf(match: {
  readonly tier: number;
  readonly edits: number;
  readonly length: number;
  readonly parentIgnored: boolean;
}): number {
  const certain = match.tier / 1_000;
  const near = match.tier === 300 ? certain * (1 - match.edits / Math.max(1, match.length)) : certain;
  return Math.round(near * (match.parentIgnored ? 0.5 : 1) * 1_000) / 1_000;
}

/** Why something was found, in the caller's language. */
export function reasonOf(
  match: { readonly by: MatchedBy; readonly tier: number; readonly text: string },
  language: 'zh-CN' | 'en',
): string {
  const [zh, en] = reasons[match.tier === 545 ? 'TONES' : match.by];
  return language === 'en' ? en.replace('%', match.text) : zh.replace('%', match.text);
}

const reasons: Readonly<Record<MatchedBy | 'TONES', readonly [zh: string, en: string]>> = {
  FULL: ['与标准名称“%”一致', 'equal to the standard name “%”'],
  SHORT: ['与简称“%”一致', 'equal to the short name “%”'],
  ALIAS: ['与别名“%”一致', 'equal to the alias “%”'],
  FORMER: ['与曾用名“%”相符', 'matches the former name “%”'],
  EXTINCT: ['与已撤销的“%”相符', 'matches “%”, which no longer exists'],
  PREFIX: ['名称“%”以查询词开头', 'the name “%” begins with the query'],
  CONTAINS: ['名称“%”包含查询词', 'the name “%” contains the query'],
  PINYIN: ['与“%”的拼音一致', 'equal to the pinyin of “%”'],
  TONES: ['与“%”的拼音一致，声调不同', 'equal to the pinyin of “%” but for the tones'],
  INITIALS: ['与“%”的拼音首字母一致', 'equal to the initials of “%”'],
  PINYIN_PREFIX: ['“%”的拼音以查询词开头', 'the pinyin of “%” begins with the query'],
  EDIT: ['与“%”相近', 'near to “%”'],
  HOMOPHONE: ['与“%”有一字同音', 'one character sounds like that of “%”'],
};
