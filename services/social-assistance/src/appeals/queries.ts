import type { getAppeal, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { AppealTable, DecisionTable } from '../database.ts';
import { listDutyDays } from '../deadlines/index.ts';

/** An appeal as the API shows it. */
export type Appeal = OperationOutputOf<typeof getAppeal>;

/** An appeal as stored. */
export type AppealRow = Selectable<AppealTable>;

/** What an appeal must know of the decision that it attacks. */
export type DecisionRow = Pick<
  Selectable<DecisionTable>,
  'id' | 'applicationId' | 'enrolmentId' | 'outcome' | 'cause' | 'fromMonth' | 'decidedOn' | 'decidedBy'
>;

/** One decision without its papers; throws DECISION_UNKNOWN, also outside the caller's reach. */
export async function getDecisionRow(db: Db, id: string): Promise<DecisionRow> {
  const row = await db
    .selectFrom('decision')
    .select(['id', 'applicationId', 'enrolmentId', 'outcome', 'cause', 'fromMonth', 'decidedOn', 'decidedBy'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw fail('DECISION_UNKNOWN');
  return row;
}

/** One appeal, locked until the transaction ends; throws APPEAL_UNKNOWN. */
export async function getAppealForUpdate(db: Db, id: string): Promise<AppealRow> {
  const row = await db.selectFrom('appeal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('APPEAL_UNKNOWN');
  return row;
}

/** One appeal; throws APPEAL_UNKNOWN, also outside the caller's reach. */
export function findAppeal(kit: AppKit, ctx: Context, id: string): Promise<Appeal> {
  return kit.read(ctx, async (db) => {
    const row = await db.selectFrom('appeal').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw fail('APPEAL_UNKNOWN');
    return toAppeal(db, row);
  });
}

/** The appeals against a decision, oldest first; throws DECISION_UNKNOWN. */
export function findAppealsOf(kit: AppKit, ctx: Context, decisionId: string): Promise<{ items: Appeal[] }> {
  return kit.read(ctx, async (db) => {
    await getDecisionRow(db, decisionId);
    const rows = await db
      .selectFrom('appeal')
      .selectAll()
      .where('decisionId', '=', decisionId)
      .orderBy('recordedAt')
      .orderBy('id')
      .execute();
    const due = await listDutyDays(
      db,
      rows.map(({ id }) => id),
    );
    return { items: rows.map((row) => shapeOf(row, due.get(row.id) ?? null)) };
  });
}

/** The shape of a stored appeal. */
export async function toAppeal(db: Db, row: AppealRow): Promise<Appeal> {
  return shapeOf(row, (await listDutyDays(db, [row.id])).get(row.id) ?? null);
}

function shapeOf(row: AppealRow, dueOn: string | null): Appeal {
  return {
    id: row.id,
    decisionId: row.decisionId,
    applicationId: row.applicationId,
    enrolmentId: row.enrolmentId,
    // Parse border: check constraints admit these only.
    kind: row.kind as Appeal['kind'],
    state: row.state as Appeal['state'],
    lodgedOn: row.lodgedOn,
    lodgeUntil: row.lodgeUntil,
    dueOn,
    stayed: row.stayDecisionId !== null,
    answeredOn: row.answeredOn,
    answerDecisionId: row.answerDecisionId,
    version: row.version,
  };
}
