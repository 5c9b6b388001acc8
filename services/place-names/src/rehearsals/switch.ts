import { type DivisionMoveReport, divisionChanged, divisionMoveReport, type ServiceName } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { addWorkingDays } from '@mz/domain';
import { type Context, type OwnMoves, ProblemError, readNumbers, type ScheduledJob } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findSwitch, getChange, listDueChanges, listOpenSwitches, type SwitchRow } from './queries.ts';
import { movers } from './rehearse.ts';
import { isSwitchDone, type SwitchState, switchStateOf } from './rules.ts';
import { areaOfItems } from './views.ts';

/** On the day on which a change takes effect the services are told, once (handbook §9, §10). */
export function sendDaily(kit: AppKit): ScheduledJob {
  return {
    name: 'divisionSwitches.send',
    every: { dailyAt: '00:10' },
    async run(ctx) {
      const due = await kit.read(ctx, (db) => listDueChanges(db, kit.clock.today()));
      for (const changeId of due) await send(kit, ctx, changeId);
      return { done: due.length };
    },
  };
}

async function send(kit: AppKit, ctx: Context, changeId: string): Promise<void> {
  const today = kit.clock.today();
  await kit.write(ctx, async (unit) => {
    const { change, items } = await getChange(unit.db, changeId);
    const { days } = await readNumbers(unit.db, { days: 'rehearsals.move-working-days' }, today);
    const [from = today] = [change.codePublishedOn ?? change.effectiveOn, today].sort().reverse();
    const divisionCode = areaOfItems(items);
    const written = await unit.db
      .insertInto('divisionSwitch')
      .values({
        changeId,
        divisionCode,
        state: 'SENT',
        sentOn: today,
        dueOn: addWorkingDays(kit.calendar, from, days).day,
      })
      .onConflict((conflict) => conflict.column('changeId').doNothing())
      .returning('changeId')
      .executeTakeFirst();
    if (written === undefined) return;
    unit.publish(divisionChanged, {
      subject: changeId,
      divisionCode,
      aggregateVersion: 1,
      data: {
        changeId,
        kinds: [...change.kinds],
        effectiveOn: change.effectiveOn,
        announcedOn: change.announcedOn,
        items: items.map(({ fromCode, toCode, extent, partUnits, remainder }) => ({
          fromCode,
          toCode,
          extent,
          partUnits: [...partUnits],
          remainder,
        })),
      },
    });
    const after = { state: 'SENT', effectiveOn: change.effectiveOn };
    unit.audit({ action: 'divisionSwitches.send', recordType: 'division_change', recordId: changeId, after });
  });
}

/** Asks the services each day how far they are, and closes a switch when nothing is without a new code (handbook §9.3). */
export function collectDaily(kit: AppKit, own: OwnMoves): ScheduledJob {
  return {
    name: 'divisionSwitches.collect',
    every: { dailyAt: '05:20' },
    async run(ctx) {
      const open = await kit.read(ctx, (db) => listOpenSwitches(db));
      for (const row of open) await collect({ kit, own }, ctx, row);
      return { done: open.length };
    },
  };
}

interface Collecting {
  readonly kit: AppKit;
  readonly own: OwnMoves;
}

async function collect(collecting: Collecting, ctx: Context, { changeId }: SwitchRow): Promise<void> {
  const { kit } = collecting;
  const services = await Promise.all(movers.map((service) => ask(collecting, ctx, { service, changeId })));
  const done = isSwitchDone(services);
  await kit.write(ctx, async (unit) => {
    const row = await findSwitch(unit.db, changeId);
    if (row?.state !== 'SENT') return;
    await unit.db
      .updateTable('divisionSwitch')
      .set({
        services: jsonb(services),
        version: row.version + 1,
        ...(done ? { state: 'CLOSED', closedOn: kit.clock.today() } : {}),
      })
      .where('changeId', '=', changeId)
      .execute();
    const after = { state: done ? 'CLOSED' : 'SENT', unmapped: services.reduce((sum, one) => sum + one.unmapped, 0) };
    unit.audit({ action: 'divisionSwitches.collect', recordType: 'division_change', recordId: changeId, after });
  });
}

async function ask(
  { kit, own }: Collecting,
  ctx: Context,
  { service, changeId }: { readonly service: ServiceName; readonly changeId: string },
): Promise<SwitchState> {
  if (service === kit.name) return switchStateOf(service, await own.report(changeId));
  try {
    const report: DivisionMoveReport = await kit.call(ctx, divisionMoveReport(service), { params: { changeId } });
    return switchStateOf(service, report);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return switchStateOf(service, undefined);
  }
}

/** What was in force before the platform began is history: no record ever stood under its old codes, and nobody is told. */
export async function markHistory(kit: AppKit): Promise<void> {
  await kit.write(kit.system('divisionSwitches.send'), async ({ db }) => {
    const known = await db.selectFrom('divisionSwitch').select('changeId').limit(1).executeTakeFirst();
    if (known !== undefined) return;
    for (const changeId of await listDueChanges(db, kit.clock.today())) {
      const { items } = await getChange(db, changeId);
      const row = { changeId, divisionCode: areaOfItems(items), state: 'HISTORY' };
      await db.insertInto('divisionSwitch').values(row).execute();
    }
  });
}
