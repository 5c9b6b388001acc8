import type { OperationInputOf, resolveSyncConflict, SyncConflict } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Static } from 'typebox';
import { type NodeKit, province } from './node-kit.ts';
import { toConflict } from './queries.ts';
import { forgetGiven } from './records.ts';

/** Decides a refused record: ours goes again under a higher version, or the node's stays. */
export async function resolveConflict(
  kit: NodeKit,
  ctx: Context,
  { params, body }: Pick<OperationInputOf<typeof resolveSyncConflict>, 'params' | 'body'>,
): Promise<Static<typeof SyncConflict>> {
  return kit.write(ctx, async ({ db, audit }) => {
    const found = await db
      .selectFrom('syncConflict')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw fail('SYNC_CONFLICT_UNKNOWN');
    expectVersion(ctx, found.version);
    kit.authorize(ctx, { divisionCode: province });
    if (found.state !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
    if (body.decision === 'RESEND') await forgetGiven(found.tableName, found.recordKey).execute(db);
    const row = await db
      .updateTable('syncConflict')
      .set({
        state: body.decision === 'RESEND' ? 'RESENT' : 'KEPT',
        reason: body.reason,
        resolvedBy: ctx.actor.subject,
        resolvedAt: kit.clock.wall(),
        version: found.version + 1,
      })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { state: row.state, code: row.code, seq: row.seq };
    audit({ action: ctx.operationId, recordType: 'sync_conflict', recordId: row.id, after });
    return toConflict(row);
  });
}
