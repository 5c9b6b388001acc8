import type { JobsOptions, JobType, WorkerOptions } from 'bullmq';
import { withDeadline } from './deadline.ts';
import { type EventQueue, type QueueBehaviour, type QueueJob, type QueueTarget, QueueUnavailable } from './queue.ts';

/** What this package uses of a BullMQ queue, whichever store is below it. */
interface BullQueue {
  addBulk(jobs: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>;
  getJobCounts(...types: JobType[]): Promise<Record<string, number>>;
  getWaiting(start: number, end: number): Promise<readonly { timestamp: number }[]>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** What this package uses of a BullMQ worker. */
interface BullWorker {
  close(force?: boolean): Promise<void>;
  on(event: 'error' | 'failed', listener: (...args: never[]) => void): unknown;
}

/** One store: how to make BullMQ's objects on it, and how to let go of its connections. */
export interface BullStore {
  newQueue(name: string): BullQueue;
  newWorker(name: string, work: (job: { data: unknown }) => Promise<void>, options: WorkerBehaviour): BullWorker;
  disconnect(): Promise<void>;
}

/** Worker options that are the same on both stores. */
type WorkerBehaviour = Pick<WorkerOptions, 'concurrency' | 'maxStalledCount' | 'stalledInterval' | 'lockDuration'>;

const firstRetryMs = 500;

/** The three verbs over BullMQ. */
export function bullmqQueue(store: BullStore, target: QueueTarget, behaviour: QueueBehaviour): EventQueue {
  const { log, deadlineMs, stalledIntervalMs } = behaviour;
  const queues = new Map<string, BullQueue>();
  const workers: BullWorker[] = [];
  // A finished or failed job is forgotten at once: its id must be free for the reconciler to publish the chunk again.
  const jobOptions = {
    attempts: behaviour.triesPerJob,
    backoff: { type: 'exponential', delay: firstRetryMs },
    removeOnComplete: true,
    removeOnFail: true,
  } as const;
  const fullName = (name: string): string => (target.namespace === undefined ? name : `${target.namespace}.${name}`);
  const onError = (queue: string) => (err: Error) => log.debug({ queue, err }, 'queue connection');

  function queueOf(name: string): BullQueue {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = store.newQueue(fullName(name));
    queue.on('error', onError(name));
    queues.set(name, queue);
    return queue;
  }

  async function publish(name: string, jobs: readonly QueueJob[]): Promise<void> {
    const bulk = jobs.map(({ id, body }) => ({ name: 'job', data: body, opts: { ...jobOptions, jobId: id } }));
    await asked(name, (queue) => queue.addBulk(bulk));
  }

  // BullMQ's object that could not greet its store when it was made fails for ever, so the next use makes a new one.
  async function asked<T>(name: string, ask: (queue: BullQueue) => Promise<T>): Promise<T> {
    const queue = queueOf(name);
    try {
      return await withDeadline(ask(queue), deadlineMs);
    } catch (error) {
      if (queues.get(name) === queue) queues.delete(name);
      queue.close().catch(onError(name));
      throw new QueueUnavailable({ cause: error });
    }
  }

  async function subscribe(name: string, handler: (body: unknown) => Promise<void>): Promise<void> {
    const worker = store.newWorker(fullName(name), (job) => handler(job.data), {
      concurrency: 1,
      // A job is safe to run again however often its worker was killed: the inbox knows its events.
      maxStalledCount: 1_000_000,
      stalledInterval: stalledIntervalMs,
      lockDuration: stalledIntervalMs,
    });
    worker.on('error', onError(name));
    worker.on('failed', (_job: unknown, err: Error) => log.warn({ queue: name, err }, 'job failed'));
    workers.push(worker);
  }

  async function backlog(name: string): ReturnType<EventQueue['backlog']> {
    const [counts, [oldest]] = await asked(name, (queue) =>
      Promise.all([queue.getJobCounts('waiting', 'delayed', 'active'), queue.getWaiting(0, 0)]),
    );
    const waiting = (counts.waiting ?? 0) + (counts.delayed ?? 0);
    const oldestAgeMs = oldest === undefined ? undefined : Math.max(0, Date.now() - oldest.timestamp);
    return { waiting, active: counts.active ?? 0, oldestAgeMs };
  }

  async function stop(): Promise<void> {
    await Promise.all(workers.map((worker) => closeWorker(worker, deadlineMs)));
    await Promise.allSettled([...queues.values()].map((queue) => withDeadline(queue.close(), deadlineMs)));
    await store.disconnect();
  }

  return { publish, subscribe, stop, backlog };
}

// A job in work is waited for; a store that is gone is not: the job will be seen as stalled by another worker.
async function closeWorker(worker: BullWorker, deadlineMs: number): Promise<void> {
  await withDeadline(worker.close(), deadlineMs * 4).catch(() => worker.close(true));
}
