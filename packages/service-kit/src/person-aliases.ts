import { personMerged, personSplit } from '@mz/contracts';
import type { Kysely, Transaction } from '@mz/db';
import { type RawBuilder, sql } from 'kysely';
import type { Context, Kit, Unit } from './kit.ts';

/** A handle or an open transaction; the functions below know only the table `person_alias(alias, canonical)`. */
type Handle<DB> = Kysely<DB> | Transaction<DB>;

/**
 * Keeps the aliases of merged persons in the service's own `person_alias`: a duty of every service that holds a person_id,
 * for nobody ever rewrites one (people.md §1.2). A split that overtakes its merge waits for it. `changed` runs in the same
 * transaction with both ids, once the alias is written or gone.
 */
export function keepPersonAliases<DB, C>(
  kit: Kit<DB, C>,
  changed?: (unit: Unit<DB>, personIds: readonly string[], ctx: Context) => Promise<void>,
): void {
  kit.consume(personMerged, {
    async apply(unit, { data: { kept, dropped } }, _, ctx) {
      await sql`
        insert into person_alias (alias, canonical) values (${dropped}, ${kept})
        on conflict (alias) do update set canonical = excluded.canonical`.execute(unit.db);
      unit.audit({ action: 'persons.merge', recordType: 'person', recordId: dropped, after: { canonical: kept } });
      await changed?.(unit, [kept, dropped], ctx);
      await kit.wake(unit, mergeOf(kept, dropped));
      return { kind: 'done' };
    },
  });
  kit.consume(personSplit, {
    async apply(unit, { data: { kept, dropped } }, _, ctx) {
      const { rows } = await sql`
        delete from person_alias where alias = ${dropped} and canonical = ${kept} returning alias`.execute(unit.db);
      // A split that overtook its merge: undone now it would be done again when the merge comes.
      if (rows.length === 0) return { kind: 'waiting', for: mergeOf(kept, dropped) };
      unit.audit({ action: 'persons.split', recordType: 'person', recordId: dropped, before: { canonical: kept } });
      await changed?.(unit, [kept, dropped], ctx);
      return { kind: 'done' };
    },
  });
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
  const { rows } = await sql<{ id: string; canonical: string }>`
    with recursive walk (id, canonical) as (
      select id, id from unnest(${[...canonical.values()]}::uuid[]) as id
      where exists (select from person_alias where canonical = id)
      union
      select person_alias.alias, walk.canonical from walk join person_alias on person_alias.canonical = walk.id
    )
    select id, canonical from walk`.execute(db);
  const asked = new Map([...canonical].map(([personId, kept]) => [kept, personId]));
  return new Map([...asked, ...rows.map(({ id, canonical: kept }) => [id, asked.get(kept) ?? kept] as const)]);
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

function mergeOf(kept: string, dropped: string): string {
  return `person.merged/${kept}/${dropped}`;
}
