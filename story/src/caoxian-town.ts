import type { StoryHousehold } from '@mz/population';
import { type StoryCase, takeIn } from './intake.ts';
import { type Month, payMonth } from './months.ts';
import { openFund, registerPayee } from './payment.ts';
import { approve, reviewInCounty, reviewInTownship, spotCheck } from './review.ts';
import type { Stage } from './stage.ts';
import { verify } from './verification.ts';

/** The two households of 庄寨镇 that a death will reach, and their county's fund. */
export interface Town {
  readonly family: StoryCase;
  readonly single: StoryCase;
  readonly familyEnrolmentId: string;
  readonly singleEnrolmentId: string;
  readonly fundId: string;
}

type Opened = Pick<Town, 'family' | 'single'>;

/** (d) and (e): from the desk to the report. */
export async function townToReport(
  stage: Stage,
  found: { family: StoryHousehold; single: StoryHousehold },
): Promise<Opened> {
  stage.say('d,e  曹县庄寨镇两户：受理、核对');
  const family = await takeIn(stage, 'd', found.family, 'caoxian-');
  await verify(stage, family, 'CONSISTENT');
  const single = await takeIn(stage, 'e', found.single, 'caoxian-');
  await verify(stage, single, 'CONSISTENT');
  return { family, single };
}

/** After 2014-04-30. */
export async function townInTownship(stage: Stage, { family, single }: Opened): Promise<void> {
  await reviewInTownship(stage, family);
  await reviewInTownship(stage, single);
}

/** On 2014-05-08. */
export async function townInCounty(stage: Stage, { family, single }: Opened): Promise<void> {
  for (const opened of [family, single]) {
    await reviewInCounty(stage, opened);
    await spotCheck(stage, opened, '2014-05-08');
  }
}

/** On 2014-05-16: 540.00 and 480.00 from June; on the same day payees and money. */
export async function townApproval(stage: Stage, { family, single }: Opened): Promise<Town> {
  const { enrolmentId: familyEnrolmentId } = await approve(stage, family, '540.00');
  const { enrolmentId: singleEnrolmentId } = await approve(stage, single, '480.00');
  await registerPayee(stage, family, familyEnrolmentId);
  await registerPayee(stage, single, singleEnrolmentId);
  const fundId = await openFund(stage, family, {
    code: 'DB-371721-2014-U',
    amountFen: 1_000_000,
    receivedOn: '2014-05-16',
  });
  return { family, single, familyEnrolmentId, singleEnrolmentId, fundId };
}

/** A month in which both are paid in full. */
export async function townMonth(stage: Stage, town: Town, month: Omit<Month, 'lines'>): Promise<void> {
  await payMonth(stage, town.family, { ...month, lines: [48_000, 54_000] });
}
