import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** A fund that covers all months. */
export async function openFund(payments: pg.Client, county: string): Promise<void> {
  const [fund, journal] = [randomUUID(), randomUUID()];
  await payments.query(
    `insert into fund (id, fund_code, fund_class, level, current_division_code, year, programmes, opened_by, opened_at)
     values ($1, 'BENCH', 'FISCAL', 'COUNTY', $2, 2014, '{URBAN_DIBAO}', 'bench', now())`,
    [fund, county],
  );
  await payments.query('begin');
  await payments.query(
    `insert into journal (id, kind, reference_type, reference_id, month, posted_on, posted_by, posted_at,
       current_division_code) values ($1, 'RECEIPT', 'fund_receipt', $1, '2014-01', '2014-01-02', 'bench', now(), $2)`,
    [journal, county],
  );
  await payments.query(
    `insert into entry (journal_id, seq, account, level, fund_id, programme, month, year, debit_fen, credit_fen,
       current_division_code)
     values ($1, 1, 'BANK_SPECIAL', null, $2, 'URBAN_DIBAO', '2014-01', 2014, 4000000000000, 0, $3),
       ($1, 2, 'FUND_SOURCE', 'COUNTY', $2, 'URBAN_DIBAO', '2014-01', 2014, 0, 4000000000000, $3)`,
    [journal, fund, county],
  );
  await payments.query('commit');
}
