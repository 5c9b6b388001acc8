import { randomUUID } from 'node:crypto';
import {
  confirmResolution,
  decideOverride,
  decideRows,
  getReport,
  listOverrides,
  listResolutions,
  openObjection,
  proposeOverride,
  resolveConflict,
  reverifyObjection,
} from '@mz/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
const items = [
  ...['HUKOU', 'VEHICLE', 'PENSION', 'RESIDENT_PENSION', 'CONTRIBUTION', 'BUSINESS_REG', 'REAL_ESTATE', 'FUND'],
  ...['IIT_WAGE', 'MARRIAGE', 'CREMATION', 'BENEFIT', 'DEPOSIT', 'LAND_COMP', 'MACHINE', 'PAYROLL'],
];
const proof = { reason: '单位出具的工资证明', evidenceSha256s: [hashOf('certificate')] };

beforeAll(async () => {
  world = await startWorld();
  await world.iv.rows(
    `update policy_parameter set value = '["FISCAL_PAY", "HOUSING_REG/TRANSACTION", "TAX/BUSINESS_TAX"]' where key = 'agencies.DIBAO.optional'`,
  );
  await world.iv.rows(
    `insert into agency_agreement (id, agency_code, level, division_code, doc_no, items, mode, sla_seconds, valid_from, connected_on, created_by, created_at)
     select $1, 'FISCAL_PAY', 'PROVINCE', '370000000000', 'test-payroll', '{PAYROLL}', 'RT', 10, '2014-01-01', '2014-01-01', 'test', now()
     where not exists (select from agency_agreement where agency_code = 'FISCAL_PAY' and mode = 'RT')`,
    [randomUUID()],
  );
});
afterAll(() => world?.stop());
// A machine that is busy with other tests is no silent agency.
beforeEach(() => world.iv.rows('update agency_agreement set sla_seconds = 120'));
beforeEach(() => world.clearOverrides());

/** The tax body says 900 a month, the payroll of the county 1,300: one rank, one day. */
async function inConflict() {
  const opened = await world.openCase('wageEarner');
  const authorizationIds = new Map<string, string>();
  for (const { ref } of opened.story.adults) {
    const signed = await world.sign(opened, ref, { scopeItems: items });
    expect(signed.status).toBe(201);
    authorizationIds.set(ref, signed.body.id);
  }
  const household = { ...opened, authorizationIds };
  const earner = household.story.declaredIncomes[0]?.personRef ?? '';
  const months = ['2013-10', '2013-11', '2013-12', '2014-01', '2014-02', '2014-03'];
  const rows = months.map((month) => ({ unit: '某局', kind: 'PUBLIC', grossFen: 130_000, month }));
  await world.override({ personRef: earner, item: 'PAYROLL', rows });
  const requestId = await ask(household);
  const { body } = await world.compile(requestId);
  expect(body.secondaryFlags).toContain('CONFLICT:WAGE');
  return { requestId, personId: household.personIds.get(earner) ?? '', compiled: body };
}

async function ask(household: Awaited<ReturnType<World['aHousehold']>>): Promise<string> {
  const requestId = await world.request(world.briefOf(household));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  return requestId;
}

function propose(requestId: string, body: object, token = world.tokens.operator, key: string = randomUUID()) {
  return world.call(resolveConflict, { token, params: { id: requestId }, body: { ...proof, ...body }, key });
}

function confirm(
  id: string,
  { token, version = 1, accepted = true }: { token: string; version?: number; accepted?: boolean },
) {
  return world.call(confirmResolution, { token, params: { id }, body: { accepted }, version });
}

describe('a conflict of equal sources (§6.1 item 5)', () => {
  test('one person proposes a source, another confirms, and the next version rests on it; the first is not signed any more', async () => {
    const { requestId, personId, compiled } = await inConflict();
    const wage = compiled.items.find((one: { type: string }) => one.type === 'WAGE');
    expect(wage.disagreeing).toEqual(['FISCAL_PAY', 'TAX']);
    const key = randomUUID();
    const body = { personId, incomeType: 'WAGE', source: 'TAX' };
    const proposed = await propose(requestId, body, world.tokens.operator, key);
    expect(proposed).toMatchObject({ status: 201, body: { state: 'PROPOSED', kind: 'CONFLICT', source: 'TAX' } });
    expect((await propose(requestId, body, world.tokens.operator, key)).body).toEqual(proposed.body);
    expect((await propose(requestId, body)).body).toMatchObject({ code: 'RESOLUTION_OPEN' });
    const { id } = proposed.body;
    expect((await confirm(id, { token: world.tokens.operator })).body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
    expect((await confirm(id, { token: world.tokens.second, version: 7 })).status).toBe(412);
    expect((await confirm(id, { token: world.tokens.second })).body).toMatchObject({ state: 'CONFIRMED' });
    expect((await confirm(id, { token: world.tokens.second, version: 2 })).body).toMatchObject({
      code: 'STATE_TRANSITION_INVALID',
    });
    const again = await world.compile(requestId);
    expect(again.body).toMatchObject({ reportVersion: 2, countableIncomeFen: 1_080_000 });
    expect(again.body.secondaryFlags).not.toContain('CONFLICT:WAGE');
    expect((await world.issue(compiled.id, compiled.version)).body).toMatchObject({ code: 'REPORT_SUPERSEDED' });
    expect((await world.issue(again.body.id, again.body.version)).status).toBe(200);
    const audit = await world.iv.rows('select action from audit_log where record_id = $1 order by seq', [id]);
    expect(audit.map(({ action }) => action)).toEqual(['conflicts.resolve', 'resolutions.confirm']);
  });

  test('a refused proposal changes nothing and another may be made; REST and the graph show the same', async () => {
    const { requestId, personId } = await inConflict();
    const first = await propose(requestId, { personId, incomeType: 'WAGE', source: 'FISCAL_PAY' });
    await confirm(first.body.id, { token: world.tokens.checker, accepted: false });
    expect((await world.read(requestId)).body.state).toBe('COMPILED');
    const mutation = `mutation ($requestId: ID!, $personId: ID!, $proof: [String!]!, $key: String!) { resolveConflict(requestId: $requestId, personId: $personId,
      incomeType: "WAGE", source: "FISCAL_PAY", reason: "x", evidenceSha256s: $proof, idempotencyKey: $key) { state kind source } }`;
    const variables = { requestId, personId, proof: proof.evidenceSha256s, key: randomUUID() };
    expect(await graph(mutation, variables)).toEqual({
      data: { resolveConflict: { state: 'PROPOSED', kind: 'CONFLICT', source: 'FISCAL_PAY' } },
    });
    const { body } = await world.call(listResolutions, { token: world.tokens.operator, params: { id: requestId } });
    const query = 'query ($requestId: ID!) { findingResolutions(requestId: $requestId) { id state source decidedBy } }';
    const shown = body.items.map((one: Record<string, unknown>) => ({
      ...{ id: one.id, state: one.state, source: one.source, decidedBy: one.decidedBy },
    }));
    expect(shown).toHaveLength(2);
    expect(await graph(query, { requestId })).toEqual({ data: { findingResolutions: shown } });
  });

  test('CONFLICT_UNKNOWN for a source that does not disagree; no proof is 400; other roles and regions are refused', async () => {
    const { requestId, personId } = await inConflict();
    const body = { personId, incomeType: 'WAGE', source: 'HOUSING_FUND' };
    expect((await propose(requestId, body)).body).toMatchObject({ status: 409, code: 'CONFLICT_UNKNOWN' });
    expect((await propose(requestId, { ...body, source: 'TAX', evidenceSha256s: [] })).status).toBe(400);
    const elsewhere = await world.iv.token({ role: 'CENTER_OPERATOR', division: '371721000000' });
    const statuses = [];
    for (const token of [world.tokens.checker, elsewhere])
      statuses.push((await propose(requestId, { ...body, source: 'TAX' }, token)).status);
    statuses.push(
      (await world.call(resolveConflict, { params: { id: requestId }, body: { ...proof, ...body } })).status,
    );
    expect(statuses).toEqual([403, 404, 401]);
    expect(await world.iv.rows('select id from finding_resolution where request_id = $1', [requestId])).toEqual([]);
  });
});

describe('rows under another name (§6.1 item 1, V18)', () => {
  test('example V18 over HTTP: quarantined until two persons confirm; then the identity is no problem any more', async () => {
    await world.override({ personRef: 'S-C.1', item: 'HUKOU', behaviour: 'OTHER_PERSON' });
    const household = await world.aHousehold('carOwner');
    const requestId = await ask(household);
    expect((await world.compile(requestId)).body.verdict).toBe('IDENTITY_PROBLEM');
    const { body: request } = await world.read(requestId);
    const personId = household.personIds.get('S-C.1');
    const find = (itemCode: string): string =>
      request.subQueries.find(
        (one: { personId: string; itemCode: string }) => one.personId === personId && one.itemCode === itemCode,
      ).id;
    const decide = (id: string, decision: string) =>
      world.call(decideRows, { token: world.tokens.operator, params: { id }, body: { ...proof, decision } });
    expect((await decide(find('VEHICLE'), 'CONFIRMED')).body).toMatchObject({ code: 'ROWS_NOT_IN_DOUBT' });
    expect((await decide(randomUUID(), 'CONFIRMED')).body).toMatchObject({ code: 'SUB_QUERY_UNKNOWN' });
    const proposed = await decide(find('HUKOU'), 'DROPPED');
    expect(proposed).toMatchObject({ status: 201, body: { kind: 'ROWS', decision: 'DROPPED', state: 'PROPOSED' } });
    expect((await decide(find('HUKOU'), 'CONFIRMED')).body).toMatchObject({ code: 'RESOLUTION_OPEN' });
    expect((await confirm(proposed.body.id, { token: world.tokens.operator })).body).toMatchObject({
      code: 'TWO_PERSON_REQUIRED',
    });
    await confirm(proposed.body.id, { token: world.tokens.checker });
    const again = await world.compile(requestId);
    expect(again.body.statusFindings.map(({ code }: { code: string }) => code)).not.toContain(
      'IDENTITY_MISMATCH:PSB_HUKOU',
    );
    expect(again.body.missingAgencies).toContain('PSB_HUKOU');
  });
});

describe('a departure from a verdict (§6)', () => {
  async function issued() {
    const requestId = await ask(await world.aHousehold('carOwner'));
    const { body } = await world.compile(requestId);
    expect(body.verdict).toBe('EXCEEDS_ASSET');
    return { requestId, report: (await world.issue(body.id, body.version)).body };
  }
  const departing = { verdict: 'CONSISTENT', reason: '车辆已转让', evidenceSha256s: [hashOf('contract')] };
  const worker = () => world.iv.token({ role: 'TOWNSHIP_INVESTIGATOR', division: '370102001000' });
  const approver = () => world.iv.token({ role: 'COUNTY_APPROVER', division: '370102000000' });
  const depart = async (id: string, body: object = departing, token?: string) =>
    world.call(proposeOverride, { token: token ?? (await worker()), params: { id }, body });

  test('the case worker proposes, the county approves, the case hears of it, and the report stays as it is', async () => {
    const { report } = await issued();
    const proposed = await depart(report.id);
    expect(proposed).toMatchObject({ status: 201, body: { state: 'PROPOSED', verdict: 'CONSISTENT' } });
    expect((await depart(report.id)).body).toMatchObject({ code: 'OVERRIDE_OPEN' });
    const { id } = proposed.body;
    const call = { params: { id }, body: { approved: true }, version: 1 };
    expect((await world.call(decideOverride, { ...call, token: await worker() })).status).toBe(403);
    const approved = await world.call(decideOverride, { ...call, token: await approver() });
    expect(approved.body).toMatchObject({ state: 'APPROVED', version: 2 });
    const told = (await world.iv.published()).filter(({ subject }) => subject === id);
    expect(told).toMatchObject([
      {
        data: { reportId: report.id, reportVerdict: 'EXCEEDS_ASSET', verdict: 'CONSISTENT', approvedOn: '2014-04-28' },
      },
    ]);
    const token = world.tokens.operator;
    const kept = await world.call(getReport, { token, params: { id: report.id } });
    expect(kept.body).toMatchObject({ verdict: 'EXCEEDS_ASSET', sha256: report.sha256, version: report.version });
    const listed = await world.call(listOverrides, { token, params: { id: report.id } });
    expect(listed.body.items).toEqual([approved.body]);
    const query = 'query ($id: ID!) { verdictOverrides(reportId: $id) { id state verdict } }';
    expect(await graph(query, { id: report.id })).toEqual({
      data: { verdictOverrides: [{ id, state: 'APPROVED', verdict: 'CONSISTENT' }] },
    });
  });

  test('TWO_PERSON_REQUIRED: who proposed it at the county does not approve it', async () => {
    const { report } = await issued();
    const both = await world.iv.token({
      ...{ role: 'COUNTY_REVIEWER', division: '370102000000', subject: 'both-hats' },
      also: [{ role: 'COUNTY_APPROVER', division: '370102000000' }],
    });
    const { body } = await depart(report.id, departing, both);
    const call = { token: both, params: { id: body.id }, body: { approved: true }, version: 1 };
    expect((await world.call(decideOverride, call)).body).toMatchObject({ status: 403, code: 'TWO_PERSON_REQUIRED' });
  });

  test('VERDICT_UNCHANGED, REPORT_NOT_ISSUED, REPORT_SUPERSEDED: refused, and nothing is written', async () => {
    const { requestId, report } = await issued();
    expect((await depart(report.id, { ...departing, verdict: 'EXCEEDS_ASSET' })).body).toMatchObject({
      code: 'VERDICT_UNCHANGED',
    });
    const second = await world.compile(requestId);
    expect((await depart(second.body.id)).body).toMatchObject({ code: 'REPORT_NOT_ISSUED' });
    await world.issue(second.body.id, second.body.version);
    expect((await depart(report.id)).body).toMatchObject({ code: 'REPORT_SUPERSEDED' });
    expect((await depart(second.body.id, departing, world.tokens.operator)).status).toBe(403);
    const rows = await world.iv.rows('select id from verdict_override where report_id = any($1)', [
      [report.id, second.body.id],
    ]);
    expect(rows).toEqual([]);
  });
});

test('example V6 over HTTP, the register corrected: the case is told that the agency’s wrong data made the first verdict', async () => {
  const requestId = await ask(await world.aHousehold('carOwner'));
  const compiled = await world.compile(requestId);
  const { body: wrong } = await world.issue(compiled.body.id, compiled.body.version);
  const car = compiled.body.items.find((item: { type: string }) => item.type === 'VEHICLE');
  const opened = await world.call(openObjection, {
    ...{ token: world.tokens.clerk, params: { id: wrong.id } },
    body: {
      ...{ items: [{ personId: car.personId, type: 'VEHICLE' }], toldOn: '2014-04-28' },
      ...{ evidenceSha256s: [hashOf(randomUUID())], text: '车辆已转让' },
    },
  });
  await world.call(reverifyObjection, { token: world.tokens.second, params: { id: opened.body.id }, body: {} });
  await world.override({ item: 'VEHICLE', rows: [] });
  await world.dispatch(requestId);
  const second = await world.compile(requestId);
  const { body: right } = await world.issue(second.body.id, second.body.version);
  expect(right.verdict).toBe('CONSISTENT');
  const told = (await world.iv.published()).filter(({ type }) => type.endsWith('.verification.agency-error-found.v1'));
  expect(told).toMatchObject([
    {
      subject: right.id,
      data: {
        ...{ wrongReportId: wrong.id, reportId: right.id, agencyCodes: ['PSB_VEHICLE'] },
        ...{ wrongVerdict: 'EXCEEDS_ASSET', verdict: 'CONSISTENT' },
      },
    },
  ]);
});

async function graph(query: string, variables: object): Promise<unknown> {
  const gateway = await world.iv.serviceToken('gateway');
  const answer = await world.iv.inject({
    ...{ method: 'POST', url: '/graphql', payload: JSON.stringify({ query, variables }) },
    headers: {
      ...{ authorization: `Bearer ${gateway}`, 'x-user-token': world.tokens.operator },
      'content-type': 'application/json',
    },
  });
  return answer.json();
}
