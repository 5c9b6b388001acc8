import { randomUUID } from 'node:crypto';
import { storyHouseholds } from '@mz/population';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createAgencyExchange } from '../src/dispatch/index.ts';
import { searchMessage } from '../src/spdci/registry-search.ts';
import { registerEndpoint } from './partner.ts';
import { faultsOf } from './spdci/standard.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let address: string;
beforeAll(async () => {
  world = await startWorld();
  const service = { call: world.call, token: world.iv.token };
  await registerEndpoint(service, { partnerCode: 'PSB_VEHICLE', kind: 'REGISTRY' });
  address = await world.iv.service.listen();
  await world.setToday('2014-04-28');
}, 120_000);
afterAll(() => world?.stop());
afterEach(async () => {
  await world.clearOverrides();
  await world.control('/dev/spdci', { pending: false });
});

/** The questions to the agency that answers as a beneficiary registry. */
async function questions(requestId: string) {
  return world.iv.rows<{ id: string; state: string; outcome: string | null; fault: string | null; attempt: number }>(
    `select id, state, outcome, fault, attempt from sub_query
     where request_id = $1 and agency_code = 'PSB_VEHICLE' order by person_id`,
    [requestId],
  );
}

async function aCheck(): Promise<string> {
  const household = await world.aHousehold();
  const requestId = await world.request(world.briefOf(household));
  const { status, body } = await world.entrust(requestId);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return requestId;
}

test('question, answer, acknowledgement and callback conform to the standard’s file of the beneficiary registry', async () => {
  const household = storyHouseholds[0]?.household.members[0];
  const query = {
    ...{
      ref: randomUUID(),
      purpose: 'DIBAO',
      item: 'VEHICLE',
      idNo: household?.idNo ?? '',
      name: household?.name ?? '',
    },
    ...{ from: '2013-04-01', to: '2014-04-28' },
  };
  const message = searchMessage(world.iv.kit, 'PSB_VEHICLE', query);
  expect(faultsOf({ file: 'ibr', path: '/registry/sync/search', part: 'request' }, message)).toEqual([]);
  expect(faultsOf({ file: 'ibr', path: '/registry/search', part: 'request' }, message)).toEqual([]);
  const exchange = createAgencyExchange(world.iv.kit);
  const ask = async (path: string) =>
    JSON.parse(
      await exchange.call({
        ...{ method: 'POST', path: `/agencies/PSB_VEHICLE/spdci/registry/${path}`, body: JSON.stringify(message) },
        ...{ seconds: 10, largestBytes: 100_000 },
      }),
    );
  const answer = await ask('sync/search');
  expect(faultsOf({ file: 'ibr', path: '/registry/sync/search', part: 'answer' }, answer)).toEqual([]);
  expect(faultsOf({ file: 'ibr', path: '/registry/on-search', part: 'request' }, answer)).toEqual([]);
  expect(faultsOf({ file: 'ibr', path: '/registry/search', part: 'answer' }, await ask('search'))).toEqual([]);
});

test('a registry that answers at once: the attributes of its records are the rows of the answer', async () => {
  const requestId = await aCheck();
  await world.dispatch(requestId);
  const asked = await questions(requestId);
  expect(asked.length).toBeGreaterThan(0);
  for (const { state, outcome } of asked) {
    expect(state).toBe('ANSWERED');
    expect(['HIT', 'NO_RECORD']).toContain(outcome);
  }
}, 120_000);

test('a registry that answers later by on-search: the questions wait as SENT, and its answer is an answer like any other', async () => {
  await world.control('/dev/spdci', { pending: true });
  const requestId = await aCheck();
  await world.dispatch(requestId);
  const waiting = await questions(requestId);
  expect(waiting.map(({ state, attempt }) => ({ state, attempt }))).toEqual(
    waiting.map(() => ({ state: 'SENT', attempt: 1 })),
  );
  expect((await world.compile(requestId)).body.code).toBe('MANDATORY_ITEMS_OPEN');

  await world.control('/dev/spdci', { pending: false, deliver: address });
  for (const { state } of await questions(requestId)) expect(state).toBe('ANSWERED');
  expect((await world.compile(requestId)).status).toBe(201);
}, 120_000);

test.each([
  ['OVER_RETURN', 'RETRY_WAIT'],
  ['NO_RECORD_WITH_ROWS', 'RETRY_WAIT'],
])(
  'a registry that misbehaves, %s: a defined state and no verdict from it',
  async (behaviour, state) => {
    await world.override({ item: 'VEHICLE', behaviour });
    const requestId = await aCheck();
    await world.dispatch(requestId);
    for (const one of await questions(requestId)) expect(one.state).toBe(state);
  },
  120_000,
);
