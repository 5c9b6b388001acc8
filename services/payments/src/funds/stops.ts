import type { FundStop, liftFundStop, OperationInputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { FundStopTable } from '../database.ts';
import { openStopOf } from './balance.ts';

type View = Static<typeof FundStop>;

/** Lifts the stop of a fund whose newest check is even: the first call proposes, another person's takes effect. */
export async function lift(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof liftFundStop>,
): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const stop = await lockStop(unit.db, params.id);
    kit.authorize(ctx, { divisionCode: stop.currentDivisionCode });
    if (stop.state !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
    if ((await newestDifference(unit.db, stop.fundId)) !== 0) throw fail('FUND_BALANCE_BROKEN');
    if (stop.liftProposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    const proposed = stop.liftProposedBy === null;
    const set = proposed
      ? { liftProposedBy: ctx.actor.subject, liftReason: body.reason }
      : { state: 'LIFTED', liftedBy: ctx.actor.subject, liftedOn: kit.clock.today() };
    await unit.db.updateTable('fundStop').set(set).where('id', '=', stop.id).execute();
    unit.audit({ action: 'fundStops.lift', recordType: 'fund_stop', recordId: stop.id, after: { proposed } });
    return viewOf(await lockStop(unit.db, stop.id));
  });
}

/** Throws FUND_BALANCE_BROKEN while a fund is stopped. */
export async function requireBalanced(db: Db, fundId: string): Promise<void> {
  if ((await openStopOf(db, fundId)) !== null) throw fail('FUND_BALANCE_BROKEN');
}

async function lockStop(db: Db, id: string): Promise<Selectable<FundStopTable>> {
  const stop = await db.selectFrom('fundStop').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (stop === undefined) throw fail('FUND_STOP_UNKNOWN');
  return stop;
}

async function newestDifference(db: Db, fundId: string): Promise<number | undefined> {
  const newest = db
    .selectFrom('fundBalanceCheck')
    .select('differenceFen')
    .where('fundId', '=', fundId)
    .orderBy('id', 'desc');
  return (await newest.limit(1).executeTakeFirst())?.differenceFen;
}

function viewOf({
  id,
  fundId,
  differenceFen,
  state,
  openedOn,
  liftProposedBy,
  liftedOn,
}: Selectable<FundStopTable>): View {
  return { id, fundId, differenceFen, state, openedOn, proposed: liftProposedBy !== null, liftedOn };
}
