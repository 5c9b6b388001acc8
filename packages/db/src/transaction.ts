import { type CompiledQuery, type ConnectionProvider, type DatabaseConnection, Transaction } from 'kysely';
import type { PoolClient } from 'pg';
import { type Conversation, converse } from './conversation.ts';
import type { Database } from './database.ts';
import { type Scope, scopeStatement } from './scope.ts';
import { DatabaseError, toDatabaseError } from './sql-state.ts';
import { prepareStatement } from './statement.ts';

const begin = prepareStatement({ sql: 'begin', parameters: [] });
const commit = prepareStatement({ sql: 'commit', parameters: [] });
const rollback = prepareStatement({ sql: 'rollback', parameters: [] });

/** What a transaction does, and what it writes at its end without an answer to wait for. */
export interface Work<DB, T> {
  run(trx: Transaction<DB>): Promise<T>;
  /** Goes out together with the commit. */
  last(result: T): readonly CompiledQuery[];
}

/**
 * Runs `fn` in a transaction that sees and writes only what the scope reaches. Statements that `fn` starts together
 * (Promise.all) share an exchange, the first ones that of begin and scope. Rejects with what `fn` threw, after a rollback,
 * or with DatabaseError TRANSACTION_ABORTED when `fn` swallowed the failure of a statement.
 */
export function transaction<DB, T>(
  db: Database<DB>,
  scope: Scope,
  fn: (trx: Transaction<DB>) => Promise<T>,
): Promise<T> {
  return transactionOf(db, scope, { run: fn, last: () => [] });
}

/** The same for work whose last statements share the exchange of the commit. */
export async function transactionOf<DB, T>(db: Database<DB>, scope: Scope, work: Work<DB, T>): Promise<T> {
  const settings = scopeStatement(scope);
  const client = await checkOut(db);
  const talk = converse(client);
  const state = { open: true };
  let broken = true;
  try {
    const opened = Promise.all([talk.ask(begin), talk.ask(settings)]);
    const executor = db.kyselyProps.executor.withConnectionProvider(onlyTalk(talk, state));
    const trx = new Transaction<DB>({ ...db.kyselyProps, executor });
    const result = await settle(talk, state, { opened, work: startWork(trx, work), last: work.last });
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

async function startWork<DB, T>(trx: Transaction<DB>, work: Work<DB, T>): Promise<T> {
  return work.run(trx);
}

interface Settling<T> {
  readonly opened: Promise<unknown>;
  readonly work: Promise<T>;
  last(result: T): readonly CompiledQuery[];
}

async function settle<T>(
  talk: Conversation,
  state: { open: boolean },
  { opened, work, last }: Settling<T>,
): Promise<T> {
  try {
    // `opened` first: what failed behind a transaction that did not begin is no cause.
    const [began, done] = await Promise.allSettled([opened, work]);
    if (began.status === 'rejected') throw began.reason;
    if (done.status === 'rejected') throw done.reason;
    state.open = false;
    const ending = [...last(done.value).map(prepareStatement), commit];
    const answers = await Promise.allSettled(ending.map(talk.ask));
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const committed = answers.at(-1);
    assertCommitted(committed?.status === 'fulfilled' ? committed.value.command : '');
    return done.value;
  } catch (error) {
    state.open = false;
    // The first error is the one to tell; a rollback that fails leaves the connection to be destroyed.
    await talk.ask(rollback).catch(() => undefined);
    throw error;
  }
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

// Kysely's own provider lets one statement through at a time; ours lets those that are started together go out together.
function onlyTalk(talk: Conversation, state: { open: boolean }): ConnectionProvider {
  const connection: DatabaseConnection = {
    async executeQuery<R>(compiled: Parameters<DatabaseConnection['executeQuery']>[0]) {
      if (!state.open) throw new Error('A statement was started after its transaction had ended');
      const result = await talk.ask(prepareStatement(compiled));
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
