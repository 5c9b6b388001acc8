import type { SkeletonNames } from './service-skeleton.ts';

/** src/main.ts */
export function main(): string {
  return `import { runService } from '@mz/service-kit';
import { service } from './app.ts';

await runService(service);
`;
}

/** src/app.ts */
export function app({ name }: SkeletonNames): string {
  return `import { defineService } from '@mz/service-kit';
import type { DB } from './database.ts';
import { errors } from './errors.ts';
import { permissions } from './permissions.ts';
import { registerRecords } from './records/index.ts';

/** The service ${name}. */
export const service = defineService<DB>({
  name: '${name}',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  build(kit) {
    registerRecords(kit);
  },
});
`;
}

/** src/app-kit.ts */
export function appKit(): string {
  return `import type { Kit } from '@mz/service-kit';
import type { DB } from './database.ts';

/** The kit as this service has it. */
export type AppKit = Kit<DB>;
`;
}

/** src/database.ts as \`npm run generate\` writes it from the first migration. */
export function database(): string {
  return `// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface RecordTable {
  id: string;
  divisionCode: string;
  title: string;
  version: Generated<number>;
  createdAt: Timestamp;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  record: RecordTable;
}
`;
}

/** src/errors.ts */
export function errors({ name }: SkeletonNames): string {
  return `import { defineErrors } from '@mz/service-kit';

/** Refusals of ${name} beside the common ones: code → status, Chinese and English title, legal basis. */
export const errors = defineErrors({});
`;
}

/** src/permissions.ts */
export function permissions({ camel }: SkeletonNames): string {
  return `import { definePermissions } from '@mz/service-kit';

/** Who may do what; the division of the role limits which records. */
export const permissions = definePermissions({
  '${camel}Records:list': { roles: ['COUNTY_REVIEWER', 'AUDITOR'] },
});
`;
}

/** src/records/index.ts */
export function featureIndex({ pascal }: SkeletonNames): string {
  return `import { list${pascal}Records } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { listRecords } from './queries.ts';

/** Records of an office. */
export function registerRecords(kit: AppKit): void {
  kit.operation(list${pascal}Records, (ctx, input) => listRecords(kit, ctx, input));
}
`;
}

/** src/records/queries.ts */
export function featureQueries({ pascal }: SkeletonNames): string {
  const operation = `typeof list${pascal}Records`;
  return `import type { list${pascal}Records, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

/** Records that the caller's division reaches, oldest first. Throws CURSOR_INVALID for a cursor that no page gave. */
export async function listRecords(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<${operation}>,
): Promise<OperationOutputOf<${operation}>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string', 'string']);
  const rows = await kit.read(ctx, (db) => {
    const all = db.selectFrom('record').select(['id', 'divisionCode', 'title', 'version', 'createdAt']);
    const rest =
      after === undefined
        ? all
        : all.where(sql<SqlBool>\`(created_at, id) > (\${after[0]}::timestamptz, \${after[1]}::uuid)\`);
    return rest
      .orderBy('createdAt')
      .orderBy('id')
      .limit(first + 1)
      .execute();
  });
  const { items, next } = pageOf(rows, first, (row) => [row.createdAt.toISOString(), row.id]);
  return { items: items.map(({ createdAt: _, ...record }) => record), next };
}
`;
}

/** src/records/records.test.ts */
export function featureTest({ pascal }: SkeletonNames): string {
  return `import { randomUUID } from 'node:crypto';
import { list${pascal}Records } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';

let test: TestService<DB>;

beforeAll(async () => {
  test = await startTestService(service);
  for (const [division, title] of [
    ['370112008000', '本县'],
    ['370102001000', '邻县'],
  ]) {
    const row = [randomUUID(), division, title];
    await test.rows('insert into record (id, division_code, title, created_at) values ($1, $2, $3, now())', row);
  }
});
afterAll(() => test?.stop());

describe('the records of an office', () => {
  it('are those of its own division and of all below it', async () => {
    const token = await test.token({ role: 'COUNTY_REVIEWER', division: '370112000000' });
    const { status, body } = await test.call(list${pascal}Records, { token });
    expect(status).toBe(200);
    expect(body.items.map(({ title }) => title)).toEqual(['本县']);
  });

  it('ROLE_NOT_PERMITTED: a role without the permission sees none', async () => {
    const token = await test.token({ role: 'CITIZEN', division: '370112000000' });
    expect(await test.call(list${pascal}Records, { token })).toMatchObject({
      status: 403,
      body: { code: 'ROLE_NOT_PERMITTED' },
    });
  });

  it('TOKEN_MISSING: nobody sees them without a token', async () => {
    expect(await test.call(list${pascal}Records)).toMatchObject({ status: 401, body: { code: 'TOKEN_MISSING' } });
  });

  it('CURSOR_INVALID: a cursor that no page gave is refused', async () => {
    const token = await test.token({ role: 'COUNTY_REVIEWER', division: '370112000000' });
    expect(await test.call(list${pascal}Records, { token, query: { after: 'bm9uc2Vuc2U' } })).toMatchObject({
      status: 400,
      body: { code: 'CURSOR_INVALID' },
    });
  });
});
`;
}
