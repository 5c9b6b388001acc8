import type {
  approveWhiteListed,
  listWhiteListed,
  OperationInputOf,
  OperationOutputOf,
  proposeWhiteListed,
  WhiteListedAccount,
} from '@mz/contracts';
import { maskAccount } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import { checkEntry } from './account-entry.ts';

type Listed = Static<typeof WhiteListedAccount>;

/** Clerk: an institution's account that many may share, once another person has approved it. */
export async function propose(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof proposeWhiteListed>['body'],
): Promise<OperationOutputOf<typeof proposeWhiteListed>> {
  const { number, bankCode, title, divisionCode } = body;
  const digits = await checkEntry(kit, ctx, { number, bankCode, kind: 'BOOK' });
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode });
    const id = kit.newId();
    const row = {
      id,
      numberIndex: kit.indexes.of('payments.account_no', digits),
      numberMasked: maskAccount(digits),
      bankCode,
      title,
      divisionCode,
      listedBy: ctx.actor.subject,
      listedOn: kit.clock.today(),
    };
    await refusing(
      { account_white_list_pkey: 'WHITE_LIST_DUPLICATE' },
      unit.db.insertInto('accountWhiteList').values(row).execute(),
    );
    unit.audit({
      action: 'accountWhiteList.propose',
      recordType: 'account_white_list',
      recordId: id,
      after: { bankCode, title },
    });
    return showListed(unit.db, id);
  });
}

/** Checker, another person than the clerk. */
export async function approve(
  kit: AppKit,
  ctx: Context,
  { params: { id } }: OperationInputOf<typeof approveWhiteListed>,
): Promise<OperationOutputOf<typeof approveWhiteListed>> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db
      .selectFrom('accountWhiteList')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw fail('WHITE_LIST_UNKNOWN');
    const separatedFrom = [{ subject: row.listedBy, code: 'TWO_PERSON_REQUIRED' }];
    kit.authorize(ctx, { divisionCode: row.divisionCode, separatedFrom });
    if (row.approvedBy !== null) throw fail('STATE_TRANSITION_INVALID');
    const approvedOn = kit.clock.today();
    unit.later(
      unit.db.updateTable('accountWhiteList').set({ approvedBy: ctx.actor.subject, approvedOn }).where('id', '=', id),
    );
    unit.audit({ action: 'accountWhiteList.approve', recordType: 'account_white_list', recordId: id });
    const { title, bankCode, numberMasked: accountMasked, divisionCode, listedOn } = row;
    return { id, title, bankCode, accountMasked, divisionCode, state: 'APPROVED', listedOn, approvedOn };
  });
}

/** The list of the caller's divisions; the table itself is read over all counties by screening. */
export async function readWhiteList(
  kit: AppKit,
  ctx: Context,
  { after, first = 50 }: OperationInputOf<typeof listWhiteListed>['query'],
): Promise<OperationOutputOf<typeof listWhiteListed>> {
  const last = readCursor(after, ['string'])?.[0] ?? null;
  const where = sql`(${last}::uuid is null or id > ${last}::uuid)
    and division_code >= ${ctx.scope.division} and division_code < ${`${ctx.scope.division}~`}`;
  const rows = await kit.read(ctx, (db) => listListed(db, where, first + 1));
  return pageOf(rows, first, ({ id }) => [id]);
}

async function showListed(db: Db, id: string): Promise<Listed> {
  const [listed] = await listListed(db, sql`id = ${id}`, 1);
  if (listed === undefined) throw fail('WHITE_LIST_UNKNOWN');
  return listed;
}

async function listListed(db: Db, where: ReturnType<typeof sql>, limit: number): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select id, title, bank_code, number_masked as account_masked, division_code,
      case when approved_by is null then 'PROPOSED' else 'APPROVED' end as state, listed_on, approved_on
    from account_white_list where ${where} order by id limit ${limit}`.execute(db);
  return rows;
}
