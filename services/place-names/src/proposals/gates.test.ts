import { giveProposalOpinion } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { startTestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assessed,
  attach,
  close,
  confirm,
  decide,
  draft,
  livelihood,
  open,
  opine,
  planChecked,
  read,
  reportOf,
  sign,
  step,
  submitted,
  type Test,
  tokenOf,
  write,
} from '../../test/proposal-road.ts';
import { service } from '../app.ts';

let test: Test;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

const codesOf = (body: unknown): string[] =>
  ((body as { errors?: { code: string }[] }).errors ?? []).map((one) => one.code);
const codeOf = (body: unknown): string => (body as { code: string }).code;

describe('the expert panel', () => {
  it('each expert speaks once, after the plan check', async () => {
    const { id } = (await draft(test)).body;
    const token = await test.token({ role: 'PLACE_EXPERT', division: '37', subject: 'expert-0' });
    const call = { token, params: { id }, body: { inFavour: true, text: '同意' } };
    expect(codeOf((await test.call(giveProposalOpinion, call)).body)).toBe('STATE_TRANSITION_INVALID');
    await decide(test, id, { step: 'PLAN_CHECK', outcome: 'YES' });
    await confirm(test, id);
    const given = await test.call(giveProposalOpinion, call);
    expect([given.status, given.body.inFavour]).toEqual([201, true]);
    expect(codeOf((await test.call(giveProposalOpinion, call)).body)).toBe('OPINION_GIVEN');
    const officer = { ...call, token: await tokenOf(test, 'city') };
    expect(codeOf((await test.call(giveProposalOpinion, officer)).body)).toBe('ROLE_NOT_PERMITTED');
  });

  it.each([
    ['three', [true, true, true], ['PANEL_TOO_SMALL']],
    ['an even number', [true, true, true, true, true, true], ['PANEL_EVEN']],
    ['three of five in favour', [true, true, true, false, false], ['PANEL_NOT_IN_FAVOUR']],
  ])('%s do not carry the argument', async (_, votes, codes) => {
    const id = await planChecked(test);
    await opine(test, id, votes);
    await write(test, id, reportOf('EXPERT_ARGUMENT'));
    const answer = await sign(test, id, 'EXPERT_ARGUMENT');
    expect([answer.status, codesOf(answer.body)]).toEqual([409, codes]);
    expect((await read(test, id)).body).toMatchObject({ state: 'PLAN_CHECKED', reports: [{ signedOn: null }] });
  });
});

describe('the three assessments', () => {
  it('ASSESSMENT_MISSING: nothing is submitted without the three signed reports', async () => {
    const id = await planChecked(test);
    const answer = await step(test, id, 'submit', 'city');
    expect([answer.status, codesOf(answer.body)]).toEqual([409, ['ASSESSMENT_MISSING', 'CONSULTATION_MISSING']]);
    expect(answer.body).toMatchObject({
      errors: [{ detail: 'EXPERT_ARGUMENT、STABILITY_RISK、LIVELIHOOD_IMPACT' }, {}],
    });
  });

  it('RISK_HIGH: 24+24+24+9 = 81 is blocked; 22+20+18+19 = 79 needs a mitigation plan', async () => {
    const id = await planChecked(test);
    await opine(test, id, [true, true, true, true, false]);
    await write(test, id, reportOf('EXPERT_ARGUMENT'));
    await sign(test, id, 'EXPERT_ARGUMENT');
    const high = { riskScores: { legality: 24, rationality: 24, feasibility: 24, controllability: 9 } };
    expect((await write(test, id, reportOf('STABILITY_RISK', high))).body).toMatchObject({ riskLevel: 'HIGH' });
    expect(codeOf((await sign(test, id, 'STABILITY_RISK')).body)).toBe('RISK_HIGH');
    const medium = { riskScores: { legality: 22, rationality: 20, feasibility: 18, controllability: 19 } };
    expect((await write(test, id, reportOf('STABILITY_RISK', medium))).body).toMatchObject({ riskLevel: 'MEDIUM' });
    expect(codeOf((await sign(test, id, 'STABILITY_RISK')).body)).toBe('MITIGATION_REQUIRED');
    const mitigation = { plan: '逐村走访', responsibleUnit: '县信访局' };
    await write(test, id, reportOf('STABILITY_RISK', { ...medium, mitigation }));
    expect((await sign(test, id, 'STABILITY_RISK')).body).toMatchObject({
      state: 'RISK_ASSESSED',
      riskLevel: 'MEDIUM',
    });
    const stage = (await test.published()).findLast((one) => one.subject === id);
    expect(stage?.data).toMatchObject({ stage: 'RISK_ASSESSED', riskLevel: 'MEDIUM' });
  });

  it('LIVELIHOOD_NET_LOSS: a group that loses without a transition measure blocks the way', async () => {
    const id = await planChecked(test);
    await opine(test, id, [true, true, true, true, true]);
    for (const type of ['EXPERT_ARGUMENT', 'STABILITY_RISK'] as const) {
      await write(test, id, reportOf(type));
      await sign(test, id, type);
    }
    const loss = { group: '低保对象', affectedPersons: 320, changeFen: -24_000, payer: '区财政', transitionRule: null };
    await write(test, id, reportOf('LIVELIHOOD_IMPACT', { livelihood: livelihood([loss]) }));
    const blocked = await sign(test, id, 'LIVELIHOOD_IMPACT');
    expect([blocked.status, codeOf(blocked.body)]).toEqual([409, 'LIVELIHOOD_NET_LOSS']);
    const carried = { ...loss, transitionRule: '两年内按原标准发放' };
    await write(test, id, reportOf('LIVELIHOOD_IMPACT', { livelihood: livelihood([carried]) }));
    expect((await sign(test, id, 'LIVELIHOOD_IMPACT')).body.state).toBe('LIVELIHOOD_ASSESSED');
  });

  it('the writer does not sign, a report out of its order is not signed, and a signed one stays', async () => {
    const id = await planChecked(test);
    await write(test, id, reportOf('STABILITY_RISK'));
    expect(codeOf((await sign(test, id, 'STABILITY_RISK', 'city')).body)).toBe('SEPARATION_OF_DUTIES');
    expect(codeOf((await sign(test, id, 'STABILITY_RISK')).body)).toBe('STATE_TRANSITION_INVALID');
    expect(codeOf((await sign(test, id, 'LIVELIHOOD_IMPACT')).body)).toBe('PROPOSAL_REPORT_UNKNOWN');
    await opine(test, id, [true, true, true, true, true]);
    await write(test, id, reportOf('EXPERT_ARGUMENT'));
    await sign(test, id, 'EXPERT_ARGUMENT');
    expect(codeOf((await write(test, id, reportOf('EXPERT_ARGUMENT'))).body)).toBe('STATE_TRANSITION_INVALID');
  });

  it.each([
    ['a risk report without scores', { riskScores: undefined }, 422, 'REPORT_PART_MISSING'],
    [
      'a score of 26',
      { riskScores: { legality: 26, rationality: 1, feasibility: 1, controllability: 1 } },
      400,
      'INPUT_INVALID',
    ],
    ['a part of another report', { livelihood: livelihood() }, 422, 'REPORT_PART_FOREIGN'],
  ])('%s', async (_, more, status, code) => {
    const id = await planChecked(test);
    const answer = await write(test, id, { ...reportOf('STABILITY_RISK'), ...more });
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });
});

describe('consultation, submission and review', () => {
  it('fifteen days at least, no result before the last is over, and not without the resolutions', async () => {
    const id = await assessed(test);
    expect(codeOf((await open(test, id, 14)).body)).toBe('CONSULTATION_TOO_SHORT');
    expect((await open(test, id, 15)).status).toBe(200);
    expect(codeOf((await close(test, id)).body)).toBe('CONSULTATION_RUNNING');
    const until = (await read(test, id)).body.consultationUntil ?? '';
    await test.setToday(until);
    expect(codeOf((await close(test, id)).body)).toBe('CONSULTATION_RUNNING');
    await test.setToday(addDays(until, 1));
    const lacking = await close(test, id);
    expect([lacking.status, codesOf(lacking.body)]).toEqual([409, ['RESOLUTION_MISSING', 'RESOLUTION_MISSING']]);
    await attach(test, id, 'CONGRESS_RESOLUTION');
    await attach(test, id, 'GOVERNMENT_RESOLUTION');
    expect((await close(test, id)).body).toMatchObject({ state: 'CONSULTED' });
  });

  it('the review runs thirty working days; a day after it is late', async () => {
    const id = await submitted(test);
    const { body } = await read(test, id);
    expect(body).toMatchObject({ state: 'SUBMITTED', reviewOverdue: false, reviewDueProvisional: false });
    await test.setToday(body.reviewDueOn ?? '');
    expect((await read(test, id)).body.reviewOverdue).toBe(false);
    await test.setToday(addDays(body.reviewDueOn ?? '', 1));
    expect((await read(test, id)).body.reviewOverdue).toBe(true);
  });

  it('a review day beyond the loaded calendar is computed again, and nobody is late by it', async () => {
    const id = await submitted(test);
    const { reviewDueOn } = (await read(test, id)).body;
    await test.rows(
      `update adjustment_proposal set review_due_on = '2014-01-01', review_due_provisional = true where id = $1`,
      [id],
    );
    await test.setToday(addDays(test.kit.clock.today(), 1));
    expect((await read(test, id)).body).toMatchObject({
      reviewDueOn,
      reviewDueProvisional: false,
      reviewOverdue: false,
    });
  });

  it('REJECTED by the government, and nothing follows', async () => {
    const id = await submitted(test);
    await decide(test, id, { step: 'REVIEW', outcome: 'OBJECTED' });
    expect((await confirm(test, id)).body.state).toBe('REVIEWED');
    await decide(test, id, { step: 'GOVERNMENT', outcome: 'REJECTED' });
    expect((await confirm(test, id)).body.state).toBe('REJECTED');
    expect(codeOf((await step(test, id, 'withdraw', 'city', '不再申请')).body)).toBe('STATE_TRANSITION_INVALID');
  });

  it.each([
    ['without the number of the letter', { authority: 'PROVINCE' }, 'DOC_REQUIRED'],
    [
      'of a government that is not competent',
      { authority: 'CITY', docNo: '济政字〔2014〕1号' },
      'AUTHORITY_NOT_COMPETENT',
    ],
  ])('an approval %s is refused', async (_, letter, code) => {
    const id = await submitted(test);
    await decide(test, id, { step: 'REVIEW', outcome: 'AGREED' });
    await confirm(test, id);
    const answer = await decide(test, id, { step: 'GOVERNMENT', outcome: 'APPROVED', ...letter });
    expect([answer.status, codeOf(answer.body)]).toEqual([422, code]);
  });

  it('WITHDRAWN with a reason, by the sponsor', async () => {
    const id = await planChecked(test);
    expect(codeOf((await step(test, id, 'withdraw', 'city')).body)).toBe('REASON_REQUIRED');
    expect(codeOf((await step(test, id, 'withdraw', 'province', '不再申请')).body)).toBe('ROLE_NOT_PERMITTED');
    const answer = await step(test, id, 'withdraw', 'city', '不再申请');
    expect(answer.body).toMatchObject({ state: 'WITHDRAWN' });
    expect(answer.body.timeline.at(-1)).toMatchObject({
      action: 'withdraw',
      fromState: 'PLAN_CHECKED',
      reason: '不再申请',
    });
  });
});
