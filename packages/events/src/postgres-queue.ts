import { createPostgresBackend, type PgPool, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { bullmqQueue } from './bullmq-queue.ts';
import type { EventQueue, QueueBehaviour, QueueTarget } from './queue.ts';

const { Queue, Worker } = withBackend(createPostgresBackend);
const schema = 'bullmq';
// Two workers that each keep one client for LISTEN, and three for statements.
const connections = 5;

/** The queue in a PostgreSQL database of its own, where no Redis is installed. Rejects when the database is away. */
export async function openPostgresQueue(target: QueueTarget, behaviour: QueueBehaviour): Promise<EventQueue> {
  const pool = new pg.Pool({
    connectionString: target.url,
    application_name: 'queue',
    options: `-c search_path=${schema}`,
    max: connections,
    query_timeout: behaviour.silenceMs,
  });
  // Each queue and worker of BullMQ listens on the one pool.
  pool.setMaxListeners(0);
  pool.on('error', (err) => behaviour.log.debug({ err }, 'queue database connection'));
  await bringUpToDate(pool);
  // BullMQ describes the pool by a type of its own, whose overloads @types/pg does not match.
  const connection = pool as unknown as PgPool;
  return bullmqQueue(
    {
      newQueue: (name) => new Queue<unknown>(name, { connection }),
      newWorker: (name, work, options) => new Worker<unknown>(name, work, { ...options, connection }),
      disconnect: () => pool.end(),
    },
    target,
    behaviour,
  );
}

// BullMQ never migrates a pool that it was given.
async function bringUpToDate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, schema);
  } finally {
    client.release();
  }
}
