import type { closeAccount, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { touch } from './commands.ts';
import { noteOldContact } from './notices.ts';
import { type AccountRow, accountsOf, lockPayee, showPayee } from './queries.ts';

/** Closes the account in force: the first call proposes, a second person's takes effect; lines then wait for another one. */
export async function close(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof closeAccount>,
): Promise<OperationOutputOf<typeof closeAccount>> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const payee = await lockPayee(unit.db, params.id);
    expectVersion(ctx, payee.version);
    kit.authorize(ctx, { divisionCode: payee.currentDivisionCode });
    const { current } = await accountsOf(unit.db, payee.id);
    if (current === undefined) throw fail('STATE_TRANSITION_INVALID');
    const proposedBy = current.closeProposedBy;
    if (proposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    if (proposedBy === null) await propose(work, current, body.reason);
    else await takeEffect(work, current);
    await touch(work, payee.id);
    unit.audit({
      action: 'payees.closeAccount',
      recordType: 'payee',
      recordId: payee.id,
      after: { accountId: current.id, proposed: proposedBy === null },
    });
    return showPayee(kit, unit.db, payee.id);
  });
}

async function propose({ ctx, unit }: Work, { id }: AccountRow, reason: string): Promise<void> {
  const set = { closeProposedBy: ctx.actor.subject, reason };
  await unit.db.updateTable('account').set(set).where('id', '=', id).execute();
}

async function takeEffect(work: Work, current: AccountRow): Promise<void> {
  const set = { status: 'CLOSED', validTo: work.kit.clock.today() };
  await work.unit.db.updateTable('account').set(set).where('id', '=', current.id).execute();
  await noteOldContact(work, current, 'CLOSED');
}
