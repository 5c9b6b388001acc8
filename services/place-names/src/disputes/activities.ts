import type { FriendshipActivity, OperationInputOf, recordFriendshipActivity } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { authorizeLine, lockLine } from '../boundaries/index.ts';

export type ActivityView = Static<typeof FriendshipActivity>;

/** Neighbours did something together along a line. */
export async function recordActivity(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof recordFriendshipActivity>['body'],
): Promise<ActivityView> {
  if (body.heldOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/heldOn' });
  return kit.write(ctx, async (unit) => {
    const line = await lockLine(unit.db, body.lineId, '/body/lineId');
    authorizeLine(kit, ctx, { line });
    const id = kit.newId();
    const row = { ...body, id, recordedBy: ctx.actor.subject, recordedAt: kit.clock.wall() };
    await unit.db.insertInto('friendshipActivity').values(row).execute();
    const after = { lineCode: line.lineCode, kind: body.kind, heldOn: body.heldOn };
    unit.audit({ action: ctx.operationId, recordType: 'friendship_activity', recordId: id, after });
    const { lineCode, codeA, codeB } = line;
    return { ...body, id, lineCode, codeA, codeB };
  });
}

/** Activities, the newest first. */
export async function listActivityRows(db: Db, where: RawBuilder<unknown>, limit: number): Promise<ActivityView[]> {
  const { rows } = await sql<ActivityView>`
    select f.id, f.line_id, l.line_code, l.code_a, l.code_b, f.kind, f.held_on, f.partners, f.description
    from friendship_activity f join boundary_line l on l.id = f.line_id
    where ${where} order by f.held_on desc, f.id desc limit ${limit}`.execute(db);
  return rows;
}
