import type { PlatformEvent } from '@mz/contracts';
import type { Routing } from './routing.ts';
import { type Executor, query } from './statement.ts';

type StateKey = { source: string; aggregate: string; subject: string };

/**
 * Notes the versions of STATE events and gives the ids of those that come too late: an event of their subject with a
 * higher version is known, or stands in the same batch. FACT events are never late.
 */
export async function findSuperseded(
  trx: Executor,
  events: readonly PlatformEvent[],
  routing: Routing,
): Promise<ReadonlySet<string>> {
  const states = events.filter(({ type }) => routing.definitionOf(type)?.kind === 'STATE');
  if (states.length === 0) return new Set();
  const newest = new Map<string, PlatformEvent>();
  for (const event of states) {
    const known = newest.get(keyOf(event));
    if (known === undefined || event.aggregateversion > known.aggregateversion) newest.set(keyOf(event), event);
  }
  const current = await noteVersions(trx, [...newest.values()]);
  const isLate = (event: PlatformEvent): boolean =>
    !current.has(keyOf(event)) || event.aggregateversion < (newest.get(keyOf(event))?.aggregateversion ?? 0);
  return new Set(states.filter(isLate).map(({ id }) => id));
}

// The part of the name before its first dot: an aggregate has one version counter over all its event types.
function aggregateOf(type: string): string {
  return /^cn\.gov\.sd\.mz\.([a-z-]+)\./.exec(type)?.[1] ?? type;
}

// Locks the rows in one order, so that two batches never wait for each other.
async function noteVersions(trx: Executor, newest: readonly PlatformEvent[]): Promise<ReadonlySet<string>> {
  const rows = await query<StateKey>(
    trx,
    `insert into inbox_state_version as known (source, aggregate, subject, version)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::int[]) order by 1, 2, 3
     on conflict (source, aggregate, subject) do update set version = excluded.version
       where known.version <= excluded.version
     returning source, aggregate, subject`,
    [
      newest.map(({ source }) => source),
      newest.map(({ type }) => aggregateOf(type)),
      newest.map(({ subject }) => subject),
      newest.map(({ aggregateversion }) => aggregateversion),
    ],
  );
  return new Set(rows.map(({ source, aggregate, subject }) => JSON.stringify([source, aggregate, subject])));
}

function keyOf({ source, type, subject }: PlatformEvent): string {
  return JSON.stringify([source, aggregateOf(type), subject]);
}
