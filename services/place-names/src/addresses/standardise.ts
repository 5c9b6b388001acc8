import type { AddressElement, AddressLevel } from '@mz/contracts';
import type { DivisionHistory, DivisionVersion, LegalDay } from '@mz/domain';
import type { Static } from 'typebox';
import type { Reading, Written } from './chains.ts';
import type { Detail } from './details.ts';
import type { VillageMatch } from './villages.ts';

type Element = Static<typeof AddressElement>;
type Level = Static<typeof AddressLevel>;

/** What an address was read to. */
export interface Parsed {
  readonly province: string | undefined;
  readonly head: Reading;
  readonly village: VillageMatch | undefined;
  readonly details: readonly Detail[];
  readonly rest: string;
}

/** An address in its standard form, before the table's own fields. */
export interface Standard {
  readonly standard: string;
  readonly elements: Element[];
  readonly level: Level | null;
  readonly code: string | null;
  readonly confidence: number;
  readonly translated: boolean;
  readonly candidates: { code: string; label: string }[];
  readonly rest: string;
}

const levelOf = { PROVINCE: 'L1', PREFECTURE: 'L2', COUNTY: 'L3', TOWNSHIP: 'L4', VILLAGE: 'L5' } as const;
const provinceCode = '370000000000';

/** Puts an address together: every division above the finest one that is sure, then what was written below. */
export function toStandard(parsed: Parsed, history: DivisionHistory, asOf: LegalDay): Standard {
  const sure = sureDivision(parsed.head.written, history, asOf);
  const divisions = divisionElements(parsed, {
    history,
    asOf,
    finest: sure?.code ?? (parsed.province === undefined ? undefined : provinceCode),
  });
  const elements = [...divisions, ...villageElements(parsed.village), ...parsed.details.map(toElement)].sort(byLevel);
  return {
    ...summaryOf(elements, parsed.rest),
    elements,
    code: parsed.village?.village?.code ?? divisions.findLast(({ code }) => code !== null)?.code ?? null,
    candidates: candidatesOf(parsed.head.written, history, asOf),
    rest: parsed.rest,
  };
}

/** What the elements say together. */
export function summaryOf(
  elements: readonly Element[],
  rest: string,
): Pick<Standard, 'standard' | 'level' | 'confidence' | 'translated'> {
  const given = elements.filter((element) => element.given !== null);
  const matched = given.filter((element) => element.matched);
  const written = given.length + (rest === '' ? 0 : 1);
  return {
    standard: elements.map(({ text }) => text).join(''),
    level: matched.at(-1)?.level ?? null,
    confidence: written === 0 ? 0 : Math.round((matched.length / written) * 1000) / 1000,
    translated: elements.some((element) => element.translated),
  };
}

/** The finest written division that all readings agree on. */
function sureDivision(
  written: readonly Written[],
  history: DivisionHistory,
  asOf: LegalDay,
): DivisionVersion | undefined {
  const sure = written.findLast(({ holders }) => new Set(holders.map(({ code }) => code)).size === 1);
  const [holder] = sure?.holders ?? [];
  if (holder === undefined) return undefined;
  const found = history.at(holder.code, asOf);
  return found.ok ? found.value : undefined;
}

/** The finest township that is sure: where its villages are looked for. */
export function sureTownship(
  written: readonly Written[],
  history: DivisionHistory,
  asOf: LegalDay,
): string | undefined {
  const sure = sureDivision(written, history, asOf);
  return sure?.level === 'TOWNSHIP' ? sure.code : undefined;
}

interface Place {
  readonly history: DivisionHistory;
  readonly asOf: LegalDay;
  readonly finest: string | undefined;
}

function divisionElements({ head, province }: Parsed, { history, asOf, finest }: Place): Element[] {
  const chain = finest === undefined ? [] : withHolders(history, finest, asOf);
  const known = chain.map((version): Element => {
    const written = head.written.find(({ level }) => level === version.level);
    const given = version.level === 'PROVINCE' ? (province ?? null) : (written?.given ?? null);
    const translated = written !== undefined && !isNameOf(written.given, version);
    const level = levelOf[version.level];
    return {
      level,
      given,
      text: version.name,
      code: version.code,
      matched: true,
      inferred: given === null,
      translated,
    };
  });
  const levels = new Set(chain.map(({ level }) => level));
  const unsure = head.written
    .filter(({ level }) => !levels.has(level))
    .map(({ level, given }): Element => ({ ...plain(levelOf[level], given), matched: false }));
  return [...known, ...unsure];
}

function withHolders(history: DivisionHistory, code: string, asOf: LegalDay): DivisionVersion[] {
  const [own, above] = [history.at(code, asOf), history.ancestors(code, asOf)];
  return own.ok && above.ok ? [own.value, ...above.value].reverse() : [];
}

/** Whether the words are a name of the division as it is on the day: in full, short, or a street office's long form. */
function isNameOf(text: string, { name, shortName, level }: DivisionVersion): boolean {
  if (text === name || (level !== 'TOWNSHIP' && text === shortName)) return true;
  const office = name.replace(/(?:办事处)$/, '').replace(/街道$/, '');
  return (
    /(?:街道|办事处)$/.test(name) &&
    ['街道办事处', '街道办', '街道', '街办', '办事处'].some((end) => text === office + end)
  );
}

function villageElements(match: VillageMatch | undefined): Element[] {
  if (match === undefined) return [];
  const { given, village } = match;
  if (village === undefined) return [{ ...plain('L5', given), matched: false }];
  return [{ ...plain('L5', given), text: village.name, code: village.code }];
}

function toElement({ level, given, text }: Detail): Element {
  return { ...plain(level, given), text };
}

function plain(level: Level, given: string): Element {
  return { level, given, text: given, code: null, matched: true, inferred: false, translated: false };
}

function byLevel(a: Element, b: Element): number {
  return Number(a.level.slice(1)) - Number(b.level.slice(1));
}

/** The readings of the finest division on which they differ, each with its holders before it. */
function candidatesOf(written: readonly Written[], history: DivisionHistory, asOf: LegalDay): Standard['candidates'] {
  const finest = written.at(-1);
  const codes = [...new Set(finest?.holders.map(({ code }) => code))].sort();
  if (codes.length < 2) return [];
  return codes.map((code) => ({ code, label: labelOf(history, code, asOf) }));
}

/** The name with those of its holders below the province: 济南市市中区. */
export function labelOf(history: DivisionHistory, code: string, asOf: LegalDay): string {
  return withHolders(history, code, asOf)
    .filter(({ level }) => level !== 'PROVINCE')
    .map(({ name }) => name)
    .join('');
}
