import { divisionSnapshot, type ServiceName } from '@mz/contracts';
import type { Kysely } from 'kysely';
import type { Client } from './client.ts';
import {
  createDivisionDirectory,
  type DivisionDirectory,
  type DivisionSnapshot,
  fixedDivisionDirectory,
} from './division-directory.ts';
import { noDivisionCopy, storedDivisionCopy } from './kit-tables.ts';
import type { Runtime } from './runtime.ts';
import { systemContext } from './system-jobs.ts';

/** Where a service's divisions come from. */
export interface DirectorySource {
  readonly name: ServiceName;
  readonly runtime: Runtime;
  readonly client: Client;
  /** The database for the copy, where there is one. */
  readonly plain: Kysely<unknown> | undefined;
  /** Another source than place-names. */
  load?(): Promise<DivisionSnapshot>;
}

/** The directory of a service: the runtime's own divisions, or place-names with a copy. */
export function openDirectory({ name, runtime, client, plain, load }: DirectorySource): DivisionDirectory {
  const { divisions } = runtime;
  if (divisions) return fixedDivisionDirectory(() => divisions);
  return createDivisionDirectory({
    log: runtime.logger,
    copy: plain ? storedDivisionCopy(plain) : noDivisionCopy,
    fetch: load ?? (() => client.call(systemContext(name, 'divisions.refresh'), divisionSnapshot, { query: {} })),
  });
}
