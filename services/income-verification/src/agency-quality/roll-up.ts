import { jsonb } from '@mz/db';
import { addDays, addWorkingDays, type LegalDay } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { countAsked, countedTo, countFaults, countWrongData, daysToCount } from './count-day.ts';
import { type Figures, figuresOf, noFigures } from './rules.ts';

/** Counts the days that are over, each in a transaction of its own; a run that was broken off goes on where it stood. */
export async function rollUp(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const today = kit.clock.today();
  const { fresh, again } = await kit.read(ctx, (db) => daysToCount(db, today));
  for (const day of again) await kit.write(ctx, (unit) => countAgain({ kit, ctx, unit }, day));
  for (const day of fresh) await kit.write(ctx, (unit) => countFresh({ kit, ctx, unit }, day));
  await kit.write(ctx, (unit) => noteRun({ kit, ctx, unit }, addDays(today, -1)));
  return { done: fresh.length + again.length };
}

async function noteRun({ kit, unit }: Work, upTo: LegalDay): Promise<void> {
  const known = await countedTo(unit.db);
  if (known !== undefined && known >= upTo) return;
  await unit.db
    .insertInto('agencyDayRun')
    .values({ upTo, runAt: kit.clock.wall() })
    .onConflict((conflict) => conflict.column('upTo').doNothing())
    .execute();
  unit.audit({ action: 'agencyQuality.count', recordType: 'agency_day', recordId: upTo });
}

async function figuresOn({ kit, unit }: Work, day: LegalDay): Promise<ReadonlyMap<string, Figures>> {
  const rows = await countAsked(unit.db, day);
  return figuresOf(rows, (workingDays) => addWorkingDays(kit.calendar, day, workingDays).day);
}

async function countFresh(work: Work, day: LegalDay): Promise<void> {
  const { db } = work.unit;
  const figures = await figuresOn(work, day);
  const faults = await countFaults(db, day);
  const wrongData = await countWrongData(db, day);
  const agencies = [...new Set([...figures.keys(), ...faults.keys(), ...wrongData.keys()])].sort();
  for (const agencyCode of agencies) {
    const row = {
      ...columnsOf(figures.get(agencyCode) ?? noFigures),
      faults: jsonb(faults.get(agencyCode) ?? {}),
      wrongData: wrongData.get(agencyCode) ?? 0,
    };
    await db
      .insertInto('agencyDay')
      .values({ agencyCode, day, ...row })
      .onConflict((conflict) => conflict.columns(['agencyCode', 'day']).doUpdateSet(row))
      .execute();
  }
}

/** What has become of the questions of an earlier day; its faults stay as they were counted, for what they rest on may be deleted. */
async function countAgain(work: Work, day: LegalDay): Promise<void> {
  const figures = await figuresOn(work, day);
  const known = await work.unit.db.selectFrom('agencyDay').select('agencyCode').where('day', '=', day).execute();
  for (const agencyCode of [...new Set([...figures.keys(), ...known.map((row) => row.agencyCode)])].sort()) {
    const row = columnsOf(figures.get(agencyCode) ?? noFigures);
    await work.unit.db
      .insertInto('agencyDay')
      .values({ agencyCode, day, ...row, faults: jsonb({}), wrongData: 0 })
      .onConflict((conflict) => conflict.columns(['agencyCode', 'day']).doUpdateSet(row))
      .execute();
  }
}

function columnsOf({ outcomes, delays, ...numbers }: Figures) {
  return { ...numbers, outcomes: jsonb(outcomes), delays: jsonb(delays) };
}
