import type {
  confirmResolution,
  decideRows,
  listResolutions,
  OperationInputOf,
  OperationOutputOf,
  resolveConflict,
} from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { FindingResolutionTable } from '../database.ts';
import { askedIn, logShown } from '../readings.ts';
import { getRequestRow, type RequestRow, refuseKin } from '../requests/index.ts';
import { listVersions } from './queries.ts';
import { decideConflictProposal, decideRowsProposal } from './resolution-rules.ts';
import type { ConflictDecision } from './rules/index.ts';

type Row = Selectable<FindingResolutionTable>;
/** A proposal or settlement as the interface shows it. */
export type Resolution = OperationOutputOf<typeof confirmResolution>;

/** What two persons settled of a request: the source of a conflict that stands last, and whose rows an answer holds. */
export async function listConfirmed(
  db: Db,
  requestId: string,
): Promise<{ conflicts: ConflictDecision[]; rows: Map<string, 'CONFIRMED' | 'DROPPED'> }> {
  const found = (await listRows(db, requestId)).filter(({ state }) => state === 'CONFIRMED');
  const conflicts = new Map<string, ConflictDecision>();
  const rows = new Map<string, 'CONFIRMED' | 'DROPPED'>();
  for (const { personId, incomeType, source, subQueryId, decision } of found) {
    if (incomeType !== null && source !== null) {
      conflicts.set(`${personId}/${incomeType}`, { personId, type: incomeType, source });
    }
    if (subQueryId !== null) rows.set(subQueryId, decision === 'CONFIRMED' ? 'CONFIRMED' : 'DROPPED');
  }
  return { conflicts: [...conflicts.values()], rows };
}

/** Proposes which of the disagreeing sources of the last version holds. */
export async function proposeConflict(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof resolveConflict>,
): Promise<Resolution> {
  await refuseKin(kit, ctx, params.id);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const request = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: request.currentDivisionCode });
    const [last] = await listVersions(unit.db, request.id);
    const open = await listRows(unit.db, request.id);
    const decision = decideConflictProposal(body, { state: request.state, items: last?.content.items ?? [], open });
    if (!decision.ok) throw fail(decision.code);
    const { personId, incomeType, source, reason, evidenceSha256s } = body;
    return propose(work, request, {
      ...{ kind: 'CONFLICT', personId, incomeType, source, reason, evidenceSha256s },
    });
  });
}

/** Proposes whose the rows are that came under another name or spelling. */
export async function proposeRows(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof decideRows>,
): Promise<Resolution> {
  const asked = await kit.read(ctx, (db) => getQuestion(db, params.id));
  await refuseKin(kit, ctx, asked.requestId);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const request = await getRequestRow(unit.db, asked.requestId, true);
    kit.authorize(ctx, { divisionCode: request.currentDivisionCode });
    const question = await getQuestion(unit.db, params.id);
    const open = await listRows(unit.db, request.id);
    const decision = decideRowsProposal({ ...question, state: request.state, open });
    if (!decision.ok) throw fail(decision.code);
    const { reason, evidenceSha256s } = body;
    return propose(work, request, {
      ...{ kind: 'ROWS', personId: question.personId, reason, evidenceSha256s },
      ...{ subQueryId: params.id, decision: body.decision },
    });
  });
}

type Proposed = Pick<Row, 'kind' | 'personId' | 'reason' | 'evidenceSha256s'> &
  Partial<Pick<Row, 'incomeType' | 'source' | 'subQueryId' | 'decision'>>;

async function propose({ kit, ctx, unit }: Work, request: RequestRow, proposed: Proposed): Promise<Resolution> {
  const { evidenceSha256s, ...rest } = proposed;
  const row = await unit.db
    .insertInto('findingResolution')
    .values({
      ...{ id: kit.newId(), requestId: request.id, ...rest, evidenceSha256s: [...evidenceSha256s] },
      ...{ state: 'PROPOSED', proposedBy: ctx.actor.subject, proposedOn: kit.clock.today() },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const { kind, incomeType, source, decision } = row;
  const after = { requestId: request.id, kind, incomeType, source, decision };
  unit.audit({ action: ctx.operationId, recordType: 'finding_resolution', recordId: row.id, after });
  return toResolution(row);
}

/** Another person confirms or refuses; a version that waits for its second signature is compiled again. */
export async function confirm(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof confirmResolution>,
): Promise<Resolution> {
  const { requestId } = await kit.read(ctx, (db) => getRow(db, params.id));
  await refuseKin(kit, ctx, requestId);
  return kit.write(ctx, async (unit) => {
    const request = await getRequestRow(unit.db, requestId, true);
    const row = await getRow(unit.db, params.id, true);
    kit.authorize(ctx, {
      divisionCode: request.currentDivisionCode,
      separatedFrom: [{ subject: row.proposedBy, code: 'TWO_PERSON_REQUIRED' }],
    });
    if (row.state !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    expectVersion(ctx, row.version);
    const change = {
      state: body.accepted ? 'CONFIRMED' : 'REFUSED',
      decidedBy: ctx.actor.subject,
      decidedOn: kit.clock.today(),
      version: row.version + 1,
    };
    await unit.db.updateTable('findingResolution').set(change).where('id', '=', row.id).execute();
    if (body.accepted && request.state === 'COMPILED') await compileAgain({ unit }, request);
    const after = { requestId, state: change.state };
    unit.audit({ action: ctx.operationId, recordType: 'finding_resolution', recordId: row.id, after });
    return toResolution({ ...row, ...change });
  });
}

async function compileAgain({ unit }: Pick<Work, 'unit'>, { id, version }: RequestRow): Promise<void> {
  const change = { state: 'PARTIAL', version: version + 1 };
  await unit.db.updateTable('verificationRequest').set(change).where('id', '=', id).execute();
}

/** All proposals of a request, oldest first; the read is logged. */
export async function list(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof listResolutions>,
): Promise<OperationOutputOf<typeof listResolutions>> {
  return kit.read(ctx, async (db) => {
    await getRequestRow(db, params.id);
    await logShown(kit, ctx, db, { persons: askedIn([params.id]), facts: ['MEANS_REPORT'] });
    return { items: (await listRows(db, params.id)).map(toResolution) };
  });
}

async function listRows(db: Db, requestId: string): Promise<Row[]> {
  const query = db.selectFrom('findingResolution').selectAll().where('requestId', '=', requestId);
  return query.orderBy('decidedOn').orderBy('id').execute();
}

async function getRow(db: Db, id: string, lock = false): Promise<Row> {
  const query = db.selectFrom('findingResolution').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('RESOLUTION_UNKNOWN');
  return row;
}

async function getQuestion(db: Db, id: string) {
  const row = await db
    .selectFrom('subQuery')
    .leftJoin('answer', 'answer.subQueryId', 'subQuery.id')
    .select(['subQuery.id', 'requestId', 'personId', 'answer.quarantined', 'answer.flags', 'answer.rowCount'])
    .where('subQuery.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw fail('SUB_QUERY_UNKNOWN');
  return row;
}

function toResolution(row: Row): Resolution {
  const { id, requestId, kind, personId, incomeType, source, subQueryId, decision, reason, state } = row;
  const { proposedBy, proposedOn, decidedBy, decidedOn, version } = row;
  return {
    ...{ id, requestId, kind, personId, incomeType, source, subQueryId, decision, reason, state },
    ...{ proposedBy, proposedOn, decidedBy, decidedOn, version },
  };
}
