export { appendToOutbox, outboxStatement } from './append-to-outbox.ts';
export { buildEvent, EventInvalid, type EventParts, producerOf } from './build-event.ts';
export { createRouting, type Routing, type Subscriptions } from './routing.ts';

/** Folder of this package's migrations; the kit applies it before a service's own. */
export const eventMigrations: URL = new URL('../migrations/', import.meta.url);
