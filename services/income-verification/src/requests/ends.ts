import { type cancelRequest, type OperationInputOf, verificationRejected } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { type Context, canonicalIds, expectVersion, fail, samePersons } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { findCurrentAuthorizations } from '../authorizations/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { closeUnitCase } from '../units/index.ts';
import {
  getRequestRow,
  listCaseRequests,
  listSubQueries,
  openStates,
  type Request,
  type RequestRow,
  toRequest,
} from './queries.ts';
import { stateAfter } from './steps.ts';
import { withdrawUnsent } from './withdraw.ts';

/** Before a report is issued a check can be stopped (§5.1). */
const cancellable = ['DRAFT', 'SUBMITTED', 'RETURNED', 'ENTRUSTED', 'DISPATCHED', 'PARTIAL', 'COMPILED'];

/** Why a check stops before its report. */
export type CancelReason = 'WITHDRAWN' | 'AUTHORIZATION_REVOKED' | 'ALL_SUBJECTS_DEAD';

/** The applicant withdrew, or the entrusting unit did. */
export async function cancel(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof cancelRequest>,
): Promise<Request> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    expectVersion(ctx, found.version);
    // A bureau's request that was returned has ended already.
    const ended = found.endedOn !== null;
    if (ended || stateAfter(found.state, 'CANCEL', 'UNIT') === undefined) throw fail('STATE_TRANSITION_INVALID');
    await cancelRow(work, found, { code: 'WITHDRAWN', text: body.reason });
    return toRequest(await getRequestRow(unit.db, found.id), await listSubQueries(unit.db, [found.id]));
  });
}

/** Stops a check: open questions are cancelled, the case goes back to its bureau. */
async function cancelRow(
  work: Work,
  row: RequestRow,
  reason: { readonly code: CancelReason; readonly text?: string },
): Promise<void> {
  const { kit, unit } = work;
  const cancelled = await unit.db
    .updateTable('subQuery')
    .set({ state: 'CANCELLED', fault: reason.code, closedAt: kit.clock.wall(), nextTryAt: null })
    .where('requestId', '=', row.id)
    .where('state', 'in', openStates)
    .returning('id')
    .execute();
  await withdrawUnsent(work, cancelled);
  const version = row.version + 1;
  await unit.db
    .updateTable('verificationRequest')
    .set({ state: 'CANCELLED', pausedReason: null, endedOn: kit.clock.today(), version })
    .where('id', '=', row.id)
    .execute();
  const after = { state: 'CANCELLED', ...reason };
  unit.audit({ action: 'requests.cancel', recordType: 'verification_request', recordId: row.id, after });
  unit.publish(verificationRejected, {
    ...{ subject: row.id, divisionCode: row.currentDivisionCode, aggregateVersion: version },
    data: { requestId: row.id, applicationId: row.applicationId, code: 'REQUEST_CANCELLED', fields: [reason.code] },
  });
  await closeCaseOf(work, row);
}

async function listLiving({ unit }: Work, caseId: string): Promise<RequestRow[]> {
  return (await listCaseRequests(unit.db, caseId, cancellable)).filter(({ endedOn }) => endedOn === null);
}

/** A unit's case is over when none of its requests goes on. */
async function closeCaseOf(work: Work, { id, unitCaseId }: Pick<RequestRow, 'id' | 'unitCaseId'>): Promise<void> {
  if (unitCaseId === null) return;
  const other = await work.unit.db
    .selectFrom('verificationRequest')
    .select('id')
    .where('unitCaseId', '=', unitCaseId)
    .where('id', '<>', id)
    .where('state', 'not in', ['ARCHIVED', 'CANCELLED'])
    .executeTakeFirst();
  if (other === undefined) await closeUnitCase(work, unitCaseId);
}

/** Checks of a case for which every signature was taken back are stopped; the others wait for people. */
export async function cancelIfAllRevoked(work: Work, caseId: string): Promise<void> {
  for (const row of await listLiving(work, caseId)) {
    const ids = row.brief.members.flatMap(({ authorizationId }) => authorizationId ?? []);
    const authorizations = await findCurrentAuthorizations(work.unit.db, ids);
    const all = ids.length > 0 && ids.every((id) => authorizations.get(id)?.status === 'REVOKED');
    if (all) await cancelRow(work, row, { code: 'AUTHORIZATION_REVOKED' });
  }
}

/** Checks of a case in which nobody lives any more are stopped. */
export async function cancelIfAllDead(work: Work, caseId: string): Promise<void> {
  const { db } = work.unit;
  for (const row of await listLiving(work, caseId)) {
    const personIds = row.brief.members.map(({ personId }) => personId);
    const notices = await db
      .selectFrom('deathNotice')
      .select('personId')
      .where('revokedBy', 'is', null)
      .where('personId', 'in', [...(await samePersons(db, personIds)).keys()])
      .execute();
    const canonical = await canonicalIds(db, [...personIds, ...notices.map(({ personId }) => personId)]);
    const dead = new Set(notices.map(({ personId }) => canonical.get(personId) ?? personId));
    const all = personIds.every((id) => dead.has(canonical.get(id) ?? id));
    if (all) await cancelRow(work, row, { code: 'ALL_SUBJECTS_DEAD' });
  }
}

/** Archives checks whose last version nobody objected to in the days of the parameter [A]; runs each day. */
export async function archiveRequests(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const days = (await loadParameters(unit.db, '370000000000', today)).number('archive_days');
    const rows = await unit.db
      .selectFrom('verificationRequest')
      .innerJoin('report', 'report.id', 'verificationRequest.reportId')
      .select(['verificationRequest.id', 'verificationRequest.version', 'verificationRequest.unitCaseId'])
      .where('verificationRequest.state', 'in', ['REPORT_ISSUED', 'UPHELD', 'REVISED'])
      .where('report.issuedOn', '<=', addDays(today, -days))
      .orderBy('verificationRequest.id')
      .limit(1000)
      .forUpdate('verificationRequest')
      .execute();
    for (const { id, version, unitCaseId } of rows) {
      const change = { state: 'ARCHIVED', endedOn: today, version: version + 1 };
      await unit.db.updateTable('verificationRequest').set(change).where('id', '=', id).execute();
      const after = { state: 'ARCHIVED' };
      unit.audit({ action: 'requests.archive', recordType: 'verification_request', recordId: id, after });
      await closeCaseOf({ kit, ctx, unit }, { id, unitCaseId });
    }
    return { done: rows.length };
  });
}
