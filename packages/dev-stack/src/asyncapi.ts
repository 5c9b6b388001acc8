import { type EventDefinition, eventType, Id, type ServiceName, subscriptions } from '@mz/contracts';
import { exampleOf } from '@mz/service-kit';

type Json = Record<string, unknown>;

/** Who consumes an event, beside its definition. */
type Subscription = (typeof subscriptions)[number];

/** The services that run a programme: each of them publishes what the producer `bureau` publishes. */
const bureaux: readonly ServiceName[] = ['social-assistance'];

/** The AsyncAPI 3.0 document of all events: one channel a type, one send by its producer, one receive a subscriber. */
export function asyncApiDocument(all: readonly Subscription[] = subscriptions): Json {
  const ordered = all.toSorted((a, b) => (eventType(a.event) < eventType(b.event) ? -1 : 1));
  return {
    asyncapi: '3.0.0',
    info: {
      title: '山东省民政业务平台事件',
      version: '1.0.0',
      license: { name: 'Apache-2.0' },
      description,
      tags: [
        { name: 'STATE', description: 'The highest aggregate version counts; an older one is passed over.' },
        { name: 'FACT', description: 'Recorded once by its id; its effect commutes or waits for its cause.' },
      ],
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(ordered.map(({ event }) => [event.name, channelOf(event)])),
    operations: Object.fromEntries(ordered.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(ordered.map(({ event }) => [event.name, messageOf(event)])),
      schemas: { CloudEvent: envelope },
    },
  };
}

const description = `CloudEvents 1.0 in structured mode: the attributes stand beside \`data\` in the message, so it has no headers of its own.
A producer writes the event to its outbox in the transaction of the change; the relay puts it on one queue for each subscriber (Redis, or PostgreSQL without one). Deliveries are at least once and in no order: a consumer keeps the id in its inbox.
Payloads carry ids and codes, never a name or a number; who needs more reads it from the producer, with a purpose.`;

/** The envelope that all events share; the type and its payload stand in each message. */
const envelope = {
  type: 'object',
  required: [
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'datacontenttype',
    'divisioncode',
    'traceparent',
    'aggregateversion',
    'data',
  ],
  properties: {
    specversion: { type: 'string', const: '1.0' },
    id: { type: 'string', format: 'uuid', description: 'Id of the event for ever: a second delivery has the same' },
    source: { type: 'string', pattern: '^/services/[a-z][a-z-]*$', description: 'The service that published it' },
    type: { type: 'string', description: 'cn.gov.sd.mz.<name>.v<version>' },
    subject: { type: 'string', minLength: 1, description: 'Opaque id of what the event is about' },
    time: { type: 'string', format: 'date-time', description: 'Wall time of the change, UTC' },
    datacontenttype: { type: 'string', const: 'application/json' },
    divisioncode: { type: 'string', pattern: '^[0-9]{12}$', description: 'Division of the subject' },
    traceparent: { type: 'string', description: 'W3C trace context of the command' },
    aggregateversion: { type: 'integer', minimum: 1, description: 'Version of the subject; rises with each change' },
    data: { type: 'object' },
  },
};

function channelOf(event: EventDefinition): Json {
  return {
    address: eventType(event),
    summary: event.summary,
    messages: { [event.name]: { $ref: `#/components/messages/${event.name}` } },
  };
}

function operationsOf({ event, to }: Subscription): [string, Json][] {
  const channel = { $ref: `#/channels/${event.name}` };
  const messages = [{ $ref: `#/channels/${event.name}/messages/${event.name}` }];
  const operation = (action: 'send' | 'receive', service: string): [string, Json] => [
    `${service}.${action}.${event.name}`,
    { action, channel, messages, summary: event.summary, tags: [{ name: event.kind }], 'x-service': service },
  ];
  return [operation('send', event.producer), ...to.map((service) => operation('receive', service))];
}

function messageOf(event: EventDefinition): Json {
  return {
    name: eventType(event),
    title: event.name,
    summary: event.summary,
    contentType: 'application/cloudevents+json',
    tags: [{ name: event.kind }],
    'x-event-kind': event.kind,
    payload: {
      allOf: [
        { $ref: '#/components/schemas/CloudEvent' },
        { type: 'object', properties: { type: { const: eventType(event) }, ...sourceOf(event), data: event.payload } },
      ],
    },
    examples: [{ name: event.name, summary: event.summary, payload: exampleEvent(event) }],
  };
}

function publishersOf({ producer }: EventDefinition): readonly ServiceName[] {
  return producer === 'bureau' ? bureaux : [producer];
}

function sourceOf(event: EventDefinition): Json {
  return event.producer === 'bureau' ? {} : { source: { const: `/services/${event.producer}` } };
}

function exampleEvent(event: EventDefinition): Json {
  const id = (field: string): unknown => exampleOf(Id, { field });
  const data = exampleOf(event.payload);
  return {
    specversion: '1.0',
    id: id(`event ${event.name}`),
    source: `/services/${publishersOf(event)[0] ?? ''}`,
    type: eventType(event),
    subject: id(event.name.split('.')[0] ?? ''),
    time: '2014-05-06T01:00:00.000Z',
    datacontenttype: 'application/json',
    divisioncode: '370102000000',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    aggregateversion: 1,
    data,
  };
}
