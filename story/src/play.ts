import type { StoryHousehold } from '@mz/population';
import { type Town, townApproval, townInCounty, townInTownship, townMonth, townToReport } from './caoxian-town.ts';
import { carHousehold } from './car-household.ts';
import { husbandDied, singleIsSaidDead, singleLives } from './deaths.ts';
import { foreignCase } from './federation.ts';
import { allAnswers } from './http.ts';
import type { StoryCase } from './intake.ts';
import { askSilentBank, reportWithBank, reportWithoutBank } from './late-answers.ts';
import { augustOfUrban, julyOfUrban, raiseStandard, septemberOfUrban } from './raised-standard.ts';
import { ruralApproval, ruralInCounty, ruralInTownship, ruralPayment, ruralToCounty } from './rural-household.ts';
import type { Stage } from './stage.ts';
import { publishStandards } from './standards.ts';
import { urbanApproval, urbanBatch, urbanInCounty, urbanReturn, urbanToCounty } from './urban-household.ts';

/** The canary: no answer or address of the whole story carries an identity number or an account in clear. */
function expectNoNumbers(stage: Stage, households: readonly StoryHousehold[]): void {
  const secrets = households.flatMap(({ household, account }) => [
    account.accountNo,
    ...household.members.map(({ idNo }) => idNo),
  ]);
  const hits = allAnswers().filter((answer) => secrets.some((secret) => answer.includes(secret)));
  stage.expectations.expect('canary.answers', `${allAnswers().length} answers`, 0, hits.length);
}

/** What the first part of the story leaves behind. */
interface Living {
  readonly urban: StoryCase;
  readonly urbanEnrolmentId: string;
  readonly urbanFundId: string;
  readonly town: Town;
}

function find(households: readonly StoryHousehold[], key: StoryHousehold['key']): StoryHousehold {
  const found = households.find((story) => story.key === key);
  if (found === undefined) throw new Error(`The population has no household ${key}`);
  return found;
}

/** The first decisions and June, from 2014-04-28 to 2014-06-05. */
async function playFirstMonths(stage: Stage, households: readonly StoryHousehold[]): Promise<Living> {
  await stage.moveTo('2014-04-28');
  await publishStandards(stage);
  const car = await carHousehold(stage, find(households, 'carOwner'));
  await foreignCase(stage, car);
  const rural = await ruralToCounty(stage, find(households, 'farmers'));
  const opened = await townToReport(stage, {
    family: find(households, 'bereaved'),
    single: find(households, 'single'),
  });
  const waiting = await askSilentBank(stage, find(households, 'banked'));
  const urban = await urbanToCounty(stage, find(households, 'wageEarner'));
  await ruralInTownship(stage, rural);
  await townInTownship(stage, opened);
  await urbanInCounty(stage, urban);
  await ruralInCounty(stage, rural);
  await townInCounty(stage, opened);
  const { enrolmentId: urbanEnrolmentId } = await urbanApproval(stage, urban);
  const ruralEnrolment = await ruralApproval(stage, rural);
  const town = await townApproval(stage, opened);
  await reportWithoutBank(stage, waiting);
  await stage.moveTo('2014-05-26');
  const { fundId: urbanFundId, file } = await urbanBatch(stage, urban, urbanEnrolmentId);
  await ruralPayment(stage, rural, ruralEnrolment.enrolmentId);
  await reportWithBank(stage, waiting);
  await townMonth(stage, town, { name: 'd.june', month: '2014-06', postedOn: '2014-06-03' });
  await stage.moveTo('2014-06-05');
  await urbanReturn(stage, urban, file);
  return { urban, urbanEnrolmentId, urbanFundId, town };
}

/** What happens after the first decision: deaths, a raised standard, from 2014-06-25 to 2014-09-04. */
async function playLife(stage: Stage, { urban, urbanEnrolmentId, urbanFundId, town }: Living): Promise<void> {
  await stage.moveTo('2014-07-02');
  await julyOfUrban(stage, urban, urbanFundId);
  await townMonth(stage, town, { name: 'd.july', month: '2014-07', postedOn: '2014-07-02' });
  await stage.moveTo('2014-08-01');
  await augustOfUrban(stage, urban);
  await townMonth(stage, town, { name: 'd.august', month: '2014-08', postedOn: '2014-08-01' });
  await stage.moveTo('2014-08-03');
  await husbandDied(stage, town);
  await stage.moveTo('2014-08-20');
  await raiseStandard(stage);
  await stage.moveTo('2014-08-26');
  await septemberOfUrban(stage, urban, urbanEnrolmentId);
  const { noticeId } = await singleIsSaidDead(stage, town);
  await stage.moveTo('2014-09-03');
  await singleLives(stage, town, noticeId);
}

/**
 * The road of household (a) alone, from the standards to its settled month: the same steps and expectations that it has in
 * the whole story.
 */
export async function playHousehold(stage: Stage, households: readonly StoryHousehold[]): Promise<void> {
  await stage.moveTo('2014-04-28');
  await publishStandards(stage);
  const urban = await urbanToCounty(stage, find(households, 'wageEarner'));
  await urbanInCounty(stage, urban);
  const { enrolmentId } = await urbanApproval(stage, urban);
  await stage.moveTo('2014-05-26');
  const { file } = await urbanBatch(stage, urban, enrolmentId);
  await stage.moveTo('2014-06-05');
  await urbanReturn(stage, urban, file);
}

/** The whole story in the order of its days. */
export async function playStory(stage: Stage, households: readonly StoryHousehold[]): Promise<void> {
  const living = await playFirstMonths(stage, households);
  await playLife(stage, living);
  expectNoNumbers(stage, households);
}
