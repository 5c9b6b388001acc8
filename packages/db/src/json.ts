import { type RawBuilder, sql } from 'kysely';

/** Passes a value as jsonb; needed for arrays, which the driver would send as a PostgreSQL array. */
export function jsonb<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}
