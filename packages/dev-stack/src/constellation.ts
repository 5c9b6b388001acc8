import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@mz/contracts';
import { MigrationError, migrate, type ServiceUrls } from '@mz/db';
import {
  createLogger,
  createService,
  databaseNameOf,
  migrationFolders,
  type RunningService,
  type Runtime,
  readSettings,
  runtimeOf,
  type ServiceDefinition,
} from '@mz/service-kit';
import { awaitDivisions } from './await-divisions.ts';
import type { Log } from './child.ts';
import { DevStackError } from './errors.ts';
import { assertPortsFree } from './free-ports.ts';
import { withProgress } from './progress.ts';
import type { Stack } from './run-stack.ts';
import { loadDefinition, presentServices } from './service-definitions.ts';
import { environmentOf, type Surroundings, urlOf } from './service-environment.ts';
import { startServiceProcess } from './service-process.ts';

/** How to run all services together. */
export interface ConstellationOptions {
  readonly stack: Stack;
  readonly dataDir: string;
  readonly portOffset: number;
  /** Only these services; all of the repository when empty. */
  readonly only: readonly string[];
  /** One process for each service instead of this one for all. */
  readonly processes: boolean;
  readonly log: Log;
}

/** All services, up and ready. */
export interface Constellation {
  readonly urls: ReadonlyMap<ServiceName, string>;
  stop(): Promise<void>;
}

/** Those that others ask while they start. */
const first: readonly ServiceName[] = ['identity', 'place-names'];

/** Migrates, seeds and starts every service of the repository. Throws DevStackError PORT_BUSY before anything is touched. */
export async function startConstellation(options: ConstellationOptions): Promise<Constellation> {
  const { stack, dataDir, portOffset, only, log } = options;
  const names = presentServices().filter((name) => only.length === 0 || only.includes(name));
  const { definitions, surroundings } = await migrateServices(names, { stack, dataDir, portOffset, log });
  const urls = new Map(names.map((name) => [name, urlOf(name, portOffset)]));
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((end) => end()));
  };
  try {
    const start = options.processes ? startProcesses : startInProcess;
    await withProgress('Starting the services', log, start(sorted(definitions), surroundings, stops));
    const late = await withProgress('Sharing the divisions', log, awaitDivisions(urls));
    if (late.length > 0) log(`Without divisions: ${late.join(', ')}; see their logs.`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, stop };
}

/** Migrates and seeds services and starts none: for who starts and ends their processes by themself. */
export async function prepareServices(
  names: readonly ServiceName[],
  options: Pick<ConstellationOptions, 'stack' | 'dataDir' | 'portOffset' | 'log'>,
): Promise<Surroundings> {
  const { definitions, surroundings } = await migrateServices(names, options);
  await seedAll(definitions, surroundings);
  return surroundings;
}

/** The same where the databases are a copy of prepared ones: nothing is seeded again. */
export async function surroundingsOfCopy(
  names: readonly ServiceName[],
  options: Pick<ConstellationOptions, 'stack' | 'dataDir' | 'portOffset' | 'log'>,
): Promise<Surroundings> {
  return (await migrateServices(names, options)).surroundings;
}

async function migrateServices(
  names: readonly ServiceName[],
  { stack, dataDir, portOffset, log }: Pick<ConstellationOptions, 'stack' | 'dataDir' | 'portOffset' | 'log'>,
): Promise<{ definitions: ServiceDefinition[]; surroundings: Surroundings }> {
  await assertPortsFree(names, portOffset);
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const definitions = await Promise.all(names.map(loadDefinition));
  const databases = await withProgress('Migrating', log, migrateAll(definitions, stack));
  return { definitions, surroundings: { dataDir, queueUrl: stack.queue.url, portOffset, databases } };
}

async function migrateAll(
  definitions: readonly ServiceDefinition[],
  { postgres }: Stack,
): Promise<ReadonlyMap<ServiceName, ServiceUrls>> {
  const databases = new Map<ServiceName, ServiceUrls>();
  for (const { name, migrations } of definitions) {
    if (!migrations) continue;
    const options = {
      adminUrl: postgres.adminUrl,
      databaseName: databaseNameOf(name),
      dirs: migrationFolders(migrations),
    };
    databases.set(name, await migrate({ ...options, service: name, log: () => undefined }).catch(explainMigration));
  }
  return databases;
}

function explainMigration(error: unknown): never {
  if (!(error instanceof MigrationError)) throw error;
  const cure = 'remove the data folder or name another one with --data';
  throw new DevStackError('VERSION_MISMATCH', `The data do not fit this version: ${error.message} (${cure}).`, {
    cause: error,
  });
}

function sorted(definitions: readonly ServiceDefinition[]): ServiceDefinition[] {
  return definitions.toSorted((a, b) => Number(first.includes(b.name)) - Number(first.includes(a.name)));
}

async function startInProcess(
  definitions: readonly ServiceDefinition[],
  surroundings: Surroundings,
  stops: (() => Promise<void>)[],
): Promise<void> {
  const services: RunningService[] = [];
  for (const definition of definitions) {
    const service = await buildService(definition, surroundings, { processMetrics: definition === definitions[0] });
    stops.push(() => service.stop());
    services.push(service);
  }
  await Promise.all(services.map(({ definition, kit }) => definition.seed?.(kit)));
  for (const service of services) await service.listen();
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

// The seed runs here, so that a service's own start is the same as in production.
async function seedAll(definitions: readonly ServiceDefinition[], surroundings: Surroundings): Promise<void> {
  for (const definition of definitions) {
    if (!definition.seed) continue;
    const service = await buildService(definition, surroundings, { serves: false });
    await definition.seed(service.kit).finally(() => service.stop());
  }
}

async function startProcesses(
  definitions: readonly ServiceDefinition[],
  surroundings: Surroundings,
  stops: (() => Promise<void>)[],
): Promise<void> {
  await seedAll(definitions, surroundings);
  const launch = async ({ name }: ServiceDefinition): Promise<void> => {
    const child = await startServiceProcess(name, surroundings);
    stops.push(() => child.stop());
  };
  await Promise.all(definitions.filter(({ name }) => first.includes(name)).map(launch));
  await Promise.all(definitions.filter(({ name }) => !first.includes(name)).map(launch));
}

async function buildService(
  definition: ServiceDefinition,
  surroundings: Surroundings,
  more: Pick<Runtime, 'processMetrics' | 'serves'>,
): Promise<RunningService> {
  const { name } = definition;
  const settings = readSettings(definition, { ...process.env, ...environmentOf(name, surroundings) });
  const destination = createWriteStream(join(surroundings.dataDir, 'logs', `${name}.log`), { flags: 'a' });
  const logger = createLogger({ service: name, level: settings.logLevel, destination });
  return createService(definition, { ...runtimeOf(definition, settings), logger, ...more });
}
