import { randomUUID } from 'node:crypto';
import { approveGrant, createAccount, proposeGrant } from '@mz/contracts';
import { startTestService, startTestServices, type TestService, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';

const county = '370102000000';
let identity: TestServices;
let verification: TestService<DB>;

beforeAll(async () => {
  identity = await startTestServices(['identity']);
  verification = await startTestService(service, {
    ...{ issuer: identity.issuer, urls: { identity: identity.url('identity') } },
  });
});
afterAll(async () => {
  await verification?.stop();
  await identity?.stop();
});

/** A staff account of a new person with a role in the county, made by two administrators at identity. */
async function employ(): Promise<string> {
  const at = identity.get('identity');
  const first = await verification.token({ role: 'IDENTITY_ADMIN', subject: 'admin-1' });
  const second = await verification.token({ role: 'IDENTITY_ADMIN', subject: 'admin-2' });
  const personId = randomUUID();
  const body = { accountName: `staff-${personId.slice(0, 8)}`, password: 'poplars-by-the-river-12', personId };
  const account = await at.call(createAccount, { token: first, body });
  const role = { role: 'COUNTY_APPROVER', divisionCode: county, validFrom: '2014-04-01' };
  const grant = await at.call(proposeGrant, { token: first, params: { id: account.body.id }, body: role });
  expect((await at.call(approveGrant, { token: second, params: { id: grant.body.id }, body: {} })).status).toBe(200);
  return personId;
}

test('who works where is taken over as keyed hashes, changes when somebody came, and is left alone while nobody did', async () => {
  const copied = async (day: string) =>
    (await verification.setToday(day)).filter(({ name, done }) => name === 'misuse.staff' && done > 0).length;
  const staff = () => verification.rows<{ hash: Buffer }>('select person_hash as hash from staff_person');
  const personId = await employ();
  expect(await copied('2014-04-29')).toBe(1);
  const hash = verification.kit.indexes.of('query_log.person', personId);
  expect((await staff()).map((row) => row.hash.toString('hex'))).toContain(Buffer.from(hash).toString('hex'));
  expect(await copied('2014-05-01')).toBe(0);
  const before = await staff();
  await employ();
  expect(await copied('2014-05-02')).toBe(1);
  expect(await staff()).toHaveLength(before.length + 1);
});
