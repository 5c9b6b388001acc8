import type { Check } from '../verification/centre.ts';
import { service } from '../verification/open.ts';
import { toldOf, untilNone } from '../verification/questions.ts';
import { dayAfter } from '../verification/time.ts';
import { deadlineMs, entrust, notAs, type OutageRun, outageDays } from './outage.ts';

const called = { agency: 'TAX', item: 'IIT_WAGE' };
const byFile = { agencyCode: 'BANK', item: 'DEPOSIT', route: 'HTTP' };
const faults = ['RESET', 'ERROR_500', 'WRONG_SIGNATURE'];

/**
 * An agency that is called and one that answers by file are away for three days. Checks that can wait are answered; those whose
 * term passes are reported without them, and what comes late makes a new version. Answers the faults.
 */
export async function agencyAway(run: OutageRun): Promise<string[]> {
  const { world, random, say } = run;
  const { simulator, time, centre } = world;
  await centre.connect(byFile, await simulator.exchangeKey());
  const behaviour = random.pick(faults);
  await simulator.override({ item: called.item, behaviour });
  await simulator.files({ agencyCode: byFile.agencyCode, fault: 'RESET' });
  const patient = await entrust(run);
  const urgent = await entrust(run, { dueDate: dayAfter(run.day) });
  const sent = `state = 'QUEUED' and agency_code <> '${byFile.agencyCode}'`;
  await untilNone(world.platform, [...patient, ...urgent], { condition: sent, deadlineMs });
  const found: string[] = [];
  for (let day = 0; day < outageDays; day += 1) {
    for (const hour of ['12:00', '17:30', '21:00']) await time.moveTo(dayAfter(run.day, day), hour);
    if (day !== outageDays - 1) continue;
    for (const check of urgent) found.push(...(await reportWithout(run, check)));
  }
  run.day = dayAfter(run.day, outageDays);
  await time.moveTo(run.day, '09:00');
  const before = [await toldOf(world.platform, called.agency), await toldOf(world.platform, byFile.agencyCode)];
  if (before.some(({ degraded, restored }) => degraded !== 1 || restored !== 0)) {
    found.push(`after three days the agencies were told of as ${JSON.stringify(before)}`);
  }
  await simulator.behave();
  await simulator.files({ agencyCode: byFile.agencyCode, delayDays: 0 });
  for (const hour of ['12:00', '17:30', '18:30', '19:30']) await time.moveTo(run.day, hour);
  const late = { [byFile.agencyCode]: ['ANSWERED_LATE'], [called.agency]: ['TIMED_OUT'] };
  found.push(...(await notAs(run, patient, { name: 'an agency away, in time', states: {} })));
  found.push(...(await notAs(run, urgent, { name: 'an agency away, past the term', states: late })));
  for (const check of urgent) found.push(...(await nextVersion(run, check)));
  for (const agency of [called.agency, byFile.agencyCode]) {
    const { degraded, restored } = await toldOf(world.platform, agency);
    if (degraded !== 1 || restored !== 1)
      found.push(`${agency}: degraded told ${degraded} times, restored ${restored}`);
  }
  say(`${called.agency} (${behaviour}) and ${byFile.agencyCode} away for ${outageDays} days: ${found.length} faults`);
  return found;
}

/** The applicant does not wait. */
async function reportWithout({ world: { centre } }: OutageRun, check: Check): Promise<string[]> {
  const report = await centre.compile(check);
  if (typeof report === 'string') return [`no report at the end of the term: ${report}`];
  await centre.issue(report);
  const missing = [...report.missingAgencies].sort().join(', ');
  const right = report.verdict === 'INCOMPLETE' && missing === `${byFile.agencyCode}, ${called.agency}`;
  return right ? [] : [`the report at the end of the term is ${report.verdict} without ${missing}`];
}

async function nextVersion({ world: { centre, platform } }: OutageRun, check: Check): Promise<string[]> {
  const report = await centre.compile(check);
  if (typeof report === 'string') return [`a late answer makes no version: ${report}`];
  const issued = await centre.issue(report);
  const [told] = await platform.rows<{ superseded: number; completed: number }>(
    service,
    `select count(*) filter (where type like '%verification.superseded%')::int as superseded,
       count(*) filter (where type like '%verification.completed%')::int as completed from outbox where subject = $1`,
    [issued.id],
  );
  const stands = `version ${report.reportVersion}, without ${report.missingAgencies.join(', ')}, superseded told ${told?.superseded} times, completed ${told?.completed}`;
  // The first version was INCOMPLETE: only another verdict is a completion of its own (§5.1).
  const completed = report.verdict === 'INCOMPLETE' ? 0 : 1;
  const wanted = `version 2, without ${called.agency}, superseded told 1 times, completed ${completed}`;
  return stands === wanted ? [] : [`the next version is ${stands}`];
}
