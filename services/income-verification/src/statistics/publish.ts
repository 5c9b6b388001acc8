import { firstDayOf, type LegalDay, lastDayOf, monthOf } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import type { BaseCount } from './lattice.ts';
import { lastClosedMonth, monthsBetween } from './rules.ts';
import { publishable } from './suppress.ts';

const province = '370000000000';
const rowsAtOnce = 5_000;

/** Publishes each month that is over, once: what comes later changes no figure that was given out. */
export async function publishMonths(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const today = kit.clock.today();
  const months = await kit.read(ctx, (db) => listUnpublished(db, today));
  for (const month of months) await kit.write(ctx, (unit) => publishMonth({ kit, ctx, unit }, month));
  return { done: months.length };
}

async function listUnpublished(db: Db, today: LegalDay): Promise<string[]> {
  const lagDays = (await loadParameters(db, province, today)).number('statistics_lag_days');
  const first = await db
    .selectFrom('report')
    .select((one) => one.fn.min('issuedOn').as('issuedOn'))
    .executeTakeFirst();
  if (first?.issuedOn === undefined || first.issuedOn === null) return [];
  const published = new Set(
    (await db.selectFrom('statisticsMonth').select('month').execute()).map(({ month }) => month),
  );
  const months = monthsBetween(monthOf(first.issuedOn), lastClosedMonth(today, lagDays));
  return months.filter((month) => !published.has(month));
}

async function publishMonth(work: Work, month: string): Promise<void> {
  const { kit, unit } = work;
  const today = kit.clock.today();
  const threshold = (await loadParameters(unit.db, province, today)).number('statistics_cell_min');
  const cells = publishable(province, await countMonth(kit, unit.db, month), threshold);
  const hidden = cells.filter(({ reports }) => reports === null).length;
  const saved = await unit.db
    .insertInto('statisticsMonth')
    .values({ month, publishedOn: today, cells: cells.length, hidden })
    .onConflict((conflict) => conflict.doNothing())
    .returning('month')
    .executeTakeFirst();
  if (saved === undefined) return;
  for (let from = 0; from < cells.length; from += rowsAtOnce) {
    const rows = cells.slice(from, from + rowsAtOnce).map((cell) => ({ ...cell, month }));
    await unit.db.insertInto('statisticsCell').values(rows).execute();
  }
  const after = { cells: cells.length, hidden };
  unit.audit({ action: 'statistics.publish', recordType: 'statistics_month', recordId: month, after });
}

type Counted = {
  readonly divisionCode: string;
  readonly purpose: string;
  readonly verdict: string;
  readonly reports: number;
};

/** Each check counts once, in the month of its first report, with the verdict that holds when the month is published. */
async function countMonth(kit: AppKit, db: Db, month: string): Promise<BaseCount[]> {
  const { rows } = await sql<Counted>`
    select r.event_division_code as division_code, r.purpose, p.verdict, count(*)::int as reports
    from verification_request r join report p on p.request_id = r.id and p.state = 'ISSUED'
    where (select min(issued_on) from report f where f.request_id = r.id)
      between ${firstDayOf(month)}::date and ${lastDayOf(month)}::date
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows.map(({ divisionCode, ...row }) => ({ ...row, ...placeOf(kit, divisionCode, lastDayOf(month)) }));
}

/** County and city that hold a division on a day; by the digits where its code is no longer valid. */
function placeOf(kit: AppKit, code: string, day: LegalDay): { county: string; city: string } {
  const self = kit.divisions().at(code, day);
  const above = kit.divisions().ancestors(code, day);
  const chain = self.ok && above.ok ? [self.value, ...above.value] : [];
  const county = chain.find(({ level }) => level === 'COUNTY')?.code ?? `${code.slice(0, 6)}000000`;
  const city = chain.find(({ level }) => level === 'PREFECTURE')?.code ?? `${code.slice(0, 4)}00000000`;
  return { county, city };
}
