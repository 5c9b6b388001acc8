import { existsSync, readFileSync } from 'node:fs';
import { type ServiceName, serviceNames } from '@mz/contracts';

/** Services whose interface the gateway shows: all but itself and the simulator, which is no service of ours. */
export const shownServices: readonly ServiceName[] = serviceNames.filter(
  (name) => name !== 'gateway' && name !== 'agency-simulator',
);

/** A committed, generated file of a service; undefined where it has none. Read at start: no service need be up. */
export function readServiceFile(name: ServiceName, file: 'openapi.json' | 'schema.graphql'): string | undefined {
  const path = new URL(`../../${name}/${file}`, import.meta.url);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
