import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EventDefinition,
  type Operation,
  type OperationOutputOf,
  type PlatformEvent,
  type ServiceName,
  serviceNames,
  subscriptions,
} from '@mz/contracts';
import { memoryKeyProvider } from '@mz/crypto';
import { createDatabase } from '@mz/db';
import type { DivisionHistory } from '@mz/domain';
import type { Delivered, ScheduleRun } from '@mz/events';
import {
  createService,
  type Kit,
  migrationFolders,
  type Publication,
  type RunningService,
  type Runtime,
  type ServiceDefinition,
  silentLogger,
} from '@mz/service-kit';
import { inject } from 'vitest';
import { cloneDatabase, createFilledTemplate, createTemplateDatabase, type TestDatabase } from './databases.ts';
import { testDivisions } from './divisions.ts';
import { requestOf, type TestAnswer, type TestCall } from './test-call.ts';
import { createTestIssuer, type TestIssuer, type TestTokenInput } from './tokens.ts';

const firstDay = '2014-04-28';
/** Before any day of the start data: a seed finds what is the same on all days, and adds on a later day what came by then. */
const longAgo = '1999-12-31';

/** How a test service differs from the usual one. */
export interface TestServiceOptions {
  readonly config?: unknown;
  /** First day of the business clock, 2014-04-28 unless told. */
  readonly today?: string;
  /** The divisions of Shandong unless told. */
  readonly divisions?: DivisionHistory;
  readonly issuer?: TestIssuer;
  readonly urls?: Partial<Record<ServiceName, string>>;
  readonly port?: number;
  readonly queueNamespace?: string;
  /** The other services that run in this test; events for those that do not run are delivered to nobody. */
  readonly peers?: readonly ServiceName[];
  readonly logger?: Runtime['logger'];
  /** Keys that the test turns, or that outlive the service. */
  readonly keys?: Runtime['keys'];
  /** A test has no limit of calls unless it asks for the usual ones. */
  readonly rateLimit?: 'usual';
  /** What a service makes ready at its start waits in a test for its first use, unless it is told. */
  readonly warmUp?: boolean;
  /**
   * Runs the definition's seed after the migrations; not run unless told. `copied`: of a database that was filled once for all
   * files with the same first day, for start data without ciphers, which no other key would open.
   */
  readonly seed?: boolean | 'copied';
}

/** A real service on a database of its own. */
export interface TestService<DB = unknown, C = Record<never, never>> {
  readonly kit: Kit<DB, C>;
  readonly service: RunningService<DB, C>;
  /** Undefined for a service without migrations. */
  readonly database: TestDatabase | undefined;
  readonly issuer: TestIssuer;
  readonly inject: RunningService['inject'];
  /** Calls an operation through HTTP (inject) with the platform's headers. */
  call<O extends Operation>(operation: O, call?: TestCall<O>): Promise<TestAnswer<OperationOutputOf<O>>>;
  token(input: TestTokenInput): Promise<string>;
  /** The token by which another service calls this one. */
  serviceToken(caller: ServiceName): Promise<string>;
  /** Says where the event stands; throws what the consumer threw. */
  deliver<E extends EventDefinition>(event: E, publication: Publication<E>): Promise<Delivered>;
  /** All events that this service published, oldest first. */
  published(): Promise<PlatformEvent[]>;
  /** Moves the business clock to 09:00 of a day, running the schedules that become due. */
  setToday(day: string): Promise<readonly ScheduleRun[]>;
  /** Rows as the superuser sees them, whom no policy binds: for asserting what was written. */
  rows<R extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

/** Starts a service on a clone of its migrated database; it answers `inject` and `call`, and listens only after `service.listen()`. */
export async function startTestService<DB, C>(
  definition: ServiceDefinition<DB, C>,
  options: TestServiceOptions = {},
): Promise<TestService<DB, C>> {
  const issuer = options.issuer ?? (await createTestIssuer());
  const database = definition.migrations
    ? await openDatabase(definition, { ...options, issuer }, definition.migrations)
    : undefined;
  const dataDir = await mkdtemp(join(tmpdir(), 'mz-test-data-'));
  const service = await createService(
    definition,
    runtimeOf({ name: definition.name, issuer, database, dataDir, options }),
  );
  if (options.seed === true) await definition.seed?.(service.kit);
  const admin = database
    ? createDatabase({ url: database.adminUrl, applicationName: 'test', plainPoolSize: 1 })
    : undefined;

  async function rows<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    if (!admin) throw new Error(`${definition.name} has no database`);
    return (await admin.plainPool.query(text, [...values])).rows as R[];
  }

  return {
    kit: service.kit,
    service,
    database,
    issuer,
    inject: (request) => service.inject(request),
    call: (operation, call = {}) => callOperation(service, operation, call),
    token: (input) => issuer.token(input),
    serviceToken: (caller) => issuer.serviceToken(caller, definition.name),
    async deliver(event, publication) {
      const delivered = await service.deliver(event, publication);
      if (delivered.error !== undefined) throw delivered.error;
      return delivered;
    },
    published: async () =>
      (await rows<{ payload: PlatformEvent }>('select payload from outbox order by created_at, id')).map(
        ({ payload }) => payload,
      ),
    async setToday(day) {
      const runs = await service.moveClock(new Date(`${day}T09:00:00+08:00`));
      for (const { error } of runs) if (error !== undefined) throw error;
      return runs;
    },
    rows,
    async stop() {
      await service.stop();
      await admin?.close();
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openDatabase<DB, C>(
  definition: ServiceDefinition<DB, C>,
  options: TestServiceOptions & { readonly issuer: TestIssuer },
  migrations: URL,
): Promise<TestDatabase> {
  const template = await createTemplateDatabase(definition.name, migrationFolders(migrations));
  if (options.seed !== 'copied') return cloneDatabase(template);
  const fillOn = (today: string) => async (database: TestDatabase) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'mz-test-data-'));
    const { name } = definition;
    const input = { name, issuer: options.issuer, database, dataDir, options: { ...options, today } };
    const service = await createService(definition, runtimeOf(input));
    await definition.seed?.(service.kit);
    await service.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const { today = firstDay } = options;
  const common = await createFilledTemplate(template, 'common', fillOn(longAgo));
  return cloneDatabase(await createFilledTemplate(common, today.replaceAll('-', ''), fillOn(today)));
}

interface RuntimeInput {
  readonly name: ServiceName;
  readonly issuer: TestIssuer;
  readonly database: TestDatabase | undefined;
  readonly dataDir: string;
  readonly options: TestServiceOptions;
}

function runtimeOf({ name, issuer, database, dataDir, options }: RuntimeInput): Runtime {
  return {
    ...(database ? { databaseUrl: database.url, queue: testQueue(options.queueNamespace) } : {}),
    production: false,
    movableClock: true,
    businessStart: new Date(`${options.today ?? firstDay}T09:00:00+08:00`),
    keys: options.keys ?? memoryKeyProvider('tests'),
    verifier: issuer.verifier,
    tokens: { tokenFor: (audience) => issuer.serviceToken(name, audience) },
    urls: { ...unreachable(), ...options.urls },
    logger: options.logger ?? silentLogger(),
    host: '127.0.0.1',
    port: options.port ?? 0,
    dataDir,
    config: options.config,
    divisions: options.divisions ?? testDivisions(),
    ...(options.rateLimit === 'usual' ? {} : { rateLimit: false }),
    callsWhenSaturated: 0,
    warmUp: options.warmUp ?? false,
    subscriptions: subscriptionsAmong([name, ...(options.peers ?? [])]),
  };
}

function subscriptionsAmong(running: readonly ServiceName[]): NonNullable<Runtime['subscriptions']> {
  return subscriptions.map(({ event, to }) => ({ event, to: to.filter((name) => running.includes(name)) }));
}

/** A queue of the run's store that no other test shares. */
export function testQueue(namespace: string = randomBytes(8).toString('hex')): NonNullable<Runtime['queue']> {
  const url = inject('queueUrl');
  return { kind: url.startsWith('postgres') ? 'postgres' : 'redis', url, namespace };
}

// Port 9 (discard) answers nobody: a call to a peer that the test did not start fails at once.
function unreachable(): Record<ServiceName, string> {
  const entries = serviceNames.map((name) => [name, 'http://127.0.0.1:9'] as const);
  return Object.fromEntries(entries) as Record<ServiceName, string>;
}

async function callOperation<O extends Operation>(
  service: Pick<RunningService, 'inject'>,
  operation: O,
  call: TestCall<O>,
): Promise<TestAnswer<OperationOutputOf<O>>> {
  const response = await service.inject(requestOf(operation, call));
  const text = response.payload;
  const json = /json/.test(String(response.headers['content-type'] ?? '')) && text !== '';
  // The test says what it expects of the body; a problem has its code there.
  return { status: response.statusCode, headers: response.headers, body: (json ? JSON.parse(text) : text) as never };
}
