import { CompiledQuery, type QueryResult } from 'kysely';

/** What a statement of this package needs: a Kysely instance or transaction of any database. */
export interface Executor {
  executeQuery<R>(query: CompiledQuery<R>): Promise<QueryResult<R>>;
}

/** A hand-written statement with the shape of its rows; column names come back in camelCase. */
export function statement<R = never>(text: string, values: readonly unknown[] = []): CompiledQuery<R> {
  return CompiledQuery.raw(text, [...values]) as CompiledQuery<R>;
}

/** Runs a hand-written statement and gives its rows. */
export async function query<R>(db: Executor, text: string, values: readonly unknown[] = []): Promise<R[]> {
  return (await db.executeQuery(statement<R>(text, values))).rows;
}

/** Runs a hand-written statement that answers one row. */
export async function queryOne<R>(db: Executor, text: string, values: readonly unknown[] = []): Promise<R> {
  const [row] = await query<R>(db, text, values);
  if (row === undefined) throw new Error('A statement that answers one row answered none');
  return row;
}

/** Runs a hand-written statement and gives the number of rows that it changed. */
export async function change(db: Executor, text: string, values: readonly unknown[] = []): Promise<number> {
  return Number((await db.executeQuery(statement(text, values))).numAffectedRows ?? 0n);
}
