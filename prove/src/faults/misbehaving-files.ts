import { readdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@mz/population';
import type { Check } from '../verification/centre.ts';
import { peakMemoryMb } from '../verification/memory.ts';
import { service, type Verification } from '../verification/open.ts';
import { questionsOf, untilNone } from '../verification/questions.ts';
import { holdsNothing, shuffled } from '../verification/subjects.ts';
import { dayAfter } from '../verification/time.ts';
import { type FileAgencies, fileWays } from './file-agencies.ts';
import { judgeReport } from './verdicts.ts';

/** What an agency does to the files of a day. */
interface Misbehaviour {
  readonly name: string;
  /** What the simulator's desk does; it is the same for every transport. */
  readonly desk?: string;
  /** What its register answers in the file. */
  readonly register?: string;
  /** What is done to folder and server, which the simulator's desk knows nothing of. */
  readonly wire?: 'SILENT' | 'SLOW_DRIP' | 'RESET' | 'PERMISSION_DENIED';
  /** States in which a question may stand while the agency misbehaves; all of a check's questions are at it. */
  readonly states: readonly string[];
  /** Why an answer file is refused, if one came. */
  readonly refusal?: string;
}

const structure = { states: ['SENT'], refusal: 'FILE_STRUCTURE_INVALID' };
/** The 14 of the promise. A replayed, doubled or contradicted answer comes after the first one was taken. */
const misbehaviours: readonly Misbehaviour[] = [
  { name: 'time-out', desk: 'TIMEOUT', wire: 'SILENT', states: ['SENT'] },
  { name: 'slow drip', desk: 'SLOW_DRIP', wire: 'SLOW_DRIP', states: ['SENT'] },
  { name: 'reset', desk: 'RESET', wire: 'RESET', states: ['SENT'] },
  { name: 'error storm', desk: 'ERROR_500', wire: 'PERMISSION_DENIED', states: ['SENT'] },
  { name: '100 MB', desk: 'HUGE', states: ['SENT'] },
  { name: 'wrong JSON', desk: 'WRONG_JSON', ...structure },
  { name: 'wrong charset', desk: 'WRONG_CHARSET', ...structure },
  { name: 'wrong signature', desk: 'WRONG_SIGNATURE', states: ['SENT'], refusal: 'FILE_SIGNATURE_INVALID' },
  { name: 'replay', desk: 'REPLAY', states: ['ANSWERED', 'SENT'], refusal: 'FILE_STRUCTURE_INVALID' },
  { name: 'another person', register: 'OTHER_PERSON', states: ['RETRY_WAIT'] },
  { name: 'over-return', register: 'OVER_RETURN', states: ['ANSWERED'] },
  { name: 'late', states: ['TIMED_OUT'] },
  { name: 'duplicate', desk: 'DUPLICATE', states: ['ANSWERED', 'SENT'], refusal: 'FILE_STRUCTURE_INVALID' },
  { name: 'contradiction', desk: 'CONTRADICTORY', states: ['ANSWERED', 'SENT'], refusal: 'FILE_STRUCTURE_INVALID' },
];

/** What the proof works with. */
export interface FilesRun {
  readonly agencies: FileAgencies;
  /** How many of the misbehaviours are played. */
  readonly count: number;
  readonly say: (line: string) => void;
}

type Persons = ReturnType<Verification['takePersons']>;

interface Day {
  readonly day: string;
  readonly checks: readonly Check[];
  readonly misbehaviour: Misbehaviour;
}

const firstFileDay = '2014-05-19';
const deadlineMs = 60_000;
const mostMemoryMb = 64;
/** Days after which an agency that behaves again must have answered. */
const mostDays = 3;
/** What the register of each agency holds of everybody, so that a missing or wrong answer shows in the verdict. */
const deposit = { bank: '泉城试验银行', product: 'DEMAND', accounts: 1, balanceOn: '2014-05-19', balanceFen: 90_000 };

/**
 * Each day the agencies of three transports misbehave in one way about the files of that day, and behave again afterwards: the
 * questions stand as the handbook says meanwhile, and every report comes to the honest verdict. Answers the faults.
 */
export async function misbehavingFiles(world: Verification, random: Random, run: FilesRun): Promise<string[]> {
  const { agencies, count, say } = run;
  for (const way of fileWays) await world.centre.connect(way, await world.simulator.exchangeKey());
  const faults: string[] = [];
  let day = firstFileDay;
  const { pid } = world.process();
  peakMemoryMb(pid);
  // Two, so that an answer file can leave one of them out.
  const persons = world.takePersons(2, holdsNothing);
  const honest = await honestVerdict(world, agencies, persons);
  const usualMb = peakMemoryMb(pid);
  for (const misbehaviour of shuffled(random, misbehaviours).slice(0, count)) {
    day = dayAfter(day, mostDays + 1);
    const late = misbehaviour.name === 'late' ? { dueDate: day } : {};
    const checks = await entrusted(world, persons, { day, ...late });
    const own = { day, checks, misbehaviour };
    faults.push(...(await meet(world, agencies, own)));
    faults.push(...(await recover(world, agencies, own)));
    for (const check of checks) {
      faults.push(...(await judgeReport(world, check, { honest, name: `files: ${misbehaviour.name}`, must: true })));
    }
    say(`files of ${day}: ${misbehaviour.name} by ${fileWays.map(({ route }) => route).join(', ')}`);
  }
  const grownMb = peakMemoryMb(pid) - usualMb;
  say(`memory: ${grownMb.toFixed(1)} MB more at most`);
  return grownMb > mostMemoryMb ? [...faults, `files: the memory grew by ${grownMb.toFixed(1)} MB`] : faults;
}

/** A check of each person, entrusted on a day. */
async function entrusted(
  world: Verification,
  persons: Persons,
  { day, dueDate }: { readonly day: string; readonly dueDate?: string },
): Promise<Check[]> {
  await world.time.moveTo(day, '09:00');
  await world.simulator.override({ item: 'DEPOSIT', rows: [deposit] });
  const checks: Check[] = [];
  for (const person of persons) {
    const terms = { today: day, ...(dueDate === undefined ? {} : { dueDate }) };
    const check = await world.centre.submit(person, terms);
    await world.centre.entrust(check);
    checks.push(check);
  }
  const called = "agency_code not in ('BANK', 'DISABLED_FED', 'AGRI') and state <> 'ANSWERED'";
  await untilNone(world.platform, checks, { condition: called, deadlineMs });
  return checks;
}

/** Of checks whose agencies behave: the deposits alone are beyond the limit. */
async function honestVerdict(world: Verification, agencies: FileAgencies, persons: Persons) {
  const day = firstFileDay;
  const checks = await entrusted(world, persons, { day });
  await recover(world, agencies, { day, checks, misbehaviour: { name: 'none', states: [] } });
  const [check] = checks;
  const report = check === undefined ? 'NO_CHECK' : await world.centre.compile(check);
  if (typeof report === 'string') throw new Error(`an honest check by file was answered ${report}`);
  return report;
}

/** The file of the day leaves and is answered wrongly; what the questions and the files come to. */
async function meet(world: Verification, agencies: FileAgencies, today: Day): Promise<string[]> {
  const { time } = world;
  const { day, misbehaviour } = today;
  const { wire, desk } = misbehaviour;
  if (wire !== 'SILENT' && wire !== 'SLOW_DRIP') disturbServer(agencies, wire);
  await misbehave(world, misbehaviour, day);
  await time.moveTo(day, '17:30');
  disturbServer(agencies, wire);
  await visits(world);
  spoilFolder(agencies, wire);
  // The second time it answers again, or otherwise than the first time.
  await time.moveTo(day, '18:30');
  if (desk !== undefined && misbehaviour.states.includes('ANSWERED')) {
    await visits(world);
    await time.moveTo(day, '19:30');
  }
  if (misbehaviour.name === 'late') await time.moveTo(dayAfter(day), '09:00');
  const faults = await wrongStates(world, today);
  faults.push(...(await wrongRefusals(world, today)));
  if (misbehaviour.name === 'late') faults.push(...(await issueWithout(world, today)));
  return faults;
}

/** The applicant does not wait for an agency that is late: the first version names it, the next one has its answer. */
async function issueWithout({ centre }: Verification, { checks }: Day): Promise<string[]> {
  const faults: string[] = [];
  const late = fileWays.map(({ agencyCode }) => agencyCode);
  for (const check of checks) {
    const report = await centre.compile(check);
    if (typeof report === 'string') return [`files: late: no report at the due date, ${report}`];
    const isMissing = late.every((agency) => report.missingAgencies.includes(agency));
    if (report.verdict !== 'INCOMPLETE' || !isMissing) {
      faults.push(`files: late: the first version is ${report.verdict} without ${report.missingAgencies.join(', ')}`);
    }
    await centre.issue(report);
  }
  return faults;
}

async function misbehave({ simulator }: Verification, { desk, register, name }: Misbehaviour, day: string) {
  for (const { agencyCode, item } of fileWays) {
    const fault = desk === undefined ? {} : { fault: desk };
    const silent = name === 'late' ? { silentUntil: dayAfter(day, 2) } : { delayDays: 0 };
    await simulator.files({ agencyCode, ...silent, ...fault });
    if (register === undefined) continue;
    const rows = item === 'DEPOSIT' && register === 'OVER_RETURN' ? { rows: [deposit] } : {};
    await simulator.override({ item, behaviour: register, ...rows });
  }
}

/** Agencies with folders look into them. */
async function visits({ simulator }: Verification): Promise<void> {
  for (const { agencyCode, route } of fileWays) if (route !== 'HTTP') await simulator.visit(agencyCode);
}

function disturbServer(agencies: FileAgencies, wire: Misbehaviour['wire']): void {
  agencies.server().trouble = wire;
}

/** In a folder that both sides reach a silence is a file that is not whole yet, and a reset one that was cut off. */
function spoilFolder(agencies: FileAgencies, wire: Misbehaviour['wire']): void {
  if (wire === undefined) return;
  const folder = agencies.folderOf('DISABLED_FED', 'out');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.jwe'))) {
    const path = join(folder, name);
    if (wire === 'RESET') truncateSync(path, 100);
    else renameSync(path, `${path}.part`);
  }
  if (wire === 'SLOW_DRIP') writeFileSync(join(folder, 'BANK-DEPOSIT-20140428-999-A1.jwe.part'), 'e');
}

/** What was not whole is whole now. */
function mendFolder(agencies: FileAgencies): void {
  const folder = agencies.folderOf('DISABLED_FED', 'out');
  for (const name of readdirSync(folder).filter((one) => one.startsWith('DISABLED_FED') && one.endsWith('.part'))) {
    renameSync(join(folder, name), join(folder, name.slice(0, -'.part'.length)));
  }
}

async function wrongStates({ platform }: Verification, { checks, misbehaviour }: Day): Promise<string[]> {
  const questions = await questionsOf(platform, checks);
  return fileWays.flatMap(({ agencyCode, route }) => {
    const states = questions.filter(({ agency }) => agency === agencyCode).map(({ state }) => state);
    const right = states.length === checks.length && states.every((state) => misbehaviour.states.includes(state));
    return right ? [] : [`files: ${misbehaviour.name} by ${route}: the questions are ${states.join(', ')}`];
  });
}

async function wrongRefusals({ platform }: Verification, { misbehaviour, day }: Day): Promise<string[]> {
  const { refusal, name } = misbehaviour;
  if (refusal === undefined) return [];
  const rows = await platform.rows<{ route: string; code: string }>(
    service,
    `select route, refusal_code as code from exchange_file where state = 'REFUSED' and created_on = $1`,
    [day],
  );
  return fileWays
    .filter(({ route }) => !rows.some((row) => row.route === route && row.code === refusal))
    .map(({ route }) => `files: ${name} by ${route}: no file was refused as ${refusal}`);
}

/** The agencies behave again: within some days every question is answered. */
async function recover(
  world: Verification,
  agencies: FileAgencies,
  { day, checks, misbehaviour }: Day,
): Promise<string[]> {
  const { simulator, time, platform } = world;
  await simulator.behave();
  await simulator.override({ item: 'DEPOSIT', rows: [deposit] });
  disturbServer(agencies, undefined);
  mendFolder(agencies);
  for (const { agencyCode } of fileWays) await simulator.files({ agencyCode, delayDays: 0 });
  for (let after = 0; after < mostDays; after += 1) {
    await time.moveTo(dayAfter(day, after), '20:30');
    await visits(world);
    await time.moveTo(dayAfter(day, after), '21:30');
    const open = (await questionsOf(platform, checks)).filter(({ state }) => !state.startsWith('ANSWERED'));
    if (open.length === 0) return [];
    await time.moveTo(dayAfter(day, after + 1), '17:30');
  }
  const open = (await questionsOf(platform, checks)).filter(({ state }) => !state.startsWith('ANSWERED'));
  return open.map(({ agency, state, fault }) => {
    return `files: ${misbehaviour.name}: the question to ${agency} is ${state} ${fault} in the end`;
  });
}
