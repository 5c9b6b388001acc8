import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { Compilable, CompiledQuery } from 'kysely';
import type { PoolClient } from 'pg';
import { from, to } from 'pg-copy-streams';
import { type CopyValue, copyLine } from './copy-text.ts';
import type { Database } from './database.ts';
import { inlineParameters } from './inline-parameters.ts';
import { type Scope, scopeStatement } from './scope.ts';
import { toDatabaseError } from './sql-state.ts';
import { assertCommitted, isLost } from './transaction.ts';

/** Where rows go: a table and its columns by their database names, and the rows in that order of columns. */
export type CopyInto = {
  table: string;
  columns: readonly string[];
  rows: AsyncIterable<readonly CopyValue[]> | Iterable<readonly CopyValue[]>;
};

const chunkLength = 65_536;

/** Runs `fn` in a transaction of the scope on a plain client, for COPY and all else that a pipeline cannot carry. */
export async function plainTransaction<DB, T>(
  db: Database<DB>,
  scope: Scope,
  fn: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await db.plainPool.connect().catch((error: unknown) => {
    throw toDatabaseError(error);
  });
  let broken = false;
  try {
    await client.query('begin');
    await client.query(scopeStatement(scope));
    const result = await fn(client);
    assertCommitted((await client.query('commit')).command);
    return result;
  } catch (cause) {
    const error = toDatabaseError(cause);
    broken = isLost(error) || !(await rolledBack(client));
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Writes rows by COPY and gives their number. PostgreSQL refuses COPY into a table with row-level security: there the
 * rows go through a temporary table, and the policy checks each of them on its way in.
 */
export async function copyInto(client: PoolClient, { table, columns, rows }: CopyInto): Promise<number> {
  const name = client.escapeIdentifier(table);
  const list = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const { rows: answer } = await client.query<{ active: boolean }>('select row_security_active($1) as active', [name]);
  if (answer[0]?.active !== true) return copyRows(client, { target: name, list, columns, rows });
  const staging = client.escapeIdentifier(`copy_${table}`);
  await client.query(`create temporary table ${staging} on commit drop as select ${list} from ${name} with no data`);
  const count = await copyRows(client, { target: staging, list, columns, rows });
  await client.query(`insert into ${name} (${list}) select ${list} from ${staging}`);
  await client.query(`drop table ${staging}`);
  return count;
}

/** CSV under a header line, or one JSON object a line from a query of one json or jsonb column. */
export type CopyFormat = 'csv' | 'ndjson';

// JSON text holds no control character, so with these as quote and delimiter CSV hands it through untouched.
const formats: Readonly<Record<CopyFormat, string>> = {
  csv: 'format csv, header true',
  ndjson: String.raw`format csv, quote e'\x01', delimiter e'\x02'`,
};

/**
 * Gives what a query finds as lines of text, at the reader's pace. Joined by newlines they are the file; a CSV value with
 * a newline in it spans lines. Whoever leaves the loop early waits until the server has sent the rest.
 */
export async function* copyOut(
  client: PoolClient,
  query: Compilable | CompiledQuery,
  format: CopyFormat = 'csv',
): AsyncGenerator<string> {
  const compiled = 'compile' in query ? query.compile() : query;
  const text = inlineParameters(compiled, (value) => client.escapeLiteral(value));
  const stream = client.query(to(`copy (${text}) to stdout with (${formats[format]})`)).setEncoding('utf8');
  let rest = '';
  try {
    // Destroying the stream would leave the connection waiting for ever: it must be read to its end.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    if (!stream.readableEnded && !stream.destroyed) await finished(stream.resume());
  }
}

type CopyRows = Pick<CopyInto, 'columns' | 'rows'> & { target: string; list: string };

async function copyRows(client: PoolClient, { target, list, columns, rows }: CopyRows): Promise<number> {
  const stream = client.query(from(`copy ${target} (${list}) from stdin`));
  try {
    await pipeline(Readable.from(toChunks(rows, columns.length), { objectMode: true }), stream);
  } catch (error) {
    throw toDatabaseError(error);
  }
  return stream.rowCount;
}

async function* toChunks(rows: CopyInto['rows'], width: number): AsyncGenerator<string> {
  let chunk = '';
  for await (const row of rows) {
    chunk += copyLine(row, width);
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => true,
    () => false,
  );
}
