import { personMerged, personSplit } from '@mz/contracts';
import type { Kysely, Transaction } from '@mz/db';
import { type RawBuilder, sql } from 'kysely';
import type { Context, Kit, Unit } from './kit.ts';

/** A handle or an open transaction. Readers know only `person_alias(alias, canonical)`. */
type Handle<DB> = Kysely<DB> | Transaction<DB>;

/**
 * Keeps the aliases of merged persons in the service's own `person_alias`: a duty of every service that holds a person_id,
 * for nobody ever rewrites one (people.md §1.2). Merges and splits may come in any order: what was said of a pair last, by
 * the kept person's version, stands in `person_alias_statement`, and the alias follows from it. `changed` runs in the same
 * transaction with both ids, once the alias is written or gone.
 */
export function keepPersonAliases<DB, C>(
  kit: Kit<DB, C>,
  changed?: (unit: Unit<DB>, personIds: readonly string[], ctx: Context) => Promise<void>,
): void {
  for (const [event, action] of statements) {
    kit.consume(event, {
      async apply(unit, { data, aggregateversion }, _, ctx) {
        const { kept, dropped } = data;
        const pair = { ...data, version: aggregateversion, merged: event === personMerged };
        if (!(await keepStatement(unit.db, pair))) return { kind: 'done' };
        const canonical = pair.merged ? { after: { canonical: kept } } : { before: { canonical: kept } };
        unit.audit({ action, recordType: 'person', recordId: dropped, ...canonical });
        await changed?.(unit, [kept, dropped], ctx);
        return { kind: 'done' };
      },
    });
  }
}

const statements = [
  [personMerged, 'persons.merge'],
  [personSplit, 'persons.split'],
] as const;

interface Statement {
  readonly kept: string;
  readonly dropped: string;
  readonly version: number;
  readonly merged: boolean;
}

/** Keeps what is said of a pair unless something newer is known, and lets the alias follow; says whether it was news. */
async function keepStatement<DB>(db: Transaction<DB>, { kept, dropped, version, merged }: Statement): Promise<boolean> {
  // Statements about one dropped person follow each other: the alias is made of all of them.
  await sql`select pg_advisory_xact_lock(hashtextextended('person_alias/' || ${dropped}, 0))`.execute(db);
  const { rows } = await sql`
    insert into person_alias_statement as known (alias, canonical, version, merged)
    values (${dropped}, ${kept}, ${version}, ${merged})
    on conflict (alias, canonical) do update set version = excluded.version, merged = excluded.merged
      where known.version < excluded.version
    returning alias`.execute(db);
  if (rows.length === 0) return false;
  await sql`
    with standing as (
      select alias, canonical from person_alias_statement where alias = ${dropped} and merged order by canonical limit 1),
    gone as (delete from person_alias where alias = ${dropped} and not exists (select from standing))
    insert into person_alias (alias, canonical) select alias, canonical from standing
    on conflict (alias) do update set canonical = excluded.canonical`.execute(db);
  return true;
}

/** The kept id of each person; a person who was never merged is their own. Walks only who was, which are few. */
export async function canonicalIds<DB>(db: Handle<DB>, personIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ personId: string; canonical: string }>`
    with recursive walk (person_id, canonical) as (
      select id, id from unnest(${[...personIds]}::uuid[]) as id where exists (select from person_alias where alias = id)
      union
      select walk.person_id, person_alias.canonical from walk join person_alias on person_alias.alias = walk.canonical
    )
    select person_id, canonical from walk
    where not exists (select from person_alias where person_alias.alias = walk.canonical)`.execute(db);
  const kept = new Map(personIds.map((id) => [id, id]));
  for (const { personId, canonical } of rows) kept.set(personId, canonical);
  return kept;
}

/** All ids under which these persons are known, their own among them, each with the person that was asked for. */
export async function samePersons<DB>(db: Handle<DB>, personIds: readonly string[]): Promise<Map<string, string>> {
  const canonical = await canonicalIds(db, personIds);
  const asked = new Map([...canonical].map(([personId, kept]) => [kept, personId]));
  const known = await knownAs(db, [...canonical.values()]);
  return new Map([...known].map(([id, kept]) => [id, asked.get(kept) ?? kept]));
}

/** The same for persons by their kept ids. */
export async function knownAs<DB>(db: Handle<DB>, kept: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; canonical: string }>`
    with recursive walk (id, canonical) as (
      select id, id from unnest(${[...kept]}::uuid[]) as id
      where exists (select from person_alias where canonical = id)
      union
      select person_alias.alias, walk.canonical from walk join person_alias on person_alias.canonical = walk.id
    )
    select id, canonical from walk`.execute(db);
  return new Map([
    ...kept.map((id) => [id, id] as const),
    ...rows.map(({ id, canonical }) => [id, canonical] as const),
  ]);
}

/** A query of (asked uuid, id uuid): each of these persons with every id under which the person is known, the own one too. */
export function personNames(personIds: readonly string[]): RawBuilder<unknown> {
  return sql`with recursive up (asked, id) as (
      select id, id from unnest(${[...personIds]}::uuid[]) as id
      union
      select up.asked, person_alias.canonical from up join person_alias on person_alias.alias = up.id
    ), named (asked, id) as (
      select asked, id from up
      union
      select named.asked, person_alias.alias from named join person_alias on person_alias.canonical = named.id
    ) select asked, id from named`;
}
