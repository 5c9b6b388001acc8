import { existsSync, readFileSync } from 'node:fs';
import { type ServiceName, serviceNames } from '@mz/contracts';

/** Services whose interface the gateway shows: all but itself and the simulator, which is no service of ours. */
export const shownServices: readonly ServiceName[] = serviceNames.filter(
  (name) => name !== 'gateway' && name !== 'agency-simulator',
);

type ServiceFile = 'openapi.json' | 'schema.graphql';

/** Whether a service has the committed, generated file. */
export function hasServiceFile(name: ServiceName, file: ServiceFile): boolean {
  return existsSync(pathOf(name, file));
}

/** A committed, generated file of a service; undefined where it has none. No service need be up. */
export function readServiceFile(name: ServiceName, file: ServiceFile): string | undefined {
  return hasServiceFile(name, file) ? readFileSync(pathOf(name, file), 'utf8') : undefined;
}

function pathOf(name: ServiceName, file: ServiceFile): URL {
  return new URL(`../../${name}/${file}`, import.meta.url);
}
