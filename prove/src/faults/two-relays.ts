import { type ServiceProcess, startServiceProcess } from '@mz/dev-stack';
import type { Random } from '@mz/population';
import { exactlyOnceFaults, waitUntilDelivered } from '../checker/exactly-once.ts';
import { consumer, openPlatform, type Platform, producer } from '../platform/index.ts';
import { planCommands, sendAll } from '../workload/commands.ts';
import type { ProofOptions } from './proof.ts';

const deliveryDeadlineMs = 90_000;
/** Away from every port of the contracts' table. */
const spareOffset = 300;

/**
 * Two processes of one producer publish the same outbox under load: each event must be put on the queue by one of them.
 * Answers the faults.
 */
export async function twoRelays(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const platform = await openPlatform(say, { queue });
  const spares: ServiceProcess[] = [];
  try {
    for (const name of ['identity', 'place-names', consumer, producer] as const) await platform.start(name);
    const spare = await startSpare(platform);
    spares.push(spare);
    const commands = planCommands(random, short ? 200 : 2_000);
    await sendAll(platform, commands, 8);
    await waitUntilDelivered(platform, deliveryDeadlineMs);
    const [published] = await platform.rows<{ twice: number; all: number }>(
      producer,
      'select count(*) filter (where attempts > 1)::int as twice, count(*)::int as all from outbox_delivery',
    );
    say(`${published?.all} events published by two processes, ${published?.twice} of them twice`);
    return [
      ...(published?.twice === 0 ? [] : [`${published?.twice} of ${published?.all} events were published twice`]),
      ...(await exactlyOnceFaults(platform, commands)),
    ];
  } finally {
    for (const spare of spares) await spare.stop();
    await platform.stop();
  }
}

/** A second process of the producer, which finds its peers where the first one does. */
function startSpare({ surroundings, urlOf }: Platform): Promise<ServiceProcess> {
  const elsewhere = { ...surroundings, portOffset: surroundings.portOffset + spareOffset };
  return startServiceProcess(producer, elsewhere, {
    IDENTITY_URL: urlOf('identity'),
    PLACE_NAMES_URL: urlOf('place-names'),
    PEOPLE_URL: urlOf(consumer),
    ISSUER_URL: `${urlOf('identity')}/oidc`,
  });
}
