import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';

/** What of a service's tables events decide: no generated id, no time, no count of writes. */
const statements: Partial<Record<ServiceName, readonly string[]>> = {
  people: [
    'select case_id, stage, division_code, purpose, assignee_ids, aggregate_version from case_access',
    'select case_id, person_id from case_person',
  ],
  payments: [
    'select id, programme, household_id, case_id, person_ids, from_month, last_month, amount_fen from enrolment_copy',
    'select id, state, line_count, total_fen, refused_code from run',
    'select id, run_id, enrolment_id, benefit_month, kind, amount_fen, deduction_fen, state from line',
    'select person_id, line_id, amount_fen, state from benefit_entry',
    "select line_id, code, owner, state from hold where state in ('OPEN', 'FLAGGED')",
    'select line_id, code from refused_line',
    'select line_id, enrolment_id from withdrawn_line',
    'select notice_id, person_id, kind, death_date, revoked_by_notice from death_notice',
    'select alias, canonical from person_alias',
  ],
  'income-verification': [
    'select enrolment_id from ended_enrolment',
    'select notice_id, person_id, revoked_by from death_notice',
    'select alias, canonical from person_alias',
  ],
  'social-assistance': [
    'select enrolment_id, benefit_month, kind, line_id, amount_fen, state, holds, fail_code from entitlement',
    'select id, state from batch',
    'select line_id, refused from batch_line',
    'select id, state, payee_id, payee_person_id, payee_usable_from from enrolment',
    'select alias, canonical from person_alias',
  ],
};

/** The effects of a service's events: the rows of each table, without an order. */
export type Effects = ReadonlyMap<string, readonly string[]>;

/** Reads the effects of a service's events. */
export async function effectsOf(platform: Platform, name: ServiceName): Promise<Effects> {
  const digest = new Map<string, string[]>();
  for (const statement of statements[name] ?? []) {
    const rows = await platform.rows<{ row: string }>(name, `select t::text as row from (${statement}) t order by 1`);
    digest.set(
      / from (\w+)/.exec(statement)?.[1] ?? statement,
      rows.map(({ row }) => row),
    );
  }
  return digest;
}

/** Where the second differs from the first, with one row of each. */
export function differences(wanted: Effects, found: Effects): string[] {
  return [...wanted].flatMap(([table, rows]) => {
    const [known, own] = [new Set(rows), new Set(found.get(table))];
    const missing = rows.filter((row) => !own.has(row));
    const more = [...own].filter((row) => !known.has(row));
    if (missing.length + more.length === 0) return [];
    return [`${table}: ${missing.length} rows such as ${missing[0]}, instead ${more.length} such as ${more[0]}`];
  });
}
