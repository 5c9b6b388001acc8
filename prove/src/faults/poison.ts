import type { Random } from '@mz/population';
import { differences, type Effects, effectsOf } from '../checker/effects.ts';
import { consumer, openPlatform, type Platform } from '../platform/index.ts';
import { type JobQueue, openJobQueue } from '../platform/job-queue.ts';
import { type Pristine, rememberTables } from '../platform/pristine.ts';
import type { ProofOptions } from './proof.ts';
import { type CaseEvent, openedCases } from './streams.ts';

const tries = 5;
const jobSize = 100;
const rounds = 3;
const leastRate = 0.95;
const settleDeadlineMs = 600_000;
const pollMs = 10;
/** A mistake in the consumer's database: one case in a hundred is refused. */
const isPoison = 'abs(hashtext(case_id)::bigint) % 100 = 0';

interface Bench {
  readonly platform: Platform;
  readonly queue: JobQueue;
  readonly pristine: Pristine;
  readonly events: readonly CaseEvent[];
}

/**
 * One event in a hundred fails each time: it becomes a dead letter after its tries, the others are not slowed by it, and a
 * replay after the mistake is mended has the effects of a stream without poison. Answers the faults.
 */
export async function poison(random: Random, { say, short, queue: kind }: ProofOptions): Promise<string[]> {
  if (kind !== 'redis') throw new Error('this proof puts its jobs on Redis');
  const platform = await openPlatform(say, { names: ['identity', 'place-names', consumer], queue: kind });
  const opened: { close(): Promise<void> }[] = [];
  try {
    for (const name of ['identity', 'place-names', consumer] as const) await platform.start(name);
    const pristine = await rememberTables(platform, consumer);
    const queue = openJobQueue(platform.queue.url, consumer);
    opened.push(pristine, queue);
    const bench: Bench = { platform, queue, pristine, events: openedCases(random, short ? 500 : 20_000) };
    const rates: number[] = [];
    let digest: Effects = new Map();
    for (let round = 0; round < rounds; round += 1) {
      const clean = await run(bench, false);
      digest = await effectsOf(platform, consumer);
      const poisoned = await run(bench, true);
      rates.push(poisoned.perSecond / clean.perSecond);
      say(`${clean.perSecond.toFixed(0)} events a second without poison, ${poisoned.perSecond.toFixed(0)} with it`);
    }
    const rate = rates.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    say(`rate with poison: ${rate.toFixed(2)} of the rate without, aim ${leastRate}`);
    const faults = [...(await buryAll(bench)), ...(await replayAll(bench, digest))];
    return short || rate >= leastRate ? faults : [...faults, `rate with poison ${rate.toFixed(2)}`];
  } finally {
    for (const one of opened) await one.close();
    await platform.stop();
  }
}

/** All events from the first job until the last one that can be applied is. */
async function run({ platform, queue, pristine, events }: Bench, withPoison: boolean): Promise<{ perSecond: number }> {
  await platform.rows(consumer, 'alter table case_access drop constraint if exists poison');
  await pristine.restore();
  if (withPoison)
    await platform.rows(consumer, `alter table case_access add constraint poison check (not (${isPoison}))`);
  const [found] = await platform.rows<{ count: number }>(
    consumer,
    `select count(*)::int as count from unnest($1::text[]) as told (case_id) where ${isPoison}`,
    [events.map(({ data }) => data.caseId)],
  );
  const healthy = events.length - (withPoison ? (found?.count ?? 0) : 0);
  const jobs = Array.from({ length: Math.ceil(events.length / jobSize) }, (_, n) =>
    events.slice(n * jobSize, (n + 1) * jobSize),
  );
  const start = performance.now();
  await queue.put(jobs);
  await until(platform, `(select count(*) from inbox where state = 'DONE') = ${healthy}`);
  return { perSecond: (healthy * 1_000) / (performance.now() - start) };
}

/** The pauses between the tries are passed over; each poisoned event dies after all its tries, and nothing else does. */
async function buryAll({ platform }: Bench): Promise<string[]> {
  while (await holds(platform, `exists (select from inbox where state = 'PENDING')`)) {
    await platform.rows(
      consumer,
      `update inbox set next_attempt_at = now() where state = 'PENDING' and next_attempt_at > now()`,
    );
    await new Promise((resolve) => setTimeout(resolve, pollMs * 10));
  }
  return (
    await platform.rows<{ fault: string }>(
      consumer,
      `select 'event ' || i.event_id || ' is ' || i.state || ' after ' || i.attempts || ' tries' as fault
       from inbox i left join dead_letter d using (event_id)
       where i.state not in ('DONE', 'DEAD') or (i.state = 'DEAD') <> (d.state is not distinct from 'OPEN')
         or (i.state = 'DEAD' and (i.attempts <> ${tries} or not exists (select where ${isPoison.replace('case_id', "(d.event #>> '{data,caseId}')")})))
       union all select 'nothing was poisoned' where not exists (select from dead_letter)`,
    )
  ).map(({ fault }) => fault);
}

/** As docs/operations.md says; then the effects are those of the stream without poison. */
async function replayAll({ platform }: Bench, wanted: Effects): Promise<string[]> {
  await platform.rows(consumer, 'alter table case_access drop constraint poison');
  await platform.rows(
    consumer,
    `with decided as (
       update dead_letter set state = 'REPLAYED', decided_at = now(), decided_by = 'prove'
       where state = 'OPEN' returning event_id)
     update inbox i set state = 'PENDING', attempts = 0, next_attempt_at = now()
     from decided where i.event_id = decided.event_id and i.state = 'DEAD'`,
  );
  await until(platform, `not exists (select from inbox where state <> 'DONE')`);
  const other = differences(wanted, await effectsOf(platform, consumer));
  return other.map((difference) => `after the replay, ${difference}`);
}

async function until(platform: Platform, condition: string): Promise<void> {
  const deadline = performance.now() + settleDeadlineMs;
  while (!(await holds(platform, condition))) {
    if (performance.now() > deadline) throw new Error(`not within ${settleDeadlineMs / 1_000} s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

async function holds(platform: Platform, condition: string): Promise<boolean> {
  const [row] = await platform.rows<{ yes: boolean }>(consumer, `select (${condition}) as yes`);
  return row?.yes === true;
}
