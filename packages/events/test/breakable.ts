import { type PlatformEvent, personDied } from '@mz/contracts';
import type { EventConsumer } from '../src/index.ts';
import { query } from '../src/statement.ts';
import { addEffect } from './event-database.ts';
import type { Side } from './side.ts';

const longerThanAnyPauseMs = 3_600_000;

/** A consumer of deaths that fails for some events until `fault.broken` is set to false. */
export interface Breakable {
  readonly consumer: EventConsumer<unknown>;
  readonly fault: { broken: boolean };
}

/** Fails for the given events, after having written their effect, as long as it is broken. */
export function breakable(poison: readonly PlatformEvent[]): Breakable {
  const poisoned = new Set(poison.map(({ id }) => id));
  const fault = { broken: true };
  const consumer: EventConsumer<unknown> = {
    event: personDied,
    async apply(trx, event) {
      await addEffect(trx, event);
      if (fault.broken && poisoned.has(event.id)) throw Object.assign(new Error('of 370100…'), { code: 'FUND_CLOSED' });
      return { kind: 'done' };
    },
  };
  return { consumer, fault };
}

/** How many events of the inbox are in each state. */
export async function states(side: Side): Promise<Record<string, number>> {
  const rows = await query<{ state: string; count: number }>(
    side.database.kysely,
    'select state, count(*)::int as count from inbox group by state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Lets all tries of an event pass. */
export async function tryToTheEnd(side: Side): Promise<void> {
  for (let attempt = 1; attempt < 5; attempt += 1) {
    side.clock.advanceWall(longerThanAnyPauseMs);
    await side.runtime.retry();
  }
}
