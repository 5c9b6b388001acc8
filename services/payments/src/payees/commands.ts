import type { changeAccount, createPayee, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { payeeActivated } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import { readParameters } from '../parameters.ts';
import { type CheckedAccount, checkEntry, discloseHolder, sealAccount } from './account-entry.ts';
import {
  type AccountRow,
  accountsOf,
  canonicalIds,
  type EnrolmentRow,
  lockPayee,
  type PayeeRow,
  showPayee,
} from './queries.ts';
import { isEntitledPayee, usableFrom } from './rules.ts';

type View = OperationOutputOf<typeof createPayee>;
type Creation = OperationInputOf<typeof createPayee>['body'];

/** Clerk: who is paid for an enrolment, with an account that waits for its checker. */
export async function addPayee(kit: AppKit, ctx: Context, body: Creation): Promise<View> {
  const digits = await checkEntry(kit, ctx, body.account);
  const { enrolment, inCase } = await entitledEnrolment(kit, ctx, body);
  const holder = await discloseHolder(kit, ctx, { personId: body.personId, caseId: enrolment.caseId, inCase });
  return kit.write(ctx, async (unit) => {
    const now = kit.clock.wall();
    const row = {
      id: kit.newId(),
      kind: body.kind,
      enrolmentId: body.enrolmentId,
      personId: body.personId,
      relationDocumentSha256: body.relationDocumentSha256 ?? null,
      currentDivisionCode: enrolment.currentDivisionCode,
      createdBy: ctx.actor.subject,
      createdAt: now,
      updatedAt: now,
    };
    await refusing({ payee_of_enrolment: 'PAYEE_DUPLICATE' }, unit.db.insertInto('payee').values(row).execute());
    const account = { entry: body.account, digits, ...holder };
    await addAccount({ kit, ctx, unit }, row, { account });
    unit.audit({
      action: 'payees.create',
      recordType: 'payee',
      recordId: row.id,
      after: { kind: row.kind, enrolmentId: row.enrolmentId, personId: row.personId, bankCode: body.account.bankCode },
    });
    return showPayee(kit, unit.db, row.id);
  });
}

/** The enrolment, seen over all counties so that a foreign one is SCOPE_FORBIDDEN and not unknown. */
async function entitledEnrolment(
  kit: AppKit,
  ctx: Context,
  body: Creation,
): Promise<{ enrolment: EnrolmentRow; inCase: boolean }> {
  return kit.read(kit.system('payees.create'), async (db) => {
    const enrolment = await db
      .selectFrom('enrolmentCopy')
      .selectAll()
      .where('id', '=', body.enrolmentId)
      .executeTakeFirst();
    if (enrolment === undefined) throw fail('ENROLMENT_UNKNOWN', { pointer: '/body/enrolmentId' });
    kit.authorize(ctx, { divisionCode: enrolment.currentDivisionCode });
    const enrolled = await canonicalIds(db, enrolment.personIds);
    const [personId = body.personId] = await canonicalIds(db, [body.personId]);
    const hasDocument = body.relationDocumentSha256 !== undefined;
    if (!isEntitledPayee({ kind: body.kind, personId, hasDocument, enrolled })) {
      throw fail('PAYEE_NOT_ENTITLED', { pointer: '/body/personId' });
    }
    return { enrolment, inCase: enrolled.includes(personId) };
  });
}

async function addAccount(
  { kit, ctx, unit }: Work,
  payee: Pick<PayeeRow, 'id' | 'currentDivisionCode'>,
  { account, reason = null }: { account: CheckedAccount; reason?: string | null },
): Promise<void> {
  const id = kit.newId();
  await unit.db
    .insertInto('account')
    .values({
      id,
      payeeId: payee.id,
      ...sealAccount(kit, id, account),
      bankCode: account.entry.bankCode,
      kind: account.entry.kind,
      status: 'UNVERIFIED',
      reason,
      enteredBy: ctx.actor.subject,
      enteredOn: kit.clock.today(),
      currentDivisionCode: payee.currentDivisionCode,
    })
    .execute();
}

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
  const parameters = await readParameters(unit.db, today);
  const cooling = parameters('account.cooling-working-days');
  const usable = current === undefined ? today : usableFrom(kit.calendar, today, cooling);
  if (current !== undefined) {
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
  if (enrolmentId === null || personId === null) return;
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

/** Clerk: another account, which replaces an earlier proposal and waits for its checker; the old one stays in force. */
export async function proposeAccount(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof changeAccount>,
): Promise<View> {
  const digits = await checkEntry(kit, ctx, body.account);
  const asked = await kit.read(ctx, async (db) => {
    const payee = await db
      .selectFrom('payee')
      .innerJoin('enrolmentCopy', 'enrolmentCopy.id', 'payee.enrolmentId')
      .select(['payee.personId', 'caseId', 'personIds'])
      .where('payee.id', '=', params.id)
      .executeTakeFirst();
    if (payee === undefined || payee.personId === null) throw fail('PAYEE_UNKNOWN');
    return { personId: payee.personId, caseId: payee.caseId, inCase: payee.personIds.includes(payee.personId) };
  });
  const holder = await discloseHolder(kit, ctx, asked);
  return kit.write(ctx, async (unit) => {
    const payee = await lockPayee(unit.db, params.id);
    expectVersion(ctx, payee.version);
    kit.authorize(ctx, { divisionCode: payee.currentDivisionCode });
    const { current, proposed } = await accountsOf(unit.db, payee.id);
    const change = (id: string, status: string) =>
      unit.db.updateTable('account').set({ status }).where('id', '=', id).execute();
    if (proposed !== undefined) await change(proposed.id, 'CLOSED');
    if (current !== undefined) await change(current.id, 'CHANGE_PENDING');
    const account = { entry: body.account, digits, ...holder };
    await addAccount({ kit, ctx, unit }, payee, { account, reason: body.reason });
    await touch({ kit, ctx, unit }, payee.id);
    unit.audit({ action: 'payees.changeAccount', recordType: 'payee', recordId: payee.id });
    return showPayee(kit, unit.db, payee.id);
  });
}

async function touch({ kit, unit }: Work, id: string): Promise<void> {
  await sql`update payee set version = version + 1, updated_at = ${kit.clock.wall()} where id = ${id}`.execute(unit.db);
}
