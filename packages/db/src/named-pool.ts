import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { toDatabaseError } from './sql-state.ts';
import { prepareStatement, send } from './statement.ts';

/** Shows a pg pool to Kysely: each statement goes out named and checked, each failure comes back as DatabaseError. */
export function namedPool(pool: Pool): PostgresPool {
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw toDatabaseError(error);
      });
      const known = wrapped.get(client) ?? namedClient(client);
      wrapped.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

function namedClient(client: PoolClient): PostgresPoolClient {
  const query = (sql: string, parameters: readonly unknown[]): unknown =>
    send(client, prepareStatement({ sql, parameters }));
  return {
    query: query as PostgresPoolClient['query'],
    release(destroy) {
      // Read at each call: the pool gives the client a new `release` at each checkout.
      client.release(destroy);
    },
  };
}
