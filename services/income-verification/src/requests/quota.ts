import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { raiseAlarm } from '../misuse/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { getRequestRow, type RequestRow } from './queries.ts';

/**
 * Nobody has more persons checked on one day than the parameter allows (§9 [A]); throws RATE_LIMITED. The alarm is written on
 * its own, because the refusal takes everything else back.
 */
export async function refuseBeyondQuota(kit: AppKit, ctx: Context, requestId: string): Promise<void> {
  const day = kit.clock.today();
  const { subject } = ctx.actor;
  const { persons, limit, caseId } = await kit.read(ctx, async (db) => {
    const request = await getRequestRow(db, requestId);
    const parameters = await loadParameters(db, request.currentDivisionCode, day);
    const used = await db
      .selectFrom('personQuota')
      .select('persons')
      .where('subject', '=', subject)
      .where('day', '=', day)
      .executeTakeFirst();
    const asked = request.brief.members.length;
    return {
      persons: (used?.persons ?? 0) + asked,
      limit: parameters.number('persons_per_user_day'),
      caseId: request.caseId,
    };
  });
  if (persons <= limit) return;
  await raiseAlarm(kit, ctx, { rule: 'PERSONS_PER_DAY', count: persons, caseId });
  throw fail('RATE_LIMITED');
}

/** Counts the persons of an entrusted check to its officer. */
export async function countPersons({ kit, ctx, unit }: Work, { brief }: RequestRow): Promise<void> {
  const persons = brief.members.length;
  await unit.db
    .insertInto('personQuota')
    .values({ subject: ctx.actor.subject, day: kit.clock.today(), persons })
    .onConflict((conflict) =>
      conflict.columns(['subject', 'day']).doUpdateSet((eb) => ({ persons: eb('personQuota.persons', '+', persons) })),
    )
    .execute();
}
