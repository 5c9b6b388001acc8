import { randomUUID } from 'node:crypto';
import * as contracts from '@mz/contracts';
import { caseLookup, type Operation, type Role, roles } from '@mz/contracts';
import { permissionCells } from '@mz/service-kit';
import { requestOf, startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from './app.ts';
import type { DB } from './database.ts';
import { permissions } from './permissions.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startTestService(service);
});
afterAll(() => app.stop());

const exported: readonly unknown[] = Object.values(contracts);

function isOwnOperation(value: unknown): value is Operation {
  if (typeof value !== 'object' || value === null) return false;
  return 'permission' in value && 'service' in value && value.service === 'social-assistance';
}

const operations: Operation[] = [...exported.filter(isOwnOperation), caseLookup('social-assistance')];

async function codeFor(operation: Operation, role: Role): Promise<string> {
  const token = await app.token({ role });
  const params = { id: randomUUID() };
  const { method, url, headers } = requestOf(operation, { token, params, version: 1 });
  const response = await app.inject({ method, url, headers });
  return (response.json() as { code?: string }).code ?? '';
}

describe('permissions over HTTP are those of the table', () => {
  const cells = permissionCells(operations, permissions);

  test.each(operations.map(({ id }) => id))('%s', async (id) => {
    const operation = operations.find((one) => one.id === id);
    if (operation === undefined) throw new Error(id);
    const own = cells.filter(({ operationId, caller }) => operationId === id && 'role' in caller);
    expect(own).toHaveLength(Object.keys(roles).length);
    const refusals = ['ROLE_NOT_PERMITTED', 'SERVICE_ONLY'];
    const wrong: string[] = [];
    for (const { caller, allow } of own) {
      if (!('role' in caller)) continue;
      const refused = refusals.includes(await codeFor(operation, caller.role));
      if (refused === allow) wrong.push(caller.role);
    }
    expect(wrong).toEqual([]);
  });
});
