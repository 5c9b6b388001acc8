import type { closeYear, OperationInputOf, OperationOutputOf, YearEndFund } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import type { Static } from 'typebox';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import { differenceOf, readFigures } from './balance.ts';
import { coverOf, postJournal } from './ledger.ts';
import type { FundRow } from './receipts.ts';
import { shareBp, surplusLimitOf } from './rules.ts';

type YearEnd = Static<typeof YearEndFund>;

/**
 * Closes a year whose months are closed. What is free goes on into the fund of the same code of the next year; what is
 * reserved for lines that are not settled stays and is paid from the old fund in the open month (payments.md §6).
 */
export async function closeYearOf(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof closeYear>,
): Promise<OperationOutputOf<typeof closeYear>> {
  const { year } = params;
  const { divisionCode } = body;
  const closedOn = kit.clock.today();
  if (year >= Number(closedOn.slice(0, 4))) throw fail('PERIOD_INVALID', { pointer: '/params/year' });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    kit.authorize(ctx, { divisionCode });
    await requireClosedMonths(unit.db, divisionCode, year);
    const open = unit.db.selectFrom('fund').selectAll().where('currentDivisionCode', '=', divisionCode);
    const rows = await open
      .where('year', '=', year)
      .where('status', '=', 'OPEN')
      .orderBy('fundCode')
      .forUpdate()
      .execute();
    const funds: YearEnd[] = [];
    for (const fund of rows) funds.push(await closeFund(work, fund));
    const row = { currentDivisionCode: divisionCode, year, closedOn, closedBy: ctx.actor.subject };
    await refusing(
      { ledger_year_pkey: 'PERIOD_CLOSED' },
      unit.db
        .insertInto('ledgerYear')
        .values({ ...row, report: jsonb(funds) })
        .execute(),
    );
    const recordId = `${divisionCode}/${year}`;
    unit.audit({ action: 'ledger.closeYear', recordType: 'ledger_year', recordId, after: { funds: funds.length } });
    return { year, divisionCode, closedOn, funds };
  });
}

async function requireClosedMonths(db: Db, divisionCode: string, year: number): Promise<void> {
  const closed = await db
    .selectFrom('ledgerMonth')
    .select('month')
    .where('currentDivisionCode', '=', divisionCode)
    .where('month', 'like', `${year}-%`)
    .execute();
  if (closed.length < 12) throw fail('MONTHS_OPEN', { pointer: '/params/year' });
}

async function closeFund(work: Work, fund: FundRow): Promise<YearEnd> {
  const { db } = work.unit;
  const [figures] = await readFigures(db, { fundId: fund.id });
  if (figures === undefined) throw new Error(`fund ${fund.id} has no figures`);
  if (differenceOf(figures) !== 0) throw fail('FUND_BALANCE_BROKEN', { detail: fund.fundCode });
  const carriedFen = await coverOf(db, fund.id);
  const nextFundId = carriedFen > 0 ? await carryOver(work, fund, carriedFen) : null;
  await db.updateTable('fund').set({ status: 'CLOSED' }).where('id', '=', fund.id).execute();
  const surplusBp = shareBp(carriedFen, figures.receivedFen);
  const limitBp = surplusLimitOf(await categoriesOf(db, fund.programmes));
  const { receivedFen, returnedOnHandFen } = figures;
  const onHandFen = figures.onHandFen + returnedOnHandFen;
  return {
    fundId: fund.id,
    fundCode: fund.fundCode,
    receivedFen,
    onHandFen,
    reservedFen: onHandFen - carriedFen,
    carriedFen,
    nextFundId,
    surplusBp,
    limitBp,
    aboveLimit: surplusBp !== null && limitBp !== null && surplusBp > limitBp,
  };
}

/** The opening journal of the new year: money of the same purpose, in the fund of the same code. */
async function carryOver(work: Work, fund: FundRow, carriedFen: number): Promise<string> {
  const nextId = await nextFund(work, fund);
  const programme = fund.programmes.length === 1 ? (fund.programmes[0] ?? null) : null;
  const { level } = fund;
  await postJournal(work, {
    kind: 'OPENING',
    reference: { type: 'fund', id: fund.id },
    divisionCode: fund.currentDivisionCode,
    postings: [
      { account: 'CARRIED_FORWARD', level, fundId: fund.id, programme, debitFen: carriedFen },
      { account: 'BANK_SPECIAL', fundId: fund.id, programme, creditFen: carriedFen },
      { account: 'BANK_SPECIAL', fundId: nextId, programme, debitFen: carriedFen },
      { account: 'CARRIED_FORWARD', level, fundId: nextId, programme, creditFen: carriedFen },
    ],
  });
  return nextId;
}

async function nextFund({ kit, ctx, unit }: Work, fund: FundRow): Promise<string> {
  const { fundCode, currentDivisionCode } = fund;
  const year = fund.year + 1;
  const known = await unit.db
    .selectFrom('fund')
    .select('id')
    .where('fundCode', '=', fundCode)
    .where('currentDivisionCode', '=', currentDivisionCode)
    .where('year', '=', year)
    .forUpdate()
    .executeTakeFirst();
  if (known !== undefined) return known.id;
  const id = kit.newId();
  const opened = { openedBy: ctx.actor.subject, openedAt: kit.clock.wall() };
  await unit.db
    .insertInto('fund')
    .values({ ...fund, ...opened, id, year })
    .execute();
  unit.audit({ action: 'funds.open', recordType: 'fund', recordId: id, after: { fundCode, year } });
  return id;
}

async function categoriesOf(db: Db, programmes: readonly string[]): Promise<string[]> {
  const query = db
    .selectFrom('programme')
    .select('category')
    .where('code', 'in', [...programmes]);
  return (await query.execute()).map(({ category }) => category);
}
