import {
  addDays,
  addWorkingDays,
  type DueDay,
  daysBetween,
  type LegalDay,
  type WorkCalendar,
  workingDaysBetween,
} from '@mz/domain';

/** A step with a term, and whether its days are working days (工作日) or calendar days. */
export type TermUnit = 'WORKING_DAYS' | 'CALENDAR_DAYS';

/**
 * The terms of a dibao case; how many days each has is the parameter `term.<step>.days`.
 * MF-220 (民发〔2012〕220号, 2012-12-12) counts working days, except the written refusal: 3 days.
 */
export const termUnits = {
  /** Submitted → accepted or asked for a supplement. */
  ACCEPTANCE: 'WORKING_DAYS',
  /** Accepted → investigated. */
  INVESTIGATION: 'WORKING_DAYS',
  /** Investigated → democratic review. */
  REVIEW: 'WORKING_DAYS',
  /** Reviewed → opinion of the township. */
  TOWNSHIP_OPINION: 'WORKING_DAYS',
  /** End of the first notice → sent to the county. */
  COUNTY_TRANSFER: 'WORKING_DAYS',
  /** Received → opinion of the county. */
  COUNTY_OPINION: 'WORKING_DAYS',
  /** Refused → written notice delivered through the township. */
  REFUSAL_NOTICE: 'CALENDAR_DAYS',
  /** End of the second notice without objection → approved. */
  APPROVAL: 'WORKING_DAYS',
  /** Objection during the second notice → decided. */
  REINVESTIGATION: 'WORKING_DAYS',
  /** Objection to the township's rejection → answered. */
  RECHECK: 'WORKING_DAYS',
} as const satisfies Record<string, TermUnit>;

/** A step of the case that has a term. */
export type TermStep = keyof typeof termUnits;

/** A term of so many days; day 1 is the first (working) day after the day that started it. */
export type Term = { readonly unit: TermUnit; readonly days: number };

/** The last day of a term; provisional beyond the loaded holiday calendar. */
export function dueOf(calendar: WorkCalendar, term: Term, startedOn: LegalDay): DueDay {
  if (term.unit === 'CALENDAR_DAYS') return { day: addDays(startedOn, term.days), provisional: false };
  return addWorkingDays(calendar, startedOn, term.days);
}

/** Days of the term that are left after `on`; none when it has run out. */
export function daysLeft(calendar: WorkCalendar, unit: TermUnit, span: { on: LegalDay; dueOn: LegalDay }): number {
  const left =
    unit === 'CALENDAR_DAYS' ? daysBetween(span.on, span.dueOn) : workingDaysBetween(calendar, span.on, span.dueOn);
  return Math.max(0, left);
}
