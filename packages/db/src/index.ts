export type { Compilable, CompiledQuery, Generated, Kysely, Transaction } from 'kysely';
export { bulkTransaction, type Copy } from './bulk.ts';
export { type CopyFormat, type CopyInto, copyInto, copyOut, plainTransaction } from './copy.ts';
export type { CopyValue } from './copy-text.ts';
export { createDatabase, type Database, type DatabaseOptions, type PoolStats } from './database.ts';
export { renderTypes, writeTypes } from './generate-types.ts';
export { type Column, introspect, type Table } from './introspect.ts';
export { jsonb } from './json.ts';
export {
  type CursorDecision,
  type CursorKey,
  type CursorShape,
  cutPage,
  decodeCursor,
  encodeCursor,
  type Page,
} from './keyset.ts';
export { type ApplyOptions, applyMigrations, type Migrated, type MigrateOptions, migrate } from './migrate.ts';
export {
  hashMigrations,
  MigrationError,
  type MigrationErrorCode,
  type MigrationFile,
  readMigrations,
} from './migration-files.ts';
export { type PipelinedQuery, type PipelinedRows, pipelined } from './pipelined.ts';
export { prepared, preparedShapes } from './prepared.ts';
export { createQueryBuilder } from './query-builder.ts';
export { type ServiceRoles, type ServiceUrls, serviceRoles, urlFor } from './roles.ts';
export type { Scope } from './scope.ts';
export { DatabaseError, type DatabaseErrorKind, type DatabaseErrorPlace } from './sql-state.ts';
export { transaction, transactionOf, type Work } from './transaction.ts';
