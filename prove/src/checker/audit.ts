import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';
import { difference } from './compare-sets.ts';

/** Effects and the audit rows that must tell them, as `record`. */
const audited: readonly { service: ServiceName; action: string; sql: string }[] = [
  { service: 'social-assistance', action: 'applications.draft', sql: 'select id::text as record from application' },
  {
    service: 'social-assistance',
    action: 'applications.withdraw',
    sql: `select application_id::text as record from application_step where action = 'withdraw'`,
  },
  { service: 'people', action: 'persons.register', sql: 'select person_id::text as record from person_registration' },
  { service: 'people', action: 'lifeEvents.report', sql: 'select id::text as record from life_event' },
  {
    service: 'income-verification',
    action: 'authorizations.sign',
    sql: 'select id::text as record from means_authorization',
  },
  { service: 'payments', action: 'funds.receive', sql: 'select id::text as record from fund_receipt' },
  { service: 'payments', action: 'ledger.post', sql: 'select id::text as record from journal' },
];

/** One audit row an effect; the chain without a gap, in order, over all rows; its hashes and anchors whole. For services that have stopped. */
export async function auditFaults(platform: Platform, names: readonly ServiceName[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { service, action, sql } of audited) {
    if (!names.includes(service)) continue;
    const made = await platform.rows<{ record: string }>(service, sql);
    const told = await platform.rows<{ record: string }>(
      service,
      'select record_id as record from audit_log where action = $1',
      [action],
    );
    const records = (rows: { record: string }[]): string[] => rows.map(({ record }) => record);
    faults.push(...difference(`audit rows ${action}`, records(told), records(made)));
  }
  return [...faults, ...(await trailFaults(platform, names))];
}

/** Whether the audit trail of each service is chained without a gap, in order and with its own hashes. For services that have stopped. */
export async function trailFaults(platform: Platform, names: readonly ServiceName[]): Promise<string[]> {
  const faults: string[] = [];
  for (const name of names) faults.push(...(await chainFaults(platform, name)));
  return [...faults, ...(await hashFaults(platform, names))];
}

async function chainFaults(platform: Platform, name: ServiceName): Promise<string[]> {
  const [chain] = await platform.rows<{ unsealed: number; gaps: number; disordered: number; stray: number }>(
    name,
    `select (select count(*)::int from audit_log l where not exists (select from audit_seal s where s.seq = l.seq)) as unsealed,
       (select count(*)::int from (select sequence, row_number() over (order by sequence) as place from audit_seal) s
        where sequence <> place) as gaps,
       (select count(*)::int from (select txid, seq, lag(txid) over w as last_txid, lag(seq) over w as last_seq
          from audit_seal window w as (order by sequence)) s where (txid, seq) <= (last_txid, last_seq)) as disordered,
       (select count(*)::int from audit_seal s where not exists (select from audit_log l where l.seq = s.seq and l.txid = s.txid)) as stray`,
  );
  return Object.entries(chain ?? {}).flatMap(([what, count]) =>
    count === 0 ? [] : [`the audit chain of ${name}: ${count} ${what}`],
  );
}

// The hashes stand under a key, so they are checked by the command that an auditor runs.
async function hashFaults({ surroundings, postgres }: Platform, names: readonly ServiceName[]): Promise<string[]> {
  const command = fileURLToPath(new URL('../../../packages/dev-stack/src/audit-verify.ts', import.meta.url));
  const { dataDir } = surroundings;
  const child = spawn(process.execPath, [command, '--data', dirname(dirname(postgres.socketDir ?? '')), ...names], {
    env: { ...process.env, KEYS_DIR: join(dataDir, 'keys'), DATA_DIR: join(dataDir, 'files') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  const whole = said.split('\n').filter((line) => / whole: \d+ rows/.test(line));
  return code === 0 && whole.length === names.length ? [] : [`audit:verify ended with ${code}: ${said.trim()}`];
}
