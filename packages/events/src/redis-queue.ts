import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { bullmqQueue } from './bullmq-queue.ts';
import type { EventQueue, QueueBehaviour, QueueTarget } from './queue.ts';

/** The queue on Redis or Valkey. Adding fails at once while the store is gone; workers wait for it to come back. */
export function openRedisQueue(target: QueueTarget, behaviour: QueueBehaviour): EventQueue {
  const connections: Redis[] = [];
  const connect = (options: { maxRetriesPerRequest: number | null; enableOfflineQueue: boolean }): Redis => {
    const connection = new Redis(target.url, { ...options, socketTimeout: behaviour.silenceMs });
    connection.on('error', (err) => behaviour.log.debug({ err }, 'redis connection'));
    connection.on('end', () => behaviour.log.debug({}, 'redis connection ended'));
    connections.push(connection);
    return connection;
  };
  // Two connections, because a worker's commands must outwait an outage and a publisher's must not.
  const shared: { publisher?: Redis; worker?: Redis } = {};
  const publisher = (): Redis => {
    shared.publisher ??= connect({ maxRetriesPerRequest: 0, enableOfflineQueue: false });
    return shared.publisher;
  };
  const worker = (): Redis => {
    shared.worker ??= connect({ maxRetriesPerRequest: null, enableOfflineQueue: true });
    return shared.worker;
  };
  return bullmqQueue(
    {
      newQueue: (name) =>
        new Queue<unknown, unknown, string>(name, {
          connection: publisher(),
          streams: { events: { maxLen: 100 } },
        }),
      newWorker: (name, work, options) => new Worker<unknown>(name, work, { ...options, connection: worker() }),
      async disconnect() {
        for (const connection of connections) connection.disconnect();
      },
    },
    target,
    behaviour,
  );
}
