import { type Compilable, type CompiledQuery, createQueryId, type InferResult } from 'kysely';
import type { PoolClient, QueryResult } from 'pg';
import type { Database } from './database.ts';
import { type Scope, scopeStatement } from './scope.ts';
import { DatabaseError } from './sql-state.ts';
import { prepareStatement, type Statement, send } from './statement.ts';
import { assertCommitted, checkOut } from './transaction.ts';

/** A Kysely query, or one compiled before. */
export type PipelinedQuery = Compilable | CompiledQuery;

/** The rows of each query, in order; a statement without RETURNING gives none. */
export type PipelinedRows<Q extends readonly PipelinedQuery[]> = { [K in keyof Q]: InferResult<Q[K]> };

const begin = prepareStatement({ sql: 'begin', parameters: [] });
const commit = prepareStatement({ sql: 'commit', parameters: [] });

/**
 * Runs statements that do not depend on each other's answers as one transaction in ONE exchange: begin, scope, the
 * statements, commit. Rejects with the first failure; then nothing was committed.
 */
export async function pipelined<DB, const Q extends readonly PipelinedQuery[]>(
  db: Database<DB>,
  scope: Scope,
  queries: Q,
): Promise<PipelinedRows<Q>> {
  // Everything that can throw happens before the first byte is sent.
  const statements = [begin, scopeStatement(scope), ...queries.map(toStatement), commit];
  const client = await checkOut(db);
  let results: QueryResult<Record<string, unknown>>[];
  try {
    results = await sendTogether(client, statements);
  } catch (error) {
    client.release(!(error instanceof DatabaseError) || error.kind === 'CONNECTION_LOST');
    throw error;
  }
  client.release();
  const rows = await Promise.all(results.slice(2, -1).map((result) => toCamelCase(db, result)));
  return rows as unknown as PipelinedRows<Q>;
}

function toStatement(query: PipelinedQuery): Statement {
  return prepareStatement('compile' in query ? query.compile() : query);
}

async function sendTogether(
  client: PoolClient,
  statements: readonly Statement[],
): Promise<QueryResult<Record<string, unknown>>[]> {
  // No await between them: all are written in one go, and the server answers in order.
  const settled = await Promise.allSettled(statements.map((statement) => send(client, statement)));
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const results = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  assertCommitted(results.at(-1)?.command ?? '');
  return results;
}

async function toCamelCase<DB>(
  db: Database<DB>,
  result: QueryResult<Record<string, unknown>>,
): Promise<Record<string, unknown>[]> {
  if (result.rows.length === 0) return [];
  const mapped = await db.camelCase.transformResult({ queryId: createQueryId(), result: { rows: result.rows } });
  return mapped.rows as Record<string, unknown>[];
}
