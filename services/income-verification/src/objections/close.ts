import { type closeObjection, type OperationInputOf, verificationObjectionClosed } from '@mz/contracts';
import { canonicalHash } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { itemsOfAgency } from '../agreements/index.ts';
import { getRequestKey, openRows } from '../answers/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { writeCorrection } from '../letters/index.ts';
import { tellPartner } from '../partner-notices/index.ts';
import { getReportRow, type ReportRow, tellAgencyError } from '../reports/index.ts';
import { getRequestRow, isOpen, listSubQueries, type RequestRow, refuseKin } from '../requests/index.ts';
import { getObjectionRows, listOpenObjections, type Objection, type ObjectionRow, toObjection } from './queries.ts';
import { agencyErrors, contestedItems } from './rules.ts';

type Body = OperationInputOf<typeof closeObjection>['body'];

/** Answers an objection that leaves the report as it is: UPHELD, or REFERRED to the agency that must correct its register. */
export async function close(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof closeObjection>,
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
    kit.authorize(ctx, { divisionCode: request.currentDivisionCode });
    if (rows[0].state !== 'REVERIFYING') throw fail('STATE_TRANSITION_INVALID');
    await needAnswers(work, request, rows);
    const errors = await refer(work, request, rows, body);
    await closeRows(work, rows, { result: body.result, errors, reason: body.reason });
    await moveOn(work, request, rows[0].reportId);
    return toObjection(await getObjectionRows(unit.db, params.id), request.id);
  });
}

/** Before the answer is due, every contested question must have come back. */
async function needAnswers({ kit, unit }: Work, request: RequestRow, rows: readonly ObjectionRow[]): Promise<void> {
  const queries = await listSubQueries(unit.db, [request.id]);
  const open = queries.filter((query) => isContested(rows, query) && isOpen(query));
  if (open.length > 0 && kit.clock.today() < (rows[0]?.dueOn ?? '')) throw fail('MANDATORY_ITEMS_OPEN');
}

async function refer(work: Work, request: RequestRow, rows: readonly ObjectionRow[], body: Body): Promise<string[]> {
  const { result, agencyCode, reason } = body;
  if (result === 'UPHELD') return [];
  if (agencyCode === undefined || itemsOfAgency(agencyCode) === undefined) {
    throw fail('AGENCY_UNKNOWN', { pointer: '/body/agencyCode' });
  }
  await writeCorrection(work, request, { agencyCode, types: rows.map(({ itemType }) => itemType), reason });
  return [agencyCode];
}

async function closeRows(
  { kit, ctx, unit }: Work,
  rows: readonly [ObjectionRow, ...ObjectionRow[]],
  outcome: { readonly result: string; readonly errors: readonly string[]; readonly reason: string | null },
): Promise<void> {
  const [{ batchId, reportId }] = rows;
  await unit.db
    .updateTable('objection')
    .set({
      ...{ state: outcome.result, closedOn: kit.clock.today(), closedBy: ctx.actor.subject },
      ...{ resultReason: outcome.reason, agencyErrors: [...outcome.errors] },
    })
    .where('batchId', '=', batchId)
    .execute();
  for (const partnerCode of outcome.errors) {
    tellPartner({ kit, unit }, { partnerCode, kind: 'REGISTER_WRONG', ref: batchId, code: outcome.result });
  }
  const { requestId, currentDivisionCode } = await getReportRow(unit.db, reportId);
  const after = { result: outcome.result, agencyErrors: outcome.errors };
  unit.audit({ action: 'objections.close', recordType: 'objection', recordId: batchId, after });
  unit.publish(verificationObjectionClosed, {
    ...{ subject: batchId, divisionCode: currentDivisionCode, aggregateVersion: 2 },
    data: { objectionId: batchId, requestId, reportId, result: outcome.result },
  });
}

async function moveOn({ unit }: Work, request: RequestRow, reportId: string): Promise<void> {
  const others = await listOpenObjections(unit.db, reportId);
  const waiting = others.some(({ state }) => state === 'REVERIFYING') ? 'REVERIFYING' : 'OBJECTED';
  await unit.db
    .updateTable('verificationRequest')
    .set({ state: others.length === 0 ? 'UPHELD' : waiting, version: request.version + 1 })
    .where('id', '=', request.id)
    .execute();
}

/** A new version answers the objections against the one before; says how, or nothing when there was none (§7). */
export async function closeByVersion(
  work: Work,
  { previous, row }: { readonly previous: ReportRow; readonly row: ReportRow },
): Promise<'UPHELD' | 'REVISED' | undefined> {
  const open = await listOpenObjections(work.unit.db, previous.id);
  if (open.length === 0) return undefined;
  const result = previous.verdict === row.verdict ? 'UPHELD' : 'REVISED';
  const wrong = new Set<string>();
  for (const batchId of new Set(open.map((one) => one.batchId))) {
    const rows = await getObjectionRows(work.unit.db, batchId, true);
    const errors = agencyErrors(await listRounds(work, row.requestId, rows));
    for (const agency of errors) wrong.add(agency);
    await closeRows(work, rows, { result, errors, reason: null });
  }
  tellAgencyError(work, { previous, row }, [...wrong].sort());
  return result;
}

/** What the last answer and the one before said of each contested question, as hashes. */
async function listRounds({ kit, unit }: Work, requestId: string, rows: readonly ObjectionRow[]) {
  const dataKey = await getRequestKey(unit.db, requestId);
  const answers = await unit.db
    .selectFrom('subQuery')
    .innerJoin('answer', 'answer.subQueryId', 'subQuery.id')
    .select(['subQuery.id', 'personId', 'agencyCode', 'itemCode', 'answer.outcome', 'answer.sealedRows'])
    .where('requestId', '=', requestId)
    .orderBy('round', 'desc')
    .execute();
  const contested = answers.filter((answer) => isContested(rows, answer));
  const groups = Map.groupBy(contested, (one) => `${one.personId}/${one.agencyCode}/${one.itemCode}`);
  return [...groups.values()].flatMap((rounds) => {
    const [after = null, before = null] = rounds.map(({ id, outcome, sealedRows }) =>
      canonicalHash({ outcome, rows: JSON.stringify(openRows(kit, { recordId: id, dataKey }, sealedRows)) }),
    );
    return rounds[0] === undefined ? [] : [{ agencyCode: rounds[0].agencyCode, before, after }];
  });
}

function isContested(
  rows: readonly ObjectionRow[],
  query: { readonly personId: string; readonly itemCode: string },
): boolean {
  return rows.some(
    ({ personId, itemType }) => personId === query.personId && contestedItems(itemType).includes(query.itemCode),
  );
}
