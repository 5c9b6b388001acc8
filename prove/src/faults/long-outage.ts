import type { Random } from '@mz/population';
import { openNetwork } from '../platform/network.ts';
import type { Link } from '../platform/proxy.ts';
import { waitUntilSettled } from '../platform/settle.ts';
import { openVerification, peers, service, type Verification } from '../verification/open.ts';
import { firstDay, holdsNothing } from '../verification/subjects.ts';
import { agencyAway } from './agency-away.ts';
import type { OutageRun } from './outage.ts';
import type { ProofOptions } from './proof.ts';
import { queueAway, serviceAway } from './service-away.ts';

const sizes = { long: { checks: 6, rounds: 3 }, short: { checks: 2, rounds: 1 } };
const settleDeadlineMs = 120_000;

/**
 * An agency, the queue and the service itself are away in turn, each for three days of the business clock: no question is lost,
 * each ends in the state that the handbook says, late answers make a new version, and an agency is told of once. Answers the faults.
 */
export async function longOutage(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const { checks, rounds } = sizes[short ? 'short' : 'long'];
  const ways: Link[] = [];
  const stops: (() => Promise<void>)[] = [];
  const world = await openVerification(random, say, {
    queue,
    async environment(platform) {
      const network = await openNetwork(platform, [...peers, service]);
      stops.push(() => network.stop());
      ways.push(...network.waysTo('queue'));
      // A circuit is looked at again at once: each run of the job in three days is a trial.
      return { ...network.environmentOf(service), AGENCY_BREAKER_OPEN_MS: '1', AGENCY_FILE_SECONDS: '3' };
    },
  });
  try {
    await world.start();
    // Of whom no register holds anything: what is missing shows in the verdict.
    const persons = world.takePersons(checks, holdsNothing);
    const run: OutageRun = { world, random, ways, persons, say, day: firstDay };
    const faults = await agencyAway(run);
    for (let round = 0; round < rounds; round += 1) {
      faults.push(...(await queueAway(run)), ...(await serviceAway(run)));
    }
    const unsettled = await waitUntilSettled(world.platform, [service], settleDeadlineMs);
    return [...faults, ...unsettled, ...(await deadLetters(world))];
  } finally {
    await world.platform.stop();
    for (const stop of stops) await stop();
  }
}

async function deadLetters({ platform }: Verification): Promise<string[]> {
  const rows = await platform.rows<{ type: string }>(service, "select type from inbox where state = 'DEAD'");
  return rows.map(({ type }) => `an event ${type} was given up`);
}
