import { loadDefinition, presentServices } from '@mz/dev-stack';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestService, type TestService } from './index.ts';

// Those that have operations; what the gateway forwards and answers itself is tested there.
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const;

describe.each(presentServices().filter((name) => !['gateway', 'agency-simulator'].includes(name)))('%s', (name) => {
  let started: TestService;

  beforeAll(async () => {
    started = (await startTestService(await loadDefinition(name))) as TestService;
    await cutOff(started);
  });

  afterAll(() => started?.stop());

  test('METHOD_NOT_ALLOWED: every other method on every operation’s path, with Allow and without a database', async () => {
    const wrong: string[] = [];
    for (const [path, known] of byAddress(started)) {
      for (const method of methods.filter((one) => !known.includes(one))) {
        const { statusCode, headers, payload } = await started.inject({ method, url: path });
        const { code } = method === 'HEAD' ? { code: 'METHOD_NOT_ALLOWED' } : (JSON.parse(payload) as { code: string });
        if (`${statusCode} ${code} ${headers.allow}` !== `405 METHOD_NOT_ALLOWED ${known.join(', ')}`)
          wrong.push(`${method} ${path}: ${statusCode} ${code} ${headers.allow}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** The sorted methods of each address; two templates that one address fits count together. */
function byAddress({ service }: TestService): Map<string, string[]> {
  const { paths } = service.http.openApiDocument() as { paths: Record<string, object> };
  expect(Object.keys(paths).length).toBeGreaterThan(0);
  const addresses = Object.keys(paths).map((path) => path.replace(/\{\w+\}/g, '0190f3d2-0000-7000-8000-000000000001'));
  return new Map(
    addresses.map((address) => {
      const takers = Object.entries(paths).filter(([path]) => templateOf(path).test(address));
      const known = takers.flatMap(([, item]) => Object.keys(item).map((method) => method.toUpperCase()));
      return [address, [...new Set(known)].sort()];
    }),
  );
}

function templateOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/:]+')}$`);
}

/** Nobody reaches the database any more: what needs it now fails. */
async function cutOff({ database }: TestService): Promise<void> {
  if (database === undefined) return;
  const client = new pg.Client({
    connectionString: Object.assign(new URL(database.adminUrl), { pathname: '/postgres' }).toString(),
  });
  await client.connect();
  try {
    await client.query(`alter database "${database.name}" with allow_connections false`);
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database.name]);
  } finally {
    await client.end();
  }
}
