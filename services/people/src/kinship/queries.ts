import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Kin } from './rules.ts';

/** Both sides of a kinship with their divisions. */
export interface KinRow extends Kin {
  readonly hukouDivision: string;
  readonly residenceDivision: string | null;
}

/** The persons with their living spouses on a day, by kept id. */
export async function findKin(db: Db, ids: readonly string[], day: LegalDay): Promise<Map<string, KinRow>> {
  const { rows } = await sql<KinRow>`
    select p.id, p.birth_date, p.life_status, p.hukou_division, p.residence_division,
      coalesce((
        select array_agg(s.id) from (
          select relative_id as other, kind, valid_to from kinship where person_id in (select same_person(p.id))
          union all
          select person_id, kind, valid_to from kinship where relative_id in (select same_person(p.id))
        ) k join person s on s.id = canonical_person(k.other)
        where k.kind = 'SPOUSE' and s.life_status <> 'DEAD' and (k.valid_to is null or k.valid_to > ${day}::date)
      ), '{}') as living_spouses
    from person p where p.id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether `ancestor` is a parent, grandparent or further up of `person`. */
export async function isAncestor(db: Db, ancestor: string, person: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive up (id) as (
      select ${person}::uuid
      union
      select canonical_person(parentage.parent) from up, lateral (
        select relative_id as parent from kinship where kind = 'PARENT' and person_id in (select same_person(up.id))
        union all
        select person_id from kinship where kind = 'CHILD' and relative_id in (select same_person(up.id))
      ) parentage
    )
    select exists (select from up where id = ${ancestor}::uuid and id <> ${person}::uuid) as found`.execute(db);
  return rows[0]?.found === true;
}

/** Whether a person is one of the others, or recorded on a day as one of these kinds of relative of one, in either direction. */
export async function isKinOf(
  db: Db,
  personId: string,
  { others, kinds, day }: { others: readonly string[]; kinds: readonly string[]; day: LegalDay },
): Promise<boolean> {
  const { rows } = await sql<{ related: boolean }>`
    with others as (select unnest(${[...others]}::uuid[]) as id),
    names as (
      select same_person(${personId}::uuid) as id
    ),
    other_names as (select same.id from others, lateral same_person(others.id) as same (id))
    select ${personId}::uuid in (select id from others) or exists (
      select from kinship k
      where k.kind = any(${[...kinds]}::text[]) and (k.valid_to is null or k.valid_to > ${day}::date)
        and k.valid_from <= ${day}::date
        and ((k.person_id in (select id from names) and k.relative_id in (select id from other_names))
          or (k.relative_id in (select id from names) and k.person_id in (select id from other_names)))
    ) as related`.execute(db);
  return rows[0]?.related === true;
}
