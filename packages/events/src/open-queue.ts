import { openPostgresQueue } from './postgres-queue.ts';
import type { EventQueue, QueueBehaviour, QueueTarget } from './queue.ts';
import { openRedisQueue } from './redis-queue.ts';

/** Opens the queue: on Redis without waiting for it, on PostgreSQL after its schema has been brought up to date. */
export function openQueue(target: QueueTarget, behaviour: QueueBehaviour): Promise<EventQueue> {
  switch (target.kind) {
    case 'redis':
      return Promise.resolve(openRedisQueue(target, behaviour));
    case 'postgres':
      return openPostgresQueue(target, behaviour);
  }
}
