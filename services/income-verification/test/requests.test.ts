import { randomUUID } from 'node:crypto';
import {
  compileReport,
  entrustRequest,
  getReport,
  issueReport,
  listRequests,
  returnRequest,
  signAuthorization,
  VerificationReport,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signingOf } from './briefs.ts';
import { type Household, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const county = '370102000000';

async function submitted(household?: Household): Promise<string> {
  return world.request(world.briefOf(household ?? (await world.aHousehold('carOwner'))));
}

async function compiled(household?: Household): Promise<{ id: string; version: number; applicationId: string }> {
  const requestId = await submitted(household);
  await world.entrust(requestId);
  await world.dispatch(requestId);
  const { status, body } = await world.compile(requestId);
  expect(status).toBe(201);
  return body;
}

async function eventsOf(subject: string): Promise<string[]> {
  const events = await world.iv.published();
  return events.filter((event) => event.subject === subject).map(({ type }) => type.split('.mz.')[1] ?? type);
}

describe('requests.list', () => {
  test('pages without gap or repetition, to the county alone; filters by state and application', async () => {
    const ids = [await submitted(), await submitted(), await submitted()];
    const list = (query: object, token = world.tokens.operator) => world.call(listRequests, { token, query });
    const first = await list({ first: 2 });
    expect(first.body.items).toHaveLength(2);
    const rest = await list({ first: 200, after: first.body.next });
    const all = [...first.body.items, ...rest.body.items].map(({ id }: { id: string }) => id);
    expect(rest.body.next).toBeNull();
    expect(all).toEqual([...all].sort().reverse());
    expect(all).toEqual(expect.arrayContaining(ids));
    const one = all.find((id) => id === ids[0]) ?? '';
    const { applicationId } = (await world.read(one)).body;
    const found = await list({ applicationId, state: 'SUBMITTED' });
    expect(found.body.items).toMatchObject([{ id: one, applicationId, state: 'SUBMITTED', subQueries: [] }]);
    expect((await list({ applicationId, state: 'COMPILED' })).body).toEqual({ items: [], next: null });
    expect((await list({}, world.tokens.elsewhere)).body.items).toEqual([]);
  });

  test('CURSOR_INVALID; no login 401; ROLE_NOT_PERMITTED for who holds agreements and no results', async () => {
    const bad = await world.call(listRequests, { token: world.tokens.operator, query: { after: 'nothing' } });
    expect([bad.status, bad.body.code]).toEqual([400, 'CURSOR_INVALID']);
    expect((await world.call(listRequests, { query: {} })).status).toBe(401);
    const admin = await world.call(listRequests, { token: world.tokens.admin, query: {} });
    expect([admin.status, admin.body.code]).toEqual([403, 'ROLE_NOT_PERMITTED']);
  });
});

describe('requests.return', () => {
  test('sends back once with all defects: the case hears it, the household may ask again', async () => {
    const household = await world.aHousehold('carOwner');
    const brief = world.briefOf(household);
    const id = await world.request(brief);
    const defects = ['授权书扫描件不清', '申报缺少账户'];
    const back = (version: number, body: object = { defects }, token = world.tokens.entrust) =>
      world.call(returnRequest, { token, params: { id }, body, version });
    expect((await back(1, { defects: [] })).status).toBe(400);
    expect((await back(1, { defects }, world.tokens.operator)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await back(1, { defects }, world.tokens.elsewhere)).body).toMatchObject({ code: 'REQUEST_UNKNOWN' });
    expect(await back(7)).toMatchObject({ status: 412, body: { code: 'VERSION_CONFLICT' } });
    expect((await back(1)).body).toMatchObject({ state: 'RETURNED', version: 2 });
    expect(await back(2)).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    const told = (await world.iv.published()).filter(({ subject }) => subject === id).map(({ data }) => data);
    expect(told).toEqual([{ requestId: id, applicationId: brief.applicationId, code: 'REQUEST_RETURNED', fields: [] }]);
    const [row] = await world.iv.rows('select defects from verification_request where id = $1', [id]);
    expect(row).toEqual({ defects });
    const again = await world.request({ ...brief, requestId: randomUUID() });
    expect((await world.read(again)).body).toMatchObject({ state: 'SUBMITTED' });
  });
});

describe('a replayed Idempotency-Key has one effect and one answer', () => {
  test('authorizations.sign', async () => {
    const household = await world.openCase('carOwner');
    const body = signingOf(household, 'S-C.1', { signedOn: '2014-04-28' });
    const call = { token: world.tokens.clerk, purpose: 'VERIFY_MEANS', body, key: randomUUID() } as const;
    const first = await world.call(signAuthorization, call);
    const second = await world.call(signAuthorization, call);
    expect(first.status).toBe(201);
    expect([second.status, second.body]).toEqual([201, first.body]);
    const other = signingOf(household, 'S-C.2', { signedOn: '2014-04-28' });
    const reused = await world.call(signAuthorization, { ...call, body: other });
    expect(reused.body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const rows = await world.iv.rows('select id from means_authorization where case_id = $1', [household.caseId]);
    expect(rows).toEqual([{ id: first.body.id }]);
    expect(await eventsOf(first.body.id)).toEqual(['authorization.signed.v1']);
  });

  test('reports.issue; a stale version is 412 and issues nothing', async () => {
    const { id, version } = await compiled();
    const call = { token: world.tokens.checker, params: { id }, body: {}, key: randomUUID() };
    const stale = await world.call(issueReport, { ...call, key: randomUUID(), version: version + 1 });
    expect([stale.status, stale.body.code]).toEqual([412, 'VERSION_CONFLICT']);
    expect(await eventsOf(id)).toEqual([]);
    const first = await world.call(issueReport, { ...call, version });
    const second = await world.call(issueReport, { ...call, version });
    expect(first).toMatchObject({ status: 200, body: { state: 'ISSUED' } });
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(await eventsOf(id)).toEqual(['verification.completed.v1']);
    const audited = await world.iv.rows("select from audit_log where record_id = $1 and action = 'reports.issue'", [
      id,
    ]);
    expect(audited).toHaveLength(1);
  });
});

describe('CONFLICT_OF_INTEREST: the check of oneself or of a near relative', () => {
  const conflict = { status: 403, body: { code: 'CONFLICT_OF_INTEREST' } };

  test('a sibling neither entrusts nor compiles nor issues; somebody else does', async () => {
    const household = await world.aHousehold('carOwner');
    const personId = await world.aSibling(household, 'S-C.1');
    const id = await submitted(household);
    const as = (role: 'ENTRUST_OFFICER' | 'CENTER_OPERATOR' | 'CENTER_CHECKER', who: string) =>
      world.iv.token({ role, division: county, subject: `kin-${role}`, personId: who });
    const params = { id };
    const entrust = async (who: string) =>
      world.call(entrustRequest, { token: await as('ENTRUST_OFFICER', who), params, body: {}, version: 1 });
    expect(await entrust(personId)).toMatchObject(conflict);
    expect(await entrust(household.personIds.get('S-C.2') ?? '')).toMatchObject(conflict);
    expect((await world.read(id)).body).toMatchObject({ state: 'SUBMITTED', version: 1 });
    expect((await entrust(randomUUID())).status).toBe(200);
    await world.dispatch(id);

    const compile = async (who: string) =>
      world.call(compileReport, { token: await as('CENTER_OPERATOR', who), params, body: {} });
    expect(await compile(personId)).toMatchObject(conflict);
    const report = await compile(randomUUID());
    expect(report.status).toBe(201);

    const issue = async (who: string) => {
      const call = { params: { id: report.body.id }, body: {}, version: report.body.version };
      return world.call(issueReport, { token: await as('CENTER_CHECKER', who), ...call });
    };
    expect(await issue(personId)).toMatchObject(conflict);
    expect(await eventsOf(report.body.id)).toEqual([]);
    expect((await issue(randomUUID())).status).toBe(200);
  });
});

/** Every field of a contract's object, as a query asks for it. */
function selectionOf(schema: unknown): string {
  const { properties, items, anyOf } = schema as { properties?: object; items?: unknown; anyOf?: unknown[] };
  if (items !== undefined) return selectionOf(items);
  if (anyOf !== undefined) return anyOf.map(selectionOf).find((selection) => selection !== '') ?? '';
  if (properties === undefined) return '';
  return `{ ${Object.entries(properties)
    .map(([name, field]) => `${name} ${selectionOf(field)}`)
    .join(' ')} }`;
}

describe('the graph shows what REST shows', () => {
  const fields = selectionOf(VerificationReport);
  const query = `query ($id: ID!, $r: [_Any!]!) {
    verificationReport(id: $id) ${fields}
    _entities(representations: $r) { ... on Application { report ${fields} } ... on VerificationReport ${fields} }
  }`;

  async function ask(userToken: string, id: string, applicationId: string) {
    const gateway = await world.iv.serviceToken('gateway');
    const r = [
      { __typename: 'Application', id: applicationId },
      { __typename: 'VerificationReport', id },
    ];
    const response = await world.iv.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${gateway}`, 'x-user-token': userToken, 'content-type': 'application/json' },
      payload: JSON.stringify({ query, variables: { id, r } }),
    });
    return JSON.parse(response.payload);
  }

  test('INPUT_INVALID: an id that is none, as at REST', async () => {
    const { errors } = await ask(world.tokens.checker, 'x', 'x');
    expect(errors[0].extensions).toMatchObject({ code: 'INPUT_INVALID', status: 400 });
  });

  test.each([
    ['clerk', null],
    ['entrust', null],
    ['operator', expect.any(Number)],
    ['checker', expect.any(Number)],
  ] as const)(
    'masked for %s: report, Application.report and the reference are the REST answer',
    async (who, figure) => {
      const { id, version, applicationId } = await compiled();
      const hidden = await ask(world.tokens[who], id, applicationId);
      expect(hidden.data._entities[0]).toEqual({ report: null });
      expect((await world.issue(id, version)).status).toBe(200);
      const token = world.tokens[who];
      const { body } = await world.call(getReport, { token, params: { id } });
      expect(body).toMatchObject({ state: 'ISSUED', countableIncomeFen: figure, financialPerHeadFen: figure });
      const answer = await ask(token, id, applicationId);
      expect(answer.errors).toBeUndefined();
      expect(answer.data).toEqual({ verificationReport: body, _entities: [{ report: body }, body] });
    },
  );

  test('another county and who may not read reports get none', async () => {
    const { id, version, applicationId } = await compiled();
    await world.issue(id, version);
    const far = await ask(world.tokens.elsewhere, id, applicationId);
    expect(far.data).toEqual({ verificationReport: null, _entities: [{ report: null }, null] });
    expect(far.errors[0].extensions.code).toBe('REPORT_UNKNOWN');
    const admin = await ask(world.tokens.admin, id, applicationId);
    expect(admin.data?.verificationReport ?? null).toBeNull();
    expect(admin.errors[0].extensions.code).toBe('ROLE_NOT_PERMITTED');
  });
});
