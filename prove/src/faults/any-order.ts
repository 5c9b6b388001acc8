import type { ServiceName } from '@mz/contracts';
import { createRandom, type Random } from '@mz/population';
import { differences, type Effects, effectsOf } from '../checker/effects.ts';
import { openPlatform, type Platform } from '../platform/index.ts';
import { type JobQueue, openJobQueue, type QueuedEvent } from '../platform/job-queue.ts';
import { type Pristine, rememberTables } from '../platform/pristine.ts';
import { fillProvince, openOffices, sealMonth } from './payment-month.ts';
import type { ProofOptions } from './proof.ts';
import { benefitStream, caseStream, outcomeStream, type SealedLine } from './streams.ts';

const names = ['identity', 'place-names', 'people', 'social-assistance', 'payments', 'income-verification'] as const;
const copies = 3;
const settleDeadlineMs = 120_000;
const pollMs = 20;

interface Consumer {
  readonly name: ServiceName;
  readonly stream: readonly QueuedEvent[];
  readonly queue: JobQueue;
  readonly pristine: Pristine;
}

/**
 * A stream of events is delivered to each consumer in the order of its causes, and then again and again to the same tables
 * as they were before, each event three times, shuffled and in jobs of any size: the effects are the same. Answers the faults.
 */
export async function anyOrder(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  if (queue !== 'redis') throw new Error('this proof puts its jobs on Redis');
  const platform = await openPlatform(say, { names, queue });
  const consumers: Consumer[] = [];
  try {
    const lines = await sealLines(platform);
    const shuffles = short ? 5 : 500;
    const seed = random.int(0, 0xffff_ffff);
    const prove = async (name: ServiceName, stream: readonly QueuedEvent[]): Promise<string[]> => {
      const pristine = await rememberTables(platform, name);
      const consumer = { name, stream, pristine, queue: openJobQueue(platform.queue.url, name) };
      consumers.push(consumer);
      say(`${stream.length} events to ${name}, ${shuffles} shuffles of ${copies} copies each`);
      return proveConsumer(platform, consumer, { seed, shuffles });
    };
    // payments tells the bureau what it does with its lines, so the bureau goes before it.
    const faults = [await prove('social-assistance', outcomeStream(random, lines))];
    for (const name of ['people', 'income-verification', 'payments'] as const) await platform.start(name);
    const verified = benefitStream(random, 20, []).filter(isForVerification);
    const paid = [...(await sealedEvents(platform)), ...benefitStream(random, 20, lines)];
    faults.push(
      ...(await Promise.all([
        prove('people', caseStream(random, 40)),
        prove('income-verification', verified),
        prove('payments', paid),
      ])),
    );
    return faults.flat();
  } finally {
    for (const { queue: opened, pristine } of consumers) await Promise.all([opened.close(), pristine.close()]);
    await platform.stop();
  }
}

/** Two months of enrolled households sealed at the bureau while nobody pulls; their events stay out of the queue. */
async function sealLines(platform: Platform): Promise<SealedLine[]> {
  await fillProvince(platform, 30);
  for (const name of ['identity', 'place-names', 'social-assistance'] as const) await platform.start(name);
  const offices = await openOffices(platform);
  for (const month of ['2014-01', '2014-02']) await sealMonth(platform, offices, month);
  await platform.rows(
    'social-assistance',
    'update outbox_delivery set acknowledged_at = now(), pending = false, published_at = now()',
  );
  return platform.rows<SealedLine>(
    'social-assistance',
    `select line_id as "lineId", enrolment_id as "enrolmentId", benefit_month as "benefitMonth", batch_id as "batchId",
       amount_fen::int as "amountFen", array(select share ->> 'personId' from jsonb_array_elements(shares) share order by 1)
         as "personIds"
     from batch_line order by line_id`,
  );
}

async function sealedEvents(platform: Platform): Promise<QueuedEvent[]> {
  const rows = await platform.rows<{ payload: QueuedEvent }>(
    'social-assistance',
    `select payload from outbox where type like '%.payment-batch.sealed.%' order by payload -> 'data' ->> 'benefitMonth'`,
  );
  return rows.map(({ payload }) => payload);
}

function isForVerification({ type }: QueuedEvent): boolean {
  return /enrolment\.(approved|terminated)|person\.(died|death-revoked|merged|split)/.test(type);
}

async function proveConsumer(
  platform: Platform,
  consumer: Consumer,
  { seed, shuffles }: { seed: number; shuffles: number },
): Promise<string[]> {
  const { name, stream } = consumer;
  const inOrder = await deliver(
    platform,
    consumer,
    chunksOf(stream, () => 10),
  );
  if ('fault' in inOrder) return [`${name} in order: ${inOrder.fault}`];
  const faults: string[] = [];
  for (let shuffle = 1; shuffle <= shuffles; shuffle += 1) {
    const random = createRandom(`${name} ${seed} ${shuffle}`);
    const events = shuffled(random, Array.from({ length: copies }, () => stream).flat());
    const found = await deliver(
      platform,
      consumer,
      chunksOf(events, () => random.int(1, 60)),
    );
    if ('fault' in found) faults.push(`${name} shuffle ${shuffle}: ${found.fault}`);
    else {
      const other = differences(inOrder.digest, found.digest);
      faults.push(...other.map((difference) => `${name} shuffle ${shuffle}: ${difference}`));
    }
  }
  return faults;
}

type Delivered = { readonly digest: Effects } | { readonly fault: string };

async function deliver(
  platform: Platform,
  { name, stream, queue, pristine }: Consumer,
  jobs: readonly (readonly QueuedEvent[])[],
): Promise<Delivered> {
  await pristine.restore();
  await queue.put(jobs);
  const until = performance.now() + settleDeadlineMs;
  for (;;) {
    const [row] = await platform.rows<{ settled: number; states: string }>(
      name,
      `select count(*) filter (where state in ('DONE', 'SKIPPED'))::int as settled,
         (select string_agg(distinct type || ' ' || state || coalesce(' ' || last_error, ''), ', ') from inbox
          where state not in ('DONE', 'SKIPPED')) as states
       from inbox where event_id = any($1::uuid[])`,
      [stream.map(({ id }) => id)],
    );
    if (row?.settled === stream.length && (await queue.open()) === 0) break;
    if (performance.now() > until) return { fault: `${row?.settled} of ${stream.length} settled; ${row?.states}` };
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return { digest: await effectsOf(platform, name) };
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items];
  return Array.from(items, () => left.splice(random.int(0, left.length - 1), 1)).flat();
}

function chunksOf<T>(items: readonly T[], size: () => number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; ) {
    const chunk = items.slice(at, at + size());
    chunks.push(chunk);
    at += chunk.length;
  }
  return chunks;
}
