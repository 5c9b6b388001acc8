import type { DivisionMoveReport, MoveExtent, MoveFoundBy, TableHoldings } from '@mz/contracts';
import type { Transaction } from '@mz/db';
import { sql } from 'kysely';
import { findMove } from './ledger.ts';

interface LedgerCount {
  readonly tableName: string;
  readonly fromCode: string;
  readonly toCode: string | null;
  readonly extent: MoveExtent;
  readonly foundBy: MoveFoundBy | null;
  readonly state: 'PLANNED' | 'MOVED' | 'QUEUED' | 'GONE';
  readonly count: number;
}

/** How far the records of a change are: Σ before, Σ after and what is without a code, by table, old and new code. */
export async function reportMove<DB>(db: Transaction<DB>, changeId: string): Promise<DivisionMoveReport> {
  const move = await findMove(db, changeId);
  const counts = await countLedger(db, changeId);
  const tables = [...Map.groupBy(counts, (row) => row.tableName)].map(([table, rows]) => tableOf(table, rows));
  const total = (field: 'before' | 'moved' | 'gone' | 'unmapped'): number =>
    tables.reduce((sum, table) => sum + table[field], 0);
  return {
    changeId,
    state: move?.state ?? 'NONE',
    before: total('before'),
    after: total('moved') + total('gone'),
    unmapped: total('unmapped'),
    // Written by this module in the contract's own shape.
    dryRun: (move?.dryRun ?? []) as TableHoldings[],
    tables,
    closedAt: move?.closedAt?.toISOString() ?? null,
  };
}

function tableOf(table: string, rows: readonly LedgerCount[]): DivisionMoveReport['tables'][number] {
  const sum = (...states: LedgerCount['state'][]): number =>
    rows.reduce((total, row) => total + (states.includes(row.state) ? row.count : 0), 0);
  return {
    table,
    before: sum('PLANNED', 'MOVED', 'QUEUED', 'GONE'),
    moved: sum('MOVED'),
    gone: sum('GONE'),
    unmapped: sum('PLANNED', 'QUEUED'),
    moves: rows
      .filter(({ state }) => state === 'MOVED')
      .map(({ fromCode, toCode, extent, foundBy, count }) => ({ fromCode, toCode, extent, foundBy, count })),
  };
}

async function countLedger<DB>(db: Transaction<DB>, changeId: string): Promise<LedgerCount[]> {
  const { rows } = await sql<LedgerCount>`
    select table_name, rpad(left(from_code, 9), 12, '0') as from_code, rpad(left(to_code, 9), 12, '0') as to_code,
      extent, found_by, state, count(*)::int as count
    from division_move_record where change_id = ${changeId} group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`.execute(
    db,
  );
  return rows;
}
