import { randomUUID } from 'node:crypto';
import * as contracts from '@mz/contracts';
import { exampleOf } from '@mz/service-kit';
import { startTestService } from '@mz/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { service } from '../src/app.ts';
import { type Test, tokenOf } from './proposal-road.ts';

let test: Test;

beforeAll(async () => {
  test = await startTestService(service);
});
afterAll(() => test.stop());

const features = /^((proposals|supervisionTasks|divisionCodes)\.|divisionChanges\.(draft|revise|get|mapping|publish)$)/;
const operations = (Object.values(contracts) as unknown[])
  .filter((one): one is contracts.Operation => typeof one === 'object' && one !== null && 'permission' in one)
  .filter(({ id }) => features.test(id));

it('there are 21 operations of proposals, changes and codes', () => {
  expect(operations).toHaveLength(21);
});

it.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s: nobody without a login and no role of another field, and nothing is written',
  async (_, operation) => {
    const hasBody = operation.method !== 'GET';
    const call = {
      params: { id: randomUUID() },
      ...(operation.versioned ? { version: 1 } : {}),
      ...(hasBody ? { body: exampleOf(operation.body) } : {}),
    };
    const stranger = await tokenOf(test, 'stranger');
    const answers = [await test.call(operation, call), await test.call(operation, { ...call, token: stranger })];
    expect(answers.map(({ status, body }) => `${status} ${(body as { code: string }).code}`)).toEqual([
      '401 TOKEN_MISSING',
      '403 ROLE_NOT_PERMITTED',
    ]);
    expect(await test.rows('select 1 from audit_log')).toEqual([]);
  },
);
