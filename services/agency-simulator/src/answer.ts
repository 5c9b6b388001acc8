import { subjectOf } from '@mz/agencies';
import type { AgencyAnswer, AgencyQuery } from '@mz/contracts';
import { addDays, addMonthsToMonth, compareNames, type LegalDay, monthOf } from '@mz/domain';
import { type AgencyItem, agencyRecords, type Person } from '@mz/population';
import type { Override } from './overrides.ts';

type Rows = AgencyAnswer['rows'];

/** What the agency's register says about the question. */
export interface Question {
  readonly query: AgencyQuery;
  readonly person: Person | undefined;
  readonly other: Person;
  readonly asOf: LegalDay;
  readonly override: Override | undefined;
}

/** The answer by the register, changed by an override where there is one. */
export function answerOf(question: Question): AgencyAnswer {
  const { query, asOf, override } = question;
  const honest = registerAnswer(question);
  const changed = { ...honest, ...changedRows(honest, override, asOf) };
  const subject = question.person === undefined ? {} : { subject: subjectOf(query.ref, question.person.idNo) };
  const answer: AgencyAnswer = { ref: query.ref, sourceAsOf: asOf, ...subject, ...changed };
  return override?.behaviour === undefined ? answer : misbehave(answer, override.behaviour, question);
}

type Stated = Pick<AgencyAnswer, 'outcome' | 'rows'>;

function registerAnswer({ query, person, asOf }: Question): Stated {
  if (person === undefined) return { outcome: 'NO_RECORD', rows: [] };
  // The register of another name under this number: the agency sees the difference itself, except the police, who answer it.
  if (query.item !== 'HUKOU' && compareNames(person.name, query.name) === 'DIFFERENT') {
    return { outcome: 'IDENTITY_MISMATCH', rows: [] };
  }
  // Rural homesteads are not in the housing register (income-verification.md §4).
  if (query.item === 'REAL_ESTATE' && person.hukouKind === 'AGRI') return { outcome: 'NOT_COVERED', rows: [] };
  const rows = rowsOf(person, query.item, asOf);
  return rows.length === 0 ? { outcome: 'NO_RECORD', rows } : { outcome: 'HIT', rows };
}

function rowsOf(person: Person, item: string, asOf: LegalDay): Rows {
  const records = agencyRecords(person, asOf);
  if (!isItem(item, records)) return [];
  return records[item].map((row) => ({ ...row }));
}

function isItem(item: string, records: object): item is AgencyItem {
  return Object.hasOwn(records, item);
}

function changedRows(honest: Stated, override: Override | undefined, asOf: LegalDay): Partial<Stated> {
  if (override === undefined) return {};
  // An outcome that is none of the seven goes out too: the platform must refuse it.
  const outcome = override.outcome === undefined ? {} : { outcome: override.outcome as AgencyAnswer['outcome'] };
  if (override.monthlyGrossFen !== undefined) {
    return { outcome: 'HIT', rows: wages(override.monthlyGrossFen, asOf), ...outcome };
  }
  if (override.rows !== undefined) {
    return { outcome: override.rows.length === 0 ? 'NO_RECORD' : 'HIT', rows: override.rows, ...outcome };
  }
  return override.outcome === undefined || override.outcome === honest.outcome ? {} : { rows: [], ...outcome };
}

function wages(grossFen: number, asOf: LegalDay): Rows {
  return Array.from({ length: 12 }, (_, index) => ({
    employer: '试验用工单位',
    grossFen,
    taxFen: 0,
    month: addMonthsToMonth(monthOf(asOf), index - 12),
  }));
}

/** The opposite of an answer. */
export function contradict<A extends Pick<AgencyAnswer, 'outcome' | 'rows'>>(answer: A): A {
  return { ...answer, outcome: answer.outcome === 'NO_RECORD' ? 'REFUSED' : 'NO_RECORD', rows: [] };
}

/** The record of somebody else; the agency says so without knowing it. */
function otherRecord(answer: AgencyAnswer, { idNo }: Person, rows: Rows): AgencyAnswer {
  return { ...answer, outcome: rows.length === 0 ? 'NO_RECORD' : 'HIT', rows, subject: subjectOf(answer.ref, idNo) };
}

function misbehave(answer: AgencyAnswer, behaviour: string, { query, other, asOf }: Question): AgencyAnswer {
  switch (behaviour) {
    case 'HIT_WITHOUT_ROWS':
      return { ...answer, outcome: 'HIT', rows: [] };
    case 'NO_RECORD_WITH_ROWS':
      return { ...answer, outcome: 'NO_RECORD', rows: [{ crematedOn: asOf, home: '第一殡仪馆' }] };
    case 'OTHER_PERSON':
      return otherRecord(answer, other, rowsOf(other, query.item, asOf));
    case 'NO_SUBJECT': {
      const { subject: _, ...rest } = answer;
      return rest;
    }
    case 'OVER_RETURN':
      return { ...answer, rows: [...answer.rows, { crematedOn: asOf, home: '第一殡仪馆' }] };
    case 'UNKNOWN_REF':
      return { ...answer, ref: '00000000-0000-4000-8000-000000000000' };
    case 'FUTURE_SOURCE':
      return { ...answer, sourceAsOf: addDays(asOf, 30) };
    default:
      return answer;
  }
}
