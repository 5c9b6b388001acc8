import type { OperationInputOf, submitRequest } from '@mz/contracts';
import { type Context, canonicalIds, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { decideUse, listCaseAuthorizations } from '../authorizations/index.ts';
import { refuseKin } from './conflicts.ts';
import { withAuthorizations } from './draft-rules.ts';
import { saveBrief } from './drafts.ts';
import { entrustRow } from './entrust.ts';
import { decideBrief, intakeDue } from './intake.ts';
import type { IntakeDecision } from './intake-rules.ts';
import {
  getRequestRow,
  listCaseRequests,
  listSubQueries,
  type Request,
  type RequestRow,
  toRequest,
} from './queries.ts';
import { countPersons, refuseBeyondQuota } from './quota.ts';
import { type RequestActor, stateAfter } from './steps.ts';

/** Submits a draft or a returned request; an urgent one is entrusted at once. */
export async function submit(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof submitRequest>,
): Promise<Request> {
  await refuseUrgent(kit, ctx, params.id);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    expectVersion(ctx, found.version);
    const declaredHash = body.declaredHash ?? found.declaredHash;
    const decision = await submitRow(work, found, { declaredHash, actor: 'TOWNSHIP' });
    if (!decision.ok) throw fail(decision.code, { detail: `涉及 ${decision.fields.length} 项` });
    return toRequest(await getRequestRow(unit.db, found.id), await listSubQueries(unit.db, [found.id]));
  });
}

/** Who submits an urgent request has it sent: what holds for an officer who entrusts holds for them. */
async function refuseUrgent(kit: AppKit, ctx: Context, id: string): Promise<void> {
  const { priority } = await kit.read(ctx, (db) => getRequestRow(db, id));
  if (priority !== 'URGENT') return;
  await refuseKin(kit, ctx, id);
  await refuseBeyondQuota(kit, ctx, id);
}

/** Requests of units are submitted by the platform once everybody who must has signed for their case. */
export async function submitWhenSigned(work: Work, caseId: string): Promise<void> {
  for (const found of await listCaseRequests(work.unit.db, caseId, ['DRAFT'])) {
    if (found.origin === 'UNIT') await submitRow(work, found, { declaredHash: found.declaredHash, actor: 'SYSTEM' });
  }
}

async function submitRow(
  work: Work,
  found: RequestRow,
  { declaredHash, actor }: { readonly declaredHash: string; readonly actor: RequestActor },
): Promise<IntakeDecision> {
  const { kit, ctx, unit } = work;
  const state = stateAfter(found.state, 'SUBMIT', actor);
  // A bureau's request that was returned has gone back to its case: the bureau orders anew.
  if (state === undefined || found.origin === 'BUREAU')
    return { ok: false, code: 'STATE_TRANSITION_INVALID', fields: [] };
  const brief = await attachSigned(work, found);
  const personIds = brief.members.map(({ personId }) => personId);
  const ordered = { requestId: found.id, purpose: found.purpose, personIds, declaredHash };
  const decision = await decideBrief(work, ordered, brief);
  if (!decision.ok) return decision;
  await saveBrief(work, found, brief);
  const today = kit.clock.today();
  const submitted = {
    ...{ state, submittedOn: today, submittedBy: ctx.actor.subject, defects: [] },
    ...{ intakeDueOn: await intakeDue(work, found.currentDivisionCode), version: found.version + 1 },
  };
  await unit.db.updateTable('verificationRequest').set(submitted).where('id', '=', found.id).execute();
  const after = { state, intakeDueOn: submitted.intakeDueOn };
  unit.audit({ action: 'requests.submit', recordType: 'verification_request', recordId: found.id, after });
  if (found.priority === 'URGENT') {
    const sent = await entrustRow(work, await getRequestRow(unit.db, found.id, true), 'SYSTEM');
    if (ctx.actor.kind === 'user') await countPersons(work, sent);
  }
  return { ok: true };
}

/** Who has signed for the case and purpose since the draft was entered. */
async function attachSigned({ kit, unit }: Work, { brief, caseId, purpose }: RequestRow) {
  const day = kit.clock.today();
  const signed = (await listCaseAuthorizations(unit.db, caseId)).filter((one) =>
    one.scopeItems.some((item) => decideUse(one, { day, purpose, item }).ok),
  );
  const ids = [...brief.members.map(({ personId }) => personId), ...signed.map((one) => one.grantorPersonId)];
  return withAuthorizations(brief, signed, await canonicalIds(unit.db, ids));
}
