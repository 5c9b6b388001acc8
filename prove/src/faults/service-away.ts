import { questionsOf, untilNone } from '../verification/questions.ts';
import { dayAfter } from '../verification/time.ts';
import { deadlineMs, entrust, notAs, type OutageRun, outageDays, passTime } from './outage.ts';

const byFile = 'BANK';
const longestMs = 400;

/** The queue is away for three days: checks are entrusted all the same, and their questions leave when it is back. */
export async function queueAway(run: OutageRun): Promise<string[]> {
  const { world, ways, say } = run;
  for (const way of ways) way.close();
  const checks = await entrust(run);
  const early = (await questionsOf(world.platform, checks)).filter(({ state }) => state !== 'QUEUED');
  await world.process().stop();
  run.day = dayAfter(run.day, outageDays);
  await passTime(run, run.day);
  for (const way of ways) way.open();
  await world.start();
  await allAnswered(run);
  const faults = await notAs(run, checks, { name: 'the queue away', states: {} });
  for (const { agency, sends } of await questionsOf(world.platform, checks)) {
    // The event that comes late and the job that misses it may ask at once; that is one attempt.
    const wrong = agency !== byFile && (sends.length === 0 || sends.length > 2);
    if (wrong) faults.push(`the queue away: ${agency} was asked ${sends.length} times`);
  }
  say(`queue away for ${outageDays} days: ${checks.length} checks entrusted meanwhile, ${faults.length} faults`);
  return early.length === 0 ? faults : [...faults, 'a question left while the queue was away, so nothing is proved'];
}

/**
 * The service is killed while questions are on their way, some wait for their next try and a file lies with its agency, and
 * stays away for three days: it goes on where it was.
 */
export async function serviceAway(run: OutageRun): Promise<string[]> {
  const { world, random, say } = run;
  const { simulator, time, platform } = world;
  await simulator.override({ item: 'IIT_WAGE', behaviour: 'RESET' });
  const waiting = await entrust(run);
  const sent = `state = 'QUEUED' and agency_code <> '${byFile}'`;
  await untilNone(platform, waiting, { condition: sent, deadlineMs });
  await time.moveTo(run.day, '17:30');
  const caught = await entrust(run);
  const afterMs = random.int(0, longestMs);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await world.process().kill();
  await simulator.behave();
  run.day = dayAfter(run.day, outageDays);
  await passTime(run, run.day);
  await world.start();
  await allAnswered(run);
  const faults = [
    ...(await notAs(run, waiting, { name: 'the service away, waiting', states: {} })),
    ...(await notAs(run, caught, { name: 'the service away, on its way', states: {} })),
  ];
  say(`killed ${afterMs} ms after the last entrustment and away for ${outageDays} days: ${faults.length} faults`);
  return faults;
}

/** A day on which all agencies answer. */
async function allAnswered({ world: { simulator, time }, day }: OutageRun): Promise<void> {
  await simulator.files({ agencyCode: byFile, delayDays: 0 });
  for (const hour of ['09:00', '12:00', '17:30', '18:30', '19:30']) await time.moveTo(day, hour);
}
