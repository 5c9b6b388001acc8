import type { Operation, ServiceName } from '@mz/contracts';
import { createFieldCipher, uuidv7 } from '@mz/crypto';
import { usualCallsWhenSaturated } from './admission.ts';
import { assembleKit, fieldKeyOf, type Registrations } from './assemble-kit.ts';
import { type Client, createClient } from './client.ts';
import { type MovableClock, movableClock, wallClock } from './clock.ts';
import { clockErrors } from './clock-routes.ts';
import { checkConfig } from './config.ts';
import type { ServiceDefinition } from './define-service.ts';
import type { DivisionDirectory, DivisionSnapshot } from './division-directory.ts';
import { createHealth, type Health } from './health.ts';
import { createHttp, type Http } from './http.ts';
import type { HttpParts } from './http-parts.ts';
import type { Kit } from './kit.ts';
import { type EventWiring, notBuilt } from './late-events.ts';
import { openDirectory } from './open-directory.ts';
import { operatorPermissions } from './operations/permissions.ts';
import type { Runtime } from './runtime.ts';
import { noIdempotency, noStorage, openServiceDatabase, type ServiceDatabase, storageOf } from './service-database.ts';
import { createSystemJobs, type SystemJobs } from './system-jobs.ts';
import { newTraceparent } from './traceparent.ts';

/** What a service is made of before its features register. */
export interface ServiceParts<DB, C> {
  readonly definition: ServiceDefinition<DB, C>;
  readonly runtime: Runtime;
  readonly clock: MovableClock;
  /** Undefined for a service without migrations. */
  readonly storage: ServiceDatabase<DB> | undefined;
  readonly http: Http;
  readonly health: Health;
  readonly directory: DivisionDirectory;
  readonly systemJobs: SystemJobs;
  readonly registrations: Registrations<DB>;
  readonly kit: Kit<DB, C>;
  /** Set once the features have registered their consumers and jobs. */
  readonly late: { events: EventWiring };
}

/** Makes the parts; nothing connects or listens yet. Throws ConfigError with all faults of the service's own settings. */
export function createServiceParts<DB, C>(definition: ServiceDefinition<DB, C>, runtime: Runtime): ServiceParts<DB, C> {
  const { name } = definition;
  // Checked against the definition's own schema, from which C is derived.
  const config = checkConfig(definition, runtime.config) as C;
  const clock = runtime.movableClock && !runtime.production ? movableClock(runtime.businessStart) : wallClock();
  const registrations: Registrations<DB> = { operations: new Map(), consumers: [], jobs: new Map() };
  const storage = openStorage(definition, runtime, { clock, operations: registrations.operations });
  const http = createHttp({
    name,
    log: runtime.logger,
    clock,
    errors: clock.movable ? { ...definition.errors, ...clockErrors } : definition.errors,
    permissions: { ...definition.permissions, ...operatorPermissions },
    verifier: runtime.verifier,
    idempotency: storage?.idempotency ?? noIdempotency,
    newTraceparent,
    production: runtime.production,
    readOnly: () => runtime.readOnly ?? false,
    ...(runtime.rateLimit === undefined ? {} : { rateLimit: runtime.rateLimit }),
    ...publicReadsOf(definition, runtime, () => kit),
    ...(runtime.trustedProxies === undefined ? {} : { trustedProxies: runtime.trustedProxies }),
    overload: overloadOf(runtime, storage?.database.stats),
  });
  const client = createClient({ name, urls: runtime.urls, tokens: runtime.tokens, log: runtime.logger });
  const directory = openDirectory({
    name,
    runtime,
    client,
    plain: storage?.plain,
    ...(definition.loadDivisions ? { load: () => loadOwnDivisions(definition, kit) } : {}),
  });
  const systemJobs = createSystemJobs(name, definition.systemJobs ?? []);
  const health = createHealth(name);
  const late = { events: notBuilt(name) };
  const parts = { definition, runtime, clock, storage, http, health, directory, systemJobs, registrations, late };
  const kit: Kit<DB, C> = kitOf({ ...parts, config, client });
  return { ...parts, kit };
}

function publicReadsOf<DB, C>(
  { publicReads }: ServiceDefinition<DB, C>,
  { publicCallsPerMinute: given }: Runtime,
  kit: () => Kit<DB, C>,
): Pick<HttpParts, 'publicReads'> {
  if (publicReads === undefined) return {};
  const callsPerMinute = async (): Promise<number> => given ?? publicReads.callsPerMinute(kit());
  return { publicReads: { callsPerMinute } };
}

function overloadOf(
  { callsWhenSaturated = usualCallsWhenSaturated }: Runtime,
  stats: (() => { pipelined: { waiting: number } }) | undefined,
): NonNullable<HttpParts['overload']> {
  return { callsWhenSaturated, waitsForDatabase: () => stats !== undefined && stats().pipelined.waiting > 0 };
}

type KitOfParts<DB, C> = Omit<ServiceParts<DB, C>, 'kit'> & { readonly config: C; readonly client: Client };

function kitOf<DB, C>(parts: KitOfParts<DB, C>): Kit<DB, C> {
  const { definition, runtime, storage } = parts;
  return assembleKit<DB, C>({
    ...parts,
    name: definition.name,
    log: runtime.logger,
    keys: runtime.keys,
    permissions: definition.permissions,
    storage: storage ? storageOf(storage) : noStorage(definition.name),
    peers: { urlOf: (name) => runtime.urls[name], tokenFor: (audience) => runtime.tokens.tokenFor(audience) },
    atMoment: runtime.crashPoint ?? (() => undefined),
    wake: (unit, cause) => parts.late.events.wake(unit, cause),
    track: (work) => parts.late.events.track(work),
  });
}

async function loadOwnDivisions<DB, C>(
  definition: ServiceDefinition<DB, C>,
  kit: Kit<DB, C>,
): Promise<DivisionSnapshot> {
  if (!definition.loadDivisions) throw new Error(`${definition.name} has no divisions of its own`);
  return definition.loadDivisions(kit);
}

interface StorageNeeds {
  readonly clock: MovableClock;
  readonly operations: ReadonlyMap<string, Operation>;
}

function openStorage<DB, C>(
  { name, migrations }: ServiceDefinition<DB, C>,
  { databaseUrl, keys, subscriptions }: Runtime,
  { clock, operations }: StorageNeeds,
): ServiceDatabase<DB> | undefined {
  if (migrations === undefined) return undefined;
  return openServiceDatabase<DB>({
    service: name,
    url: needed(databaseUrl, name),
    fields: createFieldCipher(keys, 'AES-256-GCM', fieldKeyOf(name)),
    keys,
    clock,
    subscriptions,
    newId: () => uuidv7(clock.wall()),
    statusOf: (operationId) => operations.get(operationId)?.success.status ?? 200,
  });
}

function needed(url: string | undefined, name: ServiceName): string {
  if (url === undefined) throw new Error(`${name} has migrations but was given no database`);
  return url;
}
