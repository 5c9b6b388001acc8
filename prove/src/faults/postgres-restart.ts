import type { Random } from '@mz/population';
import { faultsOf } from '../checker/index.ts';
import { openPlatform, type Platform } from '../platform/index.ts';
import { waitUntilSettled } from '../platform/settle.ts';
import { type Answered, createClient } from '../workload/client.ts';
import { openWorkload, workloadServices } from '../workload/index.ts';
import { summaryOf } from '../workload/ledger.ts';
import type { ProofOptions } from './proof.ts';

const lanes = 8;
const commandsPerRestart = 120;
const settleDeadlineMs = 180_000;
/** The promise, and what a busy machine may take in a short run. */
const healDeadlineMs = { long: 5_000, short: 30_000 };
const writers = ['people', 'social-assistance', 'income-verification', 'payments'] as const;

/**
 * PostgreSQL is stopped or killed again and again under load and comes back. Every answer that is no success must be a
 * refusal or 503 with Retry-After, nothing acknowledged is lost, and every service is ready soon after. Answers the faults.
 */
export async function postgresRestart(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const restarts = short ? 2 : 20;
  const platform = await openPlatform(say, { names: workloadServices, queue });
  try {
    const services = await platform.startAll(workloadServices);
    const answers: Answered[] = [];
    const client = createClient(platform, platform, (answer) => answers.push(answer));
    const workload = await openWorkload(random, client);
    const sending = workload.send(client, { commands: commandsPerRestart * (restarts + 1), lanes });
    const slow: string[] = [];
    for (let restart = 1; restart <= restarts; restart += 1) {
      await reach(workload.ledger, commandsPerRestart * restart);
      const how = random.pick(['fast', 'kill'] as const);
      await platform.restartPostgres(how, random.int(200, 3_000));
      const healedMs = await untilReady(platform);
      say(`restart ${restart} (${how}): all services ready ${healedMs.toFixed(0)} ms after PostgreSQL`);
      if (healedMs > healDeadlineMs[short ? 'short' : 'long'])
        slow.push(`restart ${restart}: ready after ${healedMs.toFixed(0)} ms`);
    }
    await sending;
    say(summaryOf(workload.ledger));
    const unavailable = answers.filter(({ status }) => status === 503).length;
    say(`${unavailable} answers 503`);
    const unsettled = await waitUntilSettled(platform, workloadServices, settleDeadlineMs);
    await Promise.all(services.map((service) => service.stop()));
    const wrong = answerFaults(answers);
    return [...slow, ...wrong, ...unsettled, ...(await faultsOf(platform, workloadServices, workload.ledger))];
  } finally {
    await platform.stop();
  }
}

async function reach(ledger: readonly unknown[], length: number): Promise<void> {
  while (ledger.length < length) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The time until every service that writes is ready again, in ms. */
async function untilReady(platform: Platform): Promise<number> {
  const start = performance.now();
  const waiting = new Set(writers);
  while (waiting.size > 0 && performance.now() - start < 60_000) {
    for (const name of waiting) {
      const answer = await fetch(`${platform.urlOf(name)}/readyz`).catch(() => undefined); // it may be busy dying
      if (answer?.status === 200) waiting.delete(name);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - start;
}

function answerFaults(answers: readonly Answered[]): string[] {
  const failed = answers.filter(({ status }) => status >= 500);
  const wrong = failed.filter(({ status, retryAfter }) => status !== 503 || retryAfter === null);
  const told = wrong.map(({ operation, status, code }) => `${operation} ${status} ${code}`);
  return [...Map.groupBy(told, (one) => one)].map(
    ([one, all]) => `${all.length} answers ${one}, where 503 with Retry-After was promised`,
  );
}
