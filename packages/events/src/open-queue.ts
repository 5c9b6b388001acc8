import type { EventQueue, QueueBehaviour, QueueTarget } from './queue.ts';

/**
 * Opens the queue: on Redis without waiting for it, on PostgreSQL after its schema has been brought up to date. Its
 * library is loaded only then: a command, a thread and a service without events do without it.
 */
export async function openQueue(target: QueueTarget, behaviour: QueueBehaviour): Promise<EventQueue> {
  switch (target.kind) {
    case 'redis': {
      const { openRedisQueue } = await import('./redis-queue.ts');
      return openRedisQueue(target, behaviour);
    }
    case 'postgres': {
      const { openPostgresQueue } = await import('./postgres-queue.ts');
      return openPostgresQueue(target, behaviour);
    }
  }
}
