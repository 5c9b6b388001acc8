import { randomUUID } from 'node:crypto';
import { getObjection, listObjections, listRequests, openObjection } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const requestFields = `id no applicationId caseId purpose programme kind priority origin divisionCode state asOf dueDate intakeDueDate
  defects answered total mandatoryOpen pausedReason reportId version
  subQueries { id personId agencyCode itemCode mandatory attempt state outcome dueAt }`;
const objectionFields = 'id reportId requestId items { personId type } openedOn dueOn state agencyErrors closedOn';

async function ask(userToken: string, query: string, variables: object) {
  const gateway = await world.iv.serviceToken('gateway');
  const response = await world.iv.inject({
    ...{ method: 'POST', url: '/graphql', payload: JSON.stringify({ query, variables }) },
    headers: { authorization: `Bearer ${gateway}`, 'x-user-token': userToken, 'content-type': 'application/json' },
  });
  return JSON.parse(response.payload);
}

async function submitted(): Promise<string> {
  return world.request(world.briefOf(await world.aHousehold('carOwner')));
}

describe('the graph shows and does with requests what REST does', () => {
  const query = `query ($id: ID!, $state: String, $r: [_Any!]!) { verificationRequest(id: $id) { ${requestFields} }
    verificationRequests(state: $state, first: 200) { items { ${requestFields} } next }
    _entities(representations: $r) { ... on VerificationRequest { ${requestFields} } } }`;

  test('one, a page and a reference are the REST answers; another county and who may not read get none', async () => {
    const id = await submitted();
    await world.entrust(id);
    const variables = { id, state: 'DISPATCHED', r: [{ __typename: 'VerificationRequest', id }] };
    const { body: one } = await world.read(id);
    const page = { token: world.tokens.operator, query: { state: 'DISPATCHED', first: 200 } };
    const { body: all } = await world.call(listRequests, page);
    const answer = await ask(world.tokens.operator, query, variables);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ verificationRequest: one, verificationRequests: all, _entities: [one] });
    const far = await ask(world.tokens.elsewhere, query, variables);
    expect(far.data).toMatchObject({ verificationRequest: null, verificationRequests: { items: [], next: null } });
    expect(far.errors[0].extensions.code).toBe('REQUEST_UNKNOWN');
    expect((await ask(world.tokens.admin, query, variables)).errors[0].extensions.code).toBe('ROLE_NOT_PERMITTED');
  });

  test('entrusting: once under its key, with the version, for who may', async () => {
    const id = await submitted();
    const mutation = `mutation ($id: ID!, $v: Int!, $k: String!) {
      entrustVerificationRequest(id: $id, expectedVersion: $v, idempotencyKey: $k) { ${requestFields} } }`;
    const code = async (token: string, v: number) =>
      (await ask(token, mutation, { id, v, k: randomUUID() })).errors[0].extensions.code;
    expect(await code(world.tokens.operator, 1)).toBe('ROLE_NOT_PERMITTED');
    expect(await code(world.tokens.entrust, 9)).toBe('VERSION_CONFLICT');
    const call = { id, v: 1, k: randomUUID() };
    const done = await ask(world.tokens.entrust, mutation, call);
    expect(done.data.entrustVerificationRequest).toEqual((await world.read(id)).body);
    expect((await ask(world.tokens.entrust, mutation, call)).data).toEqual(done.data);
    expect(await code(world.tokens.entrust, 2)).toBe('STATE_TRANSITION_INVALID');
  });
});

test('objections in the graph and in lists are the REST answers; those past their term are told', async () => {
  const household = await world.aHousehold('carOwner');
  const id = await world.request(world.briefOf(household));
  await world.entrust(id);
  await world.dispatch(id);
  const report = await world.compile(id);
  const issued = await world.issue(report.body.id, report.body.version);
  const body = {
    ...{ items: [{ personId: household.personIds.get('S-C.1'), type: 'VEHICLE' }], toldOn: '2014-04-28' },
    ...{ evidenceSha256s: [hashOf('contract')], text: '车辆已转让' },
  };
  const stranger = { ...body, items: [{ personId: randomUUID(), type: 'VEHICLE' }] };
  const call = { token: world.tokens.clerk, params: { id: issued.body.id } };
  const rows = () => world.iv.rows('select id, state from objection');
  const before = await rows();
  expect((await world.call(openObjection, { ...call, body: stranger })).body.code).toBe('SUBJECT_NOT_IN_HOUSEHOLD');
  expect(await rows()).toEqual(before);
  const opened = await world.call(openObjection, { ...call, body });
  expect(opened.body).toMatchObject({ state: 'OPEN', dueOn: '2014-05-13' });
  const reportId = issued.body.id;
  const one = await world.call(getObjection, { token: world.tokens.clerk, params: { id: opened.body.id } });
  const list = (query: object) => world.call(listObjections, { token: world.tokens.lead, query });
  expect((await list({ reportId })).body).toEqual({ items: [one.body], next: null });
  expect((await list({ reportId, state: 'UPHELD' })).body).toEqual({ items: [], next: null });
  expect((await list({ reportId, overdue: true })).body.items).toEqual([]);
  expect((await world.call(listObjections, { query: {} })).status).toBe(401);
  expect((await world.call(listObjections, { token: world.tokens.admin, query: {} })).body.code).toBe(
    'ROLE_NOT_PERMITTED',
  );
  const query = `query ($id: ID!, $reportId: ID!) { objection(id: $id) { ${objectionFields} } objections(reportId: $reportId) { ${objectionFields} } }`;
  const answer = await ask(world.tokens.clerk, query, { id: opened.body.id, reportId });
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toEqual({ objection: one.body, objections: [one.body] });
  await world.setToday('2014-05-14');
  expect((await list({ reportId, overdue: true })).body.items).toEqual([one.body]);
});
