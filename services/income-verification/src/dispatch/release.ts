import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findAuthorizations } from '../authorizations/index.ts';
import { stateBusinessDay } from '../business-day.ts';
import { grantedItems } from '../exchange/index.ts';
import { getRequestRow, isUnsent, type SubQueryRow } from '../requests/index.ts';
import { decideSends } from './send-rules.ts';
import { lockQueries } from './store.ts';

/**
 * Notes, before anything leaves, that these questions go out now. The database looks once more at authorization, agreement, case
 * and purpose of each; what was taken back since it was decided stays.
 */
export async function releaseQueries(
  kit: AppKit,
  { idempotencyKey: _, ...ctx }: Context,
  requestId: string,
  queries: readonly SubQueryRow[],
): Promise<SubQueryRow[]> {
  if (queries.length === 0) return [];
  return kit.write(ctx, async (unit) => {
    // Only the questions are locked, and nothing is waited for behind them: who holds the request goes on.
    const request = await getRequestRow(unit.db, requestId);
    if (request.pausedReason !== null) return [];
    const locked = await lockQueries({ unit }, queries);
    const waiting = queries.filter(({ id }) => isUnsent({ state: locked.get(id)?.state ?? '' }));
    const today = kit.clock.today();
    const { pause, send } = decideSends({
      purpose: request.purpose,
      queries: waiting,
      authorizations: await findAuthorizations(
        unit.db,
        waiting.map(({ authorizationId }) => authorizationId),
      ),
      granted: await grantedItems(unit.db, request.purpose, today),
      liveAgreements: new Map(waiting.map(({ agreementId }) => [agreementId, true])),
      today,
    });
    if (pause !== undefined || send.length === 0) return [];
    const ids = send.map(({ id }) => id);
    await stateBusinessDay({ kit, unit });
    await unit.db
      .updateTable('subQuery')
      .set({ sentAt: kit.clock.wall(), sentOn: today })
      .where('id', 'in', ids)
      .execute();
    return [...send];
  });
}
