import { createHousehold } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { aMember, anApplication, aVillage } from '../factories.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startTestService(service, { seed: true });
});
afterAll(() => app.stop());

test('UPSTREAM_UNAVAILABLE: while people is down no household is made up, and the same key may try again', async () => {
  const row = await anApplication(app.kit);
  const member = aMember({ relationToHead: '01' });
  const body = {
    applicationId: row.id,
    headPersonId: member.personId,
    hukouDivision: aVillage,
    residenceDivision: aVillage,
    povertyCause: 'ILLNESS',
    housingType: '自有住房',
    members: [member],
  };
  const token = await app.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112008' });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const answer = await app.call(createHousehold, { token, body, key: 'while-down' });
    expect([answer.status, answer.body]).toMatchObject([503, { code: 'UPSTREAM_UNAVAILABLE' }]);
  }
  expect(await app.rows('select 1 from household')).toEqual([]);
});
