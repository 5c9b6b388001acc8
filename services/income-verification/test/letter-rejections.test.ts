import { randomUUID } from 'node:crypto';
import { confirmReply, enterReply, listLetters, rejectReply } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
let requestId: string;
let letterId: string;
let questions: string[];
beforeAll(async () => {
  world = await startWorld();
  expect((await world.agree({ agencyCode: 'LAND', mode: 'ML', items: ['LAND_COMP'] })).status).toBe(201);
  requestId = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  await world.entrust(requestId);
  await world.dispatch(requestId);
  await world.nextHour();
  const { body } = await world.call(listLetters, { token: world.tokens.operator, query: { requestId } });
  letterId = body.items[0].id;
  questions = body.items[0].subQueryIds;
});
afterAll(() => world?.stop());

const purpose = 'VERIFY_MEANS' as const;
const row = { village: '大庄村', amountFen: 500_000, paidOn: '2013-12-01' };

async function typed(subQueryId = questions[0], change: object = {}) {
  const said = { outcome: 'NO_RECORD' as const, rows: [], sourceAsOf: '2014-04-28', scanSha256: hashOf('scan') };
  const body = { subQueryId: subQueryId ?? '', ...said, ...change };
  return world.call(enterReply, { token: world.tokens.operator, purpose, params: { id: letterId }, body });
}

function rejecting(id: string, version: number, change: object = {}) {
  const body = { reason: 'DIFFERS_FROM_SCAN' as const };
  return { token: world.tokens.second, purpose, params: { id }, body, version, ...change };
}

async function rowOf(id: string) {
  const [found] = await world.iv.rows(
    'select state, rejected_by, rejected_on::text, rejection_reason, version from letter_reply where id = $1',
    [id],
  );
  return found;
}

async function stateOf(subQueryId = questions[0]): Promise<unknown> {
  const [found] = await world.iv.rows('select state, attempt from sub_query where id = $1', [subQueryId]);
  return found;
}

describe('two entries that differ: what was typed in is not what the scan says (§5.1 MANUAL_PENDING)', () => {
  let replyId: string;

  test('the second person rejects it, it never becomes an answer, and the question is typed in anew', async () => {
    const { body } = await typed();
    replyId = body.id;
    const key = randomUUID();
    const rejected = await world.call(rejectReply, rejecting(replyId, 1, { key }));
    expect(rejected).toMatchObject({ status: 200, body: { id: replyId, state: 'REJECTED', version: 2 } });
    // The same key again: the same answer, and nothing twice.
    const again = await world.call(rejectReply, rejecting(replyId, 1, { key }));
    expect(again.body).toEqual(rejected.body);
    expect(await rowOf(replyId)).toEqual({
      ...{ state: 'REJECTED', rejected_by: 'second-operator', rejected_on: '2014-04-28', version: 2 },
      rejection_reason: 'DIFFERS_FROM_SCAN',
    });
    const audited = await world.iv.rows(
      "select before, after from audit_log where action = 'letters.rejectReply' and record_id = $1",
      [replyId],
    );
    expect(audited).toEqual([
      { before: { state: 'ENTERED' }, after: { state: 'REJECTED', reason: 'DIFFERS_FROM_SCAN' } },
    ]);
    expect(await stateOf()).toEqual({ state: 'MANUAL_PENDING', attempt: 0 });
    expect(await world.iv.rows('select from answer where sub_query_id = $1', [questions[0]])).toEqual([]);
    const right = await typed(questions[0], { outcome: 'HIT', rows: [row] });
    expect(right.status).toBe(201);
    const confirmed = await world.call(confirmReply, {
      ...{ token: world.tokens.second, purpose, params: { id: right.body.id }, body: {}, version: right.body.version },
    });
    expect(confirmed.status).toBe(200);
    expect(await stateOf()).toEqual({ state: 'ANSWERED', attempt: 1 });
  });

  test('STATE_TRANSITION_INVALID: what is rejected or confirmed is neither rejected nor confirmed again', async () => {
    const before = await rowOf(replyId);
    const code = async (answer: ReturnType<World['call']>) => (await answer).body.code;
    expect(await code(world.call(rejectReply, rejecting(replyId, 2)))).toBe('STATE_TRANSITION_INVALID');
    const call = { token: world.tokens.second, purpose, params: { id: replyId }, body: {}, version: 2 };
    expect(await code(world.call(confirmReply, call))).toBe('STATE_TRANSITION_INVALID');
    const [good] = await world.iv.rows<{ id: string }>("select id from letter_reply where state = 'CONFIRMED'");
    expect(await code(world.call(rejectReply, rejecting(good?.id ?? '', 2)))).toBe('STATE_TRANSITION_INVALID');
    expect(await rowOf(replyId)).toEqual(before);
  });

  test('whoever typed it in may take it back', async () => {
    const { body } = await typed(questions[1]);
    const token = world.tokens.operator;
    const taken = await world.call(rejectReply, rejecting(body.id, 1, { token, body: { reason: 'ANOTHER_PERSON' } }));
    expect(taken).toMatchObject({ status: 200, body: { state: 'REJECTED' } });
  });
});

describe('refused, and nothing has changed', () => {
  let replyId: string;
  beforeAll(async () => {
    replyId = (await typed(questions[1])).body.id;
  });

  test.each([
    ['INPUT_INVALID', 400, 'a reason that is none', { body: { reason: 'I_LIKE_IT_NOT' } }],
    ['PRECONDITION_REQUIRED', 428, 'no version', { version: undefined }],
    ['VERSION_CONFLICT', 412, 'a stale version', { version: 7 }],
    ['TOKEN_MISSING', 401, 'no log-in', { token: undefined }],
    ['LETTER_UNKNOWN', 404, 'no such reply', { params: { id: '018f2a10-0000-7000-8000-0000000000b1' } }],
  ])('%s (%i): %s', async (code, status, _what, change) => {
    const answer = await world.call(rejectReply, rejecting(replyId, 1, change));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await rowOf(replyId)).toMatchObject({ state: 'ENTERED', version: 1 });
  });

  test('ROLE_NOT_PERMITTED for a township and a lead; the reply of another county is none', async () => {
    for (const token of [world.tokens.clerk, world.tokens.lead]) {
      const answer = await world.call(rejectReply, rejecting(replyId, 1, { token }));
      expect([answer.status, answer.body.code]).toEqual([403, 'ROLE_NOT_PERMITTED']);
    }
    const token = await world.iv.token({ role: 'CENTER_OPERATOR', division: '371721000000' });
    const answer = await world.call(rejectReply, rejecting(replyId, 1, { token }));
    expect([answer.status, answer.body.code]).toEqual([404, 'LETTER_UNKNOWN']);
    expect(await rowOf(replyId)).toMatchObject({ state: 'ENTERED', version: 1 });
  });

  test('REST and GraphQL reject the same way', async () => {
    const mutation = `mutation ($id: ID!, $reason: String!, $seen: Int!, $key: String!) {
      made: rejectLetterReply(id: $id, reason: $reason, expectedVersion: $seen, idempotencyKey: $key) {
        id letterId subQueryId outcome state enteredBy confirmedBy version } }`;
    const ask = async (variables: object) => {
      const headers = {
        authorization: `Bearer ${await world.iv.serviceToken('gateway')}`,
        ...{ 'x-user-token': world.tokens.second, 'x-purpose': purpose },
      };
      const payload = { query: mutation, variables: { id: replyId, seen: 1, key: randomUUID(), ...variables } };
      const response = await world.iv.inject({ method: 'POST', url: '/graphql', headers, payload });
      const { data, errors } = response.json();
      return { made: data?.made, code: errors?.[0]?.extensions.code };
    };
    expect((await ask({ reason: 'I_LIKE_IT_NOT' })).code).toBe('INPUT_INVALID');
    expect((await ask({ reason: 'ILLEGIBLE', seen: 7 })).code).toBe('VERSION_CONFLICT');
    const { made } = await ask({ reason: 'ILLEGIBLE' });
    const other = await typed(questions[1]);
    const rest = await world.call(rejectReply, rejecting(other.body.id, 1, { body: { reason: 'ILLEGIBLE' } }));
    expect({ ...rest.body, id: replyId }).toEqual(made);
  });
});
