import type { beatTouchScreen, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { constantTimeEqual } from '@mz/crypto';
import { fail, readNumbers, type Unit } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { DB, TouchScreenTable } from '../database.ts';
import { hashOfSecret } from './devices.ts';
import { contentFor, divisionsAbove } from './rules.ts';

type Beat = OperationInputOf<typeof beatTouchScreen>['body'];
type Answer = OperationOutputOf<typeof beatTouchScreen>;

/** The name under which a device, which has no log-in, writes its own row. */
export const heartbeatJob = 'touchScreens.heartbeat';

/** Takes a heartbeat: when it came, how often the device was asked, and nothing else; told again, it counts once. */
export async function takeHeartbeat(kit: AppKit, { body }: { readonly body: Beat }): Promise<Answer> {
  if (body.day > kit.clock.today()) throw fail('DAY_IN_FUTURE', { pointer: '/body/day' });
  const ctx = kit.system(heartbeatJob);
  return kit.write(ctx, async (unit) => {
    const device = await unit.db
      .selectFrom('touchScreen')
      .selectAll()
      .where('deviceNo', '=', body.deviceNo)
      .forUpdate()
      .executeTakeFirst();
    // An unknown number, a wrong secret and a retired device look the same from outside.
    const secretHash = device?.state === 'ACTIVE' ? device.secretHash : '';
    if (device === undefined || !constantTimeEqual(hashOfSecret(body.secret), secretHash)) throw fail('DEVICE_REFUSED');
    await keepBeat(kit, unit, device, body);
    const [numbers, content] = await Promise.all([
      readNumbers(unit.db, { minutes: 'touch-screens.heartbeat-minutes' }, kit.clock.today()),
      newestContent(unit.db, device.divisionCode),
    ]);
    if (device.offlineSince !== null) {
      const after = { online: true };
      unit.audit({ action: heartbeatJob, recordType: 'touch_screen', recordId: device.id, after });
    }
    return { nextHeartbeatMinutes: numbers.minutes, content };
  });
}

async function keepBeat(
  kit: AppKit,
  { db }: Unit<DB>,
  device: Selectable<TouchScreenTable>,
  { contentVersion, day, queries }: Beat,
): Promise<void> {
  const now = kit.clock.business();
  await db
    .updateTable('touchScreen')
    .set({ lastHeartbeatAt: now, offlineSince: null, contentVersion })
    .where('id', '=', device.id)
    .execute();
  await sql`
    insert into touch_screen_count (screen_id, division_code, day, queries)
    values (${device.id}, ${device.divisionCode}, ${day}::date, ${queries})
    on conflict (screen_id, day) do update set queries = greatest(touch_screen_count.queries, excluded.queries)`.execute(
    db,
  );
  await db
    .updateTable('touchScreenAlert')
    .set({ closedAt: now })
    .where('screenId', '=', device.id)
    .where('closedAt', 'is', null)
    .execute();
}

async function newestContent(db: Db, divisionCode: string): Promise<Answer['content']> {
  const packages = await db
    .selectFrom('contentPackage')
    .select(['id', 'contentVersion', 'divisionCode', 'sha256'])
    .where('state', '=', 'PUBLISHED')
    .where('divisionCode', 'in', divisionsAbove(divisionCode))
    .orderBy('contentVersion', 'desc')
    .limit(5)
    .execute();
  const newest = contentFor(packages);
  return newest === null ? null : { id: newest.id, contentVersion: newest.contentVersion, sha256: newest.sha256 };
}
