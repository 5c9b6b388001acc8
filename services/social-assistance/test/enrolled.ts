import {
  decideReview,
  getEnrolment,
  getReview,
  type Operation,
  type OperationOutputOf,
  proposeReview,
  type Role,
  recordReviewVisit,
  startReview,
  verificationChangeDetected,
  verificationCompleted,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import type { TestAnswer } from '@mz/testing';
import { findDeclaration, getApplicationForUpdate } from '../src/applications/index.ts';
import { caseFactsOf } from '../src/decisions/index.ts';
import { recordDecision } from '../src/decisions/record.ts';
import { createEnrolment } from '../src/enrolments/index.ts';
import { inUnit, someFacts } from '../src/factories.ts';
import { decideCase } from '../src/rules/index.ts';
import { aVisit, elsewhere, type Family, submitted } from './case-file.ts';
import { type CaseFile, expected, type Office } from './office.ts';
import type { ReportFacts } from './verification-peer.ts';

/** A household that was granted case 1 on the day of the draft: 540.00 a month. */
export type Enrolled = CaseFile & { readonly enrolmentId: string };
type Enrolment = OperationOutputOf<typeof getEnrolment>;
type Review = OperationOutputOf<typeof getReview>;

/** Registers a family with people and enrols it as the decision would have, without its weeks of notices. */
export async function enrolled(office: Office, family: Family = elsewhere()): Promise<Enrolled> {
  const file = await submitted(office, family);
  const enrolmentId = await inUnit(office.app.kit, async (work) => {
    const { db } = work.unit;
    const row = await getApplicationForUpdate(db, file.id);
    const declaration = await findDeclaration(db, file.id);
    if (declaration === undefined) throw new Error('nothing is declared');
    const told = file.personIds.map((personId, place) => {
      const { birthDate = '1980-01-01', sex = '1' } = family.members[place] ?? {};
      return [personId, someFacts(personId, { birthDate, sex, hukouDivision: family.village })] as const;
    });
    const facts = await caseFactsOf(work, row, { declaration, facts: new Map(told), verified: undefined });
    const result = decideCase(facts);
    const decisionId = await recordDecision(work, row, { facts, result, outcome: 'APPROVED' });
    const id = await createEnrolment(work, row, { facts, result, decisionId });
    const set = { state: 'APPROVED', decisionId, enrolmentId: id };
    await db.updateTable('application').set(set).where('id', '=', file.id).execute();
    return id;
  });
  return { ...file, enrolmentId };
}

/** Signs anew for all counted adults until a day. */
export async function signAnew(office: Office, file: Enrolled): Promise<void> {
  await office.authorize(file, file.personIds);
}

/** The enrolment as the county sees it. */
export async function enrolmentOf(office: Office, file: Enrolled): Promise<Enrolment> {
  const token = await office.token(file, 'COUNTY_REVIEWER');
  return expected(await office.app.call(getEnrolment, { token, params: { id: file.enrolmentId } }));
}

/** A change of a member opens a review; answers it. */
export async function aReviewTask(office: Office, file: Enrolled, kind = 'EMPLOYED'): Promise<Review> {
  const personId = file.personIds[0] ?? '';
  const asOf = office.today();
  await office.app.deliver(verificationChangeDetected, {
    subject: personId,
    divisionCode: file.village,
    aggregateVersion: 1,
    data: { personId, kind, band: null, asOf },
  });
  const [row] = await office.rows<{ id: string }>(
    `select id from enrolment_review where enrolment_id = $1 and detail ->> 'kind' = $2 order by id desc`,
    [file.enrolmentId, kind],
  );
  return reviewOf(office, file, row?.id ?? '');
}

export async function reviewOf(office: Office, file: Enrolled, id: string): Promise<Review> {
  const token = await office.token(file, 'COUNTY_REVIEWER');
  return expected(await office.app.call(getReview, { token, params: { id } }));
}

/** Who acts, and what differs from the usual call. */
export type Acting = {
  readonly role: Role;
  readonly subject?: string;
  readonly division?: string;
  readonly version?: number;
  readonly key?: string;
  readonly personId?: string;
};

/** Tries a step of a review or enrolment with the current version unless told otherwise. */
export async function attempt<O extends Operation>(
  office: Office,
  file: Enrolled,
  step: O,
  given: { readonly id: string; readonly by: Acting | Role; readonly body: object },
): Promise<TestAnswer<OperationOutputOf<O>>> {
  const acting: Acting = typeof given.by === 'string' ? { role: given.by } : given.by;
  const { version, key, ...account } = acting;
  const token = await office.token(file, { subject: `${account.role.toLowerCase()}-${file.village}`, ...account });
  const found = step.path.startsWith('/v1/enrolments/')
    ? await enrolmentOf(office, file)
    : await reviewOf(office, file, given.id);
  const call = { token, params: { id: given.id }, version: version ?? found.version, body: given.body };
  return office.app.call(step as Operation, { ...call, ...(key === undefined ? {} : { key }) } as never) as never;
}

/** A step that must succeed. */
export async function take<O extends Operation>(
  office: Office,
  file: Enrolled,
  step: O,
  given: { readonly id: string; readonly by: Acting | Role; readonly body: object },
): Promise<OperationOutputOf<O>> {
  return expected(await attempt(office, file, step, given));
}

/** The report of a review's own request. */
export async function report(office: Office, file: Enrolled, review: Review, found: Partial<ReportFacts> = {}) {
  const reportId = crypto.randomUUID();
  const validTo = addDays(office.today(), 60);
  const issued = { reportId, reportVersion: 1, verdict: 'CONSISTENT', validTo, ...found } as const;
  office.issue({ incomes: [], assets: [], statusFindings: [], ...issued });
  const { verificationRequestId: requestId } = await reviewOf(office, file, review.id);
  const told = { flags: [], missingAgencies: [], compilerId: 'center-operator', checkerId: 'center-checker' };
  const { verdict, reportVersion: version } = issued;
  await office.app.deliver(verificationCompleted, {
    subject: reportId,
    divisionCode: file.village,
    aggregateVersion: 1,
    data: {
      ...told,
      requestId: requestId ?? '',
      applicationId: file.id,
      reportId,
      version,
      verdict,
      validTo: issued.validTo,
    },
  });
}

/** What the head earns in the six months before a month, as declared at a review. */
export function wage(file: Enrolled, amountFen: number, period: { periodFrom: string; periodTo: string }) {
  const income = { personId: file.personIds[0], type: 'WAGE', amountFen, ...period, provenance: 'DECLARED' };
  return { incomes: [income], assets: [] };
}

/** Brings a task to a proposal: started with a declaration, verified, visited, proposed. */
export async function proposed(
  office: Office,
  file: Enrolled,
  given: {
    readonly review: Review;
    readonly declaration?: object;
    readonly found?: Partial<ReportFacts>;
    readonly proposal: object;
  },
): Promise<Review> {
  const { review, declaration, found, proposal } = given;
  const { id } = review;
  const body = declaration === undefined ? {} : { declaration };
  await take(office, file, startReview, { id, by: 'TOWNSHIP_ACCEPTOR', body });
  await report(office, file, review, found);
  await take(office, file, recordReviewVisit, { id, by: 'TOWNSHIP_INVESTIGATOR', body: aVisit(office, file) });
  return take(office, file, proposeReview, { id, by: 'TOWNSHIP_LEAD', body: { text: '复核情况属实', ...proposal } });
}

/** Decides as the county. */
export function decide(office: Office, file: Enrolled, id: string, body: object = {}) {
  return attempt(office, file, decideReview, { id, by: 'COUNTY_APPROVER', body });
}
