import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { QueueTarget } from '../src/queue.ts';

/** False where no Redis or Valkey is installed: there the platform runs on the PostgreSQL backend alone. */
export const hasRedis: boolean = inject('queueUrl').startsWith('redis');

/** A namespace of its own on the Redis of the test run. */
export async function redisQueueTarget(): Promise<QueueTarget> {
  return { kind: 'redis', url: inject('queueUrl'), namespace: randomUUID() };
}

/** A namespace of its own on BullMQ's PostgreSQL backend, in the database `events_test_queue`. */
async function postgresQueueTarget(): Promise<QueueTarget> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(7203100)');
    const { rowCount } = await client.query(`select 1 from pg_database where datname = 'events_test_queue'`);
    if (rowCount === 0) await client.query('create database events_test_queue');
  } finally {
    await client.end();
  }
  const url = new URL(inject('postgresUrl'));
  url.pathname = '/events_test_queue';
  return { kind: 'postgres', url: url.toString(), namespace: randomUUID() };
}

/** The stores that can be tried here, by name. */
export const queueTargets: readonly (readonly [string, () => Promise<QueueTarget>])[] = [
  ...(hasRedis ? [['redis', redisQueueTarget] as const] : []),
  ['postgres', postgresQueueTarget],
];

/** The first store that can be tried here, for what does not depend on the store. */
export function anyQueueTarget(): Promise<QueueTarget> {
  return hasRedis ? redisQueueTarget() : postgresQueueTarget();
}
