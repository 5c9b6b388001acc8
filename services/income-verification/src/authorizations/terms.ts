import { authorizationExpiring, authorizationSigned } from '@mz/contracts';
import { addDays } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { type AuthorizationEffects, expire, publicationOf, recordOf } from './commands.ts';
import { takeForce } from './sign.ts';

/** Rows of one run: the next run takes the rest. */
const batch = 1000;

/** Puts into force what was signed for a day that has come; runs each day. */
export async function activateAuthorizations(
  kit: AppKit,
  ctx: Context,
  effects: AuthorizationEffects,
): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const due = await unit.db
      .selectFrom('meansAuthorization')
      .selectAll()
      .where('status', '=', 'SIGNED')
      .where('validFrom', '<=', today)
      .where('validTo', '>=', today)
      .orderBy('id')
      .limit(batch)
      .forUpdate()
      .execute();
    for (const { id, version } of due) {
      const saved = await unit.db
        .updateTable('meansAuthorization')
        .set({ status: 'ACTIVE', version: version + 1 })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      unit.audit({ ...recordOf(saved), action: 'authorizations.activate', after: { status: saved.status } });
      unit.publish(authorizationSigned, publicationOf(saved));
      await takeForce({ kit, ctx, unit }, saved, effects);
    }
    return { done: due.length };
  });
}

/** Ends those whose last day is past; runs each day. */
export async function expireAuthorizations(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const rows = await unit.db
      .selectFrom('meansAuthorization')
      .selectAll()
      .where('status', 'in', ['SIGNED', 'ACTIVE'])
      .where('validTo', '<', today)
      .orderBy('id')
      .limit(batch)
      .forUpdate()
      .execute();
    for (const row of rows) await expire({ kit, ctx, unit }, row, { endedOn: row.validTo, endedReason: 'EXPIRED' });
    return { done: rows.length };
  });
}

/** Tells of those that end within the days of the parameter [A], each once; runs each day. */
export async function warnOfExpiry(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const days = (await loadParameters(unit.db, '370000000000', today)).number('authorization_warning_days');
    const rows = await unit.db
      .updateTable('meansAuthorization')
      .set({ warnedOn: today })
      .where('status', '=', 'ACTIVE')
      .where('warnedOn', 'is', null)
      .where('validTo', '<=', addDays(today, days))
      .where('validTo', '>=', today)
      .returningAll()
      .execute();
    for (const row of rows) {
      unit.audit({ ...recordOf(row), action: 'authorizations.warn', after: { validTo: row.validTo } });
      unit.publish(authorizationExpiring, {
        ...{ subject: row.id, divisionCode: row.currentDivisionCode, aggregateVersion: row.version },
        data: { authorizationId: row.id, personId: row.grantorPersonId, validTo: row.validTo },
      });
    }
    return { done: rows.length };
  });
}
