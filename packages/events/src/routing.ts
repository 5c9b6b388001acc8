import { subscriptions as declaredSubscriptions, type EventDefinition, eventType } from '@mz/contracts';
import { EventInvalid } from './build-event.ts';

/** Who gets which event; the contracts' table unless a test brings its own. */
export type Subscriptions = readonly { readonly event: EventDefinition; readonly to: readonly string[] }[];

/** The subscription table by event type. */
export interface Routing {
  /** Services that get this type. Throws EventInvalid EVENT_NOT_DECLARED for a type outside the table. */
  subscribersOf(type: string): readonly string[];
  /** The declaration of a type, or undefined when the table does not know it. */
  definitionOf(type: string): EventDefinition | undefined;
  /** Types that a service gets. */
  typesFor(subscriber: string): readonly string[];
  /** Says whether a service publishes an event that anybody gets. */
  publishes(service: string): boolean;
}

/** Reads a subscription table into its look-ups. */
export function createRouting(subscriptions: Subscriptions): Routing {
  const byType = new Map(subscriptions.map((entry) => [eventType(entry.event), entry]));
  return {
    subscribersOf(type) {
      const entry = byType.get(type);
      if (entry === undefined) throw new EventInvalid('EVENT_NOT_DECLARED', `${type} is not in the subscription table`);
      return entry.to;
    },
    definitionOf: (type) => byType.get(type)?.event,
    typesFor: (subscriber) => [...byType].filter(([, entry]) => entry.to.includes(subscriber)).map(([type]) => type),
    publishes: (service) =>
      subscriptions.some(({ event, to }) => to.length > 0 && [service, 'bureau'].includes(event.producer)),
  };
}

/** The platform's own table. */
export const declaredRouting: Routing = createRouting(declaredSubscriptions);
