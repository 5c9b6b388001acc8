import type { Random } from '@mz/population';
import { exactlyOnceFaults, waitUntilDelivered } from '../checker/exactly-once.ts';
import { consumer, openPlatform, type Platform, producer } from '../platform/index.ts';
import { type Command, planCommands, sendAll } from '../workload/commands.ts';
import type { ProofOptions } from './proof.ts';

const kills = 3;
const deliveryDeadlineMs = 90_000;

/**
 * The producer is killed (SIGKILL) after a commit and before its events are on the queue, several times under load; it is
 * started again and the client repeats what got no answer. Answers the faults.
 */
export async function killBeforePublish(random: Random, { say, queue }: ProofOptions): Promise<string[]> {
  const platform = await openPlatform(say, { queue });
  try {
    for (const name of ['identity', 'place-names', consumer] as const) await platform.start(name);
    const commands: Command[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      const round = planCommands(random, random.int(12, 40));
      const stranded = await killOnce(platform, round, random.int(2, 8));
      if (stranded === 0) return [`kill ${kill}: no committed event was left behind, so nothing is proved`];
      const unanswered = round.filter(({ caseId }) => caseId === undefined);
      say(`kill ${kill}: ${round.length - unanswered.length} answered, ${stranded} committed and not published`);
      const restarted = await platform.start(producer);
      await sendAll(platform, unanswered, 4);
      await waitUntilDelivered(platform, deliveryDeadlineMs);
      await restarted.stop();
      commands.push(...round);
    }
    say(`${commands.length} commands after ${kills} kills`);
    return await exactlyOnceFaults(platform, commands);
  } finally {
    await platform.stop();
  }
}

// The number of events that were committed when the process died and that neither queue nor consumer knows.
async function killOnce(platform: Platform, round: readonly Command[], lanes: number): Promise<number> {
  const doomed = await platform.start(producer, { CRASH_POINT: 'relay.before-publish' });
  await sendAll(platform, round, lanes);
  await doomed.exited;
  const left = await platform.rows<{ id: string }>(
    producer,
    `select event_id as id from outbox_delivery where subscriber = $1 and pending and published_at is null`,
    [consumer],
  );
  const ids = left.map(({ id }) => id);
  const known = await platform.rows(consumer, 'select from inbox where event_id = any($1::uuid[])', [ids]);
  if (known.length > 0) throw new Error('an event reached the consumer before it was published');
  return ids.length;
}
