import type { Random } from '@mz/population';
import { faultsOf } from '../checker/index.ts';
import { openPlatform } from '../platform/index.ts';
import { openNetwork } from '../platform/network.ts';
import { waitUntilSettled } from '../platform/settle.ts';
import { createClient } from '../workload/client.ts';
import { openWorkload, workloadServices } from '../workload/index.ts';
import { summaryOf } from '../workload/ledger.ts';
import type { ProofOptions } from './proof.ts';

const lanes = 8;
/** Two leases of a delivery that nobody has, a connection without an answer, and the longest pause of a loop. */
const settleDeadlineMs = 240_000;

/** Commands of five kinds over four services while ways between all programs are disturbed. Answers the faults. */
export async function acknowledgedWrites(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const commands = short ? 300 : 2_000;
  const platform = await openPlatform(say, { names: workloadServices, queue });
  try {
    const network = await openNetwork(platform, workloadServices);
    const services = await platform.startAll(workloadServices, (name) => network.environmentOf(name));
    const client = createClient(platform, network);
    const workload = await openWorkload(random, client);
    const disturbances = moments(random, commands);
    await workload.send(client, {
      commands,
      lanes,
      each(sent) {
        for (; disturbances[0] !== undefined && disturbances[0] <= sent; disturbances.shift()) {
          say(`command ${sent}: ${network.disturb(random)}`);
        }
      },
    });
    network.heal();
    say(summaryOf(workload.ledger));
    say('faults end; waiting until all is delivered');
    const unsettled = await waitUntilSettled(platform, workloadServices, settleDeadlineMs);
    say('settled; comparing');
    // Each seals its audit trail when it stops.
    await Promise.all(services.map((service) => service.stop()));
    await network.stop();
    return [...unsettled, ...(await faultsOf(platform, workloadServices, workload.ledger))];
  } finally {
    await platform.stop();
  }
}

/** The commands after which something is disturbed, at least ten. */
function moments(random: Random, commands: number): number[] {
  const count = random.int(16, 32);
  return Array.from({ length: count }, () => random.int(1, Math.floor(commands * 0.95))).sort((a, b) => a - b);
}
