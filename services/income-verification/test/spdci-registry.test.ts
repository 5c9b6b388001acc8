import { randomUUID } from 'node:crypto';
import { currentSigner } from '@mz/crypto';
import { storyHouseholds } from '@mz/population';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAgencyExchange } from '../src/dispatch/index.ts';
import { searchMessage } from '../src/spdci/registry-search.ts';
import { callAs, registerEndpoint } from './partner.ts';
import { faultsOf } from './spdci/standard.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let address: string;
const unknown = randomUUID();
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

async function aCheck(key?: 'carOwner'): Promise<string> {
  const household = await world.aHousehold(key);
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

test('a registry that does not say whose records it read: ANSWER_SUBJECT_MISSING, and no verdict from it', async () => {
  await world.override({ personRef: 'S-C.1', item: 'VEHICLE', behaviour: 'NO_SUBJECT' });
  const requestId = await aCheck('carOwner');
  await world.dispatch(requestId);
  const asked = await questions(requestId);
  expect(asked.filter(({ fault }) => fault !== null)).toMatchObject([
    { state: 'RETRY_WAIT', outcome: null, fault: 'ANSWER_SUBJECT_MISSING' },
  ]);
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

describe('a callback that does not fit', () => {
  /** A question that the registry answers later, and the rows that its check has so far. */
  async function waiting() {
    await world.control('/dev/spdci', { pending: true });
    const requestId = await aCheck();
    await world.dispatch(requestId);
    const [question] = await questions(requestId);
    if (question === undefined) throw new Error('no question waits');
    return { requestId, id: question.id };
  }

  /** The callback of an agency, signed with its key. */
  async function callback(agency: string, { transactionId, reference }: { transactionId: string; reference: string }) {
    const { id, privateKey } = currentSigner(world.iv.kit.keys, 'signing/agency-simulator');
    const timestamp = '2014-04-28T00:00:00+08:00';
    const item = { reference_id: reference, timestamp, status: 'succ', data: { version: '1.0.0', reg_records: [] } };
    const body = {
      header: {
        ...{ version: '1.0.0', message_id: randomUUID(), message_ts: new Date().toISOString(), action: 'on-search' },
        ...{ status: 'succ', total_count: 1, completed_count: 1, sender_id: agency },
      },
      message: { transaction_id: transactionId, correlation_id: 'c-1', search_response: [item] },
    };
    const client = { keyId: `${agency}/${id}`, privateKey };
    const path = '/exchange/v1/spdci/registry/on-search';
    return callAs(world.iv, client, path, { method: 'POST', body });
  }

  const answers = () => world.iv.rows('select sub_query_id from answer order by sub_query_id');
  const notFound = { status: 404, body: { message: { ack_status: 'ERR', error: { code: 'err.request.not_found' } } } };

  test('after the day of its question: the question is TIMED_OUT, its answer ANSWERED_LATE, and the check goes on with it', async () => {
    const { requestId, id } = await waiting();
    await world.iv.rows("update sub_query set due_on = '2014-04-27' where id = $1", [id]);
    await world.nextHour();
    expect((await questions(requestId)).find((one) => one.id === id)).toMatchObject({ state: 'TIMED_OUT' });
    const taken = await callback('PSB_VEHICLE', { transactionId: id, reference: id });
    expect(taken).toMatchObject({ status: 200, body: { message: { correlation_id: 'c-1' } } });
    expect((await questions(requestId)).find((one) => one.id === id)).toMatchObject({
      ...{ state: 'ANSWERED_LATE', outcome: 'NO_RECORD' },
    });
    const again = await callback('PSB_VEHICLE', { transactionId: id, reference: id });
    expect(again.status).toBe(200);
    const kept = await world.iv.rows('select code from quarantined_answer where sub_query_id = $1', [id]);
    expect(kept).toEqual([{ code: 'ANSWER_DUPLICATE' }]);
  }, 120_000);

  test.each([
    ['of a transaction that does not exist', 'PSB_VEHICLE', () => ({ transactionId: unknown, reference: unknown })],
    [
      'of another transaction than the question’s',
      'PSB_VEHICLE',
      (id: string) => ({ transactionId: unknown, reference: id }),
    ],
    ['of another partner’s transaction', 'AIC', (id: string) => ({ transactionId: id, reference: id })],
  ])(
    '%s: err.request.not_found, and nothing changes',
    async (_, agency, change) => {
      const { requestId, id } = await waiting();
      const [before, known] = [await questions(requestId), await answers()];
      expect(await callback(agency, change(id))).toMatchObject(notFound);
      expect(await questions(requestId)).toEqual(before);
      expect(await answers()).toEqual(known);
    },
    120_000,
  );

  test('after the raw data of its check were deleted: nothing is kept, and the agency finds ANSWER_NOT_EXPECTED in its inbox', async () => {
    const { requestId, id } = await waiting();
    await world.iv.rows('delete from request_key where request_id = $1', [requestId]);
    const [before, known] = [await questions(requestId), await answers()];
    expect(await callback('PSB_VEHICLE', { transactionId: id, reference: id })).toMatchObject({ status: 200 });
    expect(await questions(requestId)).toEqual(before);
    expect(await answers()).toEqual(known);
    const notices = await world.iv.rows('select partner_code, kind, code from partner_notice where ref = $1', [id]);
    expect(notices).toEqual([{ partner_code: 'PSB_VEHICLE', kind: 'ANSWER_REFUSED', code: 'ANSWER_NOT_EXPECTED' }]);
  }, 120_000);
});
