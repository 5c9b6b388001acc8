import type { ServiceName } from '@mz/contracts';
import { createRandom, type Random } from '@mz/population';
import { difference } from '../checker/compare-sets.ts';
import { endStateOf } from '../checker/end-state.ts';
import { faultsOf } from '../checker/index.ts';
import { openPlatform, type Platform } from '../platform/index.ts';
import { waitUntilSettled } from '../platform/settle.ts';
import { createSupervisor, type Supervisor } from '../platform/supervisor.ts';
import { createClient } from '../workload/client.ts';
import { openWorkload, type Workload, workloadServices } from '../workload/index.ts';
import { summaryOf } from '../workload/ledger.ts';
import { tellBySql } from '../workload/told-events.ts';
import type { ProofOptions } from './proof.ts';

const kills = 3;
const roundsPerCase = 3;
/** A case: draft, registration, authorization, death, withdrawal. */
const commandsPerRound = 5;
const settleDeadlineMs = 300_000;
const backDeadlineMs = 10_000;
const tries = 120;
const shortCases = 1;

const publishers = ['social-assistance', 'people', 'income-verification', 'payments', 'place-names'] as const;
const consumers = ['people', 'social-assistance', 'income-verification', 'payments', 'identity'] as const;
const ofPublishers = ['relay.before-publish', 'relay.after-publish', 'acknowledgement.before-mark'];
const ofConsumers = ['consumer.before-commit', 'consumer.after-commit'];

interface Case {
  readonly service: ServiceName;
  readonly point: string;
}

/** Every service that publishes or consumes, at every moment that it has. */
const allCases: readonly Case[] = [
  ...publishers.flatMap((service) => ofPublishers.map((point) => ({ service, point }))),
  ...consumers.flatMap((service) => ofConsumers.map((point) => ({ service, point }))),
];

/**
 * Each service is killed three times at each named moment while a client works on cases and repeats what gets no answer;
 * then all databases must hold what a run without kills leaves. Answers the faults.
 */
export async function killPoints(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const cases = short ? draw(random, allCases, shortCases) : allCases;
  const seed = String(random.int(0, 0xffff_ffff));
  say(`${cases.length} cases of ${kills} kills, and the twin without kills`);
  const options = { say, queue, seed, rounds: cases.length * roundsPerCase };
  const twin = await run(options, async ({ workload, round }) => {
    for (let number = 0; number < options.rounds; number += 1) await round(workload);
  });
  const late: string[] = [];
  const killed = await run(options, async ({ supervisor, workload, round, settle }) => {
    for (const { service, point } of cases) {
      const killing = supervisor.killAt(service, point, kills);
      for (let number = 0; number < roundsPerCase; number += 1) await round(workload);
      const backMs = await killing;
      late.push(
        ...backMs.filter((ms) => ms > backDeadlineMs).map((ms) => `${service} at ${point}: back after ${ms} ms`),
      );
      late.push(...(await settle()));
      say(`${service} at ${point}: killed ${kills} times, back after ${backMs.join(', ')} ms`);
    }
  });
  const differing = workloadServices.flatMap((name) =>
    difference(`${name} beside its twin`, killed.digests.get(name) ?? [], twin.digests.get(name) ?? []),
  );
  // On a machine that is busy with other things only the long run says something about time.
  const slow = short ? late.filter((line) => !line.includes('back after')) : late;
  return [...slow, ...twin.faults, ...killed.faults, ...differing];
}

interface Work {
  readonly supervisor: Supervisor;
  readonly workload: Workload;
  round(workload: Workload): Promise<void>;
  settle(): Promise<string[]>;
}

interface Outcome {
  readonly faults: readonly string[];
  readonly digests: ReadonlyMap<ServiceName, string[]>;
}

type RunOptions = Pick<ProofOptions, 'say' | 'queue'> & { readonly seed: string };

async function run({ say, queue, seed }: RunOptions, work: (with_: Work) => Promise<void>): Promise<Outcome> {
  const platform = await openPlatform(say, { names: workloadServices, queue });
  try {
    const supervisor = createSupervisor(platform, await platform.startAll(workloadServices), workloadServices);
    const client = createClient(platform);
    const workload = await openWorkload(createRandom(seed), client);
    const settle = (): Promise<string[]> => waitUntilSettled(platform, workloadServices, settleDeadlineMs);
    const round = async (of: Workload): Promise<void> => {
      await tellBySql(platform);
      await of.send(client, { commands: commandsPerRound, lanes: 1, tries, whole: true });
    };
    await work({ supervisor, workload, round, settle });
    say(summaryOf(workload.ledger));
    const unsettled = await settle();
    await supervisor.stop();
    const faults = [...unsettled, ...(await faultsOf(platform, workloadServices, workload.ledger))];
    return { faults, digests: await digestsOf(platform) };
  } finally {
    await platform.stop();
  }
}

async function digestsOf(platform: Platform): Promise<Map<ServiceName, string[]>> {
  const digests = new Map<ServiceName, string[]>();
  for (const name of workloadServices) digests.set(name, await endStateOf(platform, name));
  return digests;
}

function draw<T>(random: Random, from: readonly T[], count: number): T[] {
  const left = [...from];
  return Array.from({ length: count }, () => left.splice(random.int(0, left.length - 1), 1)).flat();
}
