import { verificationObjectionClosed, verificationObjectionOpened } from '@mz/contracts';
import type { Context, Outcome, Unit } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { pauseClocks, resumeClocks } from '../applications/index.ts';
import type { DB } from '../database.ts';

const done: Outcome = { kind: 'done' };

/** While the checkers ask again about an item of the case's report, its terms stand still (income-verification.md §7). */
export function consumeObjections(kit: AppKit): void {
  kit.consume(verificationObjectionOpened, {
    apply: (unit, { data }, _, ctx) =>
      changeClocks({ kit, ctx, unit }, data.requestId, 'verification.objection-opened'),
  });
  kit.consume(verificationObjectionClosed, {
    apply: (unit, { data }, _, ctx) =>
      changeClocks({ kit, ctx, unit }, data.requestId, 'verification.objection-closed'),
  });
}

interface Moved {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly unit: Unit<DB>;
}

async function changeClocks(
  work: Moved,
  requestId: string,
  told: 'verification.objection-opened' | 'verification.objection-closed',
): Promise<Outcome> {
  const { kit, unit } = work;
  // The request of a review, or one that was ordered anew, stops no term of the case.
  const row = await unit.db
    .selectFrom('application')
    .select(['id', 'currentDivisionCode', 'state'])
    .where('verificationRequestId', '=', requestId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return done;
  const owner = { id: row.id, divisionCode: row.currentDivisionCode };
  const today = kit.clock.today();
  if (told === 'verification.objection-opened') await pauseClocks(work, owner, { on: today, reason: 'RECHECK' });
  // A case that is itself in re-check waits for the township's answer.
  else if (row.state !== 'RECHECK') await resumeClocks(work, owner, today);
  unit.audit({ action: told, recordType: 'application', recordId: row.id, after: { requestId } });
  return done;
}
