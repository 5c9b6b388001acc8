import type { BoundaryLine } from '@mz/contracts';
import {
  accept,
  addDays,
  type Decision,
  type DivisionHistory,
  divisionLevel,
  type LegalDay,
  refuse,
  scopePrefix,
} from '@mz/domain';
import type { Static } from 'typebox';

export type LineLevel = Static<typeof BoundaryLine>['level'];

/** Joint inspection every five years: 行政区域界线管理条例 (Order 353, in force 2002-07-01). */
const cycleYears = 5;

/** The neighbours of the province by their codes (handbook §2). */
const neighbours: Readonly<Record<string, string>> = {
  '130000000000': '河北省',
  '320000000000': '江苏省',
  '340000000000': '安徽省',
  '410000000000': '河南省',
};

/** The two units of a line in their order, the smaller code first, and its level. */
export interface Sides {
  readonly level: LineLevel;
  readonly codeA: string;
  readonly codeB: string;
}

/** Orders two units and tells the level of a line between them; villages have none (handbook §5.1). */
export function sidesOf(one: string, other: string): Decision<Sides, 'SIDES_EQUAL' | 'SIDES_LEVEL'> {
  if (one === other) return refuse('SIDES_EQUAL');
  const level = lineLevels[divisionLevel(one)];
  if (level === undefined || divisionLevel(one) !== divisionLevel(other)) return refuse('SIDES_LEVEL');
  const [codeA, codeB] = one < other ? [one, other] : [other, one];
  return accept({ level, codeA, codeB });
}

const lineLevels: Readonly<Record<string, LineLevel | undefined>> = {
  PROVINCE: 'PROVINCIAL',
  PREFECTURE: 'PREFECTURAL',
  COUNTY: 'COUNTY',
  TOWNSHIP: 'TOWNSHIP',
};

/** 3437 for two provinces; 370181-370321 for two counties: the smaller code first (handbook §5.1). */
export function lineCodeOf({ level, codeA, codeB }: Sides): string {
  const parts = [scopePrefix(codeA), scopePrefix(codeB)];
  return parts.join(level === 'PROVINCIAL' ? '' : '-');
}

/** Reads the code of a line; refuses another form or the larger code first. */
export function parseLineCode(text: string): Decision<string, 'LINE_CODE_FORMAT'> {
  const [, one = '', other = ''] =
    /^(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4}|\d{6}|\d{9})-(\d{4}|\d{6}|\d{9})$/.exec(text) ?? [];
  const isOne = one !== '' && one.length === other.length && one < other;
  return isOne ? accept(text) : refuse('LINE_CODE_FORMAT');
}

/** Whole metres of kilometres in text with at most three decimals: no float in between. */
export function metresOf(kilometres: string): number {
  const [whole = '0', decimals = ''] = kilometres.split('.');
  return Number(whole) * 1_000 + Number(decimals.padEnd(3, '0'));
}

/** Kilometres with three decimals. */
export function kilometresOf(metres: number): string {
  const digits = String(metres).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

/** Why a length cannot be: nothing, or longer than any county line is (metres typed as kilometres, handbook §14). */
export function decideLength(
  metres: number,
  level: LineLevel,
  longestCountyLineKm: number,
): Decision<number, 'LENGTH_ZERO' | 'UNIT_SUSPECT'> {
  if (metres <= 0) return refuse('LENGTH_ZERO');
  const isLimited = level === 'COUNTY' || level === 'TOWNSHIP';
  return isLimited && metres > longestCountyLineKm * 1_000 ? refuse('UNIT_SUSPECT') : accept(metres);
}

/** The year in which a line is due: five years after its last filed inspection, or after its approval (handbook §5.1). */
export function dueYearOf({
  lastFiledYear,
  approvedOn,
}: {
  lastFiledYear: number | null;
  approvedOn: LegalDay;
}): number {
  return (lastFiledYear ?? Number(approvedOn.slice(0, 4))) + cycleYears;
}

/** Overdue from the first day after the due year on. */
export function isOverdue(dueYear: number, today: LegalDay): boolean {
  return today > `${dueYear}-12-31`;
}

/** What of a line says when it held. */
export interface Span {
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay | null;
}

/** A unit's name today, else as it was when the line held. */
export function unitName(
  history: DivisionHistory,
  code: string,
  { today, span }: { today: LegalDay; span: Span },
): string {
  const lastDay = span.validTo === null ? today : addDays(span.validTo, -1);
  for (const day of [today, lastDay, span.validFrom]) {
    const found = history.at(code, day);
    if (found.ok) return found.value.name;
  }
  return neighbours[code] ?? code;
}

/** Whether a unit lies outside the province, so that its office acts by letters. */
export function isOutside(code: string): boolean {
  return !code.startsWith('37');
}
