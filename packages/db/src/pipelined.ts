import type { Compilable, CompiledQuery, InferResult } from 'kysely';
import type { Answer } from './answer.ts';
import { converse } from './conversation.ts';
import type { Database } from './database.ts';
import { type Scope, scopeStatement } from './scope.ts';
import { DatabaseError } from './sql-state.ts';
import { prepareStatement, type Statement } from './statement.ts';
import { checkOut } from './transaction.ts';

/** A Kysely query, or one compiled before. */
export type PipelinedQuery = Compilable | CompiledQuery;

/** The rows of each query, in order; a statement without RETURNING gives none. */
export type PipelinedRows<Q extends readonly PipelinedQuery[]> = { [K in keyof Q]: InferResult<Q[K]> };

/**
 * Runs statements that do not depend on each other's answers as one transaction in ONE exchange: scope and statements in
 * one message, which the server runs as a whole. Rejects with the first failure; then nothing was committed.
 */
export async function pipelined<DB, const Q extends readonly PipelinedQuery[]>(
  db: Database<DB>,
  scope: Scope,
  queries: Q,
): Promise<PipelinedRows<Q>> {
  // Everything that can throw happens before the first byte is sent.
  const statements = [scopeStatement(scope), ...queries.map(toStatement)];
  const client = await checkOut(db);
  const { ask } = converse(client, 'camel');
  let answers: Answer[];
  try {
    answers = await allOf(statements.map(ask));
  } catch (error) {
    client.release(!(error instanceof DatabaseError) || error.kind === 'CONNECTION_LOST');
    throw error;
  }
  client.release();
  return answers.slice(1).map(({ rows }) => rows) as unknown as PipelinedRows<Q>;
}

function toStatement(query: PipelinedQuery): Statement {
  return prepareStatement('compile' in query ? query.compile() : query);
}

/** All answers, or the first failure once all are there. */
async function allOf(answers: readonly Promise<Answer>[]): Promise<Answer[]> {
  const settled = await Promise.allSettled(answers);
  return settled.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}
