import type { ServiceName } from '@mz/contracts';
import { awaitDivisions, portVariableOf, type ServiceProcess, startServiceProcess, urlOf } from '@mz/dev-stack';
import pg from 'pg';
import type { Platform } from './index.ts';

/** One of several processes of a service: where it listens, and how to start it again. */
export interface Instance {
  readonly name: ServiceName;
  readonly url: string;
  /** The process that runs now. */
  process: ServiceProcess;
  /** Starts it anew; the one before must have ended. */
  restart(): Promise<void>;
}

// Spares stand above the ports of the platform's own services.
const spareDistance = 300;

/** Starts a further process of a service on a port of its own, on the same database and queue. */
export async function startSpare(
  platform: Platform,
  name: ServiceName,
  { place = 1, environment = {} }: { place?: number; environment?: Readonly<Record<string, string>> } = {},
): Promise<Instance> {
  const { surroundings } = platform;
  const url = urlOf(name, surroundings.portOffset + spareDistance * place);
  const start = async (): Promise<ServiceProcess> => {
    const own = { [portVariableOf(name)]: new URL(url).port, ...environment };
    const process = await startServiceProcess(name, surroundings, own);
    const late = await awaitDivisions(new Map([[name, url]]));
    if (late.length > 0) throw new Error(`a second ${name} has no divisions`);
    return process;
  };
  const spare: Instance = {
    name,
    url,
    process: await start(),
    async restart() {
      spare.process = await start();
    },
  };
  return spare;
}

/** Starts a service of the platform as one of several. */
export async function startInstance(
  platform: Platform,
  name: ServiceName,
  environment: Readonly<Record<string, string>> = {},
): Promise<Instance> {
  const instance: Instance = {
    name,
    url: platform.urlOf(name),
    process: await platform.start(name, environment),
    async restart() {
      instance.process = await platform.start(name, environment);
    },
  };
  return instance;
}

/** The superuser at a service's database, for what needs a client of its own; end it after use. */
export async function connectAdmin(platform: Platform, name: ServiceName): Promise<pg.Client> {
  const own = platform.surroundings.databases.get(name)?.appUrl;
  if (own === undefined) throw new Error(`${name} has no database`);
  const url = Object.assign(new URL(platform.postgres.adminUrl), { pathname: new URL(own).pathname });
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  return client;
}
