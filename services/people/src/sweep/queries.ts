import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** Persons whose registrations are all over the days and were not looked at yet, after an id. */
export async function listDue(
  db: Db,
  { lastDay, after, most }: { lastDay: string; after: string; most: number },
): Promise<string[]> {
  const { rows } = await sql<{ personId: string }>`
    select distinct r.person_id from person_registration r
    where not r.settled and r.registered_on <= ${lastDay}::date and r.person_id > ${after}::uuid
      and not exists (
        select from person_registration later
        where later.person_id = r.person_id and later.registered_on > ${lastDay}::date
      )
    order by r.person_id limit ${most}`.execute(db);
  return rows.map(({ personId }) => personId);
}

/** Of these persons those whom nothing here needs, locked: no case, merge, kinship, life event, task, household or number of somebody's. */
export async function lockUnneeded(db: Db, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from person p
    where p.id = any(${[...ids]}::uuid[])
      and not exists (select from case_person c where c.person_id = p.id)
      and not exists (select from person_alias a where a.alias = p.id or a.canonical = p.id)
      and not exists (select from person_merge m where m.kept = p.id or m.dropped = p.id)
      and not exists (select from kinship k where k.person_id = p.id or k.relative_id = p.id)
      and not exists (select from life_event e where e.person_id = p.id)
      and not exists (select from person_task t where t.person_id = p.id)
      and not exists (select from person h where h.household_head_id = p.id)
    order by p.id for update of p`.execute(db);
  return rows.map(({ id }) => id);
}

/** Notes that these persons stay. */
export async function settle(db: Db, ids: readonly string[]): Promise<void> {
  await db
    .updateTable('personRegistration')
    .set({ settled: true })
    .where('personId', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute();
}

/** Takes records away with what only they have; the access ledger stays. */
export async function deletePersons(db: Db, ids: readonly string[]): Promise<void> {
  const wanted = sql<string>`any(${[...ids]}::uuid[])`;
  await db
    .deleteFrom('personMatch')
    .where((one) => one.or([one('personA', '=', wanted), one('personB', '=', wanted)]))
    .execute();
  await db.deleteFrom('personRegistration').where('personId', '=', wanted).execute();
  await db.deleteFrom('personKey').where('personId', '=', wanted).execute();
  await db.deleteFrom('personFact').where('personId', '=', wanted).execute();
  await db.deleteFrom('person').where('id', '=', wanted).execute();
}
