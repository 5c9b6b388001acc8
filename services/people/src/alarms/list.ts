import type { AccessAlarm, listAlarms, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import type { AccessAlarmTable } from '../database.ts';

/** Alarms of the caller's division, newest first. */
export async function list(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listAlarms>,
): Promise<OperationOutputOf<typeof listAlarms>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string', 'string']);
  const rows = await kit.read(ctx, (db) => {
    const all = db
      .selectFrom('accessAlarm')
      .selectAll()
      .where('state', '=', query.state ?? 'OPEN');
    const rest =
      after === undefined
        ? all
        : all.where(sql<SqlBool>`(raised_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
    return rest
      .orderBy('raisedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(first + 1)
      .execute();
  });
  const { items, next } = pageOf(rows, first, (row) => [row.raisedAt.toISOString(), row.id]);
  return { items: items.map(viewOf), next };
}

/** An alarm as supervisors see it. */
export function viewOf(row: Selectable<AccessAlarmTable>): Static<typeof AccessAlarm> {
  const { id, kind, actor, personId, day, count, divisionCode, outcome } = row;
  // The table's check admits nothing else.
  return { id, kind, actor, personId, day, count, divisionCode, state: row.state as 'OPEN' | 'REVIEWED', outcome };
}
