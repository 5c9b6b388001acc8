import { countyOf, ParameterError, type ParameterSource } from '@mz/domain';
import { type DueFacts, dueAmount, toAssessed } from '../rules/index.ts';
import type { Chunk, CountyTables } from './messages.ts';
import type { EnrolledRow } from './read.ts';
import { outcomeOf, type Result } from './rules.ts';

/** What is looked up for a county: its standards, and its parameters indexed once. */
export type Lookup = Pick<CountyTables, 'standards'> & { readonly source: ParameterSource };

/** The county in whose tables an enrolment is looked up; a division above one stands for itself. */
export function countyOfRow({ divisionCode }: Pick<EnrolledRow, 'divisionCode'>): string {
  return countyOf(divisionCode) ?? divisionCode;
}

/** Computes one enrolment by the rules of the monthly run; a missing or broken parameter is told, and stops nothing else. */
export function computeRow(
  row: EnrolledRow,
  chunk: Pick<Chunk, 'benefitMonth'>,
  { lookup, deaths }: { readonly lookup: Lookup; readonly deaths: DueFacts['deaths'] },
): Result {
  const { enrolmentId, divisionCode, storedFen } = row;
  const base = { enrolmentId, divisionCode, storedFen };
  try {
    const due = dueAmount(knownOf(row, { lookup, deaths }), chunk.benefitMonth, lookup.source);
    return { ...base, ...outcomeOf(due), computedFen: due.amountFen };
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return { ...base, outcome: 'NOT_COMPUTED', computedFen: null, reasonCode: error.code };
  }
}

/** The enrolments of a chunk that are no longer in reach: they left the division since the start. */
export function resultsOfLeft({ enrolmentIds, divisionCode }: Chunk, rows: readonly EnrolledRow[]): Result[] {
  const found = new Set(rows.map(({ enrolmentId }) => enrolmentId));
  return enrolmentIds
    .filter((id) => !found.has(id))
    .map((enrolmentId) => ({
      enrolmentId,
      divisionCode,
      outcome: 'LEFT',
      storedFen: 0,
      computedFen: null,
      reasonCode: null,
    }));
}

/** The persons of an enrolment's facts. */
export function personsOf({ facts }: EnrolledRow): string[] {
  if (facts === null) return [];
  // Parse border: the capsule was written from the rules' own facts.
  return (facts as { members: { personId: string }[] }).members.map(({ personId }) => personId);
}

function knownOf(
  row: EnrolledRow,
  { lookup, deaths }: { readonly lookup: Lookup; readonly deaths: DueFacts['deaths'] },
): DueFacts {
  const { enrolledFrom, lastMonth, pausedFrom, assessedFrom } = row;
  const assessments = assessedFrom === null ? [] : [toAssessed({ ...row, fromMonth: assessedFrom }, lookup)];
  return { enrolledFrom, lastMonth, pausedFrom, deaths, assessments };
}
