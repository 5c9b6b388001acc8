import type { Fund, ledgerBalances, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import { coverOf } from './ledger.ts';

type Level = Static<typeof Fund>['level'];

/** A fund with its cover; throws FUND_UNKNOWN. */
export async function showFund(db: Db, id: string): Promise<Static<typeof Fund>> {
  const row = await db.selectFrom('fund').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('FUND_UNKNOWN');
  return {
    id,
    fundCode: row.fundCode,
    fundClass: row.fundClass,
    // The column's check admits exactly these levels.
    level: row.level as Level,
    divisionCode: row.currentDivisionCode,
    year: row.year,
    programmes: row.programmes,
    status: row.status,
    coverFen: await coverOf(db, id),
  };
}

type Balances = OperationOutputOf<typeof ledgerBalances>;

/** Sums by account and level; a receipt of a fund of several programmes counts for each of them. */
export async function readBalances(db: Db, query: OperationInputOf<typeof ledgerBalances>['query']): Promise<Balances> {
  const { divisionCode, programme = null, fundId = null, year = null } = query;
  const { rows } = await sql<Balances['balances'][number]>`
    select e.account, e.level, sum(e.debit_fen)::bigint as debit_fen, sum(e.credit_fen)::bigint as credit_fen,
      sum(e.debit_fen - e.credit_fen)::bigint as balance_fen
    from entry e join fund f on f.id = e.fund_id
    where e.current_division_code = ${divisionCode}
      and (${programme}::text is null or coalesce(e.programme, ${programme}) = ${programme}
        and ${programme} = any (f.programmes))
      and (${fundId}::uuid is null or e.fund_id = ${fundId}::uuid)
      and (${year}::int is null or e.year = ${year}::int)
    group by e.account, e.level order by e.account, e.level`.execute(db);
  const debitFen = rows.reduce((sum, row) => sum + row.debitFen, 0);
  const creditFen = rows.reduce((sum, row) => sum + row.creditFen, 0);
  return { balances: rows, debitFen, creditFen, balanced: debitFen === creditFen };
}
