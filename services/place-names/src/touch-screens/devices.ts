import { createHash } from 'node:crypto';
import type { OperationInputOf, OperationOutputOf, registerTouchScreen, retireTouchScreen } from '@mz/contracts';
import { randomToken } from '@mz/crypto';
import { DatabaseError } from '@mz/db';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { divisionInForce } from './division-in-force.ts';
import { toScreen } from './queries.ts';

/** SHA-256 of a device's secret, which is random and long, in hex. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Registers a device; its secret is told here and never again. */
export async function registerScreen(
  { kit, tables }: { readonly kit: AppKit; readonly tables: CodeTables },
  ctx: Context,
  { body }: Pick<OperationInputOf<typeof registerTouchScreen>, 'body'>,
): Promise<OperationOutputOf<typeof registerTouchScreen>> {
  kit.authorize(ctx, { divisionCode: body.divisionCode });
  await divisionInForce({ kit, tables }, ctx, body.divisionCode);
  const secret = randomToken();
  return kit.write(ctx, async ({ db, audit }) => {
    const row = await db
      .insertInto('touchScreen')
      .values({
        id: kit.newId(),
        ...body,
        secretHash: hashOfSecret(secret),
        state: 'ACTIVE',
        registeredBy: ctx.actor.subject,
        registeredAt: kit.clock.business(),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch((error: unknown) => {
        const isTaken = error instanceof DatabaseError && error.constraint === 'touch_screen_device_no_key';
        throw isTaken ? fail('DEVICE_NO_DUPLICATE', { pointer: '/body/deviceNo' }) : error;
      });
    const after = { deviceNo: row.deviceNo, divisionCode: row.divisionCode };
    audit({ action: ctx.operationId, recordType: 'touch_screen', recordId: row.id, after });
    return { ...toScreen(row), secret };
  });
}

/** Takes a device out of service. */
export async function retireScreen(
  kit: AppKit,
  ctx: Context,
  { params }: Pick<OperationInputOf<typeof retireTouchScreen>, 'params'>,
): Promise<OperationOutputOf<typeof retireTouchScreen>> {
  return kit.write(ctx, async ({ db, audit }) => {
    const found = await db
      .selectFrom('touchScreen')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw fail('TOUCH_SCREEN_UNKNOWN');
    kit.authorize(ctx, { divisionCode: found.divisionCode });
    expectVersion(ctx, found.version);
    if (found.state !== 'ACTIVE') throw fail('STATE_TRANSITION_INVALID');
    const row = await db
      .updateTable('touchScreen')
      .set({ state: 'RETIRED', offlineSince: null, version: found.version + 1 })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    // A device out of service is missed by nobody.
    await db
      .updateTable('touchScreenAlert')
      .set({ closedAt: kit.clock.business() })
      .where('screenId', '=', found.id)
      .where('closedAt', 'is', null)
      .execute();
    audit({ action: ctx.operationId, recordType: 'touch_screen', recordId: row.id, after: { state: row.state } });
    return toScreen(row);
  });
}
