import { type EventQueue, QueueUnavailable } from './queue.ts';

/** A queue that is opened when it is first used; an opening that failed is tried again by the next use. */
export function lazyQueue(open: () => Promise<EventQueue>): EventQueue {
  let opened: Promise<EventQueue> | undefined;
  let stopped = false;
  const queue = async (): Promise<EventQueue> => {
    if (stopped) throw new QueueUnavailable();
    opened ??= open();
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  return {
    publish: async (name, jobs) => (await queue()).publish(name, jobs),
    subscribe: async (name, handler) => (await queue()).subscribe(name, handler),
    backlog: async (name) => (await queue()).backlog(name),
    async stop() {
      const closing = opened;
      opened = undefined;
      stopped = true;
      await (await closing)?.stop();
    },
  };
}
