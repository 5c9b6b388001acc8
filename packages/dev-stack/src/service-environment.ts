import { join } from 'node:path';
import { type ServiceName, serviceNames, servicePorts } from '@mz/contracts';
import type { ServiceUrls } from '@mz/db';
import { environmentPrefixOf } from '@mz/service-kit';

/** Where the services of a constellation are and what they share. */
export interface Surroundings {
  readonly dataDir: string;
  readonly queueUrl: string;
  /** Added to every port of the contracts' table. */
  readonly portOffset: number;
  readonly databases: ReadonlyMap<ServiceName, ServiceUrls>;
}

/** The port of a service in this constellation. */
export function portOf(name: ServiceName, portOffset: number): number {
  return servicePorts[name] + portOffset;
}

/** The address of a service in this constellation. */
export function urlOf(name: ServiceName, portOffset: number): string {
  return `http://127.0.0.1:${portOf(name, portOffset)}`;
}

/** The variable that says on which port a service listens. */
export function portVariableOf(name: ServiceName): string {
  return `${environmentPrefixOf(name)}_PORT`;
}

// Addresses, keys and data of all services; the same for one process and for many.
function commonEnvironment({ dataDir, queueUrl, portOffset }: Surroundings): Record<string, string> {
  const urls = serviceNames.map((name) => [`${environmentPrefixOf(name)}_URL`, urlOf(name, portOffset)] as const);
  return {
    ...Object.fromEntries(urls),
    ISSUER_URL: `${urlOf('identity', portOffset)}/oidc`,
    GATEWAY_PUBLIC_URL: urlOf('gateway', portOffset),
    IDENTITY_OPERATOR_REDIRECTS: `${urlOf('gateway', portOffset)}/operations/signed-in`,
    QUEUE_URL: queueUrl,
    KEYS_DIR: join(dataDir, 'keys'),
    DATA_DIR: join(dataDir, 'files'),
    HOST: '127.0.0.1',
  };
}

/** The environment of one service. */
export function environmentOf(name: ServiceName, surroundings: Surroundings): Record<string, string> {
  const prefix = environmentPrefixOf(name);
  const database = surroundings.databases.get(name);
  return {
    ...commonEnvironment(surroundings),
    [portVariableOf(name)]: String(portOf(name, surroundings.portOffset)),
    ...(database ? { [`${prefix}_DATABASE_URL`]: database.appUrl } : {}),
  };
}
