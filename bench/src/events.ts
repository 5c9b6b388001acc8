import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { authorizationSigned, eventType, type PlatformEvent } from '@mz/contracts';
import type pg from 'pg';
import { type PeerProcess, startPeer } from './peers/peer.ts';
import { outcomeOf, type Sums, type Turn, timed } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

const services = ['identity', 'place-names', 'social-assistance', 'income-verification'] as const;
const [pollMs, deadlineMs] = [10, 120_000];

interface Bench {
  readonly producer: pg.Client;
  readonly consumer: pg.Client;
  readonly adder: PeerProcess;
}

/**
 * Signed authorizations from the outbox of income-verification to the read copy of social-assistance, each in its inbox,
 * against raw BullMQ on the same Redis with the same payloads: both write one row an event.
 */
export async function benchEvents({ requests, rounds }: BenchOptions): Promise<Outcome> {
  const server = await openServer(services);
  const stops: (() => Promise<unknown>)[] = [() => server.stop()];
  try {
    const consumer = await server.admin('social-assistance');
    await consumer.query('create table peer_authorization_copy (like authorization_copy including all)');
    await server.start(services);
    const producer = await server.admin('income-verification');
    const [adder, worker] = [await startBull(server, 'add'), await startBull(server, 'work')];
    stops.push(adder.stop, worker.stop);
    const bench = { producer, consumer, adder };
    const turns: [Turn, Turn][] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const turn = await playRound(bench, { round, requests });
      if (round > 0) turns.push(turn);
    }
    return outcomeOf(turns, 'speed');
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

function startBull({ surroundings, adminUrlOf }: Server, role: 'add' | 'work'): Promise<PeerProcess> {
  const env = { QUEUE_URL: surroundings.queueUrl, DATABASE_URL: adminUrlOf('social-assistance') };
  return startPeer(new URL('./peers/bull-main.ts', import.meta.url), { args: [role], env });
}

/** Round 0 warms up; the side that begins changes. */
async function playRound(
  bench: Bench,
  { round, requests }: { round: number; requests: number },
): Promise<[Turn, Turn]> {
  const events = Array.from({ length: requests }, anEvent);
  for (const table of ['authorization_copy', 'peer_authorization_copy'])
    await bench.consumer.query(`truncate ${table}`);
  await bench.adder.tell(events);
  const turns: Record<'ours' | 'peer', () => Promise<Turn>> = {
    ours: () => timed(() => playOurs(bench, events)),
    peer: () => timed(() => playPeer(bench, requests)),
  };
  const first = round % 2 === 1 ? 'ours' : 'peer';
  const one = await turns[first]();
  const other = await turns[first === 'ours' ? 'peer' : 'ours']();
  await untilQuiet(bench.producer);
  return first === 'ours' ? [one, other] : [other, one];
}

/** From the commit of the outbox rows on, which wakes the relay. */
async function playOurs({ producer, consumer }: Bench, events: readonly PlatformEvent[]): Promise<Sums> {
  const ids = events.map(({ id }) => id);
  await producer.query(
    `with published as (
       insert into outbox (id, type, subject, payload)
       select (event ->> 'id')::uuid, event ->> 'type', event ->> 'subject', event from unnest($2::jsonb[]) event
       returning id)
     insert into outbox_delivery (event_id, subscriber) select id, 'social-assistance' from unnest($1::uuid[]) id`,
    [ids, events],
  );
  return untilCopied(consumer, 'authorization_copy', events.length);
}

async function playPeer({ consumer, adder }: Bench, count: number): Promise<Sums> {
  await adder.tell([]);
  return untilCopied(consumer, 'peer_authorization_copy', count);
}

async function untilCopied(client: pg.Client, table: string, count: number): Promise<Sums> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const { rows } = await client.query<{ rows: number; days: string }>(
      `select count(*)::int as rows, coalesce(sum(valid_to - valid_from), 0) as days from ${table}`,
    );
    const [found] = rows;
    if (found?.rows === count) return { rows: count, 'days of validity': Number(found.days) };
    if (performance.now() > until) throw new Error(`${found?.rows} of ${count} events came to ${table}`);
    await delay(pollMs);
  }
}

/** What is still on its way back to the outbox is no burden of the next round. */
async function untilQuiet(producer: pg.Client): Promise<void> {
  const until = performance.now() + deadlineMs;
  while (performance.now() < until) {
    const { rowCount } = await producer.query('select from outbox_delivery where acknowledged_at is null limit 1');
    if (rowCount === 0) return;
    await delay(pollMs);
  }
  throw new Error('the outbox was not acknowledged');
}

function anEvent(): PlatformEvent {
  const [id, authorizationId] = [randomUUID(), randomUUID()];
  return {
    specversion: '1.0',
    id,
    source: '/services/income-verification',
    type: eventType(authorizationSigned),
    subject: authorizationId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    divisioncode: '370102001001',
    traceparent: `00-${id.replaceAll('-', '')}-00f067aa0ba902b7-01`,
    aggregateversion: 1,
    data: {
      authorizationId,
      personId: randomUUID(),
      caseId: `social-assistance/${randomUUID()}`,
      status: 'ACTIVE',
      purposes: ['DIBAO'],
      validFrom: '2014-04-28',
      validTo: '2015-04-28',
    },
  };
}
