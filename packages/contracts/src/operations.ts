import { type Static, Type } from 'typebox';
import { defineOperation } from './operation.ts';
import type { ServiceName } from './services.ts';
import { DivisionCode, Id, IdParams, PageQuery } from './shapes.ts';

const Instant = Type.String({ format: 'date-time' });
const OptionalInstant = Type.Union([Instant, Type.Null()]);
const OptionalText = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
/** Milliseconds of the wall clock; null when nothing waits. */
const Age = Type.Union([Type.Number({ minimum: 0 }), Type.Null()]);
const State = Type.Union([Type.Literal('pass'), Type.Literal('warn'), Type.Literal('fail')]);

/** A job of a service's timetable; slots are on the business clock. */
export const ScheduleState = Type.Object({
  name: Type.String(),
  everyMinutes: Type.Union([Type.Integer(), Type.Null()]),
  /** Time of each legal day in Asia/Shanghai. */
  dailyAt: OptionalText,
  lastRunAt: OptionalInstant,
  nextDueAt: Instant,
  /** What the last run that ended well did; null before the first. */
  lastDone: Type.Union([Type.Integer(), Type.Null()]),
  /** Runs that failed one after the other; 0 when the last one ended well. */
  failures: Count,
  lastError: OptionalText,
});

/** How a service stands: its checks, what waits in its outbox, queue and inbox, its dead letters and schedules. */
export const ServiceStatus = Type.Object({
  service: Type.String(),
  /** What was built, where the start was told it. */
  release: OptionalText,
  startedAt: OptionalInstant,
  /** Now on the business clock. */
  businessNow: Instant,
  ready: State,
  checks: Type.Array(Type.Object({ name: Type.String(), status: State, detail: OptionalText })),
  /** Null for a service without events. */
  events: Type.Union([
    Type.Object({
      outbox: Type.Object({ pending: Count, unacknowledged: Count, oldestAgeMs: Age }),
      /** Null when the queue does not answer. */
      queue: Type.Union([Type.Object({ waiting: Count, oldestAgeMs: Age }), Type.Null()]),
      inbox: Type.Object({ pending: Count, waiting: Count, oldestAgeMs: Age }),
      deadLetters: Count,
    }),
    Type.Null(),
  ]),
  schedules: Type.Array(ScheduleState),
});
export type ServiceStatus = Static<typeof ServiceStatus>;

/** An event that could not be applied, without its payload; errors are classes and codes. */
export const DeadLetterEntry = Type.Object({
  id: Id,
  eventId: Id,
  type: Type.String(),
  subject: Type.String(),
  divisionCode: Type.Union([DivisionCode, Type.Null()]),
  state: Type.Union([Type.Literal('OPEN'), Type.Literal('REPLAYED'), Type.Literal('DISCARDED')]),
  attempts: Count,
  errorCode: Type.String(),
  firstError: Type.String(),
  lastError: Type.String(),
  firstSeenAt: Instant,
  diedAt: Instant,
  decidedAt: OptionalInstant,
  decidedBy: OptionalText,
  reason: OptionalText,
});
export type DeadLetterEntry = Static<typeof DeadLetterEntry>;

/** One dead letter with its payload: ids, codes, days and numbers as they came, any other text left out. */
export const DeadLetterDetail = Type.Object({
  ...DeadLetterEntry.properties,
  /** JSON pointer of each value, and the value as text; null for a text that is not shown. */
  payload: Type.Array(Type.Object({ pointer: Type.String(), value: OptionalText })),
});
export type DeadLetterDetail = Static<typeof DeadLetterDetail>;

/** Shortest reason for which an event is given up, in characters without the blanks around it. */
export const shortestDiscardReason = 10;

/**
 * What every service answers to the operator's pages: the gateway alone may call, for a person who is PLATFORM_OPERATOR
 * of the province. Below /internal, and so closed to the gateway's proxy.
 */
export function operatorOperations<S extends ServiceName>(service: S) {
  const read = { service, callers: ['user'], permission: 'operations:read' } as const;
  const decide = { service, callers: ['user'], permission: 'deadLetters:decide', method: 'POST' } as const;
  const path = '/internal/operations';
  return {
    status: defineOperation({
      ...read,
      id: 'operations.status',
      method: 'GET',
      path: `${path}/status`,
      summary: 'How this service stands',
      success: { status: 200, schema: ServiceStatus },
    }),
    list: defineOperation({
      ...read,
      id: 'deadLetters.list',
      method: 'GET',
      path: `${path}/dead-letters`,
      summary: 'Dead letters of this service, the newest first',
      query: Type.Object({
        ...PageQuery.properties,
        state: Type.Optional(DeadLetterEntry.properties.state),
      }),
      success: {
        status: 200,
        schema: Type.Object({ items: Type.Array(DeadLetterEntry), next: OptionalText }),
      },
      errors: ['CURSOR_INVALID'],
    }),
    get: defineOperation({
      ...read,
      id: 'deadLetters.get',
      method: 'GET',
      path: `${path}/dead-letters/{id}`,
      summary: 'One dead letter with what of its payload is an id or a code',
      params: IdParams,
      success: { status: 200, schema: DeadLetterDetail },
      errors: ['DEAD_LETTER_UNKNOWN'],
    }),
    replay: defineOperation({
      ...decide,
      id: 'deadLetters.replay',
      path: `${path}/dead-letters/{id}/replay`,
      summary: 'Give the event to its consumer again; a second call changes nothing',
      params: IdParams,
      body: Type.Object({}, { additionalProperties: false }),
      success: { status: 200, schema: DeadLetterEntry },
      errors: ['DEAD_LETTER_UNKNOWN', 'DEAD_LETTER_DECIDED'],
    }),
    discard: defineOperation({
      ...decide,
      id: 'deadLetters.discard',
      path: `${path}/dead-letters/{id}/discard`,
      summary: 'Give the event up for good, with the reason; a second call changes nothing',
      params: IdParams,
      body: Type.Object({ reason: Type.String({ maxLength: 500 }) }, { additionalProperties: false }),
      success: { status: 200, schema: DeadLetterEntry },
      errors: ['DEAD_LETTER_UNKNOWN', 'DEAD_LETTER_DECIDED', 'DISCARD_REASON_TOO_SHORT'],
    }),
  };
}
