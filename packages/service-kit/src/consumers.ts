import {
  divisionChanged,
  divisionCodePublished,
  divisionVersionCorrected,
  type EventDefinition,
  type EventOf,
  type PlatformEvent,
  type ServiceName,
  subscriptions,
} from '@mz/contracts';
import type { Transaction } from '@mz/db';
import type { EventConsumer } from '@mz/events';
import { sql } from 'kysely';
import type { RegisteredConsumer } from './assemble-kit.ts';
import type { Context } from './kit.ts';
import type { SystemJobs } from './system-jobs.ts';
import { childTraceparent } from './traceparent.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A consumer of the kit as the event runtime takes it: each event is one unit inside the inbox's transaction. */
export function unitConsumer<DB>(
  { event, consumer }: RegisteredConsumer<DB>,
  units: UnitOfWork<DB>,
  systemJobs: SystemJobs,
): EventConsumer<DB> {
  const { prepare } = consumer;
  return {
    event,
    ...(prepare ? { prepare: (events) => prepare.call(consumer, events.map(typed)) } : {}),
    async apply(trx, arrived, prepared) {
      const ctx = { ...systemJobs.context(event.name), traceparent: childTraceparent(arrived.traceparent) };
      const { unit, flush } = units.open(trx, ctx);
      // Not waited for: on the pipelined pool it goes out before the first statement of the effect and together with it.
      const acting = actAs(trx, ctx);
      const [outcome] = await Promise.all([consumer.apply(unit, typed(arrived), prepared, ctx), acting]);
      // What a waiting event wrote is undone, so its rows and events are not written either.
      if (outcome.kind === 'done') await flush();
      return outcome;
    },
  };
}

const divisionEvents: readonly EventDefinition[] = [divisionChanged, divisionCodePublished, divisionVersionCorrected];

/** The kit's own consumers of a service: the divisions in memory are asked for again once a change of them is recorded. */
export function kitConsumers<DB>(service: ServiceName, refresh: () => Promise<void>): EventConsumer<DB>[] {
  const heard = divisionEvents.filter((one) =>
    subscriptions.some(({ event, to }) => event === one && to.includes(service)),
  );
  return heard.map((event) => ({
    event,
    async apply() {
      void refresh();
      return { kind: 'done' };
    },
  }));
}

// The inbox applies several events in one transaction; each acts under its own name.
async function actAs<DB>(trx: Transaction<DB>, { scope }: Context): Promise<void> {
  await sql`select set_config('app.actor', ${scope.actor}, true), set_config('app.system', ${scope.system ?? ''}, true),
    set_config('app.division', ${scope.division}, true)`.execute(trx);
}

// The runtime hands each consumer the events of its own type only.
function typed(event: PlatformEvent): EventOf<EventDefinition> {
  return event as EventOf<EventDefinition>;
}
