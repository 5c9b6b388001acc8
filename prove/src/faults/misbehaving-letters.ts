import type { Random } from '@mz/population';
import type { Check, Report } from '../verification/centre.ts';
import { service, type Verification } from '../verification/open.ts';
import { type Letter, openPost, type Paper, type Post } from '../verification/post.ts';
import { type Question, questionsOf, untilNone } from '../verification/questions.ts';
import { holdsNothing, shuffled } from '../verification/subjects.ts';
import { dayAfter } from '../verification/time.ts';
import { answer, type PaperFault, paperFaults } from './paper-faults.ts';
import { judgeReport } from './verdicts.ts';

const agency = { agencyCode: 'INSURANCE', item: 'CASH_VALUE' };
/** Between the storm and the files. */
const day = '2014-05-15';
const deadlineMs = 60_000;
/** More than anybody may have: a paper that is missed or invented shows in the verdict. */
const policy = { insurer: '试验人寿', product: 'LIFE', cashValueFen: 90_000, yearlyPremiumFen: 0, valuedOn: day };
const right: Paper = { outcome: 'HIT', rows: [policy], sourceAsOf: day };

/** One fault met by one check. */
interface Met {
  readonly fault: PaperFault;
  readonly check: Check;
}

/**
 * An agency answers on paper, and each paper goes wrong in its own way: every question stands as the handbook says, and every
 * report comes to the verdict of a check whose paper was right, or is INCOMPLETE and names the agency. Answers the faults.
 */
export async function misbehavingLetters(
  world: Verification,
  random: Random,
  say: (line: string) => void,
): Promise<string[]> {
  const { platform, time } = world;
  const post = await openPost(platform);
  await beginLetters(world, post);
  await time.moveTo(day, '09:00');
  const honest = await entrusted(world);
  const met: Met[] = [];
  for (const fault of shuffled(random, paperFaults)) {
    met.push({ fault, check: await entrusted(world, fault.pastTerm ? { dueDate: day } : {}) });
  }
  const checks = [honest, ...met.map(({ check }) => check)];
  await untilNone(platform, checks, { condition: `state <> 'ANSWERED' and agency_code <> 'INSURANCE'`, deadlineMs });
  await time.moveTo(day, '10:00');
  const other = await post.letterOf(honest, agency.agencyCode);
  const faults = await answer({ post, letter: other }, right);
  const report = await world.centre.compile(honest);
  if (typeof report === 'string') throw new Error(`an honest check by letter was answered ${report}`);
  for (const { fault, check } of met) {
    const letter = await post.letterOf(check, agency.agencyCode);
    const found = await fault.deal({ post, check, letter, other, right });
    faults.push(...found.map((text) => `letters: ${fault.name}: ${text}`));
  }
  // The term of some is over.
  await time.moveTo(dayAfter(day), '09:00');
  const first = await questionsOf(platform, checks, agency.item);
  for (const one of met) {
    faults.push(...wrongStanding(one, questionOf(first, one)));
    faults.push(...(await judgedFirst(world, one, report)));
    faults.push(...(await mended({ post, other }, one)));
  }
  const last = await questionsOf(platform, checks, agency.item);
  for (const one of met) {
    faults.push(...wrongEnd(one, questionOf(last, one)));
    faults.push(...(await judgedLast(world, one, report)));
  }
  await endLetters(world);
  say(`${met.length} papers that went wrong: ${faults.length} faults (${met.map((one) => one.fault.name).join(', ')})`);
  return faults;
}

/** From now on the agency's answer is waited for. */
async function beginLetters({ platform }: Verification, post: Post): Promise<void> {
  await post.connect(agency);
  const change = 'update policy_parameter set value = value || to_jsonb($1::text) where key = $2';
  await platform.rows(service, change, [agency.agencyCode, 'agencies.DIBAO.where_live']);
}

/** It is not asked any more. */
async function endLetters({ platform }: Verification): Promise<void> {
  const change = 'update agency_agreement set valid_to = $2 where agency_code = $1 and connected_on is not null';
  await platform.rows(service, change, [agency.agencyCode, dayAfter(day)]);
}

/** A check of somebody in no other register. */
async function entrusted(world: Verification, terms: { readonly dueDate?: string } = {}): Promise<Check> {
  const [person] = world.takePersons(1, holdsNothing);
  if (person === undefined) throw new Error('everybody has been checked');
  const check = await world.centre.submit(person, { today: day, ...terms });
  await world.centre.entrust(check);
  return check;
}

/** An agency that was late, or whose paper could not be used, is heard at last. */
async function mended(
  { post, other }: { readonly post: Post; readonly other: Letter },
  { fault, check }: Met,
): Promise<string[]> {
  if (fault.mend === undefined) return [];
  const letter = await post.letterOf(check, agency.agencyCode);
  const found = await fault.mend({ post, check, letter, other, right });
  return found.map((text) => `letters: ${fault.name}, mended: ${text}`);
}

/** What a check comes to before its paper is mended: of one whose term is over the first version is issued, and names the agency. */
async function judgedFirst(world: Verification, { fault, check }: Met, honest: Report): Promise<string[]> {
  const name = `letters: ${fault.name}`;
  if (!fault.pastTerm) return judgeReport(world, check, { honest, name });
  const report = await world.centre.compile(check);
  if (typeof report === 'string') return [`${name}: no report at the end of the term, ${report}`];
  await world.centre.issue(report);
  const names = report.verdict === 'INCOMPLETE' && report.missingAgencies.includes(agency.agencyCode);
  return names ? [] : [`${name}: at the end of the term ${report.verdict} without ${report.missingAgencies.join()}`];
}

/** What it comes to in the end: a paper that came late makes the next version. */
async function judgedLast(world: Verification, { fault, check }: Met, honest: Report): Promise<string[]> {
  const name = `letters: ${fault.name}`;
  if (!fault.pastTerm) return judgeReport(world, check, { honest, name, must: true });
  const report = await world.centre.compile(check);
  const came = typeof report === 'string' ? report : `version ${report.reportVersion} ${report.verdict}`;
  // Of an agency that never answers the next version says the same as the first.
  const wanted = `version 2 ${fault.mend === undefined ? 'INCOMPLETE' : honest.verdict}`;
  return came === wanted ? [] : [`${name}: in the end ${came} and not ${wanted}`];
}

function questionOf(questions: readonly Question[], { check }: Met): Question | undefined {
  return questions.find(({ requestId }) => requestId === check.requestId);
}

function wrongStanding({ fault }: Met, question: Question | undefined): string[] {
  if (question === undefined) return [`letters: ${fault.name}: there is no question`];
  const { state, attempt, fault: why, quarantined } = question;
  const stands = `${state} ${attempt} ${why} [${quarantined.join()}]`;
  return stands === fault.stands ? [] : [`letters: ${fault.name}: the question is ${stands} and not ${fault.stands}`];
}

/** Every question is answered in the end, but for the one of an agency that never answers. */
function wrongEnd({ fault }: Met, question: Question | undefined): string[] {
  const late = fault.mend === undefined ? 'TIMED_OUT' : 'ANSWERED_LATE';
  const wanted = fault.pastTerm ? late : 'ANSWERED';
  return question?.state === wanted ? [] : [`letters: ${fault.name} ends ${question?.state} and not ${wanted}`];
}
