import pg from 'pg';
import { MigrationError, type MigrationFile, readMigrations } from './migration-files.ts';
import { provision, type ServiceRoles, type ServiceUrls, serviceRoles } from './roles.ts';

/** What to migrate. */
export type MigrateOptions = {
  /** An account that may create databases and roles. */
  adminUrl: string;
  /** `mz_<service>` outside tests. */
  databaseName: string;
  /** Whose roles own and use the database; by default the name of the database without `mz_`. */
  service?: string;
  /** Folders of migrations, each applied whole before the next. */
  dirs: readonly URL[];
  log: (line: string) => void;
};

/** What was done: the URLs of the roles, and the files applied by this run. */
export type Migrated = ServiceUrls & { applied: string[] };

/** What to run where the database and its roles were made by somebody else, as in production. */
export type ApplyOptions = {
  migratorUrl: string;
  /** The application role, which gets its rights on each new table. */
  appRole: string;
  dirs: readonly URL[];
  log: (line: string) => void;
};

type Landed = { source: string; name: string; checksum: string };

const migrationLock = 7_203_202;

/** Makes the database with its two roles unless they exist and brings it up to the files. Throws MigrationError. */
export async function migrate(options: MigrateOptions): Promise<Migrated> {
  const { adminUrl, databaseName, dirs, log } = options;
  const roles: ServiceRoles = serviceRoles(options.service ?? databaseName.replace(/^mz_/, ''));
  const urls = await provision({ adminUrl, databaseName, roles });
  const applied = await applyMigrations({ migratorUrl: urls.migratorUrl, appRole: roles.app, dirs, log });
  return { ...urls, applied };
}

/** Brings an existing database up to the files, one transaction a file; a second runner waits. Gives what it applied. */
export async function applyMigrations(options: ApplyOptions): Promise<string[]> {
  const files = readMigrations(options.dirs);
  const client = new pg.Client({ connectionString: options.migratorUrl, application_name: 'migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await prepareDatabase(client, options.appRole);
    const { rows } = await client.query<Landed>('select source, name, checksum from schema_migration');
    const open = findOpen(files, rows);
    for (const file of open) {
      await applyFile(client, file);
      options.log(`migrated ${file.source}/${file.name}`);
    }
    return open.map(({ source, name }) => `${source}/${name}`);
  } finally {
    await client.end();
  }
}

async function prepareDatabase(client: pg.Client, appRole: string): Promise<void> {
  const app = client.escapeIdentifier(appRole);
  await client.query(`
    create table if not exists schema_migration (
      source text not null,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now(),
      primary key (source, name)
    );
    grant usage on schema public to ${app};
    grant select on schema_migration to ${app};
    alter default privileges in schema public grant select, insert, update, delete on tables to ${app};
    alter default privileges in schema public grant usage, select on sequences to ${app};
  `);
}

function findOpen(files: readonly MigrationFile[], landed: readonly Landed[]): MigrationFile[] {
  const byKey = new Map(files.map((file) => [`${file.source}/${file.name}`, file]));
  const newest = new Map<string, string>();
  const done = new Set<string>();
  for (const { source, name, checksum } of landed) {
    const key = `${source}/${name}`;
    const file = byKey.get(key);
    if (file === undefined)
      throw new MigrationError('MIGRATION_MISSING', `${key} has landed but is gone from its folder`);
    if (file.checksum !== checksum) {
      throw new MigrationError(
        'MIGRATION_EDITED',
        `${key} was edited after it had landed: write a new migration instead`,
      );
    }
    done.add(key);
    if (name > (newest.get(source) ?? '')) newest.set(source, name);
  }
  const open = files.filter((file) => !done.has(`${file.source}/${file.name}`));
  for (const { source, name } of open) {
    const last = newest.get(source);
    if (last !== undefined && name < last) {
      throw new MigrationError('MIGRATION_OUT_OF_ORDER', `${source}/${name} comes before ${last}, which has landed`);
    }
  }
  return open;
}

async function applyFile(client: pg.Client, file: MigrationFile): Promise<void> {
  try {
    await client.query('begin');
    await client.query(file.sql);
    if (client.getTransactionStatus() !== 'T') throw new Error('the file ended its own transaction');
    await client.query('insert into schema_migration (source, name, checksum) values ($1, $2, $3)', [
      file.source,
      file.name,
      file.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw new MigrationError(
      'MIGRATION_FAILED',
      `${file.source}/${file.name}${lineOf(error, file.sql)}: ${said(error)}`,
      {
        cause: error,
      },
    );
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function lineOf(error: unknown, sql: string): string {
  if (!(error instanceof pg.DatabaseError) || error.position === undefined) return '';
  return `:${sql.slice(0, Number(error.position)).split('\n').length}`;
}
