import type { AgencyItem, Random } from '@mz/population';
import type { Check } from '../verification/centre.ts';
import type { Verification } from '../verification/open.ts';
import { type Question, questionsOf, untilNone } from '../verification/questions.ts';
import { holds, shuffled } from '../verification/subjects.ts';
import { inLanes } from '../workload/lanes.ts';
import { type Judged, judgeReport } from './verdicts.ts';

/** What an agency does to a signed call, and what the platform must make of it. */
interface Misbehaviour {
  readonly behaviour: string;
  readonly fault: string | null;
  /** The answer is kept, encrypted, for people to look at. */
  readonly quarantined: boolean;
}

const misbehaviours: readonly Misbehaviour[] = [
  { behaviour: 'TIMEOUT', fault: 'TIMEOUT', quarantined: false },
  { behaviour: 'SLOW_DRIP', fault: 'TIMEOUT', quarantined: false },
  { behaviour: 'RESET', fault: 'UNREACHABLE', quarantined: false },
  { behaviour: 'ERROR_500', fault: 'HTTP_STATUS', quarantined: false },
  { behaviour: 'HUGE', fault: 'ANSWER_MALFORMED', quarantined: false },
  { behaviour: 'WRONG_JSON', fault: 'ANSWER_MALFORMED', quarantined: true },
  { behaviour: 'WRONG_CHARSET', fault: 'ANSWER_UNSIGNED', quarantined: true },
  { behaviour: 'WRONG_SIGNATURE', fault: 'ANSWER_UNSIGNED', quarantined: true },
  { behaviour: 'REPLAY', fault: 'ANSWER_UNSIGNED', quarantined: true },
  { behaviour: 'OTHER_PERSON', fault: 'ANSWER_OVER_RETURN', quarantined: true },
  // Answered: what nobody asked for is dropped, and kept apart.
  { behaviour: 'OVER_RETURN', fault: null, quarantined: true },
  { behaviour: 'LATE', fault: 'TIMEOUT', quarantined: false },
  { behaviour: 'DUPLICATE', fault: 'ANSWER_MALFORMED', quarantined: true },
  { behaviour: 'CONTRADICTORY', fault: 'ANSWER_MALFORMED', quarantined: true },
];

/** Items that some hold and that decide a verdict; each at another agency, so that none is met by enough faults to be left alone. */
const items = ['IIT_WAGE', 'VEHICLE', 'RESIDENT_PENSION', 'FUND'] as const satisfies readonly AgencyItem[];

/** One misbehaviour met by one check. */
interface Met extends Misbehaviour {
  readonly item: AgencyItem;
  /** For ever, or the first time only. */
  readonly lasting: boolean;
  readonly check: Check;
  readonly honest: Judged;
}

const lanes = 4;
const deadlineMs = 60_000;
/** Short, so that an agency that is silent costs little time; long enough for one that is only busy. */
const slaSeconds = 5;

/**
 * Each misbehaviour meets one question whose answer decides the verdict. First each is seen in the state that the handbook says,
 * then half of the agencies come to their senses and half never do: every report says what an honest check of the same person
 * says, or is INCOMPLETE and names the agency. Answers the faults.
 */
export async function misbehavingCalls(
  world: Verification,
  random: Random,
  say: (line: string) => void,
): Promise<string[]> {
  const { platform, simulator, time } = world;
  await platform.rows('income-verification', "update agency_agreement set sla_seconds = $1 where mode = 'RT'", [
    slaSeconds,
  ]);
  const met = await meet(world, random);
  await inLanes(met, lanes, ({ check }) => world.centre.entrust(check));
  const checks = met.map(({ check }) => check);
  await untilNone(platform, checks, { condition: "state = 'QUEUED'", deadlineMs });
  const first = await questionsOf(platform, checks);
  const faults = met.flatMap((one) => wrongState(one, questionOf(first, one)));
  faults.push(...othersOpen(met, first));
  say(`${met.length} misbehaviours met by a question each: ${faults.length} wrong states`);
  for (const one of met)
    faults.push(...(await judgeReport(world, one.check, { honest: one.honest, name: nameOf(one) })));
  // Tried again after five minutes and after an hour.
  await time.moveTo('2014-04-28', '10:30');
  await simulator.behave();
  await time.moveTo('2014-05-14', '09:00');
  const last = await questionsOf(platform, checks);
  for (const one of met) {
    faults.push(...wrongEnd(one, questionOf(last, one)));
    faults.push(...(await judgeReport(world, one.check, { honest: one.honest, name: nameOf(one), must: true })));
  }
  say(`${met.filter(({ lasting }) => lasting).length} of them for ever: every verdict honest or INCOMPLETE`);
  return faults;
}

/** Persons who hold what is asked about, their honest verdicts, and the orders to the simulator. */
async function meet(world: Verification, random: Random): Promise<Met[]> {
  const { simulator, centre, platform } = world;
  const planned = shuffled(random, misbehaviours).map((one, index) => {
    const item = items[index % items.length] ?? 'IIT_WAGE';
    const [person] = world.takePersons(1, (candidate) => holds(candidate, item));
    if (person === undefined) throw new Error(`nobody holds ${item}`);
    return { ...one, item, lasting: index % 2 === 0, person };
  });
  const honest = await inLanes(planned, lanes, async ({ person }) => {
    const check = await centre.submit(person);
    await centre.entrust(check);
    return check;
  });
  await untilNone(platform, honest, { condition: "state <> 'ANSWERED'", deadlineMs });
  const met: Met[] = [];
  for (const [index, { person, ...one }] of planned.entries()) {
    const [check, before] = [await centre.submit(person), honest[index]];
    if (before === undefined) throw new Error('a check without its honest twin');
    const report = await centre.compile(before);
    if (typeof report === 'string') throw new Error(`an honest check was answered ${report}`);
    await simulator.override({
      ...{ personRef: person.ref, item: one.item, behaviour: one.behaviour },
      ...(one.lasting ? {} : { times: 1 }),
    });
    met.push({ ...one, check, honest: report });
  }
  return met;
}

function nameOf({ behaviour, item }: Met): string {
  return `${behaviour} of ${item}`;
}

function questionOf(questions: readonly Question[], { check, item }: Met): Question | undefined {
  return questions.find((one) => one.requestId === check.requestId && one.item === item);
}

function wrongState(one: Met, question: Question | undefined): string[] {
  if (question === undefined) return [`${nameOf(one)}: there is no question`];
  const { state, attempt, fault, quarantined } = question;
  const wanted = one.fault === null ? 'ANSWERED 1 null' : `RETRY_WAIT 1 ${one.fault}`;
  const stands = `${state} ${attempt} ${fault}`;
  return [
    ...(stands === wanted ? [] : [`${nameOf(one)}: the question is ${stands} and not ${wanted}`]),
    ...(one.quarantined === quarantined.length > 0
      ? []
      : [`${nameOf(one)}: ${quarantined.length} answers are kept apart`]),
  ];
}

/** What was asked of the other agencies about the same persons. */
function othersOpen(met: readonly Met[], questions: readonly Question[]): string[] {
  const own = new Set(met.map(({ check, item }) => `${check.requestId} ${item}`));
  return questions
    .filter(({ requestId, item, state }) => !own.has(`${requestId} ${item}`) && state !== 'ANSWERED')
    .map(({ agency, item, state, fault }) => `${agency} behaved, and its ${item} is ${state} ${fault}`);
}

/** After three attempts, or at its due date, a question is closed without an answer; all others are answered. */
function wrongEnd(one: Met, question: Question | undefined): string[] {
  const silent = one.lasting && one.fault !== null && one.behaviour !== 'LATE';
  const { state = 'MISSING', attempt = 0 } = question ?? {};
  const right = silent ? (state === 'FAILED' && attempt === 3) || state === 'TIMED_OUT' : state === 'ANSWERED';
  return right ? [] : [`${nameOf(one)}${one.lasting ? ' for ever' : ' once'} ends ${state} after ${attempt} attempts`];
}
