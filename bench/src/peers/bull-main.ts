import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

// Raw BullMQ: node bull-main.ts add | work. `add` puts what it is sent on the queue, in bulk; `work` writes one row a job,
// several at a time, each prepared once by name. Nothing is kept of a job that is done.
const [role] = process.argv.slice(2);
const [queueName, jobsAtOnce, bulk] = ['bench.peer', 32, 1_000];
const connection = new Redis(process.env.QUEUE_URL ?? '', { maxRetriesPerRequest: null });

interface Job {
  readonly data: Readonly<Record<string, unknown>>;
  readonly aggregateversion: number;
}

const text = `insert into peer_authorization_copy
  (authorization_id, application_id, person_id, status, purposes, valid_from, valid_to, version)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (authorization_id) do update set version = excluded.version
    where peer_authorization_copy.version < excluded.version`;

function startWorker(): void {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  const work = async ({ data: { data, aggregateversion } }: { data: Job }): Promise<void> => {
    const { authorizationId, personId, status, purposes, validFrom, validTo } = data;
    const applicationId = String(data.caseId).split('/')[1];
    const values = [authorizationId, applicationId, personId, status, purposes, validFrom, validTo, aggregateversion];
    await pool.query({ name: 'effect', text, values });
  };
  const worker = new Worker<Job>(queueName, work, {
    connection,
    concurrency: jobsAtOnce,
    removeOnComplete: { count: 0 },
  });
  worker.on('failed', (_, error) => {
    throw error;
  });
}

/** Events are kept until an empty message says go, so that their way into this process is not measured. */
function takeJobs(): void {
  const queue = new Queue<Job>(queueName, { connection });
  let kept: readonly Job[] = [];
  process.on('message', (jobs: readonly Job[]) => {
    if (jobs.length === 0) void addAll(queue, kept);
    else kept = jobs;
    process.send?.({});
  });
}

async function addAll(queue: Queue<Job>, jobs: readonly Job[]): Promise<void> {
  for (let from = 0; from < jobs.length; from += bulk)
    await queue.addBulk(
      jobs.slice(from, from + bulk).map((data) => ({ name: 'job', data, opts: { removeOnComplete: true } })),
    );
}

if (role === 'work') startWorker();
else takeJobs();
process.send?.({ url: queueName });
process.on('disconnect', () => process.exit());
