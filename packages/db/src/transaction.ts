import { type ConnectionProvider, type DatabaseConnection, Transaction } from 'kysely';
import type { PoolClient } from 'pg';
import type { Database } from './database.ts';
import { type Scope, scopeStatement } from './scope.ts';
import { DatabaseError, toDatabaseError } from './sql-state.ts';
import { prepareStatement, send } from './statement.ts';

const begin = prepareStatement({ sql: 'begin', parameters: [] });
const commit = prepareStatement({ sql: 'commit', parameters: [] });
const rollback = prepareStatement({ sql: 'rollback', parameters: [] });

/**
 * Runs `fn` in a transaction that sees and writes only what the scope reaches; begin and scope are one exchange.
 * Statements that `fn` starts together (Promise.all) share an exchange. Rejects with what `fn` threw, after a rollback,
 * or with DatabaseError TRANSACTION_ABORTED when `fn` swallowed the failure of a statement.
 */
export async function transaction<DB, T>(
  db: Database<DB>,
  scope: Scope,
  fn: (trx: Transaction<DB>) => Promise<T>,
): Promise<T> {
  const client = await checkOut(db);
  let broken = true;
  const state = { open: true };
  try {
    await openScope(client, scope);
    const executor = db.kyselyProps.executor.withConnectionProvider(onlyClient(client, state));
    const trx = new Transaction<DB>({ ...db.kyselyProps, executor });
    const result = await settle(client, fn(trx), state);
    broken = false;
    return result;
  } catch (error) {
    // Only a connection that is known to be outside any transaction may serve another actor.
    broken = isLost(error) || client.getTransactionStatus() !== 'I';
    throw error;
  } finally {
    state.open = false;
    client.release(broken);
  }
}

async function openScope(client: PoolClient, scope: Scope): Promise<void> {
  const settings = scopeStatement(scope);
  const [began, set] = await Promise.allSettled([send(client, begin), send(client, settings)]);
  if (began.status === 'rejected') throw began.reason;
  if (set.status === 'rejected') {
    await send(client, rollback);
    throw set.reason;
  }
}

async function settle<T>(client: PoolClient, work: Promise<T>, state: { open: boolean }): Promise<T> {
  let result: T;
  try {
    result = await work;
  } catch (error) {
    state.open = false;
    // The first error is the one to tell; a rollback that fails leaves the connection to be destroyed.
    await send(client, rollback).catch(() => undefined);
    throw error;
  }
  state.open = false;
  const { command } = await send(client, commit);
  assertCommitted(command);
  return result;
}

/** PostgreSQL answers `commit` with ROLLBACK when a statement had failed. */
export function assertCommitted(command: string): void {
  if (command === 'COMMIT') return;
  throw new DatabaseError(
    'TRANSACTION_ABORTED',
    'A statement failed and its error was swallowed: nothing was committed',
  );
}

/** Says whether the connection must be destroyed rather than used again. */
export function isLost(error: unknown): boolean {
  return error instanceof DatabaseError && error.kind === 'CONNECTION_LOST';
}

/** Takes a pipelined client for one caller. */
export async function checkOut<DB>(db: Database<DB>): Promise<PoolClient> {
  try {
    return await db.pool.connect();
  } catch (error) {
    throw toDatabaseError(error);
  }
}

// Kysely's own provider lets one statement through at a time; ours lets the pipeline do its work.
function onlyClient(client: PoolClient, state: { open: boolean }): ConnectionProvider {
  const connection: DatabaseConnection = {
    async executeQuery<R>(compiled: Parameters<DatabaseConnection['executeQuery']>[0]) {
      if (!state.open) throw new Error('A statement was started after its transaction had ended');
      const result = await send(client, prepareStatement(compiled));
      const rows = result.rows as R[];
      return result.command === 'SELECT' ? { rows } : { rows, numAffectedRows: BigInt(result.rowCount ?? 0) };
    },
    // biome-ignore lint/correctness/useYield: a pipelined client cannot hold a cursor.
    async *streamQuery() {
      throw new Error('A pipelined transaction cannot stream: use copyOut on the plain pool');
    },
  };
  return { provideConnection: (consumer) => consumer(connection) };
}
