import { forgetPersonReads, type Purpose, personReads, roles } from '@mz/contracts';
import { type Compilable, createQueryBuilder } from '@mz/db';
import { type QueryExecutorProvider, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Clock, Context, Kit } from './kit.ts';

/** One read of named persons: whom it showed, and what of them. */
export interface PersonReading {
  /** A query of (person_id uuid, case_id text): by a sub-query the row needs no answer first and no trip of its own. */
  readonly persons: RawBuilder<unknown>;
  readonly fieldClasses: readonly string[];
  /** Why the operation is there; where the reader's role has other purposes only, the first of those. */
  readonly purpose: Purpose;
  /** What justifies the read; the case unless told. */
  readonly basis?: string;
}

const build = createQueryBuilder<unknown>();

/** These persons under one case, as `PersonReading` takes them. */
export function theseUnder(caseId: string | null, personIds: readonly (string | null)[]): RawBuilder<unknown> {
  return sql`select person_id, ${caseId}::text from unnest(${[...personIds]}::uuid[]) as person_id`;
}

/**
 * One ledger row a person and case in the transaction of the read: no row, no answer (people.md §4). Start it together
 * with the read (Promise.all), so that both share an exchange. Jobs and the public leave no row.
 */
export async function logPersonReads(
  kit: { readonly clock: Clock },
  ctx: Context,
  db: QueryExecutorProvider,
  reading: PersonReading,
): Promise<void> {
  if (readsForSomebody(ctx)) await insertOf(kit, ctx, reading).execute(db);
}

/** The same for `kit.readOne`, whose whole transaction is one exchange. */
export function personReadsBeside(
  kit: { readonly clock: Clock },
  ctx: Context,
  reading: PersonReading,
): Compilable<unknown>[] {
  if (!readsForSomebody(ctx)) return [];
  return [{ compile: () => insertOf(kit, ctx, reading).compile(build) }];
}

function readsForSomebody({ actor }: Context): boolean {
  return actor.kind !== 'system' && actor.kind !== 'public';
}

function insertOf(
  kit: { readonly clock: Clock },
  ctx: Context,
  { persons, fieldClasses, purpose, basis }: PersonReading,
): RawBuilder<unknown> {
  const { actor, grant } = ctx;
  const channel = grant === undefined ? 'SERVICE' : (ctx.channel ?? 'REST');
  return sql`
    insert into person_read
      (id, person_id, at, actor, role, unit, case_id, purpose, basis, channel, field_classes)
    select gen_random_uuid(), shown.person_id, ${kit.clock.wall()}::timestamptz, ${actor.subject},
      ${grant?.role ?? 'SERVICE'}, ${grant?.division ?? actor.caller ?? actor.subject}, shown.case_id,
      ${purposeOf(ctx, purpose)}, coalesce(${basis ?? null}::text, shown.case_id), ${channel}, ${[...fieldClasses]}::text[]
    from (select distinct * from (${persons}) as found (person_id, case_id)) as shown
    where shown.person_id is not null`;
}

function purposeOf({ purpose, grant }: Context, usual: Purpose): string {
  const wanted = purpose ?? usual;
  if (grant === undefined) return wanted;
  const own: readonly string[] = roles[grant.role].purposes;
  return own.includes(wanted) ? wanted : (own[0] ?? wanted);
}

/** What people asks of every service with such a ledger: its rows of a person, and to forget the old ones. */
export function keepPersonReads<DB, C>(kit: Kit<DB, C>): void {
  kit.operation(personReads(kit.name), async (ctx, { body: { personIds, after, first } }) => {
    const rows = await kit.read(asJob(kit, ctx, 'personReads.list'), (db) =>
      sql<Row>`
        select id, at, role, unit, case_id, purpose, basis, channel, field_classes from person_read
        where person_id = any(${personIds}::uuid[]) and ${isAfter(after)}
        order by at desc, id desc limit ${first}`.execute(db),
    );
    return { items: rows.rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
  });
  kit.operation(forgetPersonReads(kit.name), (ctx, { body: { before } }) =>
    kit.write(asJob(kit, ctx, 'personReads.forget'), async ({ db }) => {
      const { rows } = await sql<{ gone: string }>`
        select forget_person_reads_before(${before}::timestamptz) as gone`.execute(db);
      return { forgotten: Number(rows[0]?.gone ?? 0) };
    }),
  );
}

type Row = {
  readonly id: string;
  readonly at: Date;
  readonly role: string;
  readonly unit: string;
  readonly caseId: string | null;
  readonly purpose: string;
  readonly basis: string;
  readonly channel: string;
  readonly fieldClasses: string[];
};

function isAfter(after: { readonly at: string; readonly id: string } | undefined): RawBuilder<SqlBool> {
  return after === undefined ? sql`true` : sql`(at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
}

function asJob<DB, C>(kit: Kit<DB, C>, ctx: Context, job: string): Context {
  const { system } = kit.system(job).scope;
  return { ...ctx, scope: { ...ctx.scope, ...(system === undefined ? {} : { system }) } };
}
