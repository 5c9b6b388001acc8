import type { OperationInputOf, reverifyObjection } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { findAgreement, listLiveAgreements } from '../agreements/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { decideUse, findCurrentAuthorizations } from '../authorizations/index.ts';
import { stateBusinessDay } from '../business-day.ts';
import { getReportRow } from '../reports/index.ts';
import {
  getRequestRow,
  listSubQueries,
  publishDispatch,
  type RequestRow,
  refuseKin,
  type SubQueryRow,
} from '../requests/index.ts';
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
  const permitted = await listPermitted(work, request, contested);
  const dueOn = contestedRows[0]?.dueOn ?? request.dueOn;
  const rows = permitted.map(({ query, authorizationId, agreementId }) => ({
    ...{ id: kit.newId(), requestId: request.id, personId: query.personId, agencyCode: query.agencyCode },
    ...{ itemCode: query.itemCode, round: query.round + 1, mandatory: query.mandatory, state: 'QUEUED', dueOn },
    ...{ authorizationId, agreementId },
  }));
  if (rows.length > 0) {
    await stateBusinessDay(work);
    await unit.db.insertInto('subQuery').values(rows).execute();
  }
  const version = request.version + 1;
  await unit.db
    .updateTable('verificationRequest')
    .set({ state: 'REVERIFYING', dueOn, version })
    .where('id', '=', request.id)
    .execute();
  if (rows.length > 0) publishDispatch(work, request, version);
  return rows.length;
}

interface Permitted {
  readonly query: SubQueryRow;
  readonly authorizationId: string;
  readonly agreementId: string;
}

/** What may be asked again today; throws the defect of an authorization, or AGREEMENT_MISSING. A dead person's other items rest. */
async function listPermitted(
  { kit, unit }: Work,
  request: RequestRow,
  contested: readonly SubQueryRow[],
): Promise<Permitted[]> {
  const day = kit.clock.today();
  const ids = [...new Set(contested.map(({ authorizationId }) => authorizationId))];
  const [authorizations, agreements] = await Promise.all([
    findCurrentAuthorizations(unit.db, ids),
    listLiveAgreements(unit.db, day),
  ]);
  return contested.flatMap((query) => {
    const authorization = authorizations.get(query.authorizationId);
    if (authorization === undefined) throw fail('AUTHORIZATION_MISSING');
    const use = decideUse(authorization, { day, purpose: request.purpose, item: query.itemCode });
    if (!use.ok && authorization.endedReason === 'DEATH') return [];
    if (!use.ok) throw fail(use.code);
    const { agencyCode, itemCode: item } = query;
    const need = { agencyCode, item, divisionCode: request.currentDivisionCode, day };
    const agreement = findAgreement(agreements, need);
    if (agreement === undefined) throw fail('AGREEMENT_MISSING', { detail: agencyCode });
    return [{ query, authorizationId: authorization.id, agreementId: agreement.id }];
  });
}
