import type { Static, TSchema } from 'typebox';
import type { ServiceName } from './services.ts';

/** STATE: keep the highest aggregate version. FACT: record each once; the effect commutes or waits for its cause. */
export type EventKind = 'STATE' | 'FACT';

/** The declaration of one event type (ARCHITECTURE §7). */
export interface EventDefinition<N extends string = string, P extends TSchema = TSchema> {
  /** Short name such as `person.died`; the CloudEvents type adds prefix and version. */
  readonly name: N;
  readonly version: number;
  readonly kind: EventKind;
  /** The service that publishes it, or `bureau` when every bureau does. */
  readonly producer: ServiceName | 'bureau';
  readonly summary: string;
  readonly payload: P;
}

/** Declares an event type. */
export function defineEvent<N extends string, P extends TSchema>(
  definition: EventDefinition<N, P>,
): EventDefinition<N, P> {
  return definition;
}

/** The payload type of an event. */
export type EventPayload<E extends EventDefinition> = Static<E['payload']>;

/** CloudEvents 1.0 envelope with the platform's extensions; ids and codes only, never names or numbers. */
export interface PlatformEvent<P = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  /** `/services/<name>`. */
  readonly source: string;
  /** `cn.gov.sd.mz.<name>.v<version>`. */
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly divisioncode: string;
  readonly traceparent: string;
  readonly aggregateversion: number;
  readonly data: P;
}

/** An event as its consumer sees it. */
export type EventOf<E extends EventDefinition> = PlatformEvent<EventPayload<E>>;

const typePrefix = 'cn.gov.sd.mz.';

/** CloudEvents `type` of an event definition. */
export function eventType(definition: EventDefinition): string {
  return `${typePrefix}${definition.name}.v${definition.version}`;
}
