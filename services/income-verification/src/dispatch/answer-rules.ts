import { type AgencyAnswer, type AgencyItemCode, agencyRows, type Outcome } from '@mz/contracts';
import { addDays, compareNames, type LegalDay, MAX_INPUT_FEN } from '@mz/domain';
import type { TSchema } from 'typebox';
import type { Rows } from '../answers/index.ts';
import { hasForm } from '../compiled.ts';

/** What was asked, and when the answer came. */
export interface Asked {
  readonly ref: string;
  readonly item: string;
  readonly name: string;
  readonly birthDate: LegalDay;
  readonly receivedOn: LegalDay;
  readonly staleDays: number;
  /** Whose record the rows must be from, as the agency says it; not compared where it says nothing. */
  readonly subject?: string | undefined;
  /** The agreement demands that rows say it. */
  readonly subjectDemanded?: boolean;
  /** What the grant lets cross; without it every field of the agreed row. */
  readonly fields?: readonly string[];
}

/** No register of the country is older: what names an earlier day is no day of a register. */
const firstDay: LegalDay = '1900-01-01';

/** Why an answer is not believed (income-verification.md §13). */
export type AnswerRefusal =
  | 'ANSWER_UNKNOWN_REF'
  | 'ANSWER_INCONSISTENT'
  | 'ANSWER_STALE_OR_FUTURE'
  | 'ANSWER_OVER_RETURN'
  | 'ANSWER_SUBJECT_MISSING'
  | 'FINDING_VALUE_INVALID';

/** What an answer comes to: its outcome, the rows that were asked for, flags, and whether a person must confirm the name. */
export type Judgement =
  | { ok: true; outcome: Outcome; rows: Rows; flags: string[]; quarantined: boolean }
  | { ok: false; code: AnswerRefusal };

/** Judges one answer against its question; pure. */
export function judgeAnswer(answer: AgencyAnswer, asked: Asked): Judgement {
  if (answer.ref !== asked.ref) return { ok: false, code: 'ANSWER_UNKNOWN_REF' };
  const { sourceAsOf } = answer;
  if (sourceAsOf > asked.receivedOn || sourceAsOf < firstDay) return { ok: false, code: 'ANSWER_STALE_OR_FUTURE' };
  if (isAnotherRecord(answer, asked)) return { ok: false, code: 'ANSWER_OVER_RETURN' };
  if (lacksSubject(answer, asked)) return { ok: false, code: 'ANSWER_SUBJECT_MISSING' };
  const stale = sourceAsOf < addDays(asked.receivedOn, -asked.staleDays) ? ['STALE'] : [];
  const kept = keepAskedRows(answer.rows, asked);
  if (!kept.ok) return kept;
  if (!rowsFit(answer.outcome, kept.rows.length)) return { ok: false, code: 'ANSWER_INCONSISTENT' };
  const granted = withinGrant(kept.rows, asked);
  const over = kept.rows.length < answer.rows.length || granted.over ? ['ANSWER_OVER_RETURN'] : [];
  const flags = [...stale, ...over];
  // The register did answer, but nothing of it may be used: as if it did not hold the item.
  const outcome = kept.rows.length > 0 && granted.rows.length === 0 ? 'NOT_COVERED' : answer.outcome;
  const { rows } = granted;
  const name = compareRegisterName(kept.rows, asked);
  if (name === 'DIFFERENT') {
    return { ok: true, outcome: 'IDENTITY_MISMATCH', rows, flags: [...flags, 'NAME_DIFFERS'], quarantined: true };
  }
  const variant = name === 'VARIANT' ? ['NAME_VARIANT'] : [];
  return { ok: true, outcome, rows, flags: [...flags, ...variant], quarantined: false };
}

/**
 * What the grant's fields leave of rows that hold: a field beyond them is emptied where the agreed row admits that, and else
 * the row is dropped, since it would be no agreed row without it. `over`: more came than may.
 */
function withinGrant(rows: Rows, { item, fields }: Asked): { readonly rows: Rows; readonly over: boolean } {
  if (fields === undefined || rows.length === 0 || !isItem(item)) return { rows, over: false };
  const schemas: Readonly<Record<string, TSchema>> = agencyRows[item].properties;
  const beyond = Object.keys(schemas).filter((field) => !fields.includes(field));
  const over = rows.some((row) => beyond.some((field) => row[field] !== null));
  const needed = beyond.some((field) => schemas[field] !== undefined && !hasForm(schemas[field], null));
  if (needed) return { rows: [], over };
  const emptied = Object.fromEntries(beyond.map((field) => [field, null]));
  return { rows: rows.map((row) => ({ ...row, ...emptied })), over };
}

/** Another person's record under a right ref; the household register names its person, and V18 judges the name. */
function isAnotherRecord({ subject }: AgencyAnswer, asked: Asked): boolean {
  return asked.item !== 'HUKOU' && subject !== undefined && asked.subject !== undefined && subject !== asked.subject;
}

/** Rows of which nobody says whose record they are from, although the agreement demands it. */
function lacksSubject({ subject, rows }: AgencyAnswer, { item, subjectDemanded }: Asked): boolean {
  return subjectDemanded === true && item !== 'HUKOU' && subject === undefined && rows.length > 0;
}

/** HIT and PARTIAL_COVERAGE come with rows, every other outcome without. */
function rowsFit(outcome: Outcome, count: number): boolean {
  switch (outcome) {
    case 'HIT':
    case 'PARTIAL_COVERAGE':
      return count > 0;
    case 'NO_RECORD':
    case 'NOT_COVERED':
    case 'IDENTITY_MISMATCH':
    case 'REFUSED':
    case 'ERROR':
      return count === 0;
  }
}

/** Rows of the item that was asked for; rows of another item or another person are dropped, any other row is refused. */
function keepAskedRows(rows: Rows, asked: Asked): { ok: true; rows: Rows } | { ok: false; code: AnswerRefusal } {
  const kept: Record<string, unknown>[] = [];
  for (const row of rows) {
    if (isRowOf(asked.item, row)) {
      if (!valuesPossible(row)) return { ok: false, code: 'FINDING_VALUE_INVALID' };
      kept.push(row);
    } else if (!Object.keys(agencyRows).some((item) => isRowOf(item, row))) {
      return { ok: false, code: 'FINDING_VALUE_INVALID' };
    }
  }
  const ofPerson = asked.item === 'HUKOU' ? kept.filter((row) => !isAnotherPerson(row, asked)) : kept;
  const rest = ofPerson.length === 0 ? kept : ofPerson;
  return sharesPossible(asked.item, rest) ? { ok: true, rows: rest } : { ok: false, code: 'FINDING_VALUE_INVALID' };
}

function isAnotherPerson(row: Readonly<Record<string, unknown>>, { name, birthDate }: Asked): boolean {
  return row.birthDate !== birthDate && compareNames(String(row.name), name) === 'DIFFERENT';
}

function isRowOf(item: string, row: Readonly<Record<string, unknown>>): boolean {
  if (!isItem(item)) return false;
  const schema = agencyRows[item];
  // Exactly the agreed fields: a field more is something nobody asked for.
  const fields = Object.keys(schema.properties);
  return Object.keys(row).every((field) => fields.includes(field)) && hasForm(schema, row);
}

function isItem(item: string): item is AgencyItemCode {
  return Object.hasOwn(agencyRows, item);
}

/** No negative amount or area, and none above 10^12 fen; no text that is none, which no report could state. */
function valuesPossible(row: Readonly<Record<string, unknown>>): boolean {
  return Object.values(row).every((value) => {
    if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
    return typeof value !== 'number' || (value >= 0 && value <= MAX_INPUT_FEN && Number.isSafeInteger(value));
  });
}

/** The shares of one unit are never more than the whole. */
function sharesPossible(item: string, rows: Rows): boolean {
  if (item !== 'REAL_ESTATE') return true;
  const shares = new Map<unknown, number>();
  for (const row of rows) shares.set(row.unitNo, (shares.get(row.unitNo) ?? 0) + Number(row.shareBp ?? 0));
  return [...shares.values()].every((sum) => sum <= 10_000);
}

/** The police register's name against the one asked with (V18); other items have no name to compare. */
function compareRegisterName(rows: Rows, asked: Asked): 'EQUAL' | 'VARIANT' | 'DIFFERENT' {
  if (asked.item !== 'HUKOU') return 'EQUAL';
  const results = rows.map((row) => compareNames(String(row.name), asked.name));
  if (results.includes('DIFFERENT')) return 'DIFFERENT';
  return results.includes('VARIANT') ? 'VARIANT' : 'EQUAL';
}
