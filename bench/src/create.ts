import { randomUUID } from 'node:crypto';
import { draftApplication } from '@mz/contracts';
import type pg from 'pg';
import type { Call } from './load/load.ts';
import { playRates } from './rates.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { onStage, signedIn } from './stage.ts';

const village = '370102001001';
const settleMs = 120_000;

/** A drafted application: case and first step, event, audit row and key in one commit, against a bare INSERT of the two rows. */
export function benchCreate(options: BenchOptions): Promise<Outcome> {
  return onStage(
    {
      row: 'create',
      services: ['identity', 'place-names', 'social-assistance'],
      async fill(client) {
        for (const table of ['application', 'application_step'])
          await client.query(`create table peer_${table} (like ${table} including all)`);
      },
    },
    ({ server, client, ours, peer }) =>
      playRates(
        {
          ours: { ...ours, calls: async () => drafts(options.requests, await signedIn(server, 'TOWNSHIP_ACCEPTOR')) },
          peer: { ...peer, calls: () => drafts(options.requests, () => ({})) },
          shape: (body) => ({ ...(body as object), id: undefined, caseId: undefined, availableActions: undefined }),
          settle: () => outboxEmpty(client),
          async check(round) {
            await requireSameCounts(client);
            // As the server does by itself after a minute: a plan of an empty table seeks a case among all of its village.
            if (round === 0) await client.query('analyze');
          },
        },
        options,
      ),
  );
}

function drafts(count: number, headers: (index: number) => Record<string, string>): Call[] {
  return Array.from({ length: count }, (_, index) => ({
    method: 'POST',
    path: draftApplication.path,
    headers: { ...headers(index), 'idempotency-key': randomUUID() },
    body: { programme: 'URBAN_DIBAO', divisionCode: village, filedBy: 'HEAD' },
  }));
}

/** Nobody subscribes here but people, which does not run: what is to be waited for is the queue. */
async function outboxEmpty(client: pg.Client): Promise<void> {
  const until = performance.now() + settleMs;
  for (;;) {
    const { rows } = await client.query<{ open: number }>(
      'select count(*)::int as open from outbox_delivery where pending and acknowledged_at is null',
    );
    if (rows[0]?.open === 0) return;
    if (performance.now() > until) throw new Error(`${rows[0]?.open} events are still on their way`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Every answered call is a case with its step, event, audit row and key. */
async function requireSameCounts(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Record<string, number>>(
    `select (select count(*)::int from application) as application, (select count(*)::int from application_step) as step,
       (select count(*)::int from outbox) as outbox, (select count(*)::int from audit_log where record_type = 'application')
       as audit, (select count(*)::int from idempotency_key where answer is not null) as key,
       (select count(*)::int from peer_application) as peer, (select count(*)::int from peer_application_step) as peer_step`,
  );
  if (new Set(Object.values(rows[0] ?? {})).size !== 1)
    throw new Error(`not all of a case was written: ${JSON.stringify(rows[0])}`);
}
