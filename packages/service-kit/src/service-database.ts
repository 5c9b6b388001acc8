import type { ServiceName } from '@mz/contracts';
import type { FieldCipher, KeyProvider } from '@mz/crypto';
import {
  bulkTransaction,
  copyInto,
  createDatabase,
  type Database,
  pipelined,
  plainTransaction,
  transaction,
} from '@mz/db';
import { createRouting, type Subscriptions } from '@mz/events';
import type { Kysely } from 'kysely';
import { createIdempotency, type IdempotencyStore } from './idempotency.ts';
import type { Clock, Kit } from './kit.ts';
import { createUnitOfWork, type UnitOfWork } from './unit-of-work.ts';

/** What a service with a database is given to work with. */
export interface ServiceDatabase<DB> {
  readonly database: Database<DB>;
  readonly url: string;
  /** The same pool for the kit's own tables, which are in no service's type. */
  readonly plain: Kysely<unknown>;
  readonly idempotency: IdempotencyStore;
  readonly units: UnitOfWork<DB>;
}

/** What its parts need. */
export interface ServiceDatabaseSettings {
  readonly service: ServiceName;
  readonly url: string;
  readonly fields: FieldCipher;
  readonly keys: KeyProvider;
  readonly clock: Clock;
  readonly subscriptions?: Subscriptions | undefined;
  newId(): string;
  statusOf(operationId: string): number;
}

/** Opens the database of a service; connections are made on first use. */
export function openServiceDatabase<DB>(settings: ServiceDatabaseSettings): ServiceDatabase<DB> {
  const { service, fields, keys, clock, subscriptions, newId, statusOf } = settings;
  const routing = subscriptions ? { routing: createRouting(subscriptions) } : {};
  const database = createDatabase<DB>({ url: settings.url, applicationName: service });
  // The kit's statements name their tables in SQL; no table type is needed.
  const plain = database.kysely as Kysely<unknown>;
  const idempotency = createIdempotency({ reader: plain, fields, keys, clock, statusOf });
  return {
    database,
    url: settings.url,
    plain,
    idempotency,
    units: createUnitOfWork({ service, database, idempotency, clock, newId, ...routing }),
  };
}

/** The parts of the kit that reach the database. */
export type Storage<DB> = Pick<Kit<DB>, 'read' | 'readOne' | 'write' | 'copyInto' | 'databaseUrl' | 'bulk'>;

/** Reads and writes of a service with a database. */
export function storageOf<DB>({ database, units, url }: ServiceDatabase<DB>): Storage<DB> {
  return {
    databaseUrl: () => url,
    read: (ctx, fn) => transaction(database, ctx.scope, fn),
    async readOne(ctx, query, beside = []) {
      const [rows] = await pipelined(database, ctx.scope, [query, ...beside]);
      return rows;
    },
    write: (ctx, fn) => units.write(ctx, fn),
    copyInto: (ctx, table, columns, rows) =>
      plainTransaction(database, ctx.scope, (client) => copyInto(client, { table, columns, rows })),
    bulk: (ctx, fn) =>
      bulkTransaction(database, ctx.scope, async (trx, copy) => {
        const { unit, flush } = units.open(trx, ctx);
        const result = await fn(unit, copy);
        await flush();
        return result;
      }),
  };
}

/** A service without migrations has no database: each use says so. */
export function noStorage<DB>(service: ServiceName): Storage<DB> {
  const refuse = (): never => {
    throw new Error(`${service} has no database: its definition names no migrations`);
  };
  return { read: refuse, readOne: refuse, write: refuse, copyInto: refuse, databaseUrl: refuse, bulk: refuse };
}

/** Nothing is stored without a database, so every key is new. */
export const noIdempotency: IdempotencyStore = { replay: () => Promise.resolve({ kind: 'new' }) };
