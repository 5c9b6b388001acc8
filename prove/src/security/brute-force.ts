import { createRandom } from '@mz/population';
import { type LoginPage, openLoginPage } from './log-in.ts';
import { probing } from './probing.ts';
import { inLanes } from './send.ts';
import type { Stage } from './stage.ts';

const known = 'province-policy-1';
const lockedOut = 'province-policy-2';
const burstOf = 'province-admin';
const allowedFailures = 5;
const tries = { long: 2_000, short: 100 };
const wrong = 'certainly-not-this-1';

/**
 * Guessing passwords and probing for accounts and identity numbers: five failures lock, one after the other and all at once;
 * a name with an account and one without are answered alike, in words and in time; probing ends with 429.
 */
export async function bruteForce(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const locks = [await lockAfterFive(stage), await lockOfBurst(stage)].flat();
  const timing = await compareTimes(stage);
  const probes = await probing(stage);
  return {
    runs: allowedFailures + 40 + timing.runs + probes.runs,
    faults: [...locks, ...timing.faults, ...probes.faults],
  };
}

async function lockAfterFive(stage: Stage): Promise<string[]> {
  const page = await openLoginPage(stage);
  for (let n = 1; n <= allowedFailures; n += 1) {
    if ((await isLocked(stage, lockedOut)) !== false) return [`${lockedOut} is locked after ${n - 1} failures`];
    await page.submit(lockedOut, wrong);
  }
  return (await isLocked(stage, lockedOut)) ? [] : [`${lockedOut} is not locked after ${allowedFailures} failures`];
}

/** Forty at once may look at the password five times, as forty one after the other may. */
async function lockOfBurst(stage: Stage): Promise<string[]> {
  const pages = await Promise.all(Array.from({ length: 8 }, () => openLoginPage(stage)));
  const all = Array.from({ length: 40 }, (_, n) => pages[n % pages.length]);
  await inLanes(all, all.length, async (page) => void (await page?.submit(burstOf, wrong)));
  return (await isLocked(stage, burstOf)) ? [] : [`${burstOf} is not locked after forty failures at once`];
}

async function compareTimes(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const runs = stage.short ? tries.short : tries.long;
  const random = createRandom(`brute-force ${stage.seed}`);
  const times: { with: number[]; without: number[] } = { with: [], without: [] };
  const faults = new Set<string>();
  let page: LoginPage = await openLoginPage(stage);
  for (let n = 0; n < runs; n += 1) {
    if (n % 50 === 49) page = await openLoginPage(stage);
    // Pairs in either order, so that a slow moment meets both alike.
    const one = (n + (random.int(0, 1) & Number(n % 2 === 0))) % 2 === 0;
    if (one) await unlock(stage, known);
    const answer = await page.submit(one ? known : `nobody-${random.int(0, 1_000_000)}`, wrong);
    if (answer.status !== 401)
      faults.add(`a refused log-in answers ${answer.status} for ${one ? 'an account' : 'no account'}`);
    times[one ? 'with' : 'without'].push(answer.ms);
  }
  const p = rankTest(times.with, times.without);
  stage.say(
    `${runs} log-ins refused, median ${median(times.with)} ms with an account and ${median(times.without)} ms without; Mann–Whitney p=${p.toFixed(4)}`,
  );
  // The short profile shares its machine: it shows the figure and does not judge it.
  if (!stage.short && p < 0.01)
    faults.add(`the time of the answer tells whether there is an account (p=${p.toExponential(1)})`);
  return { runs, faults: [...faults] };
}

async function isLocked({ platform }: Stage, account: string): Promise<boolean | undefined> {
  const [row] = await platform.rows<{ locked: boolean }>(
    'identity',
    'select coalesce(locked_until > now(), false) as locked from account where account_name = $1',
    [account],
  );
  return row?.locked;
}

async function unlock({ platform }: Stage, account: string): Promise<void> {
  await platform.rows(
    'identity',
    'update account set failed_attempts = 0, locked_until = null where account_name = $1',
    [account],
  );
}

function median(list: readonly number[]): number {
  return Math.round((list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0) * 10) / 10;
}

/** Two-sided Mann–Whitney test by the normal approximation: the probability of ranks at least this uneven by chance. */
function rankTest(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((ms) => ({ ms, first: true })), ...b.map((ms) => ({ ms, first: false }))].toSorted(
    (x, y) => x.ms - y.ms,
  );
  const rankSum = all.reduce((sum, { first }, index) => (first ? sum + index + 1 : sum), 0);
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const spread = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  const z = Math.abs(u - (a.length * b.length) / 2) / spread;
  return 2 * (1 - normal(z));
}

/** Abramowitz and Stegun 26.2.17, good to 7 places. */
function normal(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z);
  const tail =
    t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
