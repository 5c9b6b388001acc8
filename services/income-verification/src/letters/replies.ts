import { agreedRows } from '@mz/agencies';
import type { confirmReply, enterReply, OperationInputOf, OperationOutputOf, rejectReply } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import { getRequestKey, openIdentity, openRows, sealRows } from '../answers/index.ts';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { LetterReplyTable } from '../database.ts';
import {
  identityRecord,
  type Judgement,
  judgeAnswer,
  lockQueries,
  storeOutcome,
  storingOf,
  tellProgress,
} from '../dispatch/index.ts';
import { grantOf, recordMessage } from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { getRequestRow, type RequestRow, refuseKin, type SubQueryRow } from '../requests/index.ts';
import { getLetterRow } from './queries.ts';

type Reply = OperationOutputOf<typeof enterReply>;
type ReplyRow = Selectable<LetterReplyTable>;
type Body = OperationInputOf<typeof enterReply>['body'];

/** Types in a reply; it becomes an answer only when another person confirms it. */
export async function enter(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof enterReply>,
): Promise<Reply> {
  const { scanSha256 } = body;
  if (scanSha256 === undefined) throw fail('DOCUMENT_MISSING', { pointer: '/body/scanSha256' });
  const { requestId } = await kit.read(ctx, (db) => getLetterRow(db, params.id));
  await refuseKin(kit, ctx, requestId);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const letter = await getLetterRow(unit.db, params.id);
    const request = await getRequestRow(unit.db, letter.requestId, true);
    kit.authorize(ctx, { divisionCode: request.currentDivisionCode });
    const query = await findQuestion(work, letter.id, body.subQueryId);
    // As the paper has them, in the agency's own words, or in the agreed ones.
    const rows = agreedRows(letter.agencyCode, query.itemCode, body.rows);
    const judged = await judge(work, request, query, { ...body, rows });
    if (!judged.ok) throw fail(judged.code, { pointer: '/body/rows' });
    const id = kit.newId();
    const dataKey = await getRequestKey(unit.db, request.id);
    const saved = await unit.db
      .insertInto('letterReply')
      .values({
        ...{ id, letterId: letter.id, subQueryId: query.id, outcome: body.outcome, sourceAsOf: body.sourceAsOf },
        ...{ scanSha256, state: 'ENTERED', enteredBy: ctx.actor.subject, enteredAt: kit.clock.wall() },
        sealedRows: sealRows(kit, { recordId: id, dataKey }, rows),
      })
      .onConflict((conflict) => conflict.column('subQueryId').where(sql<SqlBool>`state = 'ENTERED'`).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('ANSWER_DUPLICATE', { pointer: '/body/subQueryId' });
    const after = { letterId: letter.id, outcome: body.outcome };
    unit.audit({ action: 'letters.enterReply', recordType: 'letter_reply', recordId: id, after });
    return toReply(saved);
  });
}

async function findQuestion(work: Work, letterId: string, subQueryId: string): Promise<SubQueryRow> {
  const { db } = work.unit;
  const linked = await db
    .selectFrom('letterQuery')
    .select('subQueryId')
    .where('letterId', '=', letterId)
    .where('subQueryId', '=', subQueryId)
    .executeTakeFirst();
  if (linked === undefined) throw fail('ANSWER_UNKNOWN_REF', { pointer: '/body/subQueryId' });
  const query = (await lockQueries(work, [{ id: subQueryId }])).get(subQueryId);
  if (query === undefined) throw fail('ANSWER_UNKNOWN_REF', { pointer: '/body/subQueryId' });
  if (query.state === 'CANCELLED') throw fail('ANSWER_NOT_EXPECTED', { pointer: '/body/subQueryId' });
  if (query.state === 'ANSWERED' || query.state === 'ANSWERED_LATE') {
    throw fail('ANSWER_DUPLICATE', { pointer: '/body/subQueryId' });
  }
  return query;
}

async function judge(
  { kit, unit }: Work,
  request: RequestRow,
  query: SubQueryRow,
  body: Pick<Body, 'outcome' | 'rows' | 'sourceAsOf'>,
): Promise<Judgement> {
  const today = kit.clock.today();
  const parameters = await loadParameters(unit.db, request.currentDivisionCode, today);
  const identity = await identityOf(kit, unit.db, request.id, query.personId);
  const { agencyCode: partnerCode, itemCode: item } = query;
  const fields = await grantOf(unit.db, { partnerCode, purpose: request.purpose, item, today });
  return judgeAnswer(
    { ref: query.id, outcome: body.outcome, rows: [...body.rows], sourceAsOf: body.sourceAsOf },
    {
      ...{ ref: query.id, item: query.itemCode, name: identity.name, birthDate: identity.birthDate },
      ...{ receivedOn: today, staleDays: parameters.number('answer_stale_days'), fields: fields ?? [] },
    },
  );
}

async function identityOf(kit: AppKit, db: Db, requestId: string, personId: string) {
  const { sealedIdentity } = await db
    .selectFrom('identityCopy')
    .select('sealedIdentity')
    .where('requestId', '=', requestId)
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  const dataKey = await getRequestKey(db, requestId);
  return openIdentity(kit, { recordId: identityRecord(requestId, personId), dataKey }, sealedIdentity);
}

/** The second person's look at the scan makes the reply an answer like any other. */
export async function confirm(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof confirmReply>,
): Promise<Reply> {
  const { requestId } = await kit.read(ctx, async (db) => getLetterRow(db, (await getReply(db, params.id)).letterId));
  await refuseKin(kit, ctx, requestId);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const request = await getRequestRow(unit.db, requestId, true);
    const found = await getReply(unit.db, params.id);
    kit.authorize(ctx, {
      divisionCode: request.currentDivisionCode,
      separatedFrom: [{ subject: found.enteredBy, code: 'TWO_PERSON_REQUIRED' }],
    });
    expectVersion(ctx, found.version);
    if (found.state !== 'ENTERED') throw fail('STATE_TRANSITION_INVALID');
    await storeReply(work, request, found);
    const saved = await unit.db
      .updateTable('letterReply')
      .set({ state: 'CONFIRMED', confirmedBy: ctx.actor.subject, version: found.version + 1 })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const { no: ref, agencyCode: partnerCode } = await getLetterRow(unit.db, found.letterId);
    recordMessage(unit, { partnerCode, direction: 'IN', kind: 'LETTER_REPLY', ref, body: saved.scanSha256 });
    const after = { outcome: saved.outcome, scanSha256: saved.scanSha256 };
    unit.audit({ action: 'letters.confirmReply', recordType: 'letter_reply', recordId: found.id, after });
    return toReply(saved);
  });
}

/** What was typed in is not what the scan says: it never becomes an answer, and the question takes another reply. */
export async function reject(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof rejectReply>,
): Promise<Reply> {
  const { requestId } = await kit.read(ctx, async (db) => getLetterRow(db, (await getReply(db, params.id)).letterId));
  await refuseKin(kit, ctx, requestId);
  return kit.write(ctx, async (unit) => {
    const request = await getRequestRow(unit.db, requestId, true);
    const found = await getReply(unit.db, params.id);
    // Whoever typed it in may take it back: nothing comes of a reply that is rejected.
    kit.authorize(ctx, { divisionCode: request.currentDivisionCode });
    expectVersion(ctx, found.version);
    if (found.state !== 'ENTERED') throw fail('STATE_TRANSITION_INVALID');
    const saved = await unit.db
      .updateTable('letterReply')
      .set({ state: 'REJECTED', rejectedBy: ctx.actor.subject, rejectedOn: kit.clock.today() })
      .set({ rejectionReason: body.reason, version: found.version + 1 })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const [before, after] = [{ state: found.state }, { state: saved.state, reason: body.reason }];
    unit.audit({ action: 'letters.rejectReply', recordType: 'letter_reply', recordId: found.id, before, after });
    return toReply(saved);
  });
}

async function storeReply(work: Work, request: RequestRow, row: ReplyRow): Promise<void> {
  const { kit, unit } = work;
  const query = await findQuestion(work, row.letterId, row.subQueryId);
  if (row.sealedRows === null) throw fail('RAW_DELETED');
  const dataKey = await getRequestKey(unit.db, request.id);
  const rows = openRows(kit, { recordId: row.id, dataKey }, row.sealedRows).map((one) => ({ ...one }));
  // The contract admitted one of the seven outcomes.
  const answer = { outcome: row.outcome as Body['outcome'], rows, sourceAsOf: row.sourceAsOf };
  const judgement = await judge(work, request, query, answer);
  if (!judgement.ok) throw fail(judgement.code);
  const reply = { kind: 'JUDGED' as const, judgement, raw: JSON.stringify(answer), sourceAsOf: row.sourceAsOf };
  await storeOutcome(await storingOf(work, request, dataKey), { query, reply, durationMs: 0 }, query);
  await tellProgress(work, request, true);
}

async function getReply(db: Db, id: string): Promise<ReplyRow> {
  const row = await db.selectFrom('letterReply').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('LETTER_UNKNOWN');
  return row;
}

function toReply({ id, letterId, subQueryId, outcome, state, enteredBy, confirmedBy, version }: ReplyRow): Reply {
  return { id, letterId, subQueryId, outcome, state, enteredBy, confirmedBy, version };
}
