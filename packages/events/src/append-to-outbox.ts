import type { PlatformEvent } from '@mz/contracts';
import type { CompiledQuery } from 'kysely';
import { declaredRouting, type Routing } from './routing.ts';
import { type Executor, statement } from './statement.ts';

const insertEvents = `insert into outbox (id, type, subject, payload)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[])`;
const insertEventsAndDeliveries = `with published as (${insertEvents})
  insert into outbox_delivery (event_id, subscriber) select * from unnest($5::uuid[], $6::text[])`;

/**
 * The one statement that publishes events, for a caller that sends it together with others in one exchange. Its
 * subscribers are those of the contracts' table. Throws EventInvalid EVENT_NOT_DECLARED.
 */
export function outboxStatement(events: readonly PlatformEvent[], routing: Routing = declaredRouting): CompiledQuery {
  const deliveries = events.flatMap(({ id, type }) => routing.subscribersOf(type).map((to) => ({ id, to })));
  const values = [
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ subject }) => subject),
    events.map((event) => JSON.stringify(event)),
  ];
  if (deliveries.length === 0) return statement(insertEvents, values);
  const routed = [deliveries.map(({ id }) => id), deliveries.map(({ to }) => to)];
  return statement(insertEventsAndDeliveries, [...values, ...routed]);
}

/** Publishes events in the caller's transaction: they leave when it commits, and never when it does not. */
export async function appendToOutbox(
  trx: Executor,
  events: readonly PlatformEvent[],
  routing: Routing = declaredRouting,
): Promise<void> {
  if (events.length === 0) return;
  await trx.executeQuery(outboxStatement(events, routing));
}
