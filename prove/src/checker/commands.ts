import type { Platform } from '../platform/index.ts';
import type { CommandKind, Entry, Ledger } from '../workload/ledger.ts';

interface Effect {
  readonly mark: string;
  readonly id: string;
}

/** Where the effect of a kind of command stands; one row an effect. */
const effects: Readonly<Record<CommandKind, { service: Entry['service']; sql: string }>> = {
  draft: { service: 'social-assistance', sql: 'select entrustment_sha256 as mark, id::text from application' },
  withdraw: {
    service: 'social-assistance',
    sql: `select application_id::text as mark, application_id::text as id from application_step where action = 'withdraw'`,
  },
  register: { service: 'people', sql: 'select case_id as mark, person_id::text as id from person_registration' },
  sign: { service: 'income-verification', sql: 'select document_sha256 as mark, id::text from means_authorization' },
  die: { service: 'people', sql: `select person_id::text as mark, id::text from life_event where kind = 'DEATH'` },
  receive: {
    service: 'payments',
    sql: `select r.doc_no as mark, r.id::text from fund_receipt r
      left join journal j on j.reference_type = 'fund_receipt' and j.reference_id = r.id`,
  },
};

/** Acknowledged = exactly once, failed = absent, unknown = at most once, and nothing that nobody commanded. */
export async function commandFaults(platform: Platform, ledger: Ledger): Promise<string[]> {
  const faults: string[] = [];
  for (const [kind, own] of Map.groupBy(ledger, (entry) => entry.kind)) {
    const { service, sql } = effects[kind];
    const found = Map.groupBy(await platform.rows<Effect>(service, sql), ({ mark }) => mark);
    for (const entry of own) faults.push(...faultsOfEntry(entry, found.get(entry.mark) ?? []));
    const known = new Set(own.map(({ mark }) => mark));
    const stray = [...found.keys()].filter((mark) => !known.has(mark));
    if (stray.length > 0) faults.push(`${kind}: ${stray.length} effects that nobody commanded, such as ${stray[0]}`);
  }
  return [...faults, ...(await personFaults(platform))];
}

function faultsOfEntry({ kind, mark, state, answer, refusal, tries }: Entry, found: readonly Effect[]): string[] {
  const told = `${kind} ${mark}, ${state} after ${tries} tries${refusal === undefined ? '' : ` (${refusal})`}`;
  if (found.length > 1) return [`DOUBLED ${told}: ${found.length} effects`];
  if (state === 'ACKNOWLEDGED' && found.length === 0) return [`LOST ${told}: no effect`];
  if (state === 'FAILED' && found.length > 0) return [`WRONG ${told}: an effect`];
  const named = answer?.[kind === 'register' ? 'personId' : kind === 'die' ? 'noticeId' : 'id'];
  if (state === 'ACKNOWLEDGED' && found[0]?.id !== named) return [`WRONG ${told}: the answer names ${String(named)}`];
  return [];
}

// Each registration of the workload has a number of its own, so there are as many persons.
async function personFaults(platform: Platform): Promise<string[]> {
  const [row] = await platform.rows<{ persons: number; registered: number; numbers: number }>(
    'people',
    `select (select count(*)::int from person) as persons, (select count(distinct id_no_index)::int from person) as numbers,
       (select count(distinct person_id)::int from person_registration) as registered`,
  );
  if (row?.persons === row?.registered && row?.persons === row?.numbers) return [];
  return [`${row?.registered} persons registered, ${row?.persons} persons, ${row?.numbers} numbers`];
}
