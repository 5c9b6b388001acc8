import { randomUUID } from 'node:crypto';
import {
  divisionChanged,
  type EventDefinition,
  eventType,
  payeeActivated,
  type ServiceName,
  subscriptions,
} from '@mz/contracts';
import type { Platform } from '../platform/index.ts';

interface Told {
  readonly service: ServiceName;
  readonly event: EventDefinition;
  data(): Record<string, unknown>;
}

// They change nothing: no division is named, and nobody has the enrolment.
const told: readonly Told[] = [
  {
    service: 'place-names',
    event: divisionChanged,
    data: () => ({ changeId: 'PROVE', kinds: ['RENAME'], effectiveOn: '2014-04-28', items: [] }),
  },
  {
    service: 'payments',
    event: payeeActivated,
    data: () => ({
      payeeId: randomUUID(),
      enrolmentId: randomUUID(),
      personId: randomUUID(),
      usableFrom: '2014-04-28',
    }),
  },
];

/** Publishes an event of each service that no cheap command makes publish, as its command would: rows of its outbox. */
export async function tellBySql(platform: Platform): Promise<void> {
  for (const { service, event, data } of told) {
    const [id, subject] = [randomUUID(), randomUUID()];
    const to = subscriptions.find((one) => one.event === event)?.to ?? [];
    const payload = {
      specversion: '1.0',
      id,
      source: `/services/${service}`,
      type: eventType(event),
      subject,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      divisioncode: '370102000000',
      traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
      aggregateversion: 1,
      data: data(),
    };
    await platform.rows(
      service,
      `with published as (insert into outbox (id, type, subject, payload) values ($1, $2, $3, $4))
       insert into outbox_delivery (event_id, subscriber) select $1, unnest($5::text[])`,
      [id, payload.type, subject, JSON.stringify(payload), to],
    );
  }
}
