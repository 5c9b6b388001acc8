import type { changeAccount, createPayee, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import { type CheckedAccount, checkEntry, discloseHolder, type Holder, sealAccount } from './account-entry.ts';
import { accountsOf, canonicalIds, type EnrolmentRow, lockPayee, type PayeeRow, showPayee } from './queries.ts';
import { isEntitledPayee } from './rules.ts';

type View = OperationOutputOf<typeof createPayee>;
type Creation = OperationInputOf<typeof createPayee>['body'];

/** Clerk: who is paid for an enrolment, with an account that waits for its checker. */
export async function addPayee(kit: AppKit, ctx: Context, body: Creation): Promise<View> {
  const digits = await checkEntry(kit, ctx, body.account);
  const { enrolment, inCase } = await entitledEnrolment(kit, ctx, body);
  const asked = { enrolmentId: enrolment.id, personId: body.personId, caseId: enrolment.caseId, inCase };
  const holder = await discloseHolder(kit, ctx, asked, body.account.holderName);
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

/** Stores an account that waits for its checker. */
export async function addAccount(
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

/** Clerk: another account, which replaces an earlier proposal and waits for its checker; the old one stays in force. */
export async function proposeAccount(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof changeAccount>,
): Promise<View> {
  const digits = await checkEntry(kit, ctx, body.account);
  const holder = await holderOf(kit, ctx, params.id, body.account.holderName);
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

/** An organisation holds its own account; a person is asked for in people. */
async function holderOf(kit: AppKit, ctx: Context, id: string, written: string | undefined): Promise<Holder> {
  const payee = await kit.read(ctx, (db) =>
    db
      .selectFrom('payee')
      .leftJoin('enrolmentCopy', 'enrolmentCopy.id', 'payee.enrolmentId')
      .select(['payee.personId', 'payee.organisationName', 'enrolmentId', 'caseId', 'personIds'])
      .where('payee.id', '=', id)
      .executeTakeFirst(),
  );
  if (payee === undefined) throw fail('PAYEE_UNKNOWN');
  const { personId, organisationName, enrolmentId, caseId, personIds } = payee;
  if (organisationName !== null) return organisationHolder(organisationName, written);
  if (personId === null || enrolmentId === null || caseId === null) throw new Error(`payee ${id} is nobody's`);
  const inCase = personIds?.includes(personId) ?? false;
  return discloseHolder(kit, ctx, { enrolmentId, personId, caseId, inCase }, written);
}

/** The institution's own name, or another one that is marked. */
export function organisationHolder(name: string, written: string | undefined): Holder {
  return { holderName: written ?? name, idNo: null, holderMatches: written === undefined || written === name };
}

/** Counts the version of a payee. */
export async function touch({ kit, unit }: Work, id: string): Promise<void> {
  await sql`update payee set version = version + 1, updated_at = ${kit.clock.wall()} where id = ${id}`.execute(unit.db);
}
