import pg, { type Connection, type PoolClient, type QueryResult } from 'pg';
import { toDatabaseError } from './sql-state.ts';
import type { Statement } from './statement.ts';
import { customTypes } from './values.ts';

/** A row as the driver gives it. */
export type Row = Record<string, unknown>;

/** A statement and who waits for its answer; `reject` gets a DatabaseError. */
export interface Asked {
  readonly statement: Statement;
  resolve(result: QueryResult<Row>): void;
  reject(error: unknown): void;
}

/**
 * Sends statements as ONE message with one Sync at its end. Outside a transaction the server runs them as one: all or
 * nothing, settings of `set_config(…, true)` included. The first that fails has its own error, those behind it are not run
 * and have the same one, and those before it have their rows.
 */
export function exchange(client: PoolClient, asked: readonly Asked[]): void {
  client.query(messageOf(asked.map(toPart)));
}

/** The driver's reader of one statement's answer. Its declaration leaves out what the client calls. */
interface Part extends pg.Query {
  readonly name: string | undefined;
  readonly text: string;
  submit(connection: Connection): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleError(error: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
}

/** What a connection keeps of the statements that the server knows by name: answered ones, and ones under way. */
interface Named extends Connection {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
}

function toPart({ statement, resolve, reject }: Asked): Part {
  return new pg.Query<Row>({ ...statement, types: customTypes }, (error, result) => {
    if (error === undefined || error === null) resolve(result);
    else reject(toDatabaseError(error));
  }) as Part;
}

/**
 * A query of the driver that stands for several. The client admits only its own class to a pipeline; its methods hand the
 * server's messages to the part whose turn it is.
 */
function messageOf(parts: readonly Part[]): pg.Query {
  let turn = 0;
  const fresh = new Set<Part>();
  const message: pg.Query & { callback?(error?: unknown): void } = Object.create(pg.Query.prototype);
  return Object.assign(message, {
    submit(connection: Named) {
      connection.stream.cork();
      for (const part of parts) submitPart(part, connection, fresh);
      connection.sync();
      connection.stream.uncork();
      return null;
    },
    handleRowDescription: (fields: unknown) => parts[turn]?.handleRowDescription(fields),
    handleDataRow: (row: unknown) => parts[turn]?.handleDataRow(row),
    handleCommandComplete(done: unknown, connection: Named) {
      const part = parts[turn];
      turn += 1;
      part?.handleCommandComplete(done, connection);
      if (part?.name !== undefined && fresh.has(part)) remember(connection, part.name, part.text);
    },
    handleEmptyQuery() {
      turn += 1;
    },
    handleReadyForQuery(connection: Connection) {
      for (const part of parts) part.handleReadyForQuery(connection);
      message.callback?.();
    },
    handleError(error: unknown, connection: Named) {
      // All are answered when the transaction itself fails at its end: then none of them counts.
      const good = turn < parts.length ? turn : 0;
      for (const [index, part] of parts.entries()) {
        if (index < good) part.handleReadyForQuery(connection);
        else part.handleError(error, connection);
        if (index >= turn && part.name !== undefined && fresh.has(part)) forget(connection, part.name, index === turn);
      }
      message.callback?.(error);
    },
  });
}

function submitPart(part: Part, connection: Named, fresh: Set<Part>): void {
  const { name } = part;
  if (name !== undefined && connection.parsedStatements[name] === undefined) {
    if (connection.submittedNamedStatements[name] === undefined) fresh.add(part);
  }
  // Each part would end with a Sync of its own; the whole message has one.
  const error = part.submit(Object.create(connection, { sync: { value: () => undefined } }));
  if (error !== null) connection.stream.destroy(error);
}

function remember(connection: Named, name: string, text: string): void {
  connection.parsedStatements[name] = text;
  delete connection.submittedNamedStatements[name];
}

/** The server does not know a statement that it skipped; whether it knows the one that failed, it need not say. */
function forget(connection: Named, name: string, failed: boolean): void {
  delete connection.submittedNamedStatements[name];
  if (failed) connection.close({ type: 'S', name }, false);
}
