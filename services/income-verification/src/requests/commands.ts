import {
  type entrustRequest,
  type OperationInputOf,
  type returnRequest,
  verificationDispatched,
  verificationRejected,
} from '@mz/contracts';
import { addWorkingDays, compareDays, type LegalDay } from '@mz/domain';
import { type Context, canonicalIds, expectVersion, fail, refusal } from '@mz/service-kit';
import { listLiveAgreements } from '../agreements/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { findAuthorizations } from '../authorizations/index.ts';
import { loadParameters, type Parameters } from '../parameters/index.ts';
import { refuseKin } from './conflicts.ts';
import { decideFanOut, requiredItems } from './fan-out.ts';
import { reuseFreshAnswers } from './fresh-answers.ts';
import { decideAuthorizations } from './intake-rules.ts';
import {
  getRequestRow,
  listSubQueries,
  type Request,
  type RequestRow,
  requiredAgencies,
  toRequest,
} from './queries.ts';
import { countPersons, refuseBeyondQuota } from './quota.ts';

/** The entrusting unit confirms: authorizations and agreements are checked again, and the questions are written down. */
export async function entrust(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof entrustRequest>,
): Promise<Request> {
  await refuseKin(kit, ctx, params.id);
  await refuseBeyondQuota(kit, ctx, params.id);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    expectVersion(ctx, found.version);
    if (found.state !== 'SUBMITTED') throw fail('STATE_TRANSITION_INVALID');
    const today = kit.clock.today();
    const parameters = await loadParameters(unit.db, found.currentDivisionCode, today);
    await checkAuthorizations(work, found, parameters);
    const dueOn = dueDay(work, found, parameters);
    await writeQuestions(work, found, { parameters, dueOn });
    const saved = { state: 'DISPATCHED', entrustedOn: today, entrustedBy: ctx.actor.subject, dueOn };
    await unit.db
      .updateTable('verificationRequest')
      .set({ ...saved, version: found.version + 1 })
      .where('id', '=', found.id)
      .execute();
    unit.audit({ action: 'requests.entrust', recordType: 'verification_request', recordId: found.id, after: saved });
    await countPersons(work, found);
    publishDispatch(work, found, found.version + 1);
    const queries = await listSubQueries(unit.db, [found.id]);
    return toRequest({ ...found, ...saved, version: found.version + 1 }, queries);
  });
}

/** Tells the sender that questions wait. */
export function publishDispatch(
  { unit }: Work,
  request: Pick<RequestRow, 'id' | 'currentDivisionCode'>,
  version: number,
): void {
  unit.publish(verificationDispatched, {
    subject: request.id,
    divisionCode: request.currentDivisionCode,
    aggregateVersion: version,
    data: { requestId: request.id },
  });
}

async function checkAuthorizations({ kit, unit }: Work, { brief }: RequestRow, parameters: Parameters): Promise<void> {
  const ids = brief.members.flatMap(({ authorizationId }) => (authorizationId === null ? [] : [authorizationId]));
  const authorizations = await findAuthorizations(unit.db, ids);
  const grantors = [...authorizations.values()].map(({ grantorPersonId }) => grantorPersonId);
  const canonical = await canonicalIds(unit.db, [...brief.members.map(({ personId }) => personId), ...grantors]);
  const items = requiredItems(requiredAgencies(parameters, brief.purpose));
  const decision = decideAuthorizations({ brief, authorizations, canonical, items, today: kit.clock.today() });
  if (!decision.ok) throw fail(decision.code, { detail: `涉及 ${decision.fields.length} 人` });
}

/** The brief's due date, at most 10 working days after the entrustment [A] (income-verification.md §14 reading 1). */
function dueDay({ kit }: Work, { brief }: RequestRow, parameters: Parameters): LegalDay {
  const latest = addWorkingDays(kit.calendar, kit.clock.today(), parameters.number('report_working_days')).day;
  return compareDays(brief.dueDate, latest) < 0 ? brief.dueDate : latest;
}

async function writeQuestions(
  work: Work,
  request: RequestRow,
  { parameters, dueOn }: { parameters: Parameters; dueOn: LegalDay },
): Promise<void> {
  const { kit, unit } = work;
  const day = kit.clock.today();
  const ids = request.brief.members.flatMap(({ authorizationId }) => authorizationId ?? []);
  const authorizations = await findAuthorizations(unit.db, ids);
  const decision = decideFanOut({
    scopes: new Map([...authorizations].map(([id, { scopeItems }]) => [id, scopeItems])),
    brief: { ...request.brief, divisionCode: request.currentDivisionCode },
    required: requiredAgencies(parameters, request.purpose),
    agreements: await listLiveAgreements(unit.db, day),
    day,
  });
  if (!decision.ok) throw refusal(decision.missing.map((agency) => ({ code: 'AGREEMENT_MISSING', detail: agency })));
  const rows = decision.questions.map((question) => ({
    ...question,
    id: kit.newId(),
    requestId: request.id,
    state: 'QUEUED',
    dueOn,
  }));
  if (rows.length === 0) return;
  await unit.db.insertInto('subQuery').values(rows).execute();
  await reuseFreshAnswers(work, request, parameters.number('fresh_answer_days'));
}

/** Sends the request back once, with all its defects. */
export async function sendBack(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof returnRequest>,
): Promise<Request> {
  return kit.write(ctx, async (unit) => {
    const found = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    expectVersion(ctx, found.version);
    if (found.state !== 'SUBMITTED') throw fail('STATE_TRANSITION_INVALID');
    const saved = {
      ...{ state: 'RETURNED', defects: body.defects, endedOn: kit.clock.today() },
      version: found.version + 1,
    };
    await unit.db.updateTable('verificationRequest').set(saved).where('id', '=', found.id).execute();
    const after = { state: saved.state, defects: saved.defects.length };
    unit.audit({ action: 'requests.return', recordType: 'verification_request', recordId: found.id, after });
    unit.publish(verificationRejected, {
      subject: found.id,
      divisionCode: found.currentDivisionCode,
      aggregateVersion: saved.version,
      data: { requestId: found.id, applicationId: found.applicationId, code: 'REQUEST_RETURNED', fields: [] },
    });
    return toRequest({ ...found, ...saved }, []);
  });
}
