import { randomUUID } from 'node:crypto';
import {
  advanceProposal,
  completeSupervisionTask,
  confirmProposalDecision,
  decideProposal,
  draftProposal,
  listProposals,
  openConsultation,
  reviseProposal,
} from '@mz/contracts';
import { startTestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  confirm,
  decide,
  draft,
  planChecked,
  read,
  type Test,
  tokenOf,
  transferDraft,
} from '../../test/proposal-road.ts';
import { service } from '../app.ts';

let test: Test;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

const codeOf = (body: unknown): string => (body as { code: string }).code;

describe('proposals.draft', () => {
  it('drafts by the route of the day, with audit row, time line and division.proposal-stage', async () => {
    const { status, body } = await draft(test);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'DRAFT',
      decidedBy: 'PROVINCE',
      filedWith: 'MCA',
      level: 'COUNTY',
      version: 1,
    });
    expect(body.proposalNo).toMatch(/^QH-2014-\d{4}$/);
    const [audit] = await test.rows(
      'select action, record_id from audit_log order by recorded_at desc, id desc limit 1',
    );
    expect(audit).toEqual({ action: 'proposals.draft', record_id: body.id });
    const stage = (await test.published()).findLast((one) => one.type.includes('proposal-stage'));
    expect(stage).toMatchObject({
      subject: body.id,
      data: { proposalNo: body.proposalNo, stage: 'DRAFT', riskLevel: null, redFlag: null },
    });
  });

  it('the same key drafts once', async () => {
    const token = await tokenOf(test, 'city');
    const key = randomUUID();
    const first = await test.call(draftProposal, { token, key, body: transferDraft });
    const again = await test.call(draftProposal, { token, key, body: transferDraft });
    expect(again.body).toEqual(first.body);
    const other = { ...transferDraft, title: '另一方案' };
    expect(codeOf((await test.call(draftProposal, { token, key, body: other })).body)).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it.each([
    ['no login', undefined, 401, 'TOKEN_MISSING'],
    ['another role', 'stranger', 403, 'ROLE_NOT_PERMITTED'],
    ['another region', 'otherCity', 403, 'SCOPE_FORBIDDEN'],
    ['an officer of the province, who decides', 'province', 403, 'ROLE_NOT_PERMITTED'],
  ] as const)('%s', async (_, who, status, code) => {
    const call = who === undefined ? {} : { token: await tokenOf(test, who) };
    const answer = await test.call(draftProposal, { ...call, body: transferDraft });
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });

  it.each([
    ['a code that never was', { affectedCodes: ['370120000000'] }, 'CODE_UNKNOWN'],
    ['a code that is not in force', { affectedCodes: ['370182000000'] }, 'CODE_UNKNOWN'],
    ['a summary code', { affectedCodes: ['370101000000'] }, 'CODE_SUMMARY'],
    ['a code with a gap', { affectedCodes: ['370100001000'] }, 'CODE_GAP'],
    ['a code out of range', { affectedCodes: ['370124600000'] }, 'CODE_RANGE'],
    ['another province', { affectedCodes: ['440100000000'] }, 'OUT_OF_PROVINCE'],
    ['a code of later', { affectedCodes: ['370114000000'] }, 'CODE_NOT_VALID_ON'],
    ['units of another prefecture', { affectedCodes: ['371426000000'] }, 'SPONSOR_NOT_AFFECTED'],
    ['a type that none of the units has', { unitType: 'COUNTY_CITY' }, 'UNIT_TYPE_MISMATCH'],
    ['a bare change of the code', { kind: 'RECODE' }, 'PROPOSAL_ROUTE_UNKNOWN'],
  ])('%s', async (_, more, code) => {
    const answer = await draft(test, { ...transferDraft, ...more });
    expect([answer.status >= 400, codeOf(answer.body)]).toEqual([true, code]);
  });

  it('a township drafts for what lies below the county, and nothing above', async () => {
    const village = {
      ...transferDraft,
      kind: 'TYPE_CHANGE',
      unitType: 'VILLAGERS_COMMITTEE',
      sponsorDivision: '370124102000',
    };
    const [{ code = '' } = {}] = await test.rows<{ code: string }>(
      `select code from division_version where code like '3701241022%' and valid_to is null order by code limit 1`,
    );
    const below = await draft(test, { ...village, affectedCodes: [code] }, 'town');
    expect(below.body).toMatchObject({ level: 'VILLAGE', decidedBy: 'COUNTY', legalBasis: '村民委员会组织法 第三条' });
    const above = await draft(test, { ...transferDraft, sponsorDivision: '370124102000' }, 'town');
    expect([above.status, codeOf(above.body)]).toEqual([403, 'ROLE_NOT_PERMITTED']);
  });

  it('bad input is refused before anything is read', async () => {
    const answer = await draft(test, { ...transferDraft, kind: 'DIVIDE' });
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'INPUT_INVALID']);
  });
});

describe('reading proposals', () => {
  it('the sponsor and above see it, another city and nobody else do', async () => {
    const { body } = await draft(test);
    expect((await read(test, body.id, 'city')).status).toBe(200);
    expect((await read(test, body.id, 'province')).status).toBe(200);
    for (const who of ['otherCity', 'countyClerk'] as const) {
      const answer = await read(test, body.id, who);
      expect([answer.status, codeOf(answer.body)]).toEqual([404, 'PROPOSAL_UNKNOWN']);
    }
  });

  it('pages by number, newest first, and by state', async () => {
    await draft(test);
    await draft(test);
    const token = await tokenOf(test, 'city');
    const first = await test.call(listProposals, { token, query: { first: 1, state: 'DRAFT' } });
    const [top] = first.body.items;
    const second = await test.call(listProposals, {
      token,
      query: { first: 1, state: 'DRAFT', after: first.body.next ?? '' },
    });
    expect(Number(top?.proposalNo.slice(-4))).toBeGreaterThan(Number(second.body.items[0]?.proposalNo.slice(-4)));
    const bad = await test.call(listProposals, { token, query: { after: 'bm9uc2Vuc2U' } });
    expect([bad.status, codeOf(bad.body)]).toEqual([400, 'CURSOR_INVALID']);
    const foreign = await test.call(listProposals, { token: await tokenOf(test, 'otherCity'), query: {} });
    expect(foreign.body.items).toEqual([]);
  });
});

describe('the plan check: in the plan, not in it, or an exception that a second person approves', () => {
  it('not in the plan: RETURNED; written anew it is a draft again', async () => {
    const { id } = (await draft(test)).body;
    await decide(test, id, { step: 'PLAN_CHECK', outcome: 'NO', reason: '未列入中远期规划' });
    expect((await confirm(test, id)).body).toMatchObject({ state: 'RETURNED', planConformity: 'NO' });
    const token = await tokenOf(test, 'city');
    const { version } = (await read(test, id)).body;
    const again = await test.call(reviseProposal, {
      token,
      params: { id },
      version,
      body: { ...transferDraft, title: '修改后的方案' },
    });
    expect(again.body).toMatchObject({ state: 'DRAFT', title: '修改后的方案', planConformity: null });
    const stale = await test.call(reviseProposal, { token, params: { id }, version, body: transferDraft });
    expect([stale.status, codeOf(stale.body)]).toEqual([412, 'VERSION_CONFLICT']);
  });

  it('an exception goes on', async () => {
    const { id } = (await draft(test)).body;
    await decide(test, id, { step: 'PLAN_CHECK', outcome: 'EXCEPTION', reason: '重大项目需要' });
    expect((await read(test, id)).body.state).toBe('DRAFT');
    expect((await confirm(test, id)).body).toMatchObject({ state: 'PLAN_CHECKED', planConformity: 'EXCEPTION' });
  });

  it('a decision that the second person drops has not happened', async () => {
    const { id } = (await draft(test)).body;
    await decide(test, id, { step: 'PLAN_CHECK', outcome: 'YES' });
    expect((await confirm(test, id, false)).body).toMatchObject({ state: 'DRAFT', decisions: [{ status: 'DROPPED' }] });
    expect(codeOf((await confirm(test, id)).body)).toBe('PROPOSAL_DECISION_UNKNOWN');
  });

  it('two people at each decision: the same account in both roles is refused', async () => {
    const { id } = (await draft(test)).body;
    const both = {
      subject: 'one-person',
      also: [{ role: 'PLACE_PROVINCE_CHECKER', division: '370000000000' }],
    } as const;
    const token = await test.token({ role: 'PLACE_PROVINCE_OFFICER', division: '37', ...both });
    const body = { step: 'PLAN_CHECK', outcome: 'YES', reason: '符合', decidedOn: test.kit.clock.today() };
    const made = await test.call(decideProposal, { token, params: { id }, version: 1, body });
    expect(made.status).toBe(201);
    const own = await test.call(confirmProposalDecision, { token, params: { id }, version: 2, body: { agreed: true } });
    expect([own.status, codeOf(own.body)]).toEqual([403, 'SEPARATION_OF_DUTIES']);
    expect((await read(test, id)).body.state).toBe('DRAFT');
  });

  it.each([
    ['another step', { step: 'REVIEW', outcome: 'AGREED' }, 'STATE_TRANSITION_INVALID'],
    ['an outcome of another step', { step: 'PLAN_CHECK', outcome: 'APPROVED' }, 'DECISION_OUTCOME_INVALID'],
    ['a day to come', { step: 'PLAN_CHECK', outcome: 'YES', decidedOn: '2015-01-01' }, 'DATE_NOT_ALLOWED'],
  ])('%s', async (_, body, code) => {
    const { id } = (await draft(test)).body;
    expect(codeOf((await decide(test, id, body)).body)).toBe(code);
  });

  it('one decision at a time, and by the office that decides', async () => {
    const { id } = (await draft(test)).body;
    const body = { step: 'PLAN_CHECK', outcome: 'YES' };
    expect(codeOf((await decide(test, id, body, 'city')).body)).toBe('ROLE_NOT_PERMITTED');
    await decide(test, id, body);
    expect(codeOf((await decide(test, id, body)).body)).toBe('DECISION_OPEN');
    expect(codeOf((await confirm(test, id, true, 'city')).body)).toBe('ROLE_NOT_PERMITTED');
  });
});

describe('every operation on a proposal', () => {
  it.each([
    [openConsultation, { untilDay: '2030-01-01', place: '网站' }],
    [advanceProposal, { action: 'archive' }],
    [completeSupervisionTask, { taskId: randomUUID(), note: '完成' }],
  ])('%s refuses an unknown id, no login, a stale version and none', async (operation, body) => {
    const token = await tokenOf(test, 'city');
    const unknown = { params: { id: randomUUID() }, version: 1, body };
    expect((await test.call(operation, unknown)).status).toBe(401);
    expect(codeOf((await test.call(operation, { token, ...unknown })).body)).toBe('PROPOSAL_UNKNOWN');
    const { id } = (await draft(test)).body;
    expect((await test.call(operation, { token, params: { id }, version: 9, body })).status).toBe(412);
    expect((await test.call(operation, { token, params: { id }, body })).status).toBe(428);
    const wrong = await test.call(operation, { token, params: { id }, version: 1, body });
    expect(['STATE_TRANSITION_INVALID', 'SUPERVISION_TASK_UNKNOWN']).toContain(codeOf(wrong.body));
  });

  it('a step with the same key is taken once', async () => {
    const id = await planChecked(test);
    const call = {
      token: await tokenOf(test, 'city'),
      params: { id },
      version: (await read(test, id)).body.version,
      key: randomUUID(),
      body: { action: 'withdraw', reason: '不再申请' },
    };
    const first = await test.call(advanceProposal, call);
    expect((await test.call(advanceProposal, call)).body).toEqual(first.body);
  });
});
