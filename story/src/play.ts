import type { StoryHousehold } from '@mz/population';
import { carHousehold } from './car-household.ts';
import { foreignCase } from './federation.ts';
import { allAnswers } from './http.ts';
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

/** The whole story in the order of its days, from 2014-04-28 to 2014-06-05. */
export async function playStory(stage: Stage, households: readonly StoryHousehold[]): Promise<void> {
  const find = (key: StoryHousehold['key']): StoryHousehold => {
    const found = households.find((story) => story.key === key);
    if (found === undefined) throw new Error(`The population has no household ${key}`);
    return found;
  };
  await stage.moveTo('2014-04-28');
  await publishStandards(stage);
  const car = await carHousehold(stage, find('carOwner'));
  await foreignCase(stage, car);
  const rural = await ruralToCounty(stage, find('farmers'));
  const urban = await urbanToCounty(stage, find('wageEarner'));
  await ruralInTownship(stage, rural);
  await urbanInCounty(stage, urban);
  await ruralInCounty(stage, rural);
  const urbanEnrolment = await urbanApproval(stage, urban);
  const ruralEnrolment = await ruralApproval(stage, rural);
  await stage.moveTo('2014-05-26');
  const file = await urbanBatch(stage, urban, urbanEnrolment.enrolmentId);
  await ruralPayment(stage, rural, ruralEnrolment.enrolmentId);
  await stage.moveTo('2014-06-05');
  await urbanReturn(stage, urban, file);
  expectNoNumbers(stage, households);
}
