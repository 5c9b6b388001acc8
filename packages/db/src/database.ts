import { setTimeout as delay } from 'node:timers/promises';
import {
  CamelCasePlugin,
  DefaultConnectionProvider,
  DefaultQueryExecutor,
  type Driver,
  Kysely,
  type KyselyProps,
  PostgresDialect,
} from 'kysely';
import pg from 'pg';
import { namedPool } from './named-pool.ts';
import { toDatabaseError } from './sql-state.ts';
import { customTypes } from './values.ts';

/** How a service reaches its database. */
export type DatabaseOptions = {
  /** The application role's URL; a unix socket is given as `?host=/folder`. */
  url: string;
  /** Shown in pg_stat_activity: the service's name. */
  applicationName: string;
  /** Connections of the pipelined pool for requests, 10 by default. */
  poolSize?: number;
  /** Connections of the plain pool for COPY, cursors, LISTEN, 4 by default. */
  plainPoolSize?: number;
  /** Longest run of one statement on the request pool, 30 s by default. */
  statementTimeoutMs?: number;
};

/** Connections in use and waiting, for metrics. */
export type PoolStats = { total: number; idle: number; waiting: number; max: number };

/** A service's database: Kysely on a pipelined pool for requests, and a plain pool for all that needs its own protocol. */
export type Database<DB> = {
  /** Statements outside a transaction; without a scope row-level security shows them nothing. */
  kysely: Kysely<DB>;
  /** What a Transaction is made of. */
  kyselyProps: KyselyProps;
  pool: pg.Pool;
  plainPool: pg.Pool;
  /** Resolves when the database answers, rejects with DatabaseError CONNECTION_LOST. */
  ping(): Promise<void>;
  stats(): { pipelined: PoolStats; plain: PoolStats };
  /** Waits for statements in flight and closes all connections. */
  close(): Promise<void>;
};

/** Longest wait for the server to close a connection that was ended. */
const goodbyeMs = 2_000;
/** How much longer than its statement's longest run an answer may be on its way. */
const answerGraceMs = 5_000;

/** Opens the two pools of a service; connections are made on first use. */
export function createDatabase<DB>(options: DatabaseOptions): Database<DB> {
  const { statementTimeoutMs = 30_000 } = options;
  const common = {
    connectionString: options.url,
    types: customTypes,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  };
  const pool = new pg.Pool({
    ...common,
    application_name: options.applicationName,
    pipeline: true,
    max: options.poolSize ?? 10,
    statement_timeout: statementTimeoutMs,
    // The server ends a statement by itself; a connection that says nothing even then leads nowhere and is given up.
    query_timeout: statementTimeoutMs + answerGraceMs,
    idle_in_transaction_session_timeout: 60_000,
  });
  const plainPool = new pg.Pool({
    ...common,
    application_name: `${options.applicationName}:plain`,
    max: options.plainPoolSize ?? 4,
  });
  const closings = [watchConnections(pool), watchConnections(plainPool)];
  const camelCase = new CamelCasePlugin({ maintainNestedObjectKeys: true });
  const kyselyProps = createKyselyProps(pool, camelCase);
  return {
    kysely: new Kysely<DB>(kyselyProps),
    kyselyProps,
    pool,
    plainPool,
    ping: () => ping(pool),
    stats: () => ({ pipelined: poolStats(pool), plain: poolStats(plainPool) }),
    async close() {
      await Promise.all(closings.map((end) => end()));
    },
  };
}

function createKyselyProps(pool: pg.Pool, camelCase: CamelCasePlugin): KyselyProps {
  const dialect = new PostgresDialect({ pool: namedPool(pool) });
  const driver = startedDriver(dialect.createDriver());
  const provider = new DefaultConnectionProvider(driver);
  const executor = new DefaultQueryExecutor(dialect.createQueryCompiler(), dialect.createAdapter(), provider, [camelCase]);
  return { config: { dialect, plugins: [camelCase] }, dialect, driver, executor };
}

// Kysely initialises a driver on first use; ours has its pool already, so it can be done here.
function startedDriver(driver: Driver): Driver {
  void driver.init();
  return driver;
}

// A connection that breaks rejects its statements, and the pool replaces it. It also emits 'error', idle or in use, and
// without a listener that ends the process. The pool's own `end` resolves while its connections still say goodbye: the
// function that comes back waits until the server has closed them, unless it has stopped answering.
function watchConnections(pool: pg.Pool): () => Promise<void> {
  const open = new Set<Promise<void>>();
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    const ended = new Promise<void>((resolve) => client.once('end', resolve)).then(() => void open.delete(ended));
    open.add(ended);
  });
  return async () => {
    await pool.end();
    await Promise.race([Promise.all(open), delay(goodbyeMs, undefined, { ref: false })]);
  };
}

async function ping(pool: pg.Pool): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (error) {
    throw toDatabaseError(error);
  }
}

function poolStats(pool: pg.Pool): PoolStats {
  return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, max: pool.options.max };
}
