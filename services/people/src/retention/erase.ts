import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { type Keyed, keyColumns, seal } from '../stored.ts';
import { giveKey } from './keys.ts';

/** Stands where a name stood: sealed under the key that is destroyed in the same transaction. */
const blank = '-';

/** The records of one person, locked in one order, with their keys; a record without a key gets one. */
export async function lockRecords(db: Db, ids: readonly string[]): Promise<Keyed[]> {
  return db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .select(['person.id', ...keyColumns])
    .where('person.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .orderBy('person.id')
    .forUpdate('person')
    .execute();
}

/**
 * Erases the locked records: clear identity and everything that finds it again goes from the rows, then each key is
 * destroyed, so that no copy of the values can be read. Ids, aliases, ledger rows and notices without identity stay.
 */
export async function eraseRecords(work: Work, records: readonly Keyed[]): Promise<void> {
  const { kit, unit } = work;
  const ids = records.map(({ id }) => id);
  for (const record of records) {
    const key = record.wrappedKey === null ? await giveKey(work, record.id) : record;
    await unit.db
      .updateTable('person')
      .set({ ...withoutIdentity, name: seal(kit, { ...key, id: record.id }, 'name', blank) })
      .where('id', '=', record.id)
      .execute();
  }
  await unit.db
    .updateTable('personKey')
    .set({ wrapped: null, destroyedAt: kit.clock.wall() })
    .where('personId', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  await deleteWords(unit.db, ids);
}

/** Year of birth and of death, sex and county stay, for statistics; nothing by which one finds or names the person. */
const withoutIdentity = {
  idNo: null,
  legacyIdNo: null,
  phone: null,
  residenceAddress: null,
  idNoIndex: null,
  nameBirthIndex: null,
  nameVillageIndex: null,
  pinyinBirthIndex: null,
  phoneIndex: null,
  ethnicity: null,
  maritalStatus: null,
  residenceDivision: null,
  householdHeadId: null,
  birthDate: sql<string>`date_trunc('year', birth_date)::date`,
  deathDate: sql<string>`date_trunc('year', death_date)::date`,
  hukouDivision: sql<string>`left(hukou_division, 6) || '000000'`,
  matchDue: false,
};

/** Old values, links to relatives and duplicates, and free words of officers, who may have written a name. */
async function deleteWords(db: Db, ids: readonly string[]): Promise<void> {
  const wanted = sql`any(${[...ids]}::uuid[])`;
  await sql`delete from person_fact where person_id = ${wanted}`.execute(db);
  await sql`delete from kinship where person_id = ${wanted} or relative_id = ${wanted}`.execute(db);
  await sql`delete from person_match where person_a = ${wanted} or person_b = ${wanted}`.execute(db);
  await sql`delete from person_task where person_id = ${wanted}`.execute(db);
  await sql`delete from noted_person where person_id = ${wanted}`.execute(db);
  await sql`update life_event set reason = null where person_id = ${wanted}`.execute(db);
  await sql`
    update person_merge set reason = ${blank}, refusal_reason = null, split_reason = null
    where kept = ${wanted} or dropped = ${wanted}`.execute(db);
}
