import { randomUUID } from 'node:crypto';
import { createExchangePartner } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { administrators, callAs, ed25519, type PartnerClient, register } from './partner.ts';

let iv: TestService<DB, AppKit['config']>;
let housing: PartnerClient;

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  const [first] = await administrators(iv);
  const body = { code: 'HOUSING', name: '试验住房保障部门', kind: 'ENTRUSTING_UNIT' };
  expect((await iv.call(createExchangePartner, { token: first, body })).status).toBe(201);
  const { privateKey, key } = ed25519();
  housing = { keyId: (await register(iv, { partnerCode: 'HOUSING', key })).keyId, privateKey };
});
afterAll(() => iv?.stop());

/** A look at some cases that there are not: each is a question. */
function search(count: number, transactionId: string = randomUUID()) {
  const now = new Date().toISOString();
  const items = Array.from({ length: count }, (_, index) => ({
    ...{ reference_id: `${transactionId}-${index}`, timestamp: now },
    search_criteria: {
      ...{ query_type: 'idtype-value', query: { type: 'CASE_REF', value: 'H-0' } },
      authorize: { purpose: { code: 'HOUSING' } },
    },
  }));
  const header = {
    ...{ version: '1.0.0', message_id: randomUUID(), message_ts: now, action: 'search' },
    ...{ sender_id: 'HOUSING', receiver_id: 'civil-affairs.sd.gov.cn', total_count: count },
  };
  return { header, message: { transaction_id: transactionId, search_request: items } };
}

const say = (message: object) =>
  callAs(iv, housing, '/exchange/v1/spdci/registry/sync/search', { method: 'POST', body: message });
const kept = () =>
  iv.rows<{ transactions: number; items: number; alarms: number }>(
    `select (select count(*)::int from spdci_transaction) as transactions, (select count(*)::int from spdci_item) as items,
       (select count(*)::int from misuse_alarm) as alarms`,
  );

test('RATE_LIMITED: a partner that has asked its questions of the day is refused with an alarm, and nothing of the message is kept', async () => {
  await iv.rows("update policy_parameter set value = '3' where key = 'partner_questions_per_day'");
  const first = search(2);
  expect((await say(first)).status).toBe(200);
  // The same message again is the same question.
  expect((await say({ ...first, header: { ...first.header, message_id: randomUUID() } })).status).toBe(200);
  const [before] = await kept();
  expect(before).toEqual({ transactions: 1, items: 2, alarms: 0 });

  const refused = await say(search(2));
  expect(refused.status).toBe(429);
  expect(refused.body.header).toMatchObject({
    ...{ status: 'rjct', status_reason_message: 'err.request.too_many_requests' },
  });
  expect(await kept()).toEqual([{ ...before, alarms: 1 }]);
  expect(await iv.rows('select subject, rule from misuse_alarm')).toEqual([
    { subject: 'partner:HOUSING', rule: 'PARTNER_QUESTIONS_PER_DAY' },
  ]);
  const { body } = await callAs(iv, housing, '/exchange/v1/notices');
  expect(body.notices).toMatchObject([{ kind: 'QUOTA_PASSED', ref: '2014-04-28', code: 'RATE_LIMITED' }]);

  // What was refused used nothing: one question is left.
  expect((await say(search(1))).status).toBe(200);
  expect((await say(search(1))).status).toBe(429);
  const period = '?from=2014-04-28&to=2014-04-28';
  const traffic = await callAs(iv, housing, `/exchange/v1/traffic${period}`);
  expect(traffic.body).toMatchObject({ questions: 3, questionsPerDay: 3 });
});

test('the next day has its own questions', async () => {
  await iv.setToday('2014-04-29');
  expect((await say(search(3))).status).toBe(200);
});
