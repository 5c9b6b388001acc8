import { randomUUID } from 'node:crypto';
import { myBenefits, personMerged, programmesOf, queryBenefits, streamBenefits } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirm, fileIt, upload } from './steps.ts';
import {
  county,
  type Enrolled,
  enrol,
  fundWith,
  payeeOf,
  regularLine,
  sendBatch,
  startWorld,
  type World,
} from './world.ts';

let world: World;
let household: Enrolled;
let self = '';
let failedLineId = '';

beforeAll(async () => {
  world = await startWorld();
  household = await enrol(world, 0, 2);
  self = household.personIds[0] ?? '';
  await fundWith(world, 1_000_000);
  const payeeId = await payeeOf(world, household, '6299990000000017');
  const paid = await sendBatch(world, [regularLine(household, payeeId, 54_000)]);
  await confirm(world, paid);
  const { head } = await fileIt(world, paid);
  const failed = [{ seq: 1, result: 'FAIL', failCode: 'DORMANT', postedOn: '2014-05-26' }];
  await upload(world, head, { fileNo: 'L-1', lines: failed });
  const [line] = await world.payments.rows<{ id: string }>('select id from line');
  failedLineId = line?.id ?? '';
  const again = await sendBatch(world, [
    regularLine(household, payeeId, 54_000, { kind: 'REISSUE', causeId: failedLineId }),
  ]);
  await confirm(world, again);
  const second = await fileIt(world, again);
  const lines = [{ seq: 1, result: 'OK', postedOn: '2014-05-26' }];
  await upload(world, second.head, { fileNo: 'L-2', lines });
});
afterAll(() => world.stop());

const citizen = (personId = self) => world.payments.token({ role: 'CITIZEN', division: '371721', personId });
const mine = async (token: string, query = {}) =>
  world.payments.call(myBenefits, { token, purpose: 'CITIZEN_SELF', query });

describe('benefits.mine', () => {
  it('June stands once, in plain Chinese, with its whole history, wherever the citizen lives', async () => {
    const { status, body } = await mine(await citizen());
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      {
        benefitMonth: '2014-06',
        programmeTitle: '城市居民最低生活保障',
        bureauTitle: '社会救助',
        amountFen: 27_000,
        paidFen: 27_000,
        state: 'SETTLED',
        stateText: '已到账',
        paidOn: '2014-05-26',
      },
    ]);
    expect(body.items[0]?.history.map(({ stateText }: { stateText: string }) => stateText)).toEqual([
      '待发放',
      '已提交银行',
      '银行退回，待重新发放',
      '待发放',
      '已提交银行',
      '已到账',
    ]);
  });

  it('the graph answers the same', async () => {
    const answer = await world.payments.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        authorization: `Bearer ${await world.payments.serviceToken('gateway')}`,
        'x-user-token': await citizen(),
        'x-purpose': 'CITIZEN_SELF',
        'content-type': 'application/json',
      },
      payload: { query: '{ myBenefits { benefitMonth amountFen stateText history { stateText } } }' },
    });
    const { items } = (await mine(await citizen())).body;
    const { data } = answer.json();
    expect(data.myBenefits).toHaveLength(1);
    expect(items[0]).toMatchObject(data.myBenefits[0]);
  });

  it('another person sees nothing of it; nobody without a person, a purpose, a role or a login', async () => {
    expect((await mine(await citizen(randomUUID()))).body.items).toEqual([]);
    const nobody = await world.payments.token({ role: 'CITIZEN', division: '370102' });
    expect(await mine(nobody)).toMatchObject({ status: 403, body: { code: 'SCOPE_FORBIDDEN' } });
    const token = await citizen();
    expect(await world.payments.call(myBenefits, { token })).toMatchObject({ body: { code: 'PURPOSE_REQUIRED' } });
    expect((await mine(await world.as('COUNTY_FINANCE'))).status).toBe(403);
    expect((await world.payments.call(myBenefits, {})).status).toBe(401);
  });

  it('PERIOD_INVALID, and months outside the period are left out', async () => {
    const token = await citizen();
    expect(await mine(token, { fromMonth: '2014-07', toMonth: '2014-06' })).toMatchObject({
      status: 422,
      body: { code: 'PERIOD_INVALID' },
    });
    expect((await mine(token, { fromMonth: '2014-07' })).body.items).toEqual([]);
  });

  it('after a merge the kept person sees what was paid under the other id', async () => {
    const kept = randomUUID();
    await world.payments.deliver(personMerged, {
      subject: kept,
      divisionCode: county,
      aggregateVersion: 1,
      data: { kept, dropped: self },
    });
    expect((await mine(await citizen(kept))).body.items).toHaveLength(1);
    expect((await mine(await citizen())).body.items).toHaveLength(1);
  });
});

describe('benefits.query and benefits.programmesOf', () => {
  const june = { fromMonth: '2014-06', toMonth: '2014-06' };
  const ask = async (caller: 'social-assistance' | 'income-verification', body: object) =>
    world.payments.call(queryBenefits, {
      token: await world.payments.serviceToken(caller),
      body: { personIds: [self], ...june, ...body },
    });

  it('AUTHORIZATION_MISSING: verification names the authorization it asks under', async () => {
    const verify = { purpose: 'VERIFY_MEANS' };
    expect(await ask('income-verification', { ...verify, basisId: 'because' })).toMatchObject({
      status: 422,
      body: { code: 'AUTHORIZATION_MISSING' },
    });
    expect((await ask('income-verification', { ...verify, basisId: randomUUID() })).status).toBe(200);
    expect(await ask('income-verification', { purpose: 'ASSESS_BENEFIT', basisId: randomUUID() })).toMatchObject({
      status: 403,
      body: { code: 'PURPOSE_NOT_PERMITTED' },
    });
  });

  it('a bureau gets the decision and, when it asks, the history of each entry', async () => {
    const assess = { purpose: 'ASSESS_BENEFIT', basisId: household.caseId };
    const plain = await ask('social-assistance', assess);
    expect(plain.body.entries.every((entry: object) => !('history' in entry))).toBe(true);
    const { body } = await ask('social-assistance', { ...assess, withHistory: true });
    const failed = body.entries.find(({ lineId }: { lineId: string }) => lineId === failedLineId);
    expect(failed?.decisionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(failed?.history?.map(({ state }: { state: string }) => state)).toEqual(['OWED', 'FILED', 'FAILED']);
  });

  it('programmesOf: the programmes of one person now, for services only', async () => {
    const body = { personId: self, purpose: 'ASSESS_BENEFIT', basisId: household.caseId };
    const token = await world.payments.serviceToken('social-assistance');
    await world.payments.setToday('2014-06-02');
    const found = await world.payments.call(programmesOf, { token, body });
    expect(found.body.programmes).toMatchObject([{ programme: 'URBAN_DIBAO', fromMonth: '2014-06' }]);
    const other = await world.payments.call(programmesOf, { token, body: { ...body, personId: randomUUID() } });
    expect(other.body.programmes).toEqual([]);
    const person = await world.as('COUNTY_FINANCE');
    expect(await world.payments.call(programmesOf, { token: person, body })).toMatchObject({
      status: 403,
      body: { code: 'SERVICE_ONLY' },
    });
  });
});

describe('benefits.stream', () => {
  const stream = async (personIds: readonly string[], change = {}) => {
    const june = { fromMonth: '2014-06', toMonth: '2014-06' };
    return world.payments.inject({
      method: 'POST',
      url: streamBenefits.path,
      headers: {
        authorization: `Bearer ${await world.payments.serviceToken('social-assistance')}`,
        'content-type': 'application/json',
      },
      payload: JSON.stringify({ personIds, ...june, purpose: 'ASSESS_BENEFIT', basisId: household.caseId, ...change }),
    });
  };

  it('answers 50,000 persons in the order of the question and forgets their ids', async () => {
    const [, other = ''] = household.personIds;
    const strangers = Array.from({ length: 49_998 }, () => randomUUID());
    const answer = await stream([other, ...strangers, self]);
    expect(answer.statusCode).toBe(200);
    const lines = answer.payload.trimEnd().split('\n');
    const persons = lines.map((line) => JSON.parse(line).personId);
    expect(persons).toEqual([other, other, self, self]);
    expect(await world.payments.rows('select 1 from benefit_question')).toEqual([]);
  });

  it('INPUT_INVALID for one more, PERIOD_INVALID, PURPOSE_NOT_PERMITTED', async () => {
    const many = Array.from({ length: 50_001 }, () => self);
    expect((await stream(many)).json()).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
    expect((await stream([self], { toMonth: '2014-05' })).json()).toMatchObject({ code: 'PERIOD_INVALID' });
    const wrong = await stream([self], { purpose: 'VERIFY_MEANS' });
    expect(wrong.json()).toMatchObject({ code: 'PURPOSE_NOT_PERMITTED' });
  });
});

it('nobody rewrites a history: the application has no right to it', async () => {
  const [before] = await world.payments.rows('select count(*)::int as n from benefit_entry_history');
  const system = world.payments.kit.system('benefits.mine');
  await expect(
    world.payments.kit.read(system, (db) => db.deleteFrom('benefitEntryHistory').execute()),
  ).rejects.toThrow();
  expect(await world.payments.rows('select count(*)::int as n from benefit_entry_history')).toEqual([before]);
});
