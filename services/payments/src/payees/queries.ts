import type { Payee } from '@mz/contracts';
import { maskAccount } from '@mz/domain';
import { type Context, fail, logPersonReads } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { AccountTable, EnrolmentCopyTable, PayeeTable } from '../database.ts';

export type PayeeRow = Selectable<PayeeTable>;
export type AccountRow = Selectable<AccountTable>;
export type EnrolmentRow = Selectable<EnrolmentCopyTable>;

/** The payee, locked; throws PAYEE_UNKNOWN. */
export async function lockPayee(db: Db, id: string): Promise<PayeeRow> {
  const row = await db.selectFrom('payee').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('PAYEE_UNKNOWN');
  return row;
}

/** The account in force and the proposal that waits for its checker. */
export async function accountsOf(db: Db, payeeId: string): Promise<{ current?: AccountRow; proposed?: AccountRow }> {
  const rows = await db
    .selectFrom('account')
    .selectAll()
    .where('payeeId', '=', payeeId)
    .where('status', 'in', ['UNVERIFIED', 'ACTIVE', 'CHANGE_PENDING'])
    .execute();
  const current = rows.find((row) => row.status !== 'UNVERIFIED');
  const proposed = rows.find((row) => row.status === 'UNVERIFIED');
  return { ...(current ? { current } : {}), ...(proposed ? { proposed } : {}) };
}

/** The payee with the account in force, else the one that waits, else the last one that was; the number masked. */
export async function showPayee(kit: AppKit, db: Db, id: string): Promise<Static<typeof Payee>> {
  const row = await db.selectFrom('payee').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('PAYEE_UNKNOWN');
  const { current, proposed } = await accountsOf(db, id);
  const account = current ?? proposed ?? (await lastAccount(db, id));
  if (account === undefined) throw new Error(`payee ${id} has no account`);
  return {
    id,
    kind: row.kind,
    enrolmentId: row.enrolmentId,
    personId: row.personId,
    organisationName: row.organisationName,
    divisionCode: row.currentDivisionCode,
    accountMasked: maskAccount(openAccount(kit, account).number),
    bankCode: account.bankCode,
    accountStatus: account.status,
    usableFrom: account.usableFrom,
    version: row.version,
  };
}

/** The same for a reader, who is written into the ledger of the person. */
export function readPayee(kit: AppKit, ctx: Context, id: string): Promise<Static<typeof Payee>> {
  return kit.read(ctx, async (db) => {
    const persons = sql`select person_id, null::text from payee where id = ${id}::uuid`;
    const reading = { persons, fieldClasses: ['ACCOUNT_MASKED'], purpose: 'PAY' as const, basis: `payee/${id}` };
    const [shown] = await Promise.all([showPayee(kit, db, id), logPersonReads(kit, ctx, db, reading)]);
    return shown;
  });
}

async function lastAccount(db: Db, payeeId: string): Promise<AccountRow | undefined> {
  return db.selectFrom('account').selectAll().where('payeeId', '=', payeeId).orderBy('id', 'desc').executeTakeFirst();
}

/** Whether an account of the payee was ever in force. */
export async function hasHadAccount(db: Db, payeeId: string): Promise<boolean> {
  const row = await db
    .selectFrom('account')
    .select('id')
    .where('payeeId', '=', payeeId)
    .where('verifiedBy', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** The other persons of the enrolment, and its registered agents and guardians outside it. */
export async function listHolderCandidates(
  db: Db,
  { enrolmentId, personId }: { readonly enrolmentId: string; readonly personId: string },
): Promise<{ readonly inCase: readonly string[]; readonly registered: readonly string[] }> {
  const { rows } = await sql<{ inCase: string[]; registered: string[] }>`
    select array(select unnest(e.person_ids) except select ${personId}::uuid) as in_case,
      array(select p.person_id from payee p where p.enrolment_id = e.id and p.person_id is not null
        and p.person_id <> all (e.person_ids || ${personId}::uuid)) as registered
    from enrolment_copy e where e.id = ${enrolmentId}`.execute(db);
  return rows[0] ?? { inCase: [], registered: [] };
}

/** The clear account, for the bank file and the mask only. */
export function openAccount(
  kit: AppKit,
  row: Pick<AccountRow, 'id' | 'number' | 'holderName' | 'idNo'>,
): { number: string; holderName: string; idNo: string | null } {
  const place = (column: string) => ({ table: 'account', column, recordId: row.id });
  const text = (column: string, stored: Buffer) => kit.fields.decrypt(stored, place(column));
  return {
    number: text('number', row.number),
    holderName: text('holder_name', row.holderName),
    idNo: row.idNo === null ? null : text('id_no', row.idNo),
  };
}

/** The kept ids of persons. */
export async function canonicalIds(db: Db, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select canonical_person(id) as id from unnest(${[...ids]}::uuid[]) as id`.execute(db);
  return rows.map(({ id }) => id);
}
