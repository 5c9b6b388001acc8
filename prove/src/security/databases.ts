import type { ServiceName } from '@mz/contracts';
import pg from 'pg';
import type { Stage } from './stage.ts';

/** The address of a service's database for the superuser, whom no policy binds. */
export function adminUrlOf({ platform }: Stage, service: ServiceName): string {
  const own = platform.surroundings.databases.get(service)?.appUrl;
  if (own === undefined) throw new Error(`${service} has no database`);
  return Object.assign(new URL(platform.postgres.adminUrl), { pathname: new URL(own).pathname }).toString();
}

/** Runs `work` on one connection. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs `work` as the application role of a service, in a transaction that leaves nothing behind. */
export async function asApplication<T>(
  { platform }: Stage,
  service: ServiceName,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const url = platform.surroundings.databases.get(service)?.appUrl;
  if (url === undefined) throw new Error(`${service} has no database`);
  return withClient(url, async (client) => {
    await client.query('begin');
    try {
      return await work(client);
    } finally {
      await client.query('rollback');
    }
  });
}
