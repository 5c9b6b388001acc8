import { randomUUID } from 'node:crypto';
import { enrolmentApproved, getVerificationIndicator, listVerificationIndicators, openObjection } from '@mz/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const read = async (query: object = {}) =>
  (await world.call(listVerificationIndicators, { token: world.tokens.admin, query })).body;
const one = async (code: string, query: object = {}) =>
  (await read(query)).items.find((item: { code: string }) => item.code === code);

/** Mechanisms of the first counties of the table, all complete. */
async function mechanisms(counties: readonly string[]): Promise<void> {
  for (const code of counties) {
    await world.iv.rows(
      `insert into verification_mechanism (id, event_division_code, current_division_code, institution_name, status, doc_no,
         document_sha256, established_on, staff_count, agencies_connected, planned_by, confirmed_by, created_at)
       values ($1, $2, $2, '核对中心', 'ESTABLISHED', '编号', $3, '2014-03-01', 1, '{PSB_HUKOU,AIC,TAX}', 'a', 'b', now())`,
      [randomUUID(), code, 'ab'.repeat(32)],
    );
  }
}

test('IV-01: 96 of the 137 counties of the snapshot day pass 70%, 95 fail; by region group; each county with its mark', async () => {
  const detail = await world.call(getVerificationIndicator, { token: world.tokens.admin, params: { code: 'IV-01' } });
  const codes = detail.body.rows.map((row: { divisionCode: string }) => row.divisionCode);
  expect(codes).toHaveLength(137);
  expect(detail.body).toMatchObject({ reached: 0, of: 137, done: false, planItem: 'T-03-4' });
  await mechanisms(codes.slice(0, 95));
  expect(await one('IV-01')).toMatchObject({ reached: 95, of: 137, percent: 69.34, target: 70, done: false });
  await mechanisms(codes.slice(95, 96));
  const coverage = await one('IV-01');
  expect(coverage).toMatchObject({ reached: 96, of: 137, percent: 70.07, done: true });
  const groups = coverage.parts.map((part: { name: string; of: number }) => [part.name, part.of]);
  expect(groups.map(([name]: [string]) => name)).toEqual(['EAST', 'CENTRAL', 'WEST']);
  expect(groups.reduce((sum: number, [, of]: [string, number]) => sum + of, 0)).toBe(137);
  // The county table and the mechanisms are those of the day that is asked for.
  expect(await one('IV-01', { asOf: '2014-02-28' })).toMatchObject({ reached: 0, of: 137 });
});

test('a supervisor sees the counties of the own city only', async () => {
  const token = await world.iv.token({ role: 'CITY_SUPERVISOR', division: '370100000000' });
  const { body } = await world.call(getVerificationIndicator, { token, params: { code: 'IV-01' } });
  expect(body).toMatchObject({ divisionCode: '370100000000', of: 10 });
  const beyond = await world.call(listVerificationIndicators, { token, query: { division: '370200000000' } });
  expect(beyond.body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
});

test('IV-03, IV-05 to IV-10: a check from its request to the approval and the objection', async () => {
  const household = await world.aHousehold();
  const requestId = await world.request(world.briefOf(household));
  expect((await world.entrust(requestId)).body).toMatchObject({ state: 'DISPATCHED' });
  await world.dispatch(requestId);
  const { body: compiled } = await world.compile(requestId);
  expect(compiled).toMatchObject({ state: 'COMPILED' });
  const issued = await world.issue(compiled.id, compiled.version);
  expect(issued.body).toMatchObject({ state: 'ISSUED' });
  const refused = await world.openCase('carOwner');
  await world.request(world.briefOf({ ...refused, authorizationIds: new Map() }));

  expect(await one('IV-03')).toMatchObject({ reached: 1, of: 137, target: null, done: null });
  expect(await one('IV-05')).toMatchObject({ reached: 1, of: 1, percent: 100, target: 95, done: true });
  // One report of the province is a small count: nothing of it is told.
  expect(await one('IV-07')).toMatchObject({ of: null, percent: null, target: null, done: null });
  expect(await one('IV-10')).toMatchObject({ reached: 1, of: 2, percent: 50, done: false });

  const approve = (applicationId: string) =>
    world.iv.deliver(enrolmentApproved, {
      subject: applicationId,
      divisionCode: '370102001000',
      aggregateVersion: 1,
      data: {
        ...{ enrolmentId: randomUUID(), applicationId, caseId: household.caseId, householdId: randomUUID() },
        ...{ programme: 'URBAN_DIBAO', personIds: [...household.personIds.values()], fromMonth: '2014-05' },
        ...{ amountFen: 10_000, decisionId: randomUUID() },
      },
    });
  await approve(household.applicationId);
  expect(await one('IV-08')).toMatchObject({ reached: 1, of: 1, done: true });
  await approve(randomUUID());
  expect(await one('IV-08')).toMatchObject({ reached: 1, of: 2, percent: 50, done: false });

  expect(await one('IV-09')).toMatchObject({ of: null, percent: null, target: 5, done: null });
  const [personId = ''] = household.personIds.values();
  const objection = await world.call(openObjection, {
    token: world.tokens.clerk,
    params: { id: compiled.id },
    body: {
      toldOn: '2014-04-28',
      items: [{ personId, type: 'WAGE' }],
      evidenceSha256s: [hashOf('工资条')],
      text: '工资已变',
    },
  });
  expect(objection.status).toBe(201);
  const objected = { reached: null, of: null, percent: null };
  expect(await one('IV-09')).toMatchObject({
    ...{ ...objected, done: null },
    parts: [
      { ...objected, name: 'REVISED', reached: 0 },
      { ...objected, name: 'AGENCY_ERROR', reached: 0 },
    ],
  });

  // Questions are counted in the night after their day.
  expect(await one('IV-06')).toMatchObject({ reached: 0, of: 0 });
  await world.setToday('2014-04-29');
  const answers = await one('IV-06');
  expect(answers.of).toBeGreaterThan(0);
  expect(answers).toMatchObject({ reached: answers.of, done: true });
  expect(answers.parts[0]).toMatchObject({ name: 'RT/DF', percent: 100 });
});

test('IV-07, IV-09: who reads the county sees as little of its few reports as who reads the province; of many the figures are told', async () => {
  const token = await world.iv.token({ role: 'CITY_SUPERVISOR', division: '370100000000' });
  const detail = async (code: string, query: object = {}) =>
    (await world.call(getVerificationIndicator, { token, params: { code }, query })).body;
  expect(await detail('IV-09', { division: '370102000000' })).toMatchObject({
    ...{ divisionCode: '370102000000', reached: null, of: null },
    rows: [{ divisionCode: '370102000000', reached: null, of: null }],
  });
  // Forty more of the year, eight of which found too much.
  await world.iv.rows(
    `begin; set local session_replication_role = replica;
     insert into report select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'report_no', 'X' || n,
       'request_id', r.request_id, 'report_version', 1000 + n, 'verification_code', lpad(n::text, 16, '0'),
       'verdict', case when n <= 8 then 'EXCEEDS_ASSET' else r.verdict end))).*
     from report r, generate_series(1, 40) as n where r.state = 'ISSUED'; commit`,
  );
  expect(await one('IV-07')).toMatchObject({ reached: 8, of: 41, percent: 19.51, target: null, done: null });
  expect(await detail('IV-07')).toMatchObject({ reached: 8, of: 41, rows: [{ reached: 8, of: 41 }] });
});

test('IV-02, IV-04, IV-12: the rule, the agencies of the province, the alarms', async () => {
  expect(await one('IV-02')).toMatchObject({ reached: 0, of: null, target: 1, done: false, planItem: 'T-03-5' });
  await world.iv.rows(
    `insert into provincial_rule (id, title, doc_no, issued_on, document_sha256, recorded_by, confirmed_by, created_at)
     values ($1, '核对办法', '鲁民〔2014〕30号', '2014-04-01', $2, 'a', 'b', now())`,
    [randomUUID(), 'cd'.repeat(32)],
  );
  expect(await one('IV-02')).toMatchObject({ reached: 1, done: true });
  expect((await one('IV-04')).reached).toBeGreaterThanOrEqual(8);
  expect(await one('IV-12')).toMatchObject({ target: 0, reached: 0, done: true });
});

test('REST and the graph say the same', async () => {
  const rest = await read();
  const fields =
    'code title titleEn reached of percent target comparator done planItem parts { name reached of percent }';
  const answer = await world.iv.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${await world.iv.serviceToken('gateway')}`, 'x-user-token': world.tokens.admin },
    payload: {
      query: `{ verificationIndicators { ${fields} } verificationIndicatorRows(code: "IV-01") { divisionCode reached of } }`,
    },
  });
  const { data } = answer.json();
  expect(data.verificationIndicators).toEqual(rest.items);
  expect(data.verificationIndicatorRows).toHaveLength(137);
});

test.each([
  ['a day to come', { asOf: '2099-01-01' }, 422, 'PERIOD_INVALID'],
  ['a division that there is not', { division: '370199000000' }, 422, 'DIVISION_NOT_VALID'],
  ['no day', { asOf: '2014-02-30' }, 400, 'INPUT_INVALID'],
])('%s is refused', async (_, query, status, code) => {
  const answer = await world.call(listVerificationIndicators, { token: world.tokens.admin, query });
  expect([answer.status, answer.body]).toMatchObject([status, { code }]);
});

test('nobody without a log-in or of another role; an indicator that there is not', async () => {
  expect((await world.call(listVerificationIndicators)).status).toBe(401);
  expect((await world.call(listVerificationIndicators, { token: world.tokens.clerk })).body).toMatchObject({
    code: 'ROLE_NOT_PERMITTED',
  });
  const unknown = await world.call(getVerificationIndicator, { token: world.tokens.admin, params: { code: 'IV-99' } });
  expect(unknown.body).toMatchObject({ code: 'INDICATOR_UNKNOWN' });
});
