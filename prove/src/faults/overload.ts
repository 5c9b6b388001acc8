import type { Random } from '@mz/population';
import { faultsOf } from '../checker/index.ts';
import { openPlatform } from '../platform/index.ts';
import { waitUntilSettled } from '../platform/settle.ts';
import { type Crowd, type Heard, openCrowd } from '../workload/crowd.ts';
import { summaryOf } from '../workload/ledger.ts';
import { keepBusy, offer, quantile } from '../workload/open-loop.ts';
import type { ProofOptions } from './proof.ts';

const names = ['identity', 'place-names', 'people', 'social-assistance'] as const;
const clerks = 24;
/** Fewer than a saturated process takes at once, so that what they reach is what it can do. */
const lanes = 12;
const times = 3;
const idleShare = 0.1;
/** The promise; a busy machine says nothing about time, so the short run only asks for an end. */
const promised = { acceptedTimesIdle: 5, refusedMs: 50, normalMs: 10_000 };
const normalDeadlineMs = 60_000;
const settleDeadlineMs = 240_000;
const lengths = {
  long: { warmMs: 5_000, capacityMs: 15_000, idleMs: 30_000, overMs: 60_000 },
  short: { warmMs: 1_000, capacityMs: 2_500, idleMs: 3_000, overMs: 5_000 },
} as const;

/**
 * Three times as many calls as a service can answer come from many clerks, at a steady rate whatever is answered: what it
 * takes it answers soon, the rest it refuses at once and without effect, and afterwards it is as before. Answers the faults.
 */
export async function overload(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const { warmMs, capacityMs, idleMs, overMs } = lengths[short ? 'short' : 'long'];
  const platform = await openPlatform(say, { queue });
  try {
    const services = await platform.startAll(names);
    const crowd = await openCrowd(platform, random, clerks);
    await heardWhile(crowd, (call) => keepBusy({ lanes, ms: warmMs }, call));
    const full = await heardWhile(crowd, (call) => keepBusy({ lanes, ms: capacityMs }, call));
    const capacity = (full.filter(isSuccess).length * 1_000) / capacityMs;
    const usual = { perSecond: Math.max(10, capacity * idleShare) };
    const idle = await heardWhile(crowd, (call) => offer({ ...usual, ms: idleMs }, call));
    say(`${capacity.toFixed(0)} calls a second at most; ${describe(idle)} at ${usual.perSecond.toFixed(0)} a second`);
    const over = await heardWhile(crowd, async (call) => {
      const { lateMs } = await offer({ perSecond: capacity * times, ms: overMs }, call);
      say(`${(capacity * times).toFixed(0)} calls a second offered, begun up to ${lateMs.toFixed(0)} ms late`);
    });
    say(`${describe(over.filter(isSuccess))} taken; ${describe(over.filter(isRefusal))} refused`);
    const normalMs = await untilNormal(crowd, { usual, idle });
    say(`as before ${normalMs.toFixed(0)} ms after the last of them`);
    crowd.close();
    say(summaryOf(crowd.ledger));
    const unsettled = await waitUntilSettled(platform, names, settleDeadlineMs);
    await Promise.all(services.map((service) => service.stop()));
    return [
      ...wrongAnswers([...full, ...idle, ...over]),
      ...(over.some(isRefusal) ? [] : [`nothing was refused at ${times} times what the service can do`]),
      ...(normalMs < normalDeadlineMs ? [] : [`not as before within ${normalDeadlineMs / 1_000} s`]),
      ...(short ? [] : missed({ idle, over, normalMs })),
      ...unsettled,
      ...(await faultsOf(platform, names, crowd.ledger)),
    ];
  } finally {
    await platform.stop();
  }
}

async function heardWhile(crowd: Crowd, send: (call: () => Promise<void>) => Promise<unknown>): Promise<Heard[]> {
  const heard: Heard[] = [];
  await send(() => crowd.call((one) => heard.push(one)));
  return heard;
}

function isSuccess({ status }: Heard): boolean {
  return status === 200 || status === 201;
}

function isRefusal({ status, code, retryAfter }: Heard): boolean {
  const told = (status === 503 && code === 'OVERLOADED') || (status === 429 && code === 'TOO_MANY_REQUESTS');
  return told && retryAfter !== undefined;
}

/** The time from the end of the overload to the first second in which no call is refused or takes twice as long as usual. */
async function untilNormal(
  crowd: Crowd,
  { usual, idle }: { usual: { perSecond: number }; idle: readonly Heard[] },
): Promise<number> {
  const start = performance.now();
  const median = quantile(timesOf(idle), 0.5);
  for (;;) {
    const sinceMs = performance.now() - start;
    const heard = await heardWhile(crowd, (call) => offer({ ...usual, ms: 1_000 }, call));
    const slow = quantile(timesOf(heard), 0.5) > 2 * median;
    if ((heard.every(isSuccess) && !slow) || sinceMs > normalDeadlineMs) return sinceMs;
  }
}

function timesOf(heard: readonly Heard[]): number[] {
  return heard.map(({ ms }) => ms);
}

function describe(heard: readonly Heard[]): string {
  const [median, most, longest] = [0.5, 0.99, 1].map((share) => quantile(timesOf(heard), share).toFixed(1));
  return `${heard.length} calls in ${median} ms (median), ${most} ms (p99), ${longest} ms (longest)`;
}

/** Whatever is neither a success nor a refusal with a time to come again. */
function wrongAnswers(heard: readonly Heard[]): string[] {
  const wrong = heard.filter((one) => !isSuccess(one) && !isRefusal(one));
  const told = wrong.map(({ what, status, code, retryAfter }) =>
    `${what} ${status} ${code} ${retryAfter ?? ''}`.trim(),
  );
  return [...Map.groupBy(told, (one) => one)].map(([one, all]) => `${all.length} answers ${one}`);
}

function missed(figures: { idle: readonly Heard[]; over: readonly Heard[]; normalMs: number }): string[] {
  const { idle, over, normalMs } = figures;
  const [usual, taken] = [quantile(timesOf(idle), 0.99), quantile(timesOf(over.filter(isSuccess)), 0.99)];
  const refused = quantile(timesOf(over.filter(isRefusal)), 0.99);
  const { acceptedTimesIdle, refusedMs } = promised;
  return [
    ...(taken <= acceptedTimesIdle * usual ? [] : [`p99 of what was taken is ${(taken / usual).toFixed(1)} × idle`]),
    ...(refused <= refusedMs ? [] : [`p99 of what was refused is ${refused.toFixed(1)} ms`]),
    ...(normalMs <= promised.normalMs ? [] : [`as before only after ${normalMs.toFixed(0)} ms`]),
  ];
}
