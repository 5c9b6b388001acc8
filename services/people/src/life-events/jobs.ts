import { personDeathRevoked } from '@mz/contracts';
import type { Context, ScheduledJob } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { raiseTask } from '../tasks/index.ts';
import { listOverdue, nextVersion, setCertainty } from './queries.ts';

const most = 500;

/** Lifts each day the death reports whose last day of confirmation has passed: nothing ends, somebody is warned (H8). */
export function liftUnconfirmed(kit: AppKit): ScheduledJob {
  return {
    name: 'lifeEvents.lift',
    every: { dailyAt: '01:00' },
    async run(ctx) {
      let done = 0;
      for (;;) {
        const lifted = await liftSome(kit, ctx);
        done += lifted;
        if (lifted < most) return { done };
      }
    },
  };
}

function liftSome(kit: AppKit, ctx: Context): Promise<number> {
  return kit.write(ctx, async (unit) => {
    const overdue = await listOverdue(unit.db, kit.clock.today(), most);
    for (const report of overdue) await lift({ kit, ctx, unit }, report);
    return overdue.length;
  });
}

async function lift(
  { kit, ctx, unit }: Work,
  report: { id: string; personId: string; eventDate: string; hukouDivision: string },
): Promise<void> {
  const { id, personId, eventDate, hukouDivision } = report;
  const noticeId = kit.newId();
  await unit.db
    .insertInto('lifeEvent')
    .values({
      id: noticeId,
      personId,
      kind: 'DEATH_REVOKED',
      eventDate,
      source: 'NOT_CONFIRMED',
      matchedBy: 'NUMBER',
      certainty: 'CONFIRMED',
      announced: true,
      revokesNoticeId: id,
      recordedAt: kit.clock.wall(),
      recordedBy: ctx.actor.subject,
    })
    .execute();
  await setCertainty(unit.db, [id], 'LIFTED');
  await raiseTask({ kit, unit }, personId, { kind: 'DEATH_REPORT_LIFTED', divisionCode: hukouDivision });
  unit.publish(personDeathRevoked, {
    subject: personId,
    divisionCode: hukouDivision,
    aggregateVersion: await nextVersion(unit.db, personId),
    data: { personId, noticeId, revokesNoticeId: id, revokes: 'REPORTED' },
  });
  unit.audit({ action: ctx.operationId, recordType: 'life_event', recordId: id, after: { certainty: 'LIFTED' } });
}
