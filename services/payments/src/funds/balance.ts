import type { FundBalanceCheck, listBalanceChecks, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import type { Fen, LegalDay } from '@mz/domain';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db, Work } from '../app-kit.ts';

type CheckView = Static<typeof FundBalanceCheck>;

/** What the records and the books of one fund say. */
export interface FundFigures {
  readonly fundId: string;
  readonly level: string;
  readonly year: number;
  readonly divisionCode: string;
  readonly receivedFen: Fen;
  readonly allocatedFen: Fen;
  readonly paidFen: Fen;
  readonly returnedOnHandFen: Fen;
  readonly onHandFen: Fen;
}

/**
 * The terms of the identity received = allocated down + paid + returned on hand + on hand. What came, went down and was
 * paid is taken from the documents and lines, what lies there from the books: so a wrong row on either side shows.
 * Received counts what the year before left and less what went on to the next one; paid is net of refunds.
 */
export async function readFigures(db: Db, of: { divisionCode?: string; fundId?: string }): Promise<FundFigures[]> {
  const { divisionCode = null, fundId = null } = of;
  const { rows } = await sql<FundFigures>`
    with chosen as (
      select * from fund f where (${divisionCode}::text is null or f.current_division_code = ${divisionCode})
        and (${fundId}::uuid is null or f.id = ${fundId}::uuid)
    ), receipts as (
      select r.fund_id, sum(r.amount_fen) as fen from fund_receipt r join chosen c on c.id = r.fund_id
      where not exists (select from journal j join journal back on back.reverses = j.id
        where j.reference_id = r.id and j.kind = 'RECEIPT')
      group by 1
    ), sent as (
      select from_fund_id as fund_id, sum(amount_fen) as fen from appropriation
      where from_fund_id in (select id from chosen) group by 1
    ), paid as (
      select fund_id, sum(amount_fen - deduction_fen) as fen from line
      where state = 'SETTLED' and fund_id in (select id from chosen) group by 1
    ), books as (
      select e.fund_id,
        coalesce(sum(e.debit_fen - e.credit_fen) filter (where e.account = 'BANK_SPECIAL'), 0) as bank,
        coalesce(sum(e.credit_fen - e.debit_fen) filter (where e.account = 'PAYABLE_RETURNED'), 0) as returned,
        coalesce(sum(e.credit_fen - e.debit_fen) filter (where e.account = 'CARRIED_FORWARD'), 0) as carried,
        coalesce(sum(e.debit_fen - e.credit_fen) filter (where e.account = 'BANK_SPECIAL' and j.kind = 'REFUND'), 0)
          as refunded
      from entry e join journal j on j.id = e.journal_id where e.fund_id in (select id from chosen) group by 1
    )
    select c.id as fund_id, c.level, c.year, c.current_division_code as division_code,
      (coalesce(r.fen, 0) + coalesce(b.carried, 0))::bigint as received_fen,
      coalesce(s.fen, 0)::bigint as allocated_fen,
      (coalesce(p.fen, 0) - coalesce(b.refunded, 0))::bigint as paid_fen,
      coalesce(b.returned, 0)::bigint as returned_on_hand_fen,
      (coalesce(b.bank, 0) - coalesce(b.returned, 0))::bigint as on_hand_fen
    from chosen c left join receipts r on r.fund_id = c.id left join sent s on s.fund_id = c.id
      left join paid p on p.fund_id = c.id left join books b on b.fund_id = c.id
    order by c.id`.execute(db);
  return rows;
}

/** What the identity lacks; 0 when it holds. */
export function differenceOf(figures: FundFigures): Fen {
  const { receivedFen, allocatedFen, paidFen, returnedOnHandFen, onHandFen } = figures;
  return receivedFen - allocatedFen - paidFen - returnedOnHandFen - onHandFen;
}

/** Checks funds, keeps what was found, and stops each fund that differs by as little as one fen. */
export async function checkBalances(
  work: Work,
  of: { divisionCode?: string; fundId?: string } = {},
): Promise<CheckView[]> {
  const { kit, ctx, unit } = work;
  const checks: CheckView[] = [];
  for (const figures of await readFigures(unit.db, of)) {
    const { divisionCode: currentDivisionCode, ...amounts } = figures;
    const row = { id: kit.newId(), checkedOn: kit.clock.today(), ...amounts };
    await unit.db
      .insertInto('fundBalanceCheck')
      .values({ ...row, checkedAt: kit.clock.wall(), checkedBy: ctx.actor.subject, currentDivisionCode })
      .execute();
    const differenceFen = differenceOf(figures);
    if (differenceFen !== 0) await stopFund(work, { ...row, differenceFen, currentDivisionCode });
    checks.push({ ...row, differenceFen, stopId: await openStopOf(unit.db, figures.fundId) });
  }
  const broken = checks.filter(({ differenceFen }) => differenceFen !== 0).map(({ fundId }) => fundId);
  const after = { funds: checks.length, broken };
  const recordId = of.divisionCode ?? 'all';
  unit.audit({ action: 'balanceChecks.run', recordType: 'fund_balance_check', recordId, after });
  return checks;
}

interface Broken {
  readonly id: string;
  readonly fundId: string;
  readonly differenceFen: Fen;
  readonly checkedOn: LegalDay;
  readonly currentDivisionCode: string;
}

async function stopFund({ kit, unit }: Work, broken: Broken): Promise<void> {
  const { id, fundId, differenceFen, checkedOn, currentDivisionCode } = broken;
  kit.log.warn({ alarm: 'W-01', fundId, differenceFen }, 'a fund does not balance and starts no run');
  await sql`
    insert into fund_stop (id, fund_id, check_id, difference_fen, state, opened_on, current_division_code)
    values (${kit.newId()}, ${fundId}, ${id}, ${differenceFen}, 'OPEN', ${checkedOn}, ${currentDivisionCode})
    on conflict (fund_id) where state = 'OPEN' do nothing`.execute(unit.db);
}

/** The stop under which a fund is, null when it may start runs. */
export async function openStopOf(db: Db, fundId: string): Promise<string | null> {
  const query = db.selectFrom('fundStop').select('id').where('fundId', '=', fundId).where('state', '=', 'OPEN');
  return (await query.executeTakeFirst())?.id ?? null;
}

/** Checks in reach, newest first. */
export async function listChecks(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listBalanceChecks>,
): Promise<OperationOutputOf<typeof listBalanceChecks>> {
  const { first = 50, fundId = null, broken = false } = query;
  const [last = null] = readCursor(query.after, ['string']) ?? [];
  const { rows } = await kit.read(ctx, (db) =>
    sql<CheckView>`
      select c.id, c.fund_id, c.level, c.year, c.checked_on, c.received_fen, c.allocated_fen, c.paid_fen,
        c.returned_on_hand_fen, c.on_hand_fen, c.difference_fen, s.id as stop_id
      from fund_balance_check c left join fund_stop s on s.fund_id = c.fund_id and s.state = 'OPEN'
      where (${last}::uuid is null or c.id < ${last}::uuid) and (${fundId}::uuid is null or c.fund_id = ${fundId}::uuid)
        and (not ${broken}::boolean or c.difference_fen <> 0)
      order by c.id desc limit ${first + 1}`.execute(db),
  );
  return pageOf(rows, first, ({ id }) => [id]);
}
