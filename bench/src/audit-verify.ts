import { join } from 'node:path';
import { openAuditCheck } from '@mz/dev-stack';
import type pg from 'pg';
import { outcomeOf, type Sums, type Turn, timed } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

const services = ['identity', 'place-names', 'people'] as const;
const waitMs = 1_800_000;

/** A trail of one row a household verified whole, against one statement of the server that hashes each of its rows once. */
export async function benchAuditVerify({ households, rounds }: BenchOptions): Promise<Outcome> {
  const server = await openServer(services);
  try {
    const client = await server.admin('people');
    await writeTrail(client, households);
    await sealTrail(server, client);
    const check = openAuditCheck({
      service: 'people',
      url: server.adminUrlOf('people'),
      keysDir: join(server.dataDir, 'keys'),
      filesDir: join(server.dataDir, 'files'),
    });
    const turns: [Turn, Turn][] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const ours = await verified(check);
      turns.push([ours, await timed(() => hashRows(client))]);
      console.log(
        `  round ${round}: ${Math.round((households * 1_000) / ours.ms)} rows a second verified (aim 100000)`,
      );
    }
    await check.close();
    return outcomeOf(turns, 'time');
  } finally {
    await server.stop();
  }
}

/** It is this process that hashes, which is not among those that a bench has started. */
async function verified(check: ReturnType<typeof openAuditCheck>): Promise<Turn> {
  const before = process.cpuUsage();
  const turn = await timed(async (): Promise<Sums> => {
    const verdict = await check.verify();
    if (!verdict.ok) throw new Error(`the trail is ${verdict.kind} at ${verdict.sequence}`);
    return { rows: verdict.rows };
  });
  const { user, system } = process.cpuUsage(before);
  return { ...turn, used: `the verifier ${((user + system) / 1e6).toFixed(1)} s, ${turn.used}` };
}

/** Rows as commands write them, in ten thousands of one transaction each. */
async function writeTrail(client: pg.Client, rows: number): Promise<void> {
  for (let from = 0; from < rows; from += 10_000) {
    await client.query(
      `insert into audit_log (id, recorded_at, business_on, actor_kind, actor, caller, grant_role, grant_division,
         operation_id, action, record_type, record_id, purpose, decision_id, traceparent, before, after)
       select gen_random_uuid(), '2014-04-28T01:00:00Z'::timestamptz + n * interval '137 milliseconds', '2014-04-28', 'user',
         'officer-' || n % 997, 'gateway', 'COUNTY_APPROVER', '370102000000', 'applications.approve',
         'applications.approve', 'application', gen_random_uuid()::text, case when n % 3 = 0 then '审批' end,
         case when n % 2 = 0 then gen_random_uuid()::text end, '00-' || md5(n::text) || '-' || left(md5('s' || n), 16) || '-01',
         case when n % 2 = 0 then '{"state": "REVIEWED"}'::jsonb end,
         jsonb_build_object('state', 'APPROVED', 'amountFen', 1000 + n % 90000, 'enrolmentId', gen_random_uuid())
       from generate_series($1::int + 1, least($1::int + 10000, $2::int)) n`,
      [from, rows],
    );
  }
  await client.query('vacuum (analyze) audit_log');
}

/** The service seals its own trail; then it is out of the way. */
async function sealTrail(server: Server, client: pg.Client): Promise<void> {
  const started = await server.start(services);
  const until = performance.now() + waitMs;
  for (;;) {
    const { rows } = await client.query<{ left: number }>(
      'select (select count(*) from audit_log)::int - (select count(*) from audit_seal)::int as left',
    );
    if (rows[0]?.left === 0) break;
    if (performance.now() > until) throw new Error(`${rows[0]?.left} rows are not sealed yet`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const service of started.reverse()) await service.stop();
  await client.query('vacuum (analyze) audit_seal');
}

/** The peer: no chain, no key, no canonical form, no order, and no row leaves the database. */
async function hashRows(client: pg.Client): Promise<Sums> {
  const { rows } = await client.query<{ rows: number }>(
    `select count(*)::int as rows, bit_xor(('x' || left(encode(sha256(convert_to(l::text, 'UTF8')), 'hex'), 15))::bit(60))
     from audit_seal s join audit_log l on l.seq = s.seq`,
  );
  return { rows: rows[0]?.rows ?? 0 };
}
