import { eventType, type ServiceName, subscriptions } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';
import { difference } from './compare-sets.ts';

/** Outbox empty, inbox unique and settled, each event with each of its subscribers once, one event a change. */
export async function eventFaults(platform: Platform, names: readonly ServiceName[]): Promise<string[]> {
  const faults: string[] = [];
  const sent: { subscriber: string; id: string }[] = [];
  for (const name of names) {
    faults.push(...(await openFaults(platform, name)));
    const published = await platform.rows<{ id: string; type: string }>(name, 'select id::text, type from outbox');
    const deliveries = await platform.rows<{ subscriber: string; id: string }>(
      name,
      'select subscriber, event_id::text as id from outbox_delivery',
    );
    faults.push(...difference(`deliveries of ${name}`, deliveries.map(nameOf), published.flatMap(routed).map(nameOf)));
    sent.push(...deliveries);
  }
  for (const name of names) {
    const inbox = await platform.rows<{ id: string }>(name, 'select event_id::text as id from inbox');
    const meant = sent.filter(({ subscriber }) => subscriber === name);
    faults.push(
      ...difference(
        `inbox of ${name}`,
        inbox.map(({ id }) => id),
        meant.map(({ id }) => id),
      ),
    );
  }
  return [...faults, ...(await oneEventAChange(platform, names))];
}

function nameOf({ id, subscriber }: { id: string; subscriber: string }): string {
  return `${id} → ${subscriber}`;
}

function routed({ id, type }: { id: string; type: string }): { id: string; subscriber: string }[] {
  const to = subscriptions.find(({ event }) => eventType(event) === type)?.to ?? [];
  return to.map((subscriber) => ({ id, subscriber }));
}

async function openFaults(platform: Platform, name: ServiceName): Promise<string[]> {
  const [open] = await platform.rows<Record<string, number>>(
    name,
    `select (select count(*)::int from outbox_delivery where acknowledged_at is null) as unacknowledged,
       (select count(*)::int from inbox where state not in ('DONE', 'SKIPPED')) as unsettled,
       (select count(*)::int from dead_letter) as dead`,
  );
  return Object.entries(open ?? {}).flatMap(([what, count]) =>
    count === 0 ? [] : [`${name}: ${count} ${what} events`],
  );
}

/** Changes and the events that tell them, as `type subject`. */
const changes: readonly { service: ServiceName; type: string; sql: string }[] = [
  { service: 'social-assistance', type: 'case.opened', sql: 'select id::text as subject from application' },
  {
    service: 'social-assistance',
    type: 'case.closed',
    sql: `select application_id::text as subject from application_step where to_state = 'WITHDRAWN'`,
  },
  {
    service: 'people',
    type: 'person.died',
    sql: `select person_id::text as subject from life_event where kind = 'DEATH' and certainty = 'CONFIRMED'`,
  },
  {
    service: 'income-verification',
    type: 'authorization.expired',
    sql: `select id::text as subject from means_authorization where status in ('EXPIRED', 'SUPERSEDED')`,
  },
  {
    service: 'income-verification',
    type: 'authorization.signed',
    sql: 'select id::text as subject from means_authorization',
  },
];

async function oneEventAChange(platform: Platform, names: readonly ServiceName[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { service, type, sql } of changes) {
    if (!names.includes(service)) continue;
    const made = await platform.rows<{ subject: string }>(service, sql);
    const told = await platform.rows<{ subject: string }>(service, `select subject from outbox where type like $1`, [
      `%.${type}.v%`,
    ]);
    const subjects = (rows: { subject: string }[]): string[] => rows.map(({ subject }) => subject);
    faults.push(...difference(`events ${type}`, subjects(told), subjects(made)));
  }
  return faults;
}
