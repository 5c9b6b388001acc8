import { type OperationOutputOf, payeeActivated, payeeOrganisationActivated, type verifyPayee } from '@mz/contracts';
import { type Context, expectVersion, fail, numbersOn } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { touch } from './commands.ts';
import { noteOldContact } from './notices.ts';
import { type AccountRow, accountsOf, hasHadAccount, lockPayee, type PayeeRow, showPayee } from './queries.ts';
import { usableFrom } from './rules.ts';

type View = OperationOutputOf<typeof verifyPayee>;

/** Checker, another person than the clerk: the first account is usable at once, a changed one after the cooling days. */
export async function verifyAccount(kit: AppKit, ctx: Context, id: string): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const payee = await lockPayee(unit.db, id);
    expectVersion(ctx, payee.version);
    const { current, proposed } = await accountsOf(unit.db, id);
    if (proposed === undefined) throw fail('STATE_TRANSITION_INVALID');
    const separatedFrom = [{ subject: proposed.enteredBy, code: 'TWO_PERSON_REQUIRED' }];
    kit.authorize(ctx, { divisionCode: payee.currentDivisionCode, separatedFrom });
    const usable = await activate({ kit, ctx, unit }, proposed, current);
    await touch({ kit, ctx, unit }, id);
    unit.audit({
      action: 'payees.verify',
      recordType: 'payee',
      recordId: id,
      after: { accountId: proposed.id, replaces: current?.id ?? null, usableFrom: usable },
    });
    await announce({ kit, ctx, unit }, payee, usable);
    return showPayee(kit, unit.db, id);
  });
}

async function activate({ kit, ctx, unit }: Work, proposed: AccountRow, current?: AccountRow): Promise<string> {
  const today = kit.clock.today();
  const parameters = await numbersOn(unit.db, today);
  const cooling = parameters('account.cooling-working-days');
  // An account that was closed first does not spare the next one its rest.
  const isFirst = current === undefined && !(await hasHadAccount(unit.db, proposed.payeeId));
  const usable = isFirst ? today : usableFrom(kit.calendar, today, cooling);
  if (current !== undefined) {
    await noteOldContact({ kit, ctx, unit }, current, 'CHANGED');
    await unit.db
      .updateTable('account')
      .set({ status: 'REPLACED', validTo: today })
      .where('id', '=', current.id)
      .execute();
  }
  await unit.db
    .updateTable('account')
    .set({ status: 'ACTIVE', verifiedBy: ctx.actor.subject, usableFrom: usable, validFrom: today })
    .where('id', '=', proposed.id)
    .execute();
  return usable;
}

async function announce({ unit }: Work, payee: PayeeRow, usable: string): Promise<void> {
  const { enrolmentId, personId } = payee;
  if (enrolmentId === null || personId === null) return announceOrganisation(unit, payee, usable);
  const { rows } = await sql<{ version: number }>`
    update enrolment_copy set payee_version = payee_version + 1 where id = ${enrolmentId}
    returning payee_version as version`.execute(unit.db);
  unit.publish(payeeActivated, {
    subject: enrolmentId,
    divisionCode: payee.currentDivisionCode,
    aggregateVersion: rows[0]?.version ?? 1,
    data: { payeeId: payee.id, enrolmentId, personId, usableFrom: usable },
  });
}

/** An institution belongs to no enrolment: whoever names it in a line learns from when on it can be paid. */
function announceOrganisation(unit: Work['unit'], payee: PayeeRow, usableFrom: string): void {
  const { id: payeeId, kind, currentDivisionCode: divisionCode, version } = payee;
  unit.publish(payeeOrganisationActivated, {
    subject: payeeId,
    divisionCode,
    aggregateVersion: version + 1,
    data: { payeeId, kind, divisionCode, usableFrom },
  });
}
