import type { ServiceName } from '@mz/contracts';
import { type Attack, attacks } from './attacks.ts';
import { knownCodes } from './operations.ts';
import { type Answer, codesOf, send } from './send.ts';
import type { Stage } from './stage.ts';

const slowMs = 2_000;
// PostgreSQL tells its counters at the latest a second after a transaction.
const settleMs = 2_500;
// What the kit's own jobs read all the time says nothing of a question.
const kitTables =
  /^(audit_|outbox|inbox|schedule|business_clock|dead_letter|idempotency_key|division_copy|schema_migration)/;
const graphs: readonly ServiceName[] = [
  'social-assistance',
  'people',
  'payments',
  'income-verification',
  'place-names',
];

/**
 * Known attacks on the graph: each is refused with a code, and no table behind the graph is read for any. Tables that are read
 * while nobody asks, by jobs, are left out of the count and told.
 */
export async function graphqlAbuse(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const codes = knownCodes();
  const faults: string[] = [];
  const before = await reads(stage);
  await settle();
  const quiet = await reads(stage);
  const restless = new Set([...quiet].filter(([table, n]) => n !== before.get(table)).map(([table]) => table));
  let slowest = { name: '', ms: 0 };
  for (const attack of attacks) {
    const answer = await strike(stage, attack);
    const fault = faultOf(attack, answer, codes);
    if (fault !== undefined) faults.push(`${attack.name}: ${fault}`);
    if (!stage.short && answer.ms > slowMs) faults.push(`${attack.name}: ${Math.round(answer.ms)} ms`);
    if (answer.ms > slowest.ms) slowest = { name: attack.name, ms: answer.ms };
  }
  await settle();
  const touched = [...(await reads(stage))].filter(([table, n]) => !restless.has(table) && n !== quiet.get(table));
  for (const [table] of touched) faults.push(`${table} was read while only attacks came`);
  stage.say(
    `${attacks.length} attacks, slowest ${slowest.name} ${Math.round(slowest.ms)} ms; ${quiet.size - restless.size} tables watched`,
  );
  stage.say(`left out, because jobs read them: ${[...restless].join(', ') || 'none'}`);
  return { runs: attacks.length, faults };
}

async function strike(stage: Stage, attack: Attack): Promise<Answer> {
  const { mint, platform } = stage;
  const person = mint.user('attacker', [{ role: 'AUDITOR', division: '370000000000' }]);
  const past = { authorization: `Bearer ${mint.service('gateway', 'social-assistance')}`, 'x-user-token': person };
  const usual = attack.subgraph ? past : { authorization: `Bearer ${person}` };
  const headers = { 'content-type': 'application/json', ...usual, ...attack.headers };
  return send(stage, {
    base: platform.urlOf(attack.subgraph ? 'social-assistance' : 'gateway'),
    method: attack.method ?? 'POST',
    path: attack.method === 'GET' ? '/graphql?query=%7B__typename%7D' : '/graphql',
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
    ...(attack.body === '' ? {} : { body: attack.body }),
  });
}

function faultOf({ silentAbout }: Attack, answer: Answer, codes: ReadonlySet<string>): string | undefined {
  const given = codesOf(answer);
  const shown = `${answer.status} ${answer.text.slice(0, 200)}`;
  if (answer.status >= 500 || answer.status === 0) return `not refused but broken: ${shown}`;
  if (given.length === 0) return `not refused: ${shown}`;
  if (given.some((code) => !codes.has(code) || code === 'INTERNAL')) return `an unknown code: ${shown}`;
  if (/"data":\{"[^}]*[^l]\}/.test(answer.text)) return `answered beside its refusal: ${shown}`;
  return silentAbout?.test(answer.text) ? `tells of the schema: ${shown}` : undefined;
}

/** How often each table of the graph's services was read, by either way. */
async function reads({ platform }: Stage): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for (const service of graphs) {
    const rows = await platform.rows<{ name: string; n: number }>(
      service,
      `select relname as name, (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::float8 as n from pg_stat_user_tables where schemaname = 'public'`,
    );
    for (const { name, n } of rows) if (!kitTables.test(name)) counted.set(`${service}.${name}`, n);
  }
  return counted;
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, settleMs));
}
