import { type EventDefinition, eventType, type PlatformEvent } from '@mz/contracts';
import type { Transaction } from 'kysely';
import type { Routing } from './routing.ts';

/** What became of an event in a consumer. `waiting`: its cause, named by `for`, is not known yet. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'waiting'; readonly for: string };

/** The consumer of one event type in this service; several of one type act in one transaction, in their order. */
export interface EventConsumer<DB> {
  readonly event: EventDefinition;
  /** Reads what the effects need, for a batch, before a transaction is open. Only here other services are called. */
  prepare?(events: readonly PlatformEvent[]): Promise<unknown>;
  /** Makes the effect in the inbox's transaction; what it wrote is undone when it throws or answers `waiting`. */
  apply(trx: Transaction<DB>, event: PlatformEvent, prepared: unknown): Promise<Outcome>;
}

/** A consumer that can never work as it was registered. */
export class ConsumerNotSubscribed extends Error {
  readonly code = 'CONSUMER_NOT_SUBSCRIBED';

  constructor(type: string, service: string) {
    super(`${service} consumes ${type}, which the subscription table does not send to it`);
    this.name = 'ConsumerNotSubscribed';
  }
}

/** An event came that this service subscribes to and has no consumer for. */
export class ConsumerMissing extends Error {
  readonly code = 'CONSUMER_MISSING';

  constructor(type: string) {
    super(`There is no consumer for ${type}`);
    this.name = 'ConsumerMissing';
  }
}

/** The consumers of a service by event type. */
export interface ConsumerTable<DB> {
  /** At least one. Throws ConsumerMissing. */
  consumersOf(type: string): readonly EventConsumer<DB>[];
  /** Subscribed types that nobody consumes. */
  readonly unconsumed: readonly string[];
}

/** Arranges consumers by type. Throws ConsumerNotSubscribed for one whose event would never come. */
export function consumerTable<DB>(
  service: string,
  consumers: readonly EventConsumer<DB>[],
  routing: Routing,
): ConsumerTable<DB> {
  const subscribed = new Set(routing.typesFor(service));
  const byType = Map.groupBy(consumers, ({ event }) => eventType(event));
  for (const type of byType.keys()) {
    if (!subscribed.has(type)) throw new ConsumerNotSubscribed(type, service);
  }
  return {
    consumersOf(type) {
      const own = byType.get(type);
      if (own === undefined) throw new ConsumerMissing(type);
      return own;
    },
    unconsumed: [...subscribed].filter((type) => !byType.has(type)),
  };
}
