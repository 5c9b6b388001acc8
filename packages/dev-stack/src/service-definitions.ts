import { existsSync } from 'node:fs';
import { type ServiceName, serviceNames } from '@mz/contracts';
import type { ServiceDefinition } from '@mz/service-kit';

/** The folder of a service, with a slash at its end. */
export function serviceFolder(name: ServiceName): URL {
  return new URL(`../../../services/${name}/`, import.meta.url);
}

/** The services that are in the repository, in the order of the contracts' table. */
export function presentServices(): ServiceName[] {
  return serviceNames.filter((name) => existsSync(new URL('src/app.ts', serviceFolder(name))));
}

/** Loads services/<name>/src/app.ts, which exports `service`. */
export async function loadDefinition(name: ServiceName): Promise<ServiceDefinition> {
  const module: unknown = await import(new URL('src/app.ts', serviceFolder(name)).href);
  if (typeof module === 'object' && module !== null && 'service' in module) return module.service as ServiceDefinition;
  throw new Error(`services/${name}/src/app.ts exports no service`);
}

/** A log-in of the development stack. */
export interface Login {
  readonly account: string;
  readonly role: string;
  readonly division: string;
}

/** The demo accounts of identity, where it is in the repository. */
export async function loadLogins(): Promise<readonly Login[]> {
  const file = new URL('seed/demo-accounts.ts', serviceFolder('identity'));
  if (!existsSync(file)) return [];
  const module: unknown = await import(file.href);
  if (typeof module !== 'object' || module === null || !('demoAccounts' in module)) return [];
  return module.demoAccounts as readonly Login[];
}
