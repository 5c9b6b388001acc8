import type { Check } from '../verification/centre.ts';
import { service, type Verification } from '../verification/open.ts';
import { untilNone } from '../verification/questions.ts';
import { inLanes } from '../workload/lanes.ts';

const silentAgency = { code: 'HRSS_INSURANCE', item: 'CONTRIBUTION' };
const leastRate = 0.9;
const lanes = 4;
const deadlineMs = 120_000;
/** So few that one which waits is more than a tenth. */
const checksInTurn = 8;
/** Many times what the others need, so that a busy machine is not taken for a silent agency. */
const patienceMs = 8_000;
/** Longer than the proof. */
const endlessSeconds = 3_600;

type Persons = ReturnType<Verification['takePersons']>;

/**
 * One check after another, with every agency well and then with one that says nothing at all: as many checks have the answers of
 * the others before anybody's patience is over. What counts is checks and not seconds. Answers the faults.
 */
export async function othersPatience(world: Verification, say: (line: string) => void): Promise<string[]> {
  const { simulator } = world;
  await setTerm(world, endlessSeconds);
  await world.start({ AGENCY_PATIENCE_MS: String(patienceMs) });
  const persons = world.takePersons(checksInTurn);
  const well = await inTurn(world, persons);
  await simulator.override({ item: silentAgency.item, behaviour: 'TIMEOUT' });
  const silent = await inTurn(world, persons);
  await simulator.behave();
  say(`${silent} checks had the others' answers in time beside an agency that is silent, ${well} with all well`);
  return silent >= leastRate * well ? [] : [`the others were waited for in ${well - silent} of ${well} checks`];
}

/** How many checks had the answers of the others before a patience was over. */
async function inTurn(world: Verification, persons: Persons): Promise<number> {
  const checks = await inLanes(persons, lanes, (person) => world.centre.submit(person));
  let inTime = 0;
  for (const check of checks) {
    const start = performance.now();
    await world.centre.entrust(check);
    await othersAnswered(world, [check]);
    if (performance.now() - start < patienceMs) inTime += 1;
  }
  return inTime;
}

/** Longer than all of the others together need. */
const silentSeconds = 12;

/** How the rate of the others is measured. */
export interface RateSize {
  readonly checks: number;
  /** Between two entrustments: what arrives is less than what can be done. */
  readonly everyMs: number;
  readonly rounds: number;
}

/**
 * Checks arrive at a steady rate, in turn with every agency well and with one that is silent: the answers of the others are there
 * at the same rate, and do not wait for the silent one. Answers the faults.
 */
export async function othersRate(
  world: Verification,
  { size, short, say }: { readonly size: RateSize; readonly short: boolean; readonly say: (line: string) => void },
): Promise<string[]> {
  const { simulator } = world;
  await setTerm(world, silentSeconds);
  await world.start();
  const ms = { well: 0, silent: 0 };
  const persons = world.takePersons(size.checks);
  // The first checks after a start are slower than all others.
  await answeredAfter(world, persons.slice(0, 2), size);
  const faults: string[] = [];
  for (let round = 0; round < size.rounds; round += 1) {
    ms.well += await answeredAfter(world, persons, size);
    await simulator.override({ item: silentAgency.item, behaviour: 'TIMEOUT' });
    const took = await answeredAfter(world, persons, size);
    ms.silent += took;
    await simulator.behave();
    await world.start();
    if (took > size.checks * size.everyMs + (silentSeconds - 2) * 1_000) {
      faults.push(`the others' answers waited for ${silentAgency.code}: ${took.toFixed(0)} ms`);
    }
  }
  const ratio = ms.well / ms.silent;
  say(
    `others answered at ${ratio.toFixed(3)} of their rate beside an agency that is silent (${ms.silent.toFixed(0)} ms)`,
  );
  // On a machine that is busy with other things only the long run says something about seconds.
  return short || ratio >= leastRate ? faults : [...faults, `others answered at ${ratio.toFixed(3)} of their rate`];
}

async function answeredAfter(world: Verification, persons: Persons, { everyMs }: RateSize): Promise<number> {
  const checks = await inLanes(persons, lanes, (person) => world.centre.submit(person));
  const start = performance.now();
  const entrusted = checks.map(async (check, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * everyMs));
    await world.centre.entrust(check);
  });
  await Promise.all(entrusted);
  await othersAnswered(world, checks);
  return performance.now() - start;
}

async function setTerm({ platform }: Verification, seconds: number): Promise<void> {
  const change = 'update agency_agreement set sla_seconds = $2 where agency_code = $1';
  await platform.rows(service, change, [silentAgency.code, seconds]);
}

function othersAnswered({ platform }: Verification, checks: readonly Check[]): Promise<void> {
  const condition = `state <> 'ANSWERED' and agency_code <> '${silentAgency.code}'`;
  return untilNone(platform, checks, { condition, deadlineMs });
}
