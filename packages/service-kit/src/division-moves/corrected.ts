import type { MoveExtent, MoveFoundBy } from '@mz/contracts';
import type { Transaction } from '@mz/db';
import { sql } from 'kysely';
import { correctedMove } from './correction.ts';
import { settleMove } from './ledger.ts';
import { type LivingTable, sqlOf } from './living-table.ts';
import type { Planner } from './plan.ts';

interface MovedGroup {
  readonly fromCode: string;
  readonly toCode: string;
  readonly foundBy: MoveFoundBy;
}

/** What waited for a decision under the corrected change waits no more: the correction asks anew, or knows. */
export async function withdrawQueue<DB>(db: Transaction<DB>, correctsId: string, at: Date): Promise<void> {
  const { rows } = await sql`
    update division_move_record set state = 'GONE', version = version + 1
    where change_id = ${correctsId} and state in ('QUEUED', 'PLANNED') returning id`.execute(db);
  if (rows.length > 0) await settleMove(db, correctsId, at);
}

/** Records that the corrected change moved and the correction leads elsewhere enter the ledger, once. */
export async function planCorrected<DB>(
  db: Transaction<DB>,
  place: {
    readonly changeId: string;
    readonly correctsId: string;
    readonly label: string;
    readonly living: LivingTable<DB>;
    readonly at: Date;
  },
  planner: Planner,
): Promise<void> {
  const { changeId, correctsId, label, living, at } = place;
  const { rows: groups } = await sql<MovedGroup>`
    select distinct from_code, to_code, found_by from division_move_record
    where change_id = ${correctsId} and table_name = ${label} and state = 'MOVED' order by 1, 2, 3`.execute(db);
  const decided = groups.flatMap((group) => {
    const next = correctedMove(planner, group);
    return next === undefined ? [] : [rowOf(group, next)];
  });
  if (decided.length === 0) return;
  const { table, key, code, lives } = sqlOf(living);
  const type = sql.raw(living.keyType === 'text' ? 'text' : 'uuid');
  const heir = living.heir === undefined ? sql`r.record_id` : sql`(${sql.raw(living.heir)})`;
  await sql`
    insert into division_move_record (id, change_id, table_name, record_id, from_code, to_code, candidates, extent,
      found_by, state, owner_code, planned_at)
    select distinct on (${key}) gen_random_uuid(), ${changeId}, ${label}, ${key}::text, ${code}, d.next_code,
      array(select jsonb_array_elements_text(d.candidates)), d.extent,
      case when d.next_code is null then null else 'CODE' end,
      case when d.next_code is null then 'QUEUED' else 'PLANNED' end, d.owner_code, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(decided)}::jsonb) as d (from_code text, moved_to text, found_by text,
        next_code text, candidates jsonb, extent text, owner_code text)
    join division_move_record r on r.change_id = ${correctsId} and r.table_name = ${label} and r.state = 'MOVED'
      and r.from_code = d.from_code and r.to_code = d.moved_to and r.found_by = d.found_by
    join ${table} as t on ${key} = ${heir}::${type} and ${code} = r.to_code and ${lives}
    on conflict (change_id, table_name, record_id) do nothing`.execute(db);
}

function rowOf(group: MovedGroup, next: NonNullable<ReturnType<typeof correctedMove>>) {
  const certain = next.extent === 'FULL';
  const extent: MoveExtent = next.extent;
  return {
    from_code: group.fromCode,
    moved_to: group.toCode,
    found_by: group.foundBy,
    next_code: certain ? next.to : null,
    candidates: certain ? [] : next.candidates,
    extent,
    owner_code: next.owner,
  };
}
