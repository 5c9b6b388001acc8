import type { EventDefinition, Operation, ServiceName } from '@mz/contracts';
import { createBlindIndex, createFieldCipher, createSealer, type KeyProvider, uuidv7 } from '@mz/crypto';
import { nationalCalendar } from '@mz/domain';
import type { Logger } from 'pino';
import type { Client } from './client.ts';
import { authorizeRecord } from './context.ts';
import type { DivisionDirectory } from './division-directory.ts';
import type { Health } from './health.ts';
import type { Http } from './http.ts';
import type { Clock, Consumer, Kit, Peers, ScheduledJob, Unit, WorkMoment } from './kit.ts';
import type { PermissionTable } from './permissions.ts';
import type { Storage } from './service-database.ts';
import type { SystemJobs } from './system-jobs.ts';

/** A consumer together with its event; the payload types are erased in the list. */
export interface RegisteredConsumer<DB> {
  readonly event: EventDefinition;
  readonly consumer: Consumer<DB, EventDefinition, unknown>;
}

/** What the features registered while the service was built. */
export interface Registrations<DB> {
  readonly operations: Map<string, Operation>;
  /** In the order of the features: several of one event act in one transaction. */
  readonly consumers: RegisteredConsumer<DB>[];
  readonly jobs: Map<string, ScheduledJob>;
}

/** Everything a kit is made of. */
export interface KitParts<DB, C> {
  readonly name: ServiceName;
  readonly config: C;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keys: KeyProvider;
  readonly permissions: PermissionTable;
  readonly http: Http;
  readonly health: Health;
  readonly directory: DivisionDirectory;
  readonly storage: Storage<DB>;
  readonly client: Client;
  readonly peers: Peers;
  readonly systemJobs: SystemJobs;
  readonly registrations: Registrations<DB>;
  atMoment(moment: WorkMoment): void | Promise<void>;
  wake(unit: Unit<DB>, cause: string): Promise<void>;
  track(work: Promise<void>): void;
}

/** The key under which a service encrypts its fields. */
export function fieldKeyOf(name: ServiceName): `data-encryption/${string}` {
  return `data-encryption/${name}`;
}

/** Puts the kit of a service together. */
export function assembleKit<DB, C>(parts: KitParts<DB, C>): Kit<DB, C> {
  const { name, clock, keys } = parts;
  return {
    name,
    config: parts.config,
    clock,
    calendar: nationalCalendar(),
    log: parts.log,
    keys,
    fields: createFieldCipher(keys, 'AES-256-GCM', fieldKeyOf(name)),
    indexes: createBlindIndex(keys),
    sealer: createSealer(keys, `signing/${name}`),
    divisions: () => parts.directory.history(),
    newId: () => uuidv7(clock.wall()),
    ...registrationOf(parts),
    ...parts.storage,
    system: (job) => parts.systemJobs.context(job),
    authorize: (ctx, record) => authorizeRecord(ctx, parts.permissions[ctx.permission] ?? {}, record),
    call: (ctx, operation, input) => parts.client.call(ctx, operation, input),
    callLines: (ctx, operation, input) => parts.client.callLines(ctx, operation, input),
    peers: parts.peers,
    atMoment: (moment) => parts.atMoment(moment),
    limitAddress: (request, reply) => parts.http.limitAddress(request, reply),
    wake: (unit, cause) => parts.wake(unit, cause),
    background: (work) => parts.track(work),
  };
}

type Registration<DB> = Pick<
  Kit<DB>,
  'operation' | 'stream' | 'download' | 'graphql' | 'consume' | 'schedule' | 'health' | 'onStop'
>;

function registrationOf<DB, C>({ name, http, health, systemJobs, registrations }: KitParts<DB, C>): Registration<DB> {
  return {
    operation(operation, handler) {
      registrations.operations.set(operation.id, operation);
      http.operation(operation, handler);
    },
    stream(operation, handler) {
      registrations.operations.set(operation.id, operation);
      http.stream(operation, handler);
    },
    download(operation, handler) {
      registrations.operations.set(operation.id, operation);
      http.download(operation, handler);
    },
    graphql: (module) => http.graphql(module),
    consume<E extends EventDefinition, P>(event: E, consumer: Consumer<DB, E, P>) {
      systemJobs.assertListed(event.name);
      // The runtime hands each consumer the events of its own type only, so the erased types hold.
      registrations.consumers.push({ event, consumer: consumer as unknown as RegisteredConsumer<DB>['consumer'] });
    },
    schedule(job) {
      systemJobs.assertListed(job.name);
      if (registrations.jobs.has(job.name)) throw new Error(`${name} schedules ${job.name} twice`);
      registrations.jobs.set(job.name, job);
    },
    onStop: (end) => void http.app.addHook('onClose', end),
    health: (check, run) => health.add(check, run, 'warn'),
  };
}
