import type {
  AccountNotice,
  listAccountNotices,
  markAccountNoticeSent,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { addWorkingDays } from '@mz/domain';
import { type Context, fail, numbersOn, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { AccountRow } from './queries.ts';

type Notice = Static<typeof AccountNotice>;

/** What the old contact reads: no number, no name. */
const contents = {
  CHANGED: '您领取民政救助资金的银行账户已经变更。如果不是您本人或您的代理人办理，请立即联系所在县（市、区）民政部门。',
  CLOSED: '您领取民政救助资金的银行账户已经停用。如果不是您本人或您的代理人办理，请立即联系所在县（市、区）民政部门。',
} as const;

/** The old contact is told that the account is no longer the one in force (payments.md §2). */
export async function noteOldContact(
  { kit, unit }: Work,
  old: Pick<AccountRow, 'id' | 'payeeId' | 'currentDivisionCode'>,
  kind: keyof typeof contents,
): Promise<void> {
  const madeOn = kit.clock.today();
  const parameters = await numbersOn(unit.db, madeOn);
  await unit.db
    .insertInto('accountNotice')
    .values({
      id: kit.newId(),
      payeeId: old.payeeId,
      accountId: old.id,
      kind,
      content: contents[kind],
      madeOn,
      dueOn: addWorkingDays(kit.calendar, madeOn, parameters('account.notice-working-days')).day,
      currentDivisionCode: old.currentDivisionCode,
    })
    .execute();
}

/** Notices of the caller's divisions, the oldest first. */
export async function readNotices(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, sent }: OperationInputOf<typeof listAccountNotices>['query'],
): Promise<OperationOutputOf<typeof listAccountNotices>> {
  const last = readCursor(after, ['string'])?.[0] ?? null;
  const wanted = sent ?? null;
  const where = sql`(${last}::uuid is null or id > ${last}::uuid)
    and (${wanted}::boolean is null or (sent_on is not null) = ${wanted}::boolean)`;
  const rows = await kit.read(ctx, (db) => listNotices(db, where, first + 1));
  return pageOf(rows, first, ({ id }) => [id]);
}

async function listNotices(db: Db, where: ReturnType<typeof sql>, limit: number): Promise<Notice[]> {
  const { rows } = await sql<Notice>`
    select id, payee_id, current_division_code as division_code, kind, content, made_on, due_on, sent_on
    from account_notice where ${where} order by id limit ${limit}`.execute(db);
  return rows;
}

/** The county told the old contact; once. */
export async function markSent(
  kit: AppKit,
  ctx: Context,
  { params: { id } }: OperationInputOf<typeof markAccountNoticeSent>,
): Promise<Notice> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db
      .selectFrom('accountNotice')
      .select(['sentOn', 'currentDivisionCode'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw fail('ACCOUNT_NOTICE_UNKNOWN');
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    if (row.sentOn !== null) throw fail('STATE_TRANSITION_INVALID');
    const set = { sentOn: kit.clock.today(), sentBy: ctx.actor.subject };
    await unit.db.updateTable('accountNotice').set(set).where('id', '=', id).execute();
    unit.audit({ action: 'accountNotices.markSent', recordType: 'account_notice', recordId: id });
    const [notice] = await listNotices(unit.db, sql`id = ${id}`, 1);
    if (notice === undefined) throw fail('ACCOUNT_NOTICE_UNKNOWN');
    return notice;
  });
}
