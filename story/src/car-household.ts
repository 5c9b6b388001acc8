import type { StoryHousehold } from '@mz/population';
import { verifyCapsule } from './capsule.ts';
import { current, type StoryCase, step, takeIn } from './intake.ts';
import { objectToCar } from './late-answers.ts';
import { needStatus, type Stage, textOf } from './stage.ts';
import { verify } from './verification.ts';

/** (c) A household that does not mention its car: refused in writing, with every reason and what would change it. */
export async function carHousehold(stage: Stage, story: StoryHousehold): Promise<StoryCase> {
  stage.say('c  未申报车辆：书面不予批准，列明全部理由与改变条件');
  const opened = await takeIn(stage, 'c', story, 'lixia-');
  const issued = await verify(stage, opened, 'EXCEEDS_ASSET');
  await step(stage, opened, 'c.reject', 'lixia-acceptor', 'township-rejection', {
    text: '核对发现家庭成员名下有机动车',
  });
  const rejected = await current(stage, opened);
  stage.expectations.expect('c.state', 'GET application', 'REJECTED_BY_TOWNSHIP', rejected.state);
  const decisionId = textOf(rejected, 'decisionId');
  const answer = await stage.as('lixia-reviewer').get(`/api/social-assistance/v1/decisions/${decisionId}`);
  const notice = needStatus(stage, 'c.notice', answer, 200);
  expectNotice(stage, notice);
  await verifyCapsule(stage, 'c', decisionId);
  await objectToCar(stage, opened, issued);
  return opened;
}

interface Reason {
  readonly code: string;
  readonly legalBasis: string;
}

function expectNotice(stage: Stage, notice: Readonly<Record<string, unknown>>): void {
  const reasons = notice.reasons as Reason[];
  const counterfactuals = notice.counterfactuals as { resultingAmountFen: number | null }[];
  const appeal = notice.appeal as { reconsiderationUntil: string; litigationUntil: string };
  const { expect } = stage.expectations;
  expect('c.outcome', 'notice', 'REJECTED', notice.outcome);
  expect('c.reasons', 'notice', ['EXCEEDS_ASSET'], [...new Set(reasons.map((reason) => reason.code))]);
  expect(
    'c.legal-basis',
    'notice',
    true,
    reasons.every((reason) => reason.legalBasis.length > 0),
  );
  expect('c.counterfactual', 'notice', 36_000, counterfactuals[0]?.resultingAmountFen);
  expect('c.reconsideration', 'notice', '2014-06-27', appeal.reconsiderationUntil);
  expect('c.litigation', 'notice', '2014-07-28', appeal.litigationUntil);
}
