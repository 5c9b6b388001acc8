import pg, { type Connection, type PoolClient } from 'pg';
import { type Answer, answerOf, type Columns, columnsOf, type Field, type Naming, readRow } from './answer.ts';
import { toDatabaseError } from './sql-state.ts';
import type { Statement } from './statement.ts';

/** A statement and who waits for its answer; `reject` gets a DatabaseError. */
export interface Asked {
  readonly statement: Statement;
  /** How the columns are called in its rows. */
  readonly naming: Naming;
  resolve(answer: Answer): void;
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

/** One statement of a message on its way. */
interface Part extends Asked {
  /** The server hears of it for the first time on this connection. */
  fresh: boolean;
  columns: Columns | undefined;
  readonly rows: Record<string, unknown>[];
  command: string;
  /** What a row could not be read for. */
  fault: unknown;
}

/** What a connection keeps of the statements that the server knows by name: answered ones, and ones under way. */
interface Named extends Connection {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
}

/** The columns of statements that a connection has described; the server refuses one whose columns have changed since. */
const described = new WeakMap<Connection, Map<string, Columns>>();

function toPart(asked: Asked): Part {
  return { ...asked, fresh: false, columns: undefined, rows: [], command: '', fault: undefined };
}

/**
 * A query of the driver that stands for several. The client admits only its own class to a pipeline; what the server says
 * goes to the part whose turn it is.
 */
function messageOf(parts: readonly Part[]): pg.Query {
  let turn = 0;
  const message: pg.Query & { callback?(error?: unknown): void } = Object.create(pg.Query.prototype);
  return Object.assign(message, {
    submit(connection: Named) {
      connection.stream.cork();
      for (const part of parts) sendPart(part, connection);
      connection.sync();
      connection.stream.uncork();
      return null;
    },
    handleRowDescription({ fields }: { readonly fields: readonly Field[] }) {
      const part = parts[turn];
      if (part !== undefined) part.columns = columnsOf(fields);
    },
    handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }) {
      const part = parts[turn];
      if (part !== undefined) addRow(part, fields);
    },
    handleCommandComplete({ text }: { readonly text: string }, connection: Named) {
      const part = parts[turn];
      turn += 1;
      if (part !== undefined) completePart(part, connection, text);
    },
    handleEmptyQuery() {
      turn += 1;
    },
    handleReadyForQuery() {
      for (const part of parts) answerPart(part);
      message.callback?.();
    },
    handleError(error: unknown, connection: Named) {
      // All are answered when the transaction itself fails at its end: then none of them counts.
      const good = turn < parts.length ? turn : 0;
      for (const part of parts.slice(0, good)) answerPart(part);
      for (const part of parts.slice(good)) part.reject(toDatabaseError(error));
      for (const part of parts.slice(turn)) forget(part, connection, part === parts[turn]);
      message.callback?.(error);
    },
  });
}

function sendPart(part: Part, connection: Named): void {
  const { name, text, values } = part.statement;
  // `toParameters` has made them so.
  const sent = values as (string | Buffer | null)[];
  const known =
    name !== undefined &&
    (connection.parsedStatements[name] ?? connection.submittedNamedStatements[name]) !== undefined;
  if (!known) {
    connection.parse({ name: name ?? '', text, types: [] }, true);
    if (name !== undefined) {
      part.fresh = true;
      connection.submittedNamedStatements[name] = text;
    }
  }
  connection.bind({ portal: '', statement: name ?? '', binary: '', values: sent }, true);
  part.columns = known ? described.get(connection)?.get(name) : undefined;
  if (part.columns === undefined) connection.describe({ type: 'P', name: '' }, true);
  connection.execute({ portal: '', rows: '' }, true);
}

function addRow(part: Part, fields: readonly (string | null)[]): void {
  if (part.columns === undefined || part.fault !== undefined) return;
  try {
    part.rows.push(readRow(part.columns, part.naming, fields));
  } catch (error) {
    part.fault = error;
  }
}

function completePart(part: Part, connection: Named, command: string): void {
  const { name, text } = part.statement;
  part.command = command;
  if (name === undefined) return;
  if (part.columns !== undefined) {
    const columns = described.get(connection) ?? new Map<string, Columns>();
    described.set(connection, columns.set(name, part.columns));
  }
  if (!part.fresh) return;
  connection.parsedStatements[name] = text;
  delete connection.submittedNamedStatements[name];
}

function answerPart(part: Part): void {
  if (part.fault === undefined) part.resolve(answerOf(part.command, part.rows));
  else part.reject(part.fault);
}

/** The server does not know a statement that it skipped; whether it knows the one that failed, it need not say. */
function forget({ fresh, statement: { name } }: Part, connection: Named, failed: boolean): void {
  if (!fresh || name === undefined) return;
  delete connection.submittedNamedStatements[name];
  if (failed) connection.close({ type: 'S', name }, false);
}
