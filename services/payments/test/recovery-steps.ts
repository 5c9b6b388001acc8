import { randomUUID } from 'node:crypto';
import {
  entitlementWithdrawn,
  getOverpayment,
  type OperationOutputOf,
  overpaymentAssessed,
  overpaymentWithdrawn,
  personDeathRevoked,
  personDied,
  queryBenefits,
  recoverySuspended,
} from '@mz/contracts';
import { confirm, fileIt, linesOf, upload } from './steps.ts';
import { county, type Enrolled, type World } from './world.ts';

/** Delivers it twice, as a queue may: the second time must change nothing. */
async function twice(deliver: () => Promise<unknown>): Promise<void> {
  await deliver();
  await deliver();
}

/** A confirmed death of 2014-05-20; gives the notice. */
export async function died(world: World, personId: string, deathDate = '2014-05-20'): Promise<string> {
  const noticeId = randomUUID();
  const data = { personId, noticeId, deathDate, source: 'CREMATION' };
  await twice(() =>
    world.payments.deliver(personDied, { subject: personId, divisionCode: county, aggregateVersion: 1, data }),
  );
  return noticeId;
}

/** The notice is revoked. */
export async function revoked(world: World, personId: string, revokesNoticeId: string): Promise<void> {
  const data = { personId, noticeId: randomUUID(), revokesNoticeId };
  await twice(() =>
    world.payments.deliver(personDeathRevoked, { subject: personId, divisionCode: county, aggregateVersion: 2, data }),
  );
}

/** The bureau takes a line back. */
export async function withdrawLine(world: World, { enrolmentId }: Enrolled, lineId: string): Promise<void> {
  const data = {
    enrolmentId,
    programme: 'URBAN_DIBAO',
    benefitMonth: '2014-06',
    lineId,
    decisionId: randomUUID(),
    reason: 'DEATH',
  };
  await twice(() =>
    world.payments.deliver(entitlementWithdrawn, { subject: lineId, divisionCode: county, aggregateVersion: 1, data }),
  );
}

/** What the bureau says of an overpayment. */
export interface Finding {
  readonly months: readonly { benefitMonth: string; lineId: string; paidFen: number; dueFen: number }[];
  readonly fault?: 'NONE' | 'CITIZEN' | 'AGENCY' | 'PARTNER';
  readonly overpaymentId?: string;
}

/** The bureau finds an overpayment; gives its id. */
export async function assess(
  world: World,
  { enrolmentId, personIds }: Enrolled,
  { months, fault = 'NONE', overpaymentId = world.payments.kit.newId() }: Finding,
): Promise<string> {
  const data = {
    overpaymentId,
    enrolmentId,
    programme: 'URBAN_DIBAO',
    debtorIds: [...personIds],
    fault,
    months: [...months],
    decisionId: randomUUID(),
  };
  const publication = { subject: overpaymentId, divisionCode: county, aggregateVersion: 1, data };
  await twice(() => world.payments.deliver(overpaymentAssessed, publication));
  return overpaymentId;
}

/** The bureau takes its finding back. */
export async function withdrawFinding(
  world: World,
  { enrolmentId }: Enrolled,
  overpaymentId: string,
): Promise<string[]> {
  const data = { overpaymentId, enrolmentId, decisionId: randomUUID(), reason: 'DEATH_REVOKED' };
  const publication = { subject: overpaymentId, divisionCode: county, aggregateVersion: 2, data };
  const first = await world.payments.deliver(overpaymentWithdrawn, publication);
  await world.payments.deliver(overpaymentWithdrawn, publication);
  return [JSON.stringify(first)];
}

/** An appeal begins or ends. */
export async function suspendRecovery(
  world: World,
  { enrolmentId }: Enrolled,
  { suspended, version }: { suspended: boolean; version: number },
): Promise<void> {
  const data = { enrolmentId, suspended, reason: 'APPEAL' };
  const publication = { subject: enrolmentId, divisionCode: county, aggregateVersion: version, data };
  await twice(() => world.payments.deliver(recoverySuspended, publication));
}

/** Uploads the bank's answer to a file: OK for every line unless a code is told. */
export async function answerFile(
  world: World,
  head: Awaited<ReturnType<typeof fileIt>>['head'],
  failCode?: string,
): Promise<void> {
  const postedOn = world.payments.kit.clock.today();
  const outcome = failCode === undefined ? { result: 'OK' } : { result: 'FAIL', failCode };
  const lines = Array.from({ length: head.lineCount }, (_, index) => ({ seq: index + 1, ...outcome, postedOn }));
  const answer = await upload(world, head, { fileNo: `R-${head.fileNo}`, lines });
  if (answer.status !== 200) throw new Error(`the return was refused: ${JSON.stringify(answer.body)}`);
}

/** A batch from its confirmation to the bank's OK for every line. */
export async function settle(world: World, runId: string): Promise<void> {
  const confirmed = await confirm(world, runId);
  if (confirmed.status !== 200) throw new Error(`not confirmed: ${JSON.stringify(confirmed.body)}`);
  const { head } = await fileIt(world, runId);
  if (head.lineCount > 0) await answerFile(world, head);
}

/** The overpayment as the recovery officer reads it. */
export async function debtOf(world: World, id: string): Promise<OperationOutputOf<typeof getOverpayment>> {
  const token = await world.as('RECOVERY_OFFICER');
  const { status, body } = await world.payments.call(getOverpayment, { token, params: { id } });
  if (status !== 200) throw new Error(`no overpayment: ${JSON.stringify(body)}`);
  return body;
}

/** State and marks of a line. */
export async function lineStateOf(world: World, runId: string, lineId: string): Promise<string[]> {
  const line = (await linesOf(world, runId)).find(({ id }) => id === lineId);
  return [line?.state ?? 'NONE', ...(line?.holds ?? []).map(({ code, state }) => `${code} ${state}`)];
}

/** A person's months as a bureau asks for them. */
export async function benefitsOf(world: World, { caseId }: Enrolled, personId = '') {
  const { body } = await world.payments.call(queryBenefits, {
    token: await world.payments.serviceToken('social-assistance'),
    body: {
      personIds: [personId],
      fromMonth: '2014-06',
      toMonth: '2014-06',
      purpose: 'ASSESS_BENEFIT',
      basisId: caseId,
    },
  });
  return body.entries.map(({ amountFen, state }) => ({ amountFen, state }));
}

/** Types and codes of what was published about a subject, oldest first. */
export async function toldOf(world: World, subject: string): Promise<string[]> {
  const events = (await world.payments.published()).filter((event) => event.subject === subject);
  return events.map(({ type }) => type.replace('cn.gov.sd.mz.', '').replace('.v1', ''));
}
