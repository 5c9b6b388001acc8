import type { cancelRecheck as cancelOperation, OperationInputOf, startRecheck as startOperation } from '@mz/contracts';
import { divisionLevel, transition } from '@mz/domain';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { getRecheckRow, type Recheck, toRecheck } from './queries.ts';
import { recheckTable } from './rules.ts';
import { closeChunks, findRunning, insertRecheck } from './store.ts';

type Body = OperationInputOf<typeof startOperation>['body'];
type CancelInput = OperationInputOf<typeof cancelOperation>;

/** Starts a batch over the beneficiaries of a division; a second click answers the running one. */
export async function startRecheck(kit: AppKit, ctx: Context, body: Body): Promise<Recheck> {
  requireDivision(kit, body.divisionCode);
  kit.authorize(ctx, { divisionCode: body.divisionCode });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = (await insertRecheck(work, { ...body, plannedMonth: null })) ?? (await findRunning(unit.db, body));
    if (row === undefined) throw fail('CONCURRENT_CHANGE');
    return toRecheck(unit.db, row);
  });
}

/** Throws DIVISION_NOT_VALID for what is no province, city or county in force. */
function requireDivision(kit: AppKit, code: string): void {
  const found = kit.divisions().at(code, kit.clock.today());
  const level = found.ok ? divisionLevel(code) : undefined;
  if (level !== 'PROVINCE' && level !== 'PREFECTURE' && level !== 'COUNTY')
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
}

/** Stops a batch: nothing more is asked, and what comes in is not matched. */
export async function cancelRecheck(kit: AppKit, ctx: Context, { params }: CancelInput): Promise<Recheck> {
  return kit.write(ctx, async (unit) => {
    const { db } = unit;
    const row = await getRecheckRow(db, params.id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    if (ctx.grant === undefined) throw fail('ROLE_NOT_PERMITTED');
    const role = ctx.grant.role;
    const decided = transition(recheckTable, { state: row.state, action: 'cancel', role, facts: undefined });
    if (!decided.ok) throw refusal(decided.reasons);
    // Chunks before their batch, as who matches an answer locks them.
    await closeChunks(db, { recheckId: row.id, state: 'CANCELLED' });
    const saved = await db
      .updateTable('recheck')
      .set({ state: 'CANCELLED', finishedAt: kit.clock.wall(), version: row.version + 1 })
      .where('id', '=', row.id)
      .where('version', '=', row.version)
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('VERSION_CONFLICT');
    const [before, after] = [{ state: row.state }, { state: saved.state }];
    unit.audit({ action: 'rechecks.cancel', recordType: 'recheck', recordId: row.id, before, after });
    return toRecheck(db, saved);
  });
}
