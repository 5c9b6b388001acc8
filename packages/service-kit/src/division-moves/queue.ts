import type { decideQueuedMove, listQueuedMoves, OperationInputOf, QueuedMove } from '@mz/contracts';
import type { Transaction } from '@mz/db';
import { isWithinDivision } from '@mz/domain';
import { sql } from 'kysely';
import { expectVersion, fail } from '../errors.ts';
import type { Context } from '../kit.ts';
import { type ItemPage, pageOf, readCursor } from '../pagination.ts';
import { applyMove, findMove, settleMove } from './ledger.ts';
import { labelOf, type Moves } from './living-table.ts';

type ListQuery = OperationInputOf<ReturnType<typeof listQueuedMoves>>['query'];
type Decision = OperationInputOf<ReturnType<typeof decideQueuedMove>>;
type QueueRow = QueuedMove & { readonly position: string };

const shown = sql`id, change_id, table_name as "table", record_id, from_code, extent, candidates, owner_code, state,
  to_code, version`;

/** Records of the caller's offices that wait for a decision, oldest first. */
export async function listQueue<DB, C>(
  { kit }: Moves<DB, C>,
  ctx: Context,
  { changeId, after, first = 50 }: ListQuery,
): Promise<ItemPage<QueuedMove>> {
  const [at = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const rows = await kit.read(ctx, async (db) => {
    const found = await sql<QueueRow>`
      select ${shown}, planned_at::text as position from division_move_record
      where state = 'QUEUED' and (${changeId ?? null}::text is null or change_id = ${changeId ?? null})
        and (${at}::timestamptz is null or (planned_at, id) > (${at}::timestamptz, ${id}::uuid))
      order by planned_at, id limit ${first + 1}`.execute(db);
    return found.rows;
  });
  const { items, next } = pageOf(rows, first, (row) => [row.position, row.id]);
  return { items: items.map(({ position: _, ...row }) => row), next };
}

/**
 * Gives one record its new code: a candidate, or where there is no row in the code table any code below the deciding office.
 * Throws MOVE_RECORD_UNKNOWN, VERSION_CONFLICT, STATE_TRANSITION_INVALID or MOVE_TARGET_INVALID.
 */
export async function decideRecord<DB, C>(
  moves: Moves<DB, C>,
  { own, system }: { readonly own: Context; readonly system: Context },
  { params, body }: Decision,
): Promise<QueuedMove> {
  const { kit } = moves;
  return kit.write(system, async (unit) => {
    const { db } = unit;
    const row = await lockRecord(db, params.id);
    if (row === undefined) throw fail('MOVE_RECORD_UNKNOWN');
    kit.authorize(own, { divisionCode: row.ownerCode });
    if (row.state !== 'QUEUED') throw fail('STATE_TRANSITION_INVALID');
    expectVersion(own, row.version);
    if (!mayGoTo(moves, row, body.toCode)) throw fail('MOVE_TARGET_INVALID', { pointer: '/body/toCode' });
    const living = moves.tables.find((table) => labelOf(moves.tables, table) === row.table);
    if (living === undefined) throw new Error(`${row.table} is no living table of ${kit.name}`);
    const at = kit.clock.wall();
    const move = await findMove(db, row.changeId);
    if (move === undefined) throw new Error(`no move of ${row.changeId}`);
    const record = { recordId: row.recordId, fromCode: row.fromCode, toCode: body.toCode };
    const { changeId, effectiveOn } = move;
    const moved = await applyMove(unit, living, { changeId, effectiveOn, records: [record] });
    await sql`update division_move_record set state = ${moved.size > 0 ? 'MOVED' : 'GONE'}, to_code = ${body.toCode},
        found_by = 'PERSON', decided_by = ${own.actor.subject}, reason = ${body.reason}, version = version + 1,
        moved_at = ${at} where id = ${row.id}`.execute(db);
    await settleMove(db, row.changeId, at);
    unit.audit({
      action: 'divisionMoves.decide',
      recordType: row.table,
      recordId: row.recordId,
      before: { divisionCode: row.fromCode },
      after: { divisionCode: body.toCode, changeId: row.changeId },
    });
    const saved = await lockRecord(db, row.id);
    if (saved === undefined) throw new Error('a decided record is gone from the ledger');
    return saved;
  });
}

function mayGoTo<DB, C>({ kit }: Moves<DB, C>, row: QueuedMove, toCode: string): boolean {
  if (row.candidates.includes(toCode)) return true;
  if (row.extent !== 'UNMAPPED' || !isWithinDivision(row.ownerCode, toCode)) return false;
  const loaded = `${toCode.slice(0, 9)}000`;
  return kit.divisions().at(loaded, kit.clock.today()).ok;
}

async function lockRecord<DB>(db: Transaction<DB>, id: string): Promise<QueuedMove | undefined> {
  const { rows } = await sql<QueuedMove>`
    select ${shown} from division_move_record where id = ${id}::uuid for update`.execute(db);
  return rows[0];
}
