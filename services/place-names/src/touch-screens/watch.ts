import type { ScheduledJob } from '@mz/service-kit';
import { readNumbers } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { isOffline, silentSince } from './rules.ts';

/** Opens an alert for each device that has been silent for longer than it may; its next heartbeat closes it. */
export function watchScreens(kit: AppKit): ScheduledJob {
  return {
    name: 'touchScreens.watch',
    every: { minutes: 60 },
    run: (ctx) =>
      kit.write(ctx, async ({ db, audit }) => {
        const [limits, devices] = await Promise.all([
          readNumbers(db, { hours: 'touch-screens.offline-hours' }, kit.clock.today()),
          db
            .selectFrom('touchScreen')
            .select(['id', 'divisionCode', 'lastHeartbeatAt', 'registeredAt'])
            .where('state', '=', 'ACTIVE')
            .where('offlineSince', 'is', null)
            .forUpdate()
            .execute(),
        ]);
        const now = kit.clock.business();
        const silent = devices.filter((device) => isOffline(device, now, limits.hours));
        for (const device of silent) {
          const since = silentSince(device);
          const { id, divisionCode } = device;
          await db.updateTable('touchScreen').set({ offlineSince: since }).where('id', '=', id).execute();
          await db
            .insertInto('touchScreenAlert')
            .values({ id: kit.newId(), screenId: id, divisionCode, silentSince: since, openedAt: now })
            .execute();
          audit({ action: ctx.operationId, recordType: 'touch_screen', recordId: id, after: { offline: true } });
        }
        if (silent.length > 0) kit.log.warn({ devices: silent.length }, 'touch screens have gone silent');
        return { done: silent.length };
      }),
  };
}
