import pg from 'pg';

/** What the database refused, by SQLSTATE; OTHER keeps its state in `sqlState`. */
export type DatabaseErrorKind =
  | 'UNIQUE_VIOLATION'
  | 'FOREIGN_KEY_VIOLATION'
  | 'CHECK_VIOLATION'
  | 'NOT_NULL_VIOLATION'
  | 'EXCLUSION_VIOLATION'
  | 'SERIALIZATION_FAILURE'
  | 'DEADLOCK'
  | 'LOCK_TIMEOUT'
  | 'STATEMENT_TIMEOUT'
  | 'ROW_SECURITY'
  | 'TRANSACTION_ABORTED'
  | 'CONNECTION_LOST'
  | 'OTHER';

/** Where the refusal happened; names of the schema only, never values. */
export type DatabaseErrorPlace = { sqlState?: string; constraint?: string; table?: string; column?: string };

/**
 * A failed statement. The server's own text is kept only where it cannot hold a row's values: `detail`, and messages
 * about bad data, may carry an identity number.
 */
export class DatabaseError extends Error {
  readonly kind: DatabaseErrorKind;
  readonly sqlState: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;

  constructor(kind: DatabaseErrorKind, message: string, place: DatabaseErrorPlace = {}) {
    super(message);
    this.name = 'DatabaseError';
    this.kind = kind;
    this.sqlState = place.sqlState;
    this.constraint = place.constraint;
    this.table = place.table;
    this.column = place.column;
  }
}

const kinds: Readonly<Record<string, DatabaseErrorKind>> = {
  '23505': 'UNIQUE_VIOLATION',
  '23503': 'FOREIGN_KEY_VIOLATION',
  '23514': 'CHECK_VIOLATION',
  '23502': 'NOT_NULL_VIOLATION',
  '23P01': 'EXCLUSION_VIOLATION',
  '40001': 'SERIALIZATION_FAILURE',
  '40P01': 'DEADLOCK',
  '55P03': 'LOCK_TIMEOUT',
  '57014': 'STATEMENT_TIMEOUT',
  '25P02': 'TRANSACTION_ABORTED',
  '57P01': 'CONNECTION_LOST',
  '57P02': 'CONNECTION_LOST',
  '57P03': 'CONNECTION_LOST',
};

// Classes whose messages name objects of the schema or the server, not values of a row; P0 is what our migrations raise.
const wordedClasses = new Set([
  '08',
  '0A',
  '25',
  '28',
  '3D',
  '3F',
  '40',
  '42',
  '53',
  '54',
  '55',
  '57',
  '58',
  'P0',
  'XX',
]);
const lostConnection =
  /Connection terminated|connection error and is not queryable|Client was closed|timeout expired|Query read timeout/;

/** Turns what pg threw into a DatabaseError; an error that is not the database's comes back as it was. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError && error.code !== undefined) return fromServer(error, error.code);
  if (!(error instanceof Error) || error instanceof DatabaseError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const lost = lostConnection.test(error.message) || /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_)|^ENOENT$/.test(code);
  return lost ? new DatabaseError('CONNECTION_LOST', `The database does not answer (${code || error.message})`) : error;
}

function fromServer(error: pg.DatabaseError, sqlState: string): DatabaseError {
  const kind = kinds[sqlState] ?? kindOfClass(sqlState, error.message);
  const words = wordedClasses.has(sqlState.slice(0, 2)) ? `: ${error.message}` : '';
  const name = error.constraint ?? error.column ?? error.table;
  const message = `${kind} ${sqlState}${name === undefined ? '' : ` on ${name}`}${words}`;
  return new DatabaseError(kind, message, {
    sqlState,
    ...(error.constraint === undefined ? {} : { constraint: error.constraint }),
    ...(error.table === undefined ? {} : { table: error.table }),
    ...(error.column === undefined ? {} : { column: error.column }),
  });
}

function kindOfClass(sqlState: string, message: string): DatabaseErrorKind {
  if (sqlState.startsWith('08')) return 'CONNECTION_LOST';
  if (sqlState === '42501' && message.includes('row-level security')) return 'ROW_SECURITY';
  return 'OTHER';
}
