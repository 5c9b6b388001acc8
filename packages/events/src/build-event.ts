import { type EventDefinition, type EventOf, type EventPayload, eventType, type ServiceName } from '@mz/contracts';

/** What a publisher says about one event. */
export interface EventParts<E extends EventDefinition> {
  /** UUID of the event; its consumers know it by this id for ever. */
  readonly id: string;
  readonly service: ServiceName;
  /** Opaque id of what the event is about. */
  readonly subject: string;
  /** 12-digit code. */
  readonly divisionCode: string;
  /** Version of the subject's record, from 1; rises with each change. */
  readonly aggregateVersion: number;
  /** W3C trace context of the command. */
  readonly traceparent: string;
  /** Wall time. */
  readonly at: Date;
  readonly data: EventPayload<E>;
}

/** An event that no consumer could take: the fault of the code that published it. */
export class EventInvalid extends Error {
  readonly code: 'EVENT_INVALID' | 'EVENT_NOT_DECLARED' | 'EVENT_PRODUCER_WRONG';

  constructor(code: EventInvalid['code'], message: string) {
    super(message);
    this.name = 'EventInvalid';
    this.code = code;
  }
}

/** Puts the CloudEvents envelope round a payload. Throws EventInvalid; never repeats a value of the payload. */
export function buildEvent<E extends EventDefinition>(definition: E, parts: EventParts<E>): EventOf<E> {
  const { id, service, subject, divisionCode, aggregateVersion, traceparent, at, data } = parts;
  const type = eventType(definition);
  if (definition.producer !== 'bureau' && definition.producer !== service) {
    throw new EventInvalid('EVENT_PRODUCER_WRONG', `${type} is published by ${definition.producer}, not by ${service}`);
  }
  const refuse = (field: string): EventInvalid => new EventInvalid('EVENT_INVALID', `${type}: ${field} is not valid`);
  if (subject.trim() === '') throw refuse('subject');
  if (!/^\d{12}$/.test(divisionCode)) throw refuse('divisionCode');
  if (!Number.isInteger(aggregateVersion) || aggregateVersion < 1) throw refuse('aggregateVersion');
  return {
    specversion: '1.0',
    id,
    source: `/services/${service}`,
    type,
    subject,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    divisioncode: divisionCode,
    traceparent,
    aggregateversion: aggregateVersion,
    data,
  };
}

/** The service that published an event, by its `source`. Throws EventInvalid for another form. */
export function producerOf(event: { readonly source: string }): string {
  const name = /^\/services\/([a-z][a-z-]*)$/.exec(event.source)?.[1];
  if (name === undefined) throw new EventInvalid('EVENT_INVALID', 'The source of an event must be /services/<name>');
  return name;
}
