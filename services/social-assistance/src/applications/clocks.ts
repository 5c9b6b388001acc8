import type { getApplication, OperationOutputOf } from '@mz/contracts';
import type { DueDay, LegalDay, WorkCalendar } from '@mz/domain';
import type { Selectable } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import type { CaseClockTable } from '../database.ts';
import { getParameter } from '../standards/index.ts';
import { daysLeft, dueOf, type TermStep, type TermUnit, termUnits } from './terms.ts';

/** A clock of a case as the contract shows it. */
export type CaseClock = OperationOutputOf<typeof getApplication>['clocks'][number];

/** What stops a term: nothing else does (handbook §5.1). */
export type PauseReason = 'SUPPLEMENT_REQUESTED' | 'RECHECK';

/** The case whose terms are meant. */
export type ClockOwner = { readonly id: string; readonly divisionCode: string };

/** Starts the term of a step on the day that triggers it; how many days it has is looked up on that day. */
export async function startClock(work: Work, owner: ClockOwner, step: TermStep, startedOn: LegalDay): Promise<void> {
  const { kit, unit } = work;
  const parameter = await getParameter(unit.db, `term.${step}.days`, {
    divisionCode: owner.divisionCode,
    date: startedOn,
  });
  const term = { unit: termUnits[step], days: Number(parameter.value) };
  const due = dueOf(kit.calendar, term, startedOn);
  await unit.db
    .insertInto('caseClock')
    .values({
      id: kit.newId(),
      applicationId: owner.id,
      step,
      ...term,
      startedOn,
      runsFrom: startedOn,
      runsDays: term.days,
      dueOn: due.day,
      provisional: due.provisional,
      legalBasis: parameter.legalBasis,
    })
    .execute();
}

/** Stops all running terms of a case; each pause is logged with its reason. */
export async function pauseClocks(
  { kit, unit }: Work,
  owner: ClockOwner,
  pause: { readonly on: LegalDay; readonly reason: PauseReason },
): Promise<void> {
  for (const clock of await runningClocks(unit.db, owner.id)) {
    if (clock.pausedOn !== null) continue;
    const left = daysLeft(kit.calendar, unitOf(clock), { on: pause.on, dueOn: clock.dueOn });
    await unit.db
      .updateTable('caseClock')
      .set({ pausedOn: pause.on, daysLeft: left })
      .where('id', '=', clock.id)
      .execute();
    const entry = { clockId: clock.id, pausedOn: pause.on, reason: pause.reason, dueBefore: clock.dueOn };
    await unit.db
      .insertInto('caseClockPause')
      .values({ ...entry, recordedAt: kit.clock.wall() })
      .execute();
  }
}

/** Lets the stopped terms of a case run on: what was left counts from the next (working) day. */
export async function resumeClocks({ kit, unit }: Work, owner: ClockOwner, on: LegalDay): Promise<void> {
  for (const clock of await runningClocks(unit.db, owner.id)) {
    if (clock.pausedOn === null || clock.daysLeft === null) continue;
    // A term that had run out before the pause keeps its day.
    const runs = clock.dueOn < clock.pausedOn ? {} : { runsFrom: on, runsDays: clock.daysLeft };
    const due = currentDue(kit.calendar, { ...clock, ...runs });
    await unit.db
      .updateTable('caseClock')
      .set({ ...runs, pausedOn: null, daysLeft: null, dueOn: due.day, provisional: due.provisional })
      .where('id', '=', clock.id)
      .execute();
    await unit.db
      .updateTable('caseClockPause')
      .set({ resumedOn: on, dueAfter: due.day })
      .where('clockId', '=', clock.id)
      .where('resumedOn', 'is', null)
      .execute();
  }
}

/** When a clock runs out by the calendar at hand. */
export function currentDue(
  calendar: WorkCalendar,
  clock: Pick<Selectable<CaseClockTable>, 'unit' | 'runsFrom' | 'runsDays'>,
): DueDay {
  return dueOf(calendar, { unit: unitOf(clock), days: clock.runsDays }, clock.runsFrom);
}

/** Ends the running term of a step: done in time or not. */
export async function meetClock({ unit }: Work, owner: ClockOwner, step: TermStep, on: LegalDay): Promise<void> {
  await unit.db
    .updateTable('caseClock')
    .set({ metOn: on, pausedOn: null, daysLeft: null })
    .where('applicationId', '=', owner.id)
    .where('step', '=', step)
    .where('metOn', 'is', null)
    .execute();
}

/** Ends every running term of a case that is over. */
export async function meetAllClocks({ unit }: Work, owner: ClockOwner, on: LegalDay): Promise<void> {
  await unit.db
    .updateTable('caseClock')
    .set({ metOn: on, pausedOn: null, daysLeft: null })
    .where('applicationId', '=', owner.id)
    .where('metOn', 'is', null)
    .execute();
}

/** The clocks of some cases, in the order in which they started. */
export async function listClocks(db: Db, applicationIds: readonly string[]): Promise<Map<string, CaseClock[]>> {
  if (applicationIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('caseClock')
    .selectAll()
    .where((one) => one('applicationId', '=', one.fn.any(one.val([...applicationIds]))))
    .orderBy('startedOn')
    .orderBy('id')
    .execute();
  const clocks = Map.groupBy(rows, (row) => row.applicationId);
  return new Map([...clocks].map(([id, group]) => [id, group.map(toClock)]));
}

function toClock(row: Selectable<CaseClockTable>): CaseClock {
  return {
    step: row.step,
    startedOn: row.startedOn,
    dueOn: row.dueOn,
    provisional: row.provisional,
    pausedOn: row.pausedOn,
    metOn: row.metOn,
    missed: row.missedOn !== null,
    legalBasis: row.legalBasis,
  };
}

function runningClocks(db: Db, applicationId: string): Promise<Selectable<CaseClockTable>[]> {
  return db
    .selectFrom('caseClock')
    .selectAll()
    .where('applicationId', '=', applicationId)
    .where('metOn', 'is', null)
    .orderBy('id')
    .execute();
}

function unitOf(clock: Pick<Selectable<CaseClockTable>, 'unit'>): TermUnit {
  return clock.unit === 'CALENDAR_DAYS' ? 'CALENDAR_DAYS' : 'WORKING_DAYS';
}
