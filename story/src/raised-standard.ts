import type { StoryCase } from './intake.ts';
import { type Month, payMonth } from './months.ts';
import { receiveMoney } from './payment.ts';
import { needStatus, type Stage } from './stage.ts';
import { publish } from './standards.ts';

const july: Month = { name: 'a.july', month: '2014-07', postedOn: '2014-07-04', lines: [54_000] };
const august: Month = { name: 'a.august', month: '2014-08', postedOn: '2014-08-01', lines: [54_000] };
const september: Month = { name: 'a.september', month: '2014-09', postedOn: '2014-09-03', lines: [24_000, 66_000] };

/** July of household (a), paid at 540.00. */
export async function julyOfUrban(stage: Stage, opened: StoryCase, fundId: string): Promise<void> {
  await receiveMoney(stage, opened, fundId, {
    code: 'DB-370102-2014-2',
    amountFen: 54_000 + 54_000 + 66_000 + 24_000,
    receivedOn: '2014-06-30',
  });
  await payMonth(stage, opened, july);
}

/** August, too. */
export async function augustOfUrban(stage: Stage, opened: StoryCase): Promise<void> {
  await payMonth(stage, opened, august);
}

/** Worked example 10: 520 yuan from July, published on 2014-08-20, when July and August were paid. */
export async function raiseStandard(stage: Stage): Promise<void> {
  stage.say('a  标准提高：自七月起520元，八月二十日公布，差额一次补发');
  await publish(stage, 'standard.urban-raised', {
    programme: 'URBAN_DIBAO',
    divisionCode: '370100000000',
    amountFen: 52_000,
    period: 'MONTH',
    consumptionFen: 2_003_200,
    validFrom: '2014-07-01',
    publishedOn: '2014-08-20',
  });
  await stage.settle();
}

/** September: 660.00 and the supplement of 240.00, once. */
export async function septemberOfUrban(stage: Stage, opened: StoryCase, enrolmentId: string): Promise<void> {
  await payMonth(stage, opened, september);
  const enrolment = needStatus(
    stage,
    'a.raised.enrolment',
    await stage.as('lixia-approver').get(`/api/social-assistance/v1/enrolments/${enrolmentId}`),
    200,
  );
  stage.expectations.expect('a.raised.amount', 'enrolment', 66_000, enrolment.amountFen);
  const entitlements = enrolment.entitlements as { kind: string; amountFen: number; state: string }[];
  const supplements = entitlements.filter(({ kind }) => kind === 'SUPPLEMENT');
  stage.expectations.expect(
    'a.raised.supplement-once',
    'enrolment',
    [[24_000, 'SETTLED']],
    supplements.map(({ amountFen, state }) => [amountFen, state]),
  );
}
