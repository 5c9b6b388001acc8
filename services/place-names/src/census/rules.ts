import { parseDivisionCode } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';
import type { readName as readNameIn } from '../names/index.ts';
import { type Facts, standardNameOf } from './facts.ts';

/** A name in standard characters, or what speaks against it. */
type CharacterDecision = ReturnType<typeof readNameIn>;

/** A group of the census with the categories that belong to it. */
export interface CensusGroup {
  readonly code: string;
  readonly categoryPrefixes: readonly string[];
  readonly inScope: boolean;
  readonly elevationPrefixes: readonly string[];
  /** People live in its features. */
  readonly holdsPeople: boolean;
}

/** What the facts of a record are held against. */
export interface FactsSetting {
  /** Township of the task. */
  readonly township: string;
  readonly groups: readonly CensusGroup[];
  /** Categories of the loaded table. */
  readonly categories: ReadonlySet<string>;
  /** The name in standard characters, or what speaks against it. */
  readonly readName: (name: string) => CharacterDecision;
  readonly today: string;
}

/** Names as maps or minorities write them are free in their characters. */
const freeKinds: readonly string[] = ['MAP', 'MINORITY'];

/** The group of a category: the longest prefix that fits; undefined for a category of none. */
export function groupOf(category: string, groups: readonly CensusGroup[]): CensusGroup | undefined {
  return groups
    .flatMap((group) => group.categoryPrefixes.map((prefix) => ({ group, prefix })))
    .filter(({ prefix }) => category.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0]?.group;
}

/** Whether a feature of the category is a mountain, which alone has an elevation (place-names.md §7). */
export function isMountain(category: string, groups: readonly CensusGroup[]): boolean {
  return groups.some(({ elevationPrefixes }) => elevationPrefixes.some((prefix) => category.startsWith(prefix)));
}

/** All reasons why facts may not be written down, also of a draft. */
export function faultsOf(facts: Facts, setting: FactsSetting): ProblemReason[] {
  return [
    ...placeFaults(facts, setting),
    ...categoryFaults(facts, setting),
    ...nameFaults(facts, setting),
    ...yearFaults(facts, setting.today),
    ...populationFaults(facts, setting),
    ...(facts.elevationM !== null && !isMountain(facts.categoryCode, setting.groups)
      ? [at('ELEVATION_NOT_ALLOWED', 'elevationM')]
      : []),
    ...(facts.registeredOn !== null && facts.registeredOn > setting.today
      ? [at('DATE_NOT_ALLOWED', 'registeredOn')]
      : []),
  ];
}

/** What a record lacks to be processed: the required fields of the census (place-names.md §7). */
export function lacksOf(facts: Facts, groups: readonly CensusGroup[]): ProblemReason[] {
  const required = ['inUse', 'meaning', 'history', 'description', 'source', 'registeredOn', 'registrarUnit'] as const;
  const mountain = isMountain(facts.categoryCode, groups);
  return [
    ...(standardNameOf(facts) === undefined ? [at('STANDARD_NAME_MISSING', 'names')] : []),
    ...(facts.lon === null || facts.lat === null ? [at('MISSING_POSITION', 'lon')] : []),
    ...required.filter((field) => facts[field] === null).map((field) => at('CENSUS_FIELD_MISSING', field)),
    ...(mountain && facts.elevationM === null ? [at('CENSUS_FIELD_MISSING', 'elevationM')] : []),
  ];
}

// Whoever inspects counts a record as wrong in a required field, or in another one (place-names.md §7).
const requiredFields: ReadonlySet<string> = new Set([
  'nationalCode',
  'names',
  'standardName',
  'pinyin',
  'categoryCode',
  'inUse',
  'divisionCode',
  'lon',
  'lat',
  'position',
  'meaning',
  'history',
  'description',
  'source',
  'registrar',
  'registeredOn',
  'registrarUnit',
]);

/** Whether a field is one of those that every record must have. */
export function isRequiredField(field: string): boolean {
  return requiredFields.has(field);
}

/** The census runs from 2014-07-01 to 2018-06-30 (国发〔2014〕3号). */
export function isCensusYear(year: number): boolean {
  return year >= 2014 && year <= 2018;
}

function placeFaults({ divisionCode, crosses }: Facts, { township }: FactsSetting): ProblemReason[] {
  const parsed = parseDivisionCode(divisionCode, { level: ['TOWNSHIP', 'VILLAGE'] });
  if (!parsed.ok) return [at(parsed.code, 'divisionCode')];
  const outside = divisionCode.slice(0, 9) !== township.slice(0, 9);
  const broken = crosses.findIndex((code) => !parseDivisionCode(code, { field: 'NEIGHBOUR' }).ok);
  return [
    ...(outside ? [at('RECORD_OUTSIDE_TASK', 'divisionCode')] : []),
    ...(broken === -1 ? [] : [at('DIVISION_NOT_VALID', `crosses/${broken}`)]),
  ];
}

function categoryFaults({ categoryCode }: Facts, { groups, categories }: FactsSetting): ProblemReason[] {
  const group = groupOf(categoryCode, groups);
  if (group?.inScope === false) return [at('CATEGORY_OUT_OF_SCOPE', 'categoryCode')];
  return group === undefined || !categories.has(categoryCode) ? [at('CENSUS_CATEGORY_UNKNOWN', 'categoryCode')] : [];
}

function nameFaults({ names }: Facts, { readName }: FactsSetting): ProblemReason[] {
  const standard = names.filter(({ kind }) => kind === 'STANDARD');
  return [
    ...(standard.length > 1 ? [at('MULTI_STANDARD', 'names')] : []),
    ...names.flatMap(({ kind, name }, index) =>
      freeKinds.includes(kind) ? [] : characterFaults(readName(name), name, `names/${index}/name`),
    ),
  ];
}

/** Traditional characters are not converted without asking: the form to write is told. */
function characterFaults(read: CharacterDecision, name: string, field: string): ProblemReason[] {
  if (!read.ok) return [{ ...at(read.code, field), detail: read.detail }];
  return read.name === name ? [] : [{ ...at('NAME_CHARS', field), detail: `规范写法：${read.name}` }];
}

/** People are counted where they live, and a figure without its year says nothing (place-names.md §3). */
function populationFaults(
  { hukouPopulation, populationYear, categoryCode }: Facts,
  { groups, today }: FactsSetting,
): ProblemReason[] {
  if (hukouPopulation === null && populationYear === null) return [];
  if (hukouPopulation === null || populationYear === null) {
    return [at('POPULATION_WITHOUT_YEAR', hukouPopulation === null ? 'hukouPopulation' : 'populationYear')];
  }
  if (groupOf(categoryCode, groups)?.holdsPeople !== true) return [at('POPULATION_NOT_ALLOWED', 'hukouPopulation')];
  return populationYear > Number(today.slice(0, 4)) ? [at('YEAR_INVALID', 'populationYear')] : [];
}

/** There is no year 0; nothing is used before it began or from a year that has not come (place-names.md §14). */
function yearFaults({ usedFromYear: from, usedToYear: to }: Facts, today: string): ProblemReason[] {
  const current = Number(today.slice(0, 4));
  const isWrong = (year: number | null): boolean => year === 0 || (year !== null && year > current);
  if (isWrong(from)) return [at('YEAR_INVALID', 'usedFromYear')];
  return isWrong(to) || (from !== null && to !== null && to < from) ? [at('YEAR_INVALID', 'usedToYear')] : [];
}

function at(code: string, field: string): ProblemReason {
  return { code, pointer: `/body/${field}` };
}
