import { type ConnectionProvider, type DatabaseConnection, Transaction } from 'kysely';
import type { PoolClient } from 'pg';
import { type CopyInto, copyInto, plainTransaction } from './copy.ts';
import type { Database } from './database.ts';
import type { Scope } from './scope.ts';
import { prepareStatement, send } from './statement.ts';

/** Writes rows by COPY inside a bulk transaction and gives their number. */
export type Copy = (into: CopyInto) => Promise<number>;

/**
 * Runs `fn` in a transaction of the scope on a plain client, with Kysely and COPY side by side: for a chunk of a bulk load.
 * Its statements run one after the other, also those that are started together.
 */
export async function bulkTransaction<DB, T>(
  db: Database<DB>,
  scope: Scope,
  fn: (trx: Transaction<DB>, copy: Copy) => Promise<T>,
): Promise<T> {
  return plainTransaction(db, scope, (client) => {
    const executor = db.kyselyProps.executor.withConnectionProvider(oneByOne(client));
    return fn(new Transaction<DB>({ ...db.kyselyProps, executor }), (into) => copyInto(client, into));
  });
}

// The driver of a plain client should not queue: each statement waits for the one before it, whatever became of that.
function oneByOne(client: PoolClient): ConnectionProvider {
  let last: Promise<unknown> = Promise.resolve();
  const connection: DatabaseConnection = {
    async executeQuery<R>(compiled: Parameters<DatabaseConnection['executeQuery']>[0]) {
      const statement = prepareStatement(compiled);
      const sent = last.then(() => send(client, statement));
      last = sent.catch(() => undefined);
      const result = await sent;
      const rows = result.rows as R[];
      return result.command === 'SELECT' ? { rows } : { rows, numAffectedRows: BigInt(result.rowCount ?? 0) };
    },
    // biome-ignore lint/correctness/useYield: rows of a bulk transaction are read whole.
    async *streamQuery() {
      throw new Error('A bulk transaction does not stream: use copyOut on the plain pool');
    },
  };
  return { provideConnection: (consumer) => consumer(connection) };
}
