import { jsonb } from '@mz/db';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Keyed } from '../stored.ts';
import type { MatchPart } from './rules.ts';

/** A record as the score reads it: the name still closed, number and phone by their indexes. */
export interface MatchRow extends Keyed {
  readonly name: Buffer;
  readonly birthDate: string;
  readonly sex: string;
  readonly hukouDivision: string;
  readonly householdHeadId: string | null;
  readonly phone: string | null;
  readonly idNo: string | null;
  readonly verified: boolean;
  readonly deathDate: string | null;
  readonly relatives: readonly string[];
  readonly parentBirths: readonly string[];
  readonly childBirths: readonly string[];
}

/** Blind indexes by which the candidates of one record are found; never a scan. */
export interface CandidateKeys {
  readonly nameBirth: readonly Buffer[];
  readonly nameVillage: Buffer;
  readonly pinyinBirth: Buffer;
  readonly phone: Buffer | null;
}

/** Of one index: a phone that a village shares must not make the search a scan. */
const mostOfOneIndex = 50;

/** Kept records that share an index with this one. */
export async function listCandidates(db: Db, personId: string, keys: CandidateKeys): Promise<MatchRow[]> {
  const by = (column: string, wanted: unknown) => sql`
    (select id from person where ${sql.ref(column)} = ${wanted} and id <> ${personId} order by id limit ${sql.lit(mostOfOneIndex)})`;
  const parts = [
    ...keys.nameBirth.map((index) => by('name_birth_index', index)),
    by('name_village_index', keys.nameVillage),
    by('pinyin_birth_index', keys.pinyinBirth),
    ...(keys.phone === null ? [] : [by('phone_index', keys.phone)]),
  ];
  const ids = await sql<{ id: string }>`
    select found.id from (${sql.join(parts, sql` union `)}) found
    where not exists (select from person_alias a where a.alias = found.id)`.execute(db);
  return listMatchRows(
    db,
    ids.rows.map(({ id }) => id),
  );
}

/** Records with what is recorded of their kin, under all ids that they have. */
export async function listMatchRows(db: Db, ids: readonly string[]): Promise<MatchRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<MatchRow>`
    select p.id, p.name, p.birth_date, p.sex, p.hukou_division, p.death_date,
      own.data_key_id, own.wrapped as wrapped_key, own.destroyed_at as erased_at,
      canonical_person(p.household_head_id) as household_head_id,
      encode(p.phone_index, 'hex') as phone, encode(p.id_no_index, 'hex') as id_no, p.certainty = 'VERIFIED' as verified,
      coalesce(array_agg(distinct r.id) filter (where r.id is not null), '{}') as relatives,
      coalesce(array_agg(distinct r.birth_date::text) filter (where k.kind = 'PARENT'), '{}') as parent_births,
      coalesce(array_agg(distinct r.birth_date::text) filter (where k.kind = 'CHILD'), '{}') as child_births
    from person p
    left join person_key own on own.person_id = p.id
    left join lateral (
      select relative_id as other, kind from kinship where person_id in (select same_person(p.id))
      union all
      select person_id, case kind when 'PARENT' then 'CHILD' when 'CHILD' then 'PARENT' else kind end
      from kinship where relative_id in (select same_person(p.id))
    ) k on true
    left join person r on r.id = canonical_person(k.other)
    where p.id = any(${[...ids]}::uuid[])
    group by p.id, own.person_id`.execute(db);
  return rows;
}

/** One scored pair; the lower id first. */
export interface ScoredPair {
  readonly id: string;
  readonly personA: string;
  readonly personB: string;
  readonly divisionA: string;
  readonly divisionB: string;
  readonly score: number;
  readonly parts: readonly MatchPart[];
  readonly state: 'PROPOSED' | 'LISTED';
  readonly foundAt: Date;
  readonly foundBy: string;
}

/** Stores a pair or its new score; what somebody dismissed or merged stays so. */
export async function savePair(db: Db, { parts, ...pair }: ScoredPair): Promise<void> {
  const { score, state, divisionA, divisionB } = pair;
  await db
    .insertInto('personMatch')
    .values({ ...pair, parts: jsonb(parts) })
    .onConflict((conflict) =>
      conflict
        .columns(['personA', 'personB'])
        .doUpdateSet({ score, state, divisionA, divisionB, parts: jsonb(parts) })
        .where('personMatch.state', 'in', ['PROPOSED', 'LISTED']),
    )
    .execute();
}

/** Takes away the open pairs of a record that no longer score. */
export async function dropOtherPairs(db: Db, personId: string, stillWith: readonly string[]): Promise<void> {
  await sql`
    delete from person_match where state in ('PROPOSED', 'LISTED')
      and ((person_a = ${personId} and person_b <> all(${[...stillWith]}::uuid[]))
        or (person_b = ${personId} and person_a <> all(${[...stillWith]}::uuid[])))`.execute(db);
}

/** Records that wait for the search of duplicates, locked. */
export async function takeDue(db: Db, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom('person')
    .select('id')
    .where('matchDue', '=', true)
    .orderBy('id')
    .limit(most)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ id }) => id);
}
