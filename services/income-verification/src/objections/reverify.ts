import type { OperationInputOf, reverifyObjection } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { findAuthorizations } from '../authorizations/index.ts';
import { getReportRow } from '../reports/index.ts';
import { getRequestRow, listSubQueries, publishDispatch, type RequestRow, refuseKin } from '../requests/index.ts';
import { getObjectionRows, type Objection, type ObjectionRow, toObjection } from './queries.ts';
import { contestedItems } from './rules.ts';

/** Another operator than the one who compiled the version asks the contested items again at their source (§7). */
export async function reverify(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof reverifyObjection>,
): Promise<Objection> {
  const { requestId } = await kit.read(ctx, async (db) => {
    const [first] = await getObjectionRows(db, params.id);
    return getReportRow(db, first.reportId);
  });
  await refuseKin(kit, ctx, requestId);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const request = await getRequestRow(unit.db, requestId, true);
    const rows = await getObjectionRows(unit.db, params.id, true);
    const report = await getReportRow(unit.db, rows[0].reportId);
    kit.authorize(ctx, {
      divisionCode: report.currentDivisionCode,
      separatedFrom: [{ subject: report.compilerId, code: 'SEPARATION_OF_DUTIES' }],
    });
    if (rows[0].state !== 'OPEN' || report.state !== 'ISSUED') throw fail('STATE_TRANSITION_INVALID');
    await unit.db
      .updateTable('objection')
      .set({ state: 'REVERIFYING', reverifiedBy: ctx.actor.subject })
      .where('batchId', '=', params.id)
      .execute();
    const asked = await askAgain(work, request, rows);
    const after = { state: 'REVERIFYING', questions: asked };
    unit.audit({ action: 'objections.reverify', recordType: 'objection', recordId: params.id, after });
    return toObjection(await getObjectionRows(unit.db, params.id), request.id);
  });
}

/** A new round for each contested item; the answers of the round before stay for the audit. */
async function askAgain(work: Work, request: RequestRow, contestedRows: readonly ObjectionRow[]): Promise<number> {
  const { kit, unit } = work;
  const contested = (await listSubQueries(unit.db, [request.id])).filter((query) =>
    contestedRows.some(
      ({ personId, itemType }) => personId === query.personId && contestedItems(itemType).includes(query.itemCode),
    ),
  );
  await needLive(work, contested);
  const dueOn = contestedRows[0]?.dueOn ?? request.dueOn;
  const rows = contested.map((query) => ({
    ...{ id: kit.newId(), requestId: request.id, personId: query.personId, agencyCode: query.agencyCode },
    ...{ itemCode: query.itemCode, round: query.round + 1, mandatory: query.mandatory, state: 'QUEUED', dueOn },
    ...{ authorizationId: query.authorizationId, agreementId: query.agreementId },
  }));
  if (rows.length > 0) await unit.db.insertInto('subQuery').values(rows).execute();
  const version = request.version + 1;
  await unit.db
    .updateTable('verificationRequest')
    .set({ state: 'REVERIFYING', dueOn, version })
    .where('id', '=', request.id)
    .execute();
  if (rows.length > 0) publishDispatch(work, request, version);
  return rows.length;
}

async function needLive({ unit }: Work, queries: readonly { readonly authorizationId: string }[]): Promise<void> {
  const authorizations = await findAuthorizations(
    unit.db,
    queries.map(({ authorizationId }) => authorizationId),
  );
  for (const { status, endedReason } of authorizations.values()) {
    if (status === 'REVOKED') throw fail('AUTHORIZATION_REVOKED');
    if (status === 'EXPIRED' && endedReason !== 'DEATH') throw fail('AUTHORIZATION_EXPIRED');
  }
}
