import type { ServiceName } from '@mz/contracts';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

/** An event as it lies on the queue. */
export interface QueuedEvent {
  readonly id: string;
  readonly type: string;
}

/** The queue of one subscriber, to put jobs on it as its producers' relays do. */
export interface JobQueue {
  /** One job an array; jobs of the same events are jobs of their own. */
  put(jobs: readonly (readonly QueuedEvent[])[]): Promise<void>;
  /** Jobs that are not done. */
  open(): Promise<number>;
  close(): Promise<void>;
}

let count = 0;

/** Opens the queue of a subscriber on Redis. */
export function openJobQueue(url: string, subscriber: ServiceName): JobQueue {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue(`events.${subscriber}`, { connection });
  return {
    async put(jobs) {
      const opts = { attempts: 5, removeOnComplete: true, removeOnFail: true };
      const bulk = jobs.map((events) => {
        count += 1;
        return { name: 'job', data: { events }, opts: { ...opts, jobId: `prove-${count}` } };
      });
      await queue.addBulk(bulk);
    },
    async open() {
      const { waiting = 0, active = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'active', 'delayed');
      return waiting + active + delayed;
    },
    async close() {
      await queue.close();
      connection.disconnect();
    },
  };
}
