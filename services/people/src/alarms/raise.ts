import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';

type AlarmWork = Pick<Work, 'kit' | 'ctx'> & { readonly unit: { readonly db: Db } };

/** What a supervisor must look at (people.md §4); one alarm a kind, user, person and day. */
export interface Alarm {
  readonly kind:
    | 'SEARCH_MISSES'
    | 'OWN_RECORD'
    | 'OWN_RELATIVE'
    | 'COLLEAGUE'
    | 'PUBLIC_NOTE'
    | 'MANY_PERSONS'
    | 'OUTSIDE_HOURS'
    | 'MANY_UNITS'
    | 'UNMASKINGS'
    | 'BREAK_GLASS';
  readonly personId?: string;
  /** How often it has happened on the day. */
  readonly count: number;
}

/** Raises the alarm of today or counts it up; the transaction must reach alarms of every division. */
export async function raiseAlarm(
  { kit, ctx, unit: { db } }: AlarmWork,
  { kind, personId, count }: Alarm,
): Promise<void> {
  const { subject } = ctx.actor;
  const day = kit.clock.today();
  await sql`
    insert into access_alarm (id, kind, actor, person_id, day, count, division_code, raised_at)
    values (${kit.newId()}, ${kind}, ${subject}, ${personId ?? null}, ${day}, ${count},
      ${ctx.grant?.division ?? '370000000000'}, ${kit.clock.wall()}::timestamptz)
    on conflict (kind, actor, person_id, day) do update set count = excluded.count, state = 'OPEN'`.execute(db);
  kit.log.warn({ alarm: kind, subject, day, count }, 'use of personal data that a supervisor must look at');
}
