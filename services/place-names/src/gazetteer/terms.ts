import type { DivisionType } from '@mz/domain';
import type { Language } from './words.ts';

/** A term of the trade in both languages. */
type Term = readonly [zh: string, en: string];

const types: Readonly<Record<DivisionType, Term>> = {
  PROVINCE: ['省', 'province'],
  PREFECTURE_CITY: ['地级市', 'prefecture-level city'],
  PREFECTURE: ['地区', 'prefecture'],
  DIRECT_COUNTY_GROUP: ['省直辖县级行政区划', 'counties directly under the province'],
  DISTRICT: ['市辖区', 'district'],
  COUNTY: ['县', 'county'],
  COUNTY_CITY: ['县级市', 'county-level city'],
  STATISTICAL_ZONE: ['统计用开发区', 'development zone (statistics only)'],
  SUBDISTRICT: ['街道', 'subdistrict'],
  TOWN: ['镇', 'town'],
  TOWNSHIP: ['乡', 'township'],
  QUASI_TOWNSHIP: ['类似乡级单位', 'unit like a township'],
  RESIDENTS_COMMITTEE: ['居民委员会', 'residents’ committee'],
  VILLAGERS_COMMITTEE: ['村民委员会', 'villagers’ committee'],
  QUASI_COMMUNITY: ['类似居民委员会', 'unit like a residents’ committee'],
  QUASI_VILLAGE: ['类似村民委员会', 'unit like a villagers’ committee'],
  LOCAL_EXTENSION: ['地方扩展单位', 'local extension'],
};

const heritages: Readonly<Record<string, Term>> = {
  THOUSAND_YEAR_COUNTY: ['千年古县', 'county of a thousand years'],
  TOWN: ['千年古镇', 'town of a thousand years'],
  VILLAGE: ['千年古村落', 'village of a thousand years'],
  STREET: ['历史街巷', 'historic street'],
  FEATURE: ['著名地名', 'well-known feature'],
};

const protections: Readonly<Record<string, Term>> = {
  NATIONAL: ['国家级', 'national'],
  PROVINCE: ['省级', 'provincial'],
  CITY: ['市级', 'city'],
  COUNTY: ['县级', 'county'],
};

const kinds: Readonly<Record<string, Term>> = {
  STANDARD: ['标准名称', 'standard name'],
  SHORT: ['简称', 'short name'],
  ALIAS: ['别名', 'alias'],
  FORMER: ['曾用名', 'former name'],
  MAP: ['图上名称', 'name on maps'],
  MINORITY: ['少数民族语名称', 'minority-language name'],
};

/** The type of a division in words. */
export function typeWord(type: DivisionType, language: Language): string {
  return choose(types[type], language);
}

/** The kind of heritage in words; an unknown one stands for itself. */
export function heritageWord(heritage: string, language: Language): string {
  return choose(heritages[heritage] ?? [heritage, heritage], language);
}

/** The level of protection in words. */
export function protectionWord(level: string, language: Language): string {
  return choose(protections[level] ?? [level, level], language);
}

/** The kind of a name in words. */
export function kindWord(kind: string, language: Language): string {
  return choose(kinds[kind] ?? [kind, kind], language);
}

function choose([zh, en]: Term, language: Language): string {
  return language === 'en' ? en : zh;
}
