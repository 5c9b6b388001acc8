import { type CaseFacts, reportFacts } from '@mz/contracts';
import { createParameterSource, type Fen, type LegalMonth, monthOf } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { factsFor } from '../adjustments/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { type ApplicationRow, findDeclaration, getApplicationRow } from '../applications/index.ts';
import { caseFactsOf } from '../decisions/index.ts';
import { listCurrentMembers, type PersonFacts, readFacts } from '../households/index.ts';
import { listDeaths } from '../known-deaths.ts';
import { dueMonth, readParameterRows } from '../rules/index.ts';
import { listParameterRows, listStandardRows } from '../standards/index.ts';
import type { EnrolmentRow, ReviewedRow } from './rows.ts';
import { listStoppedPersons } from './stops.ts';

/** What people and verification say of a household under review; asked before the transaction opens. */
export type Asked = {
  readonly facts: ReadonlyMap<string, PersonFacts>;
  readonly verified: Parameters<typeof caseFactsOf>[2]['verified'];
};

/** What people says of the members, and the facts of the review's report when one was issued. */
export async function askAbout(kit: AppKit, ctx: Context, { review, enrolment }: ReviewedRow): Promise<Asked> {
  const { reportId } = review;
  const verified = reportId === null ? undefined : await kit.call(ctx, reportFacts, { params: { id: reportId } });
  return { facts: await askPeople(kit, ctx, enrolment), verified };
}

/** What people says of the members of an enrolled household now. */
export async function askPeople(
  kit: AppKit,
  ctx: Context,
  { householdId, applicationId }: EnrolmentRow,
): Promise<ReadonlyMap<string, PersonFacts>> {
  const members = await kit.read(ctx, (db) => listCurrentMembers(db, householdId));
  return readFacts(kit, ctx, { applicationId, personIds: members.map(({ personId }) => personId) });
}

/** The case of an enrolment, at the office that holds it now. */
export async function caseOf(work: Work, enrolment: EnrolmentRow): Promise<ApplicationRow> {
  const row = await getApplicationRow(work.unit.db, enrolment.applicationId);
  return { ...row, currentDivisionCode: enrolment.currentDivisionCode };
}

/**
 * The facts of a review as of today: what was declared, with the verified facts over it. The income window is that of the
 * month in which the review was started, as its brief says; a part that is stopped stays stopped.
 */
export async function reviewFacts(work: Work, found: ReviewedRow, asked: Asked): Promise<CaseFacts> {
  const { review, enrolment } = found;
  const declaration = await findDeclaration(work.unit.db, enrolment.applicationId);
  if (declaration === undefined) throw fail('DECLARATION_MISSING');
  const facts = await caseFactsOf(work, await caseOf(work, enrolment), { ...asked, declaration });
  const stopped = await listStoppedPersons(work.unit.db, enrolment.id);
  return {
    ...facts,
    applicationMonth: monthOf(review.startedOn ?? work.kit.clock.today()),
    members: withStops(facts.members, stopped),
  };
}

/** Marks those whose part is stopped (SA-649 art. 45). */
export function withStops(members: CaseFacts['members'], stopped: ReadonlySet<string>): CaseFacts['members'] {
  return members.map(({ benefitStopped: _, ...member }) =>
    stopped.has(member.personId) ? { ...member, benefitStopped: 'WORK_REFUSAL' } : member,
  );
}

/** What a household is due in a month by the facts that held before, whether it is suspended or not; from its first month on. */
export async function dueBefore(
  { unit }: Work,
  enrolment: EnrolmentRow,
  asked: { readonly facts: CaseFacts; readonly month: LegalMonth },
): Promise<Fen> {
  const { facts } = asked;
  const { fromMonth: enrolledFrom } = enrolment;
  const month = enrolledMonth(enrolment, asked.month);
  const deaths = await listDeaths(
    unit.db,
    facts.members.map(({ personId }) => personId),
  );
  const assessments = [{ fromMonth: enrolledFrom, facts, kept: null }];
  const known = { enrolledFrom, lastMonth: null, pausedFrom: null, deaths, assessments };
  return dueMonth(known, month, createParameterSource(readParameterRows(facts.parameters))).amountFen;
}

/** The facts that hold in a month, with standards and parameters as they are today. */
export async function currentFacts(work: Work, enrolment: EnrolmentRow): Promise<CaseFacts> {
  const { db } = work.unit;
  const divisionCode = enrolment.currentDivisionCode;
  const month = enrolledMonth(enrolment, monthOf(work.kit.clock.today()));
  const facts = await factsFor(work, enrolment.id, month);
  const parameters = await listParameterRows(db, divisionCode);
  return {
    ...facts,
    standards: await listStandardRows(db, divisionCode),
    parameters: parameters.map((parameter) => ({ ...parameter, approvedBy: [...parameter.approvedBy] })),
  };
}

/** The month, or the first one of an enrolment that has not begun. */
function enrolledMonth({ fromMonth }: EnrolmentRow, month: LegalMonth): LegalMonth {
  if (month < fromMonth) return fromMonth;
  return month;
}
