import { Redis } from 'ioredis';
import pg from 'pg';
import type { Platform } from './index.ts';

/** Takes everything from the queue, as a store that lost its memory; answers how many keys or rows there were. */
export async function emptyQueue({ queue }: Platform): Promise<number> {
  return queue.kind === 'redis' ? flushRedis(queue.url) : truncateAll(queue.url);
}

async function flushRedis(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    const keys = await redis.dbsize();
    await redis.flushall();
    return keys;
  } finally {
    redis.disconnect();
  }
}

// The backend's own record of its migrations stays, or it would not know its tables any more.
async function truncateAll(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname = 'bullmq' and tablename !~ 'migration'`,
    );
    let count = 0;
    for (const { name } of tables) {
      const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${name}`);
      count += rows[0]?.count ?? 0;
    }
    await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
    return count;
  } finally {
    await client.end();
  }
}
