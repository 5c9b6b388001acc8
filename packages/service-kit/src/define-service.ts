import type { ErrorCatalogue, ServiceName } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type { TObject } from 'typebox';
import type { DivisionSnapshot } from './division-directory.ts';
import type { Kit } from './kit.ts';
import type { PermissionTable } from './permissions.ts';
import type { SealedColumn } from './sealed-columns.ts';

/** One entry of the written list of what acts without a person: which tables it touches, and why it may. */
export interface SystemJob {
  /** Name of a scheduled job, or the short name of a consumed event such as `person.died`. */
  readonly name: string;
  readonly tables: readonly string[];
  readonly why: string;
}

/** What a service is, before it has a database, a port or keys. */
export interface ServiceDefinition<DB = unknown, C = Record<never, never>, B = unknown> {
  readonly name: ServiceName;
  /** Folder of `NNNN_verb_object.sql`; a service without it has no database. */
  readonly migrations?: URL;
  readonly errors: ErrorCatalogue;
  readonly permissions: PermissionTable;
  /** The service's own settings; key `fooBar` is read from `<SERVICE>_FOO_BAR`, then `FOO_BAR`. */
  readonly config?: TObject;
  /** Every scheduled job and every consumed event; what is not on the list does not run. */
  readonly systemJobs?: readonly SystemJob[];
  /** What stands under the service's field key, so that the key can be turned and retired. */
  readonly sealedColumns?: readonly SealedColumn[];
  /** Development and tests only: production refuses to start it. */
  readonly developmentOnly?: boolean;
  /** Registers the features in a written order; gives what `mount` and `warm` work with. */
  build(kit: Kit<DB, C>): B | Promise<B>;
  /** What is no operation: the OpenID provider of identity, the proxy of the gateway. Runs after `build`. */
  mount?(app: FastifyInstance, kit: Kit<DB, C>, built: B): void | Promise<void>;
  /** What would make a first call wait. Runs in the background once the service listens; /readyz warns until it is done. */
  warm?(kit: Kit<DB, C>, built: B): Promise<void>;
  /**
   * Set where everybody may read: the answers of reads that name the public may be kept for a minute and are asked for again
   * by ETag, and each address without a log-in has so many calls a minute.
   */
  readonly publicReads?: { callsPerMinute(kit: Kit<DB, C>): Promise<number> };
  /** Only place-names: its own divisions, in place of a call to itself. */
  loadDivisions?(kit: Kit<DB, C>): Promise<DivisionSnapshot>;
  /** Loads start data; runs once after the migrations and must be able to run again. */
  seed?(kit: Kit<DB, C>): Promise<void>;
}

/** Declares a service. */
export function defineService<DB = unknown, C = Record<never, never>, B = unknown>(
  definition: ServiceDefinition<DB, C, B>,
): ServiceDefinition<DB, C, B> {
  return definition;
}

/** The database of a service: `mz_<service_snake>`. */
export function databaseNameOf(name: ServiceName): string {
  return `mz_${name.replaceAll('-', '_')}`;
}

/** The start of the service's environment variables: `SOCIAL_ASSISTANCE`. */
export function environmentPrefixOf(name: ServiceName): string {
  return name.replaceAll('-', '_').toUpperCase();
}
