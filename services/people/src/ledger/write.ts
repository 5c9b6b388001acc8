import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import { isOffHours, watchReads } from '../alarms/index.ts';
import type { AppKit, Db } from '../app-kit.ts';

/** One read of some persons: what was shown, and what justified it. */
export interface Access {
  /** Null: a search that found nobody. */
  readonly personIds: readonly (string | null)[];
  readonly fieldClasses: readonly string[];
  readonly caseId?: string | undefined;
  readonly purpose: string;
  /** The case, authorization or batch that justifies the read. */
  readonly basis: string;
  readonly channel: 'REST' | 'GRAPHQL' | 'SERVICE' | 'BREAK_GLASS';
  /** What the reader stated, where a reason is asked. */
  readonly reason?: string;
}

/** One ledger row a person, in the transaction of the read: no row, no answer (people.md §4). */
export async function writeLedger(kit: AppKit, ctx: Context, db: Db, access: Access): Promise<void> {
  const { actor, grant } = ctx;
  const ids = access.personIds.map(() => kit.newId());
  const role = grant?.role ?? 'SERVICE';
  const unit = grant?.division ?? actor.caller ?? actor.subject;
  const written = sql`
    insert into access_ledger
      (id, person_id, at, actor, role, unit, case_id, purpose, basis, channel, field_classes, day, off_hours, reason)
    select id, person_id, ${kit.clock.wall()}::timestamptz, ${actor.subject}, ${role}, ${unit},
      ${access.caseId ?? null}, ${access.purpose}, ${access.basis}, ${access.channel}, ${[...access.fieldClasses]}::text[],
      ${kit.clock.today()}::date, ${isOffHours(kit.clock.business())}, ${access.reason ?? null}
    from unnest(${ids}::uuid[], ${[...access.personIds]}::uuid[]) as read (id, person_id)`.execute(db);
  // Started behind it in the same exchange: what is watched counts these rows, too.
  const shown = access.personIds.flatMap((id) => (id === null ? [] : [id]));
  await Promise.all([written, watchReads({ kit, ctx, db }, shown)]);
}
