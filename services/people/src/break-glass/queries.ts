import type { BreakGlass, listBreakGlass, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { BreakGlassTable } from '../database.ts';
import { reachAs } from '../reach.ts';

/** An emergency as it is shown. */
export type View = Static<typeof BreakGlass>;

type Row = Selectable<BreakGlassTable>;

/** What ledger rows of an emergency name as their basis. */
export function basisOf(id: string): string {
  return `break-glass/${id}`;
}

/** The emergency, locked; throws BREAK_GLASS_UNKNOWN. */
export async function lockGlass(db: Db, id: string): Promise<Row> {
  const row = await db.selectFrom('breakGlass').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('BREAK_GLASS_UNKNOWN');
  return row;
}

/** An emergency with its state today and how many persons were read. */
export function viewOf(row: Row, today: LegalDay, persons: number): View {
  const { id, divisionCode, openedBy, emergency, reason, openedAt, expiresAt, confirmBy, confirmedBy } = row;
  const late = confirmBy < today ? 'UNCONFIRMED' : 'AWAITING';
  return {
    id,
    divisionCode,
    openedBy,
    emergency,
    reason,
    openedAt: openedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    confirmBy,
    state: confirmedBy === null ? late : 'CONFIRMED',
    confirmedBy,
    persons,
  };
}

/** How many persons were read in each emergency; the transaction must reach the ledger. */
export async function countPersons(db: Db, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ basis: string; persons: number }>`
    select basis, count(distinct person_id)::int as persons from access_ledger
    where channel = 'BREAK_GLASS' and basis = any(${ids.map(basisOf)}::text[]) group by basis`.execute(db);
  return new Map(rows.map(({ basis, persons }) => [basis, persons]));
}

/** Emergencies of the caller's division for review, newest first. */
export async function list(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listBreakGlass>,
): Promise<OperationOutputOf<typeof listBreakGlass>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string', 'string']);
  const today = kit.clock.today();
  const { rows, counts } = await kit.read(ctx, async (db) => {
    let all = db.selectFrom('breakGlass').selectAll();
    if (query.state !== undefined) all = all.where(stateIs(query.state, today));
    if (after !== undefined) {
      all = all.where(sql<SqlBool>`(opened_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
    }
    const found = await all
      .orderBy('openedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(first + 1)
      .execute();
    // Only after the emergencies were read: the ledger shows itself to no division.
    await reachAs(kit, db, 'breakGlass.read');
    return {
      rows: found,
      counts: await countPersons(
        db,
        found.map(({ id }) => id),
      ),
    };
  });
  const { items, next } = pageOf(rows, first, (row) => [row.openedAt.toISOString(), row.id]);
  return { items: items.map((row) => viewOf(row, today, counts.get(basisOf(row.id)) ?? 0)), next };
}

function stateIs(state: View['state'], today: LegalDay) {
  switch (state) {
    case 'CONFIRMED':
      return sql<SqlBool>`confirmed_by is not null`;
    case 'AWAITING':
      return sql<SqlBool>`confirmed_by is null and confirm_by >= ${today}::date`;
    case 'UNCONFIRMED':
      return sql<SqlBool>`confirmed_by is null and confirm_by < ${today}::date`;
  }
}
