import { type LegalDay, scopePrefix } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { RecheckTable } from '../database.ts';
import { closePart, endBatch } from './parts.ts';
import { agencyOf } from './rules.ts';

/** A row of the table. */
export type RecheckRow = Selectable<RecheckTable>;

/** Cuts the next part of each batch that is being cut; gives how many parts. A part is one transaction. */
export async function cutParts(kit: AppKit, ctx: Context): Promise<number> {
  let cut = 0;
  for (;;) {
    const some = await kit.write(ctx, async (unit) => {
      const row = await unit.db
        .selectFrom('recheck')
        .selectAll()
        .where('state', '=', 'CUTTING')
        .orderBy('id')
        .limit(1)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst();
      if (row === undefined) return false;
      await cutPart({ kit, ctx, unit }, row);
      return true;
    });
    if (!some) return cut;
    cut += 1;
  }
}

/** The persons behind the last part in the order of their ids: those who may be asked about, those who must sign again. */
async function cutPart(work: Work, recheck: RecheckRow): Promise<void> {
  const { db } = work.unit;
  const today = work.kit.clock.today();
  const upper = await lastOfPart(db, recheck);
  await sql`
    create temporary table recheck_candidate on commit drop as
    select distinct on (b.person_id) b.person_id, b.enrolment_id, b.current_division_code, a.scope_items, a.scope_purposes,
      a.reason
    from beneficiary b cross join lateral (${bestAuthorization(today)}) a
    where ${withinPart(recheck)} and b.person_id <= ${upper ?? lastUuid}::uuid
      and not exists (select from death_notice d where d.person_id = b.person_id and d.revoked_by is null)
    order by b.person_id, a.reason nulls first`.execute(db);
  const renewals = await insertRenewals(db, recheck);
  const part = await insertPart(db, recheck, today);
  const persons = part?.persons ?? 0;
  await db
    .updateTable('recheck')
    .set(({ eb }) => ({ persons: eb('persons', '+', persons), renewals: eb('renewals', '+', renewals) }))
    .set(upper === undefined ? { state: 'RUNNING' } : { cutAfter: upper })
    .where('id', '=', recheck.id)
    .execute();
  // Nobody will answer a part of which nothing may be asked, nor a batch without a part.
  if (part !== undefined) await closePart(work, { recheckId: recheck.id, partNo: part.no });
  else await endBatch(work, recheck.id);
}

const lastUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

function withinPart({ divisionCode, cutAfter }: RecheckRow) {
  const prefix = scopePrefix(divisionCode);
  return sql`b.ended_on is null and b.current_division_code >= ${prefix} and b.current_division_code < ${`${prefix}~`}
    and b.person_id > ${cutAfter ?? '00000000-0000-0000-0000-000000000000'}::uuid`;
}

/** The last person of a full part; undefined when what is left fits into one. */
async function lastOfPart(db: Db, recheck: RecheckRow): Promise<string | undefined> {
  const { rows } = await sql<{ personId: string }>`
    select b.person_id from beneficiary b where ${withinPart(recheck)}
    order by b.person_id offset ${recheck.partSize - 1} limit 1`.execute(db);
  return rows[0]?.personId;
}

/** The authorization of the case that lasts longest; without one that holds, why. Its key is the only way in (ADR 7). */
function bestAuthorization(today: LegalDay) {
  return sql`
    select a.scope_items, a.scope_purposes, case
        when a.id is null then 'NEVER_SIGNED'
        when a.status = 'REVOKED' then 'REVOKED'
        when a.status <> 'ACTIVE' or a.valid_to < ${today}::date then 'EXPIRED'
        when not a.continuous or a.valid_from > ${today}::date then 'NOT_CONTINUOUS'
      end as reason
    from (select) one left join (
      select * from means_authorization
      where means_authorization.grantor_person_id = any(array(
          select b.person_id
          union all select canonical from person_alias where alias = b.person_id
          union all select alias from person_alias where canonical = b.person_id))
        and means_authorization.case_id = b.case_id
      offset 0
    ) a on true
    order by reason nulls first, a.valid_to desc limit 1`;
}

async function insertRenewals(db: Db, { id }: RecheckRow): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into recheck_renewal (recheck_id, person_id, enrolment_id, current_division_code, reason)
    select ${id}::uuid, person_id, enrolment_id, current_division_code, reason
    from recheck_candidate where reason is not null`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

interface NewPart {
  readonly no: number;
  readonly persons: number;
}

/** An item is asked about those whose authorization covers it, for a purpose of it that a grant lets cross to the agency today. */
async function insertPart(db: Db, { id, items }: RecheckRow, today: LegalDay): Promise<NewPart | undefined> {
  const agencies = items.map(agencyOf);
  const { rows } = await sql<NewPart>`
    with numbered as (
      select person_id, scope_items, scope_purposes, row_number() over (order by person_id)::integer as seq
      from recheck_candidate where reason is null
    ), part as (
      insert into recheck_part (recheck_id, no, person_ids, first_person_id, last_person_id)
      select ${id}::uuid, (select coalesce(max(no) + 1, 0) from recheck_part where recheck_id = ${id}::uuid),
        array_agg(person_id order by seq), (array_agg(person_id order by seq))[1],
        (array_agg(person_id order by seq desc))[1]
      from numbered having count(*) > 0
      returning no, cardinality(person_ids) as persons
    ), chunk as (
      insert into recheck_chunk (id, recheck_id, part_no, agency_code, item_code, state, asked, open)
      select gen_random_uuid(), ${id}::uuid, part.no, item.agency_code, item.item_code,
        case when permit.purposes = '{}' then 'NO_GRANT' when isempty(cover.seqs) then 'MATCHED' else 'PLANNED' end,
        cover.seqs, cover.seqs
      from part, unnest(${agencies}::text[], ${items}::text[]) as item (agency_code, item_code)
      cross join lateral (
        select coalesce(array_agg(distinct g.purpose), '{}') as purposes from exchange_grant as g
        where g.partner_code = item.agency_code and g.item = item.item_code and g.status = 'IN_FORCE'
          and g.valid_from <= ${today}::date and coalesce(g.valid_to, 'infinity'::date) >= ${today}::date
      ) permit
      cross join lateral (
        select coalesce(range_agg(int4range(seq, seq + 1)), '{}') as seqs
        from numbered where item.item_code = any(scope_items) and scope_purposes && permit.purposes
      ) cover
    )
    select no, persons from part`.execute(db);
  return rows[0];
}
