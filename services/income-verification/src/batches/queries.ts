import type {
  getRecheck,
  listRecheckChanges,
  listRecheckRenewals,
  listRechecks,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { logListed } from '../readings.ts';
import type { RecheckRow } from './cut.ts';
import type { RecheckKind, RecheckState } from './rules.ts';

/** A batch as the interface shows it. */
export type Recheck = OperationOutputOf<typeof getRecheck>;
/** A page of batches, newest first. */
export type Rechecks = OperationOutputOf<typeof listRechecks>;
type Changes = OperationOutputOf<typeof listRecheckChanges>;
type Renewals = OperationOutputOf<typeof listRecheckRenewals>;

const firstPage = 50;

/** The id after which a page begins; throws CURSOR_INVALID. */
function idAfter(after: string | undefined): string | undefined {
  const [id] = readCursor(after, ['string']) ?? [];
  if (id === undefined) return undefined;
  if (!isId(id)) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  return id;
}

/** One batch of the caller's division; throws RECHECK_UNKNOWN. */
export async function getRecheckRow(db: Db, id: string): Promise<RecheckRow & { readonly state: RecheckState }> {
  const row = await db.selectFrom('recheck').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('RECHECK_UNKNOWN');
  // Parse border: the check constraint admits no other state.
  return { ...row, state: row.state as RecheckState };
}

/** Progress and counts of a batch. */
export function readRecheck(kit: AppKit, ctx: Context, id: string): Promise<Recheck> {
  return kit.read(ctx, async (db) => toRecheck(db, await getRecheckRow(db, id)));
}

/** Batches of the caller's division, newest first. */
export function findRechecks(
  kit: AppKit,
  ctx: Context,
  { first = firstPage, after, kind }: OperationInputOf<typeof listRechecks>['query'],
): Promise<Rechecks> {
  const before = idAfter(after);
  return kit.read(ctx, async (db) => {
    let query = db
      .selectFrom('recheck')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(first + 1);
    if (before !== undefined) query = query.where('id', '<', before);
    if (kind !== undefined) query = query.where('kind', '=', kind);
    const { items, next } = pageOf(await query.execute(), first, ({ id }) => [id]);
    const shown: Recheck[] = [];
    for (const row of items) shown.push(await toRecheck(db, row));
    return { items: shown, next };
  });
}

interface Sums {
  readonly parts: number;
  readonly partsClosed: number;
  readonly lastError: string | null;
  readonly untold: number;
}

/** The shape of a stored batch, added up over its parts and chunks. */
export async function toRecheck(db: Db, row: RecheckRow): Promise<Recheck> {
  const { id, no, divisionCode, asOf, persons, renewals, startedAt, finishedAt, version } = row;
  const { rows } = await sql<Sums>`
    select count(*)::integer as parts, count(closed_on)::integer as parts_closed,
      (array_agg(last_error order by no) filter (where last_error is not null))[1] as last_error,
      (select count(*)::integer from recheck_change where recheck_id = ${id}::uuid and told_at is null) as untold
    from recheck_part where recheck_id = ${id}::uuid`.execute(db);
  const [sums = { parts: 0, partsClosed: 0, lastError: null, untold: 0 }] = rows;
  return {
    // Parse border: the check constraints admit no other kind and state.
    ...{ id, no, kind: row.kind as RecheckKind, divisionCode, asOf, state: row.state as RecheckState },
    ...{ persons, renewals, ...sums, items: await itemsOf(db, id) },
    ...{ startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null, version },
  };
}

async function itemsOf(db: Db, recheckId: string): Promise<Recheck['items']> {
  const { rows } = await sql<Recheck['items'][number]>`
    select agency_code, item_code as item, count(*)::integer as chunks,
      count(*) filter (where state = 'PLANNED')::integer as planned,
      count(*) filter (where state = 'SENT')::integer as sent,
      count(*) filter (where state = 'MATCHED')::integer as matched,
      count(*) filter (where state = 'NO_AGREEMENT')::integer as without_agreement,
      count(*) filter (where state = 'NO_GRANT')::integer as without_grant,
      count(*) filter (where state = 'LAPSED')::integer as lapsed,
      coalesce(sum((select sum(upper(run) - lower(run)) from unnest(asked) as run)), 0)::integer as asked,
      sum(unchanged)::integer as unchanged, sum(changed)::integer as changed, sum(new_records)::integer as new_records,
      sum(died)::integer as died, sum(mismatched)::integer as mismatched, sum(left_out)::integer as left_out,
      sum(unanswered)::integer as unanswered
    from recheck_chunk where recheck_id = ${recheckId}::uuid
    group by agency_code, item_code order by agency_code, item_code`.execute(db);
  return rows;
}

/** What a batch found otherwise than before, of the caller's division. */
export function findChanges(
  kit: AppKit,
  ctx: Context,
  { first = firstPage, after, recheckId }: OperationInputOf<typeof listRecheckChanges>['query'],
): Promise<Changes> {
  const from = idAfter(after) ?? null;
  return kit.read(ctx, async (db) => {
    const { rows } = await sql<Changes['items'][number]>`
      select id, recheck_id, person_id, current_division_code as division_code, item_code as item, outcome, kind, band,
        as_of, told_at is not null as told
      from recheck_change where recheck_id = ${recheckId}::uuid and (${from}::uuid is null or id > ${from}::uuid)
      order by id limit ${first + 1}`.execute(db);
    const page = pageOf(rows, first, ({ id }) => [id]);
    await logListed(kit, ctx, db, { item: 'RECHECK_CHANGES', count: page.items.length, filter: { recheckId } });
    return page;
  });
}

/** Who must sign again, of the caller's division. */
export function findRenewals(
  kit: AppKit,
  ctx: Context,
  { first = firstPage, after, recheckId }: OperationInputOf<typeof listRecheckRenewals>['query'],
): Promise<Renewals> {
  const from = idAfter(after) ?? null;
  return kit.read(ctx, async (db) => {
    const { rows } = await sql<Renewals['items'][number]>`
      select person_id, enrolment_id, current_division_code as division_code, reason
      from recheck_renewal where recheck_id = ${recheckId}::uuid and (${from}::uuid is null or person_id > ${from}::uuid)
      order by person_id limit ${first + 1}`.execute(db);
    const page = pageOf(rows, first, ({ personId }) => [personId]);
    await logListed(kit, ctx, db, { item: 'RECHECK_RENEWALS', count: page.items.length, filter: { recheckId } });
    return page;
  });
}
