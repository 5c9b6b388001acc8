import { createHash } from 'node:crypto';
import type { CompiledQuery } from 'kysely';
import type { PoolClient, QueryResult } from 'pg';
import { toDatabaseError } from './sql-state.ts';
import { toParameters } from './values.ts';

// Each name is a plan kept by each connection for its life: texts that differ by call (long IN lists) must not fill it.
const mostNames = 1_000;
const names = new Map<string, string>();

/** The name under which the server keeps a statement's plan: a hash of its text, for the first thousand texts. */
function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostNames) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}

/** A statement that is ready to be sent. */
export type Statement = { name?: string; text: string; values: unknown[] };

/** Names a statement and checks its values; throws before anything is sent. */
export function prepareStatement(query: Pick<CompiledQuery, 'sql' | 'parameters'>): Statement {
  const name = statementName(query.sql);
  const values = toParameters(query.parameters);
  return name === undefined ? { text: query.sql, values } : { name, text: query.sql, values };
}

/** Sends a statement; on a pipelined client it is written before this returns. Rejects with DatabaseError. */
export function send(client: PoolClient, statement: Statement): Promise<QueryResult<Record<string, unknown>>> {
  return client.query<Record<string, unknown>>(statement).catch((error: unknown) => {
    throw toDatabaseError(error);
  });
}
