import type { Random } from '@mz/population';
import type { Check } from '../verification/centre.ts';
import { peakMemoryMb } from '../verification/memory.ts';
import type { Verification } from '../verification/open.ts';
import { questionsOf, toldOf, untilNone } from '../verification/questions.ts';
import { shuffled } from '../verification/subjects.ts';
import { inLanes } from '../workload/lanes.ts';

/** What comes instead of an answer that anybody could judge. */
const storms = [
  ...['TIMEOUT', 'SLOW_DRIP', 'RESET', 'ERROR_500', 'HUGE', 'WRONG_JSON', 'WRONG_CHARSET', 'WRONG_SIGNATURE'],
  ...['REPLAY', 'CONTRADICTORY'],
];
/** Agencies that are called, with the items of a check. */
const called: readonly (readonly [agency: string, items: readonly string[]])[] = [
  ['PSB_HUKOU', ['HUKOU']],
  ['PSB_VEHICLE', ['VEHICLE']],
  ['HRSS_PENSION', ['PENSION', 'RESIDENT_PENSION']],
  ['HRSS_INSURANCE', ['CONTRIBUTION']],
  ['AIC', ['BUSINESS_REG']],
  ['HOUSING_REG', ['REAL_ESTATE']],
  ['CA_MARRIAGE', ['MARRIAGE']],
  ['CA_FUNERAL', ['CREMATION']],
  ['TAX', ['IIT_WAGE']],
  ['HOUSING_FUND', ['FUND']],
];
const mostFaults = 20;
const mostMemoryMb = 64;
const lanes = 4;
const deadlineMs = 120_000;

/** How large a storm is: each check is a question to each agency. */
export interface StormSize {
  readonly checks: number;
}

/**
 * Every agency that is called goes wrong at once, each in another way: each circuit opens before 20 questions have met the fault,
 * the agency is told of once, the memory stays, and afterwards every question is answered. Answers the faults.
 */
export async function agencyStorm(
  world: Verification,
  random: Random,
  { size, say }: { readonly size: StormSize; readonly say: (line: string) => void },
): Promise<string[]> {
  const { platform, simulator, time } = world;
  // Every circuit is closed in a process that has just begun.
  await world.start();
  const { pid } = world.process();
  // What an honest load of the same size needs is the measure.
  const persons = world.takePersons(size.checks);
  const quiet = await submitted(world, persons);
  const stormy = await submitted(world, persons);
  peakMemoryMb(pid);
  await inLanes(quiet, lanes, (check) => world.centre.entrust(check));
  await untilNone(platform, quiet, { condition: "state <> 'ANSWERED'", deadlineMs });
  const usualMb = peakMemoryMb(pid);
  const before = await health(world);
  const ways = shuffled(random, storms);
  for (const [index, [, items]] of called.entries()) {
    for (const item of items) await simulator.override({ item, behaviour: ways[index % ways.length] });
  }
  await inLanes(stormy, lanes, (check) => world.centre.entrust(check));
  await untilNone(platform, stormy, { condition: "state = 'QUEUED'", deadlineMs });
  const peakMb = peakMemoryMb(pid);
  const questions = await questionsOf(platform, stormy);
  const faults: string[] = [];
  for (const [index, [agency]] of called.entries()) {
    const own = questions.filter((one) => one.agency === agency);
    const met = own.flatMap(({ sends }) => sends).length;
    const left = own.filter(({ fault }) => fault === 'CIRCUIT_OPEN').length;
    const name = `${agency} with ${ways[index % ways.length]}`;
    say(`${name}: ${met} questions met it, ${left} were held back`);
    if (met > mostFaults) faults.push(`${name}: ${met} questions met it before its circuit opened`);
    if (met + left !== own.length || left === 0) faults.push(`${name}: the circuit is not open`);
  }
  say(`memory: ${peakMb.toFixed(1)} MB at most, ${usualMb.toFixed(1)} MB with an honest load`);
  if (peakMb - usualMb > mostMemoryMb) faults.push(`the memory grew by ${(peakMb - usualMb).toFixed(1)} MB`);
  await simulator.behave();
  await world.start();
  await time.moveTo('2014-05-14', '11:00');
  await untilNone(platform, stormy, { condition: "state <> 'ANSWERED'", deadlineMs });
  const after = await health(world);
  for (const [agency, told] of after) {
    const { degraded, restored } = before.get(agency) ?? { degraded: 0, restored: 0 };
    const news = `degraded ${told.degraded - degraded} times, restored ${told.restored - restored} times`;
    if (news !== 'degraded 1 times, restored 1 times') faults.push(`${agency} was told as ${news}`);
  }
  return faults;
}

type Persons = ReturnType<Verification['takePersons']>;

async function submitted(world: Verification, persons: Persons): Promise<Check[]> {
  return inLanes(persons, lanes, (person) => world.centre.submit(person, { today: '2014-05-14' }));
}

async function health({ platform }: Verification): Promise<Map<string, { degraded: number; restored: number }>> {
  const told = new Map<string, { degraded: number; restored: number }>();
  for (const [agency] of called) told.set(agency, await toldOf(platform, agency));
  return told;
}
