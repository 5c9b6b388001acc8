import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';

/** Where a dibao application may go, by the handbook (§5.1, reading 20); WITHDRAWN from every state before the decision. */
const legal: Readonly<Record<string, readonly string[]>> = {
  DRAFT: ['SUBMITTED'],
  SUBMITTED: ['SUPPLEMENT_REQUESTED', 'ACCEPTED'],
  SUPPLEMENT_REQUESTED: ['SUBMITTED'],
  ACCEPTED: ['INVESTIGATING'],
  INVESTIGATING: ['INVESTIGATING', 'REJECTED_BY_TOWNSHIP', 'INVESTIGATED'],
  REJECTED_BY_TOWNSHIP: ['RECHECK'],
  RECHECK: ['INVESTIGATING', 'REJECTED_BY_TOWNSHIP'],
  INVESTIGATED: ['REVIEWED', 'INVESTIGATING'],
  REVIEWED: ['TOWNSHIP_OPINION'],
  TOWNSHIP_OPINION: ['PUBLICITY_1'],
  PUBLICITY_1: ['SENT_TO_COUNTY', 'INVESTIGATING'],
  SENT_TO_COUNTY: ['SENT_TO_COUNTY', 'COUNTY_OPINION'],
  COUNTY_OPINION: ['REJECTED', 'PUBLICITY_2'],
  PUBLICITY_2: ['APPROVED', 'REINVESTIGATING'],
  REINVESTIGATING: ['REINVESTIGATING', 'PUBLICITY_2', 'REJECTED'],
};

/** Queries that answer a row for each contradiction. */
const contradictions: readonly { service: ServiceName; what: string; sql: string }[] = [
  {
    service: 'social-assistance',
    what: 'applications that are not where their last step led',
    sql: `select a.id from application a where (a.state, a.version) is distinct from
      (select (to_state, version) from application_step s where s.application_id = a.id order by version desc limit 1)`,
  },
  {
    service: 'social-assistance',
    what: 'steps that do not begin where the one before ended',
    sql: `select application_id from (select application_id, version, from_state,
        lag(to_state) over (partition by application_id order by version) as before,
        row_number() over (partition by application_id order by version) as place from application_step) s
      where version <> place or (place > 1 and from_state is distinct from before)`,
  },
  {
    service: 'social-assistance',
    what: 'two REGULAR lines of a batch for one enrolment and month',
    sql: `select enrolment_id from batch_line where kind = 'REGULAR' and not refused
      group by enrolment_id, benefit_month having count(*) > 1`,
  },
  {
    service: 'payments',
    what: 'two REGULAR lines for one enrolment and month',
    sql: `select enrolment_id from line where kind = 'REGULAR' and state <> 'CANCELLED'
      group by enrolment_id, benefit_month having count(*) > 1`,
  },
  {
    service: 'payments',
    what: 'journals out of balance',
    sql: `select j.id from journal j left join entry e on e.journal_id = j.id group by j.id
      having coalesce(sum(e.debit_fen), 0) <> coalesce(sum(e.credit_fen), 0) or count(e.seq) < 2`,
  },
  {
    service: 'payments',
    what: 'receipts that are not in the ledger by their amount',
    sql: `select r.id from fund_receipt r where r.amount_fen is distinct from (
        select sum(e.debit_fen) from journal j join entry e on e.journal_id = j.id
        where j.reference_type = 'fund_receipt' and j.reference_id = r.id and e.account = 'BANK_SPECIAL')`,
  },
  {
    service: 'payments',
    what: 'funds below zero',
    sql: `select fund_id from entry where account = 'BANK_SPECIAL' group by fund_id
      having sum(debit_fen) < sum(credit_fen)`,
  },
];

/** Legal states, a balanced ledger, one REGULAR line an enrolment and month. */
export async function recordFaults(platform: Platform, names: readonly ServiceName[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { service, what, sql } of contradictions) {
    if (!names.includes(service)) continue;
    const rows = await platform.rows(service, sql);
    if (rows.length > 0) faults.push(`${service}: ${rows.length} ${what}, such as ${JSON.stringify(rows[0])}`);
  }
  return [...faults, ...(await illegalSteps(platform))];
}

async function illegalSteps(platform: Platform): Promise<string[]> {
  const steps = await platform.rows<{ from: string | null; to: string; count: number }>(
    'social-assistance',
    `select from_state as from, to_state as to, count(*)::int from application_step group by 1, 2`,
  );
  const illegal = steps.filter(({ from, to }) => {
    if (from === null) return to !== 'DRAFT';
    return to === 'WITHDRAWN' ? !Object.hasOwn(legal, from) : legal[from]?.includes(to) !== true;
  });
  return illegal.map(({ from, to, count }) => `${count} illegal steps from ${from} to ${to}`);
}
