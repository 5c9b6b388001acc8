import { randomUUID } from 'node:crypto';
import { caseLookup } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { aHousehold, anApplication, aVillage } from '../factories.ts';

const lookUp = caseLookup('social-assistance');
let app: TestService<DB>;
beforeAll(async () => {
  app = await startTestService(service, { seed: true });
});
afterAll(() => app.stop());

describe('social-assistance.cases.get', () => {
  test('tells people who, where and at which stage', async () => {
    const row = await anApplication(app.kit);
    const { personIds } = await aHousehold(app.kit, row, [{ relationToHead: '01' }, { relationToHead: '10' }]);
    const answer = await app.call(lookUp, { token: await app.serviceToken('people'), params: { id: row.id } });
    expect(answer.body).toEqual({
      caseId: `social-assistance/${row.id}`,
      stage: 'DRAFT',
      personIds: [...personIds].sort(),
      divisionCode: aVillage,
      purpose: 'ASSESS_BENEFIT',
      assigneeIds: [],
    });
  });

  test.each(['WITHDRAWN', 'REJECTED'] as const)('CASE_UNKNOWN: a case that is %s is over', async (state) => {
    const row = await anApplication(app.kit, { state });
    const answer = await app.call(lookUp, { token: await app.serviceToken('people'), params: { id: row.id } });
    expect([answer.status, answer.body]).toMatchObject([404, { code: 'CASE_UNKNOWN' }]);
  });

  test('CASE_UNKNOWN for no case; another service is SERVICE_NOT_PERMITTED, a person SERVICE_ONLY', async () => {
    const call = { params: { id: randomUUID() } };
    const none = await app.call(lookUp, { ...call, token: await app.serviceToken('people') });
    expect([none.status, none.body]).toMatchObject([404, { code: 'CASE_UNKNOWN' }]);
    const payments = await app.call(lookUp, { ...call, token: await app.serviceToken('payments') });
    expect([payments.status, payments.body]).toMatchObject([403, { code: 'SERVICE_NOT_PERMITTED' }]);
    const clerk = await app.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112008' });
    const person = await app.call(lookUp, { ...call, token: clerk });
    expect([person.status, person.body]).toMatchObject([403, { code: 'SERVICE_ONLY' }]);
  });
});
