import { randomBytes } from 'node:crypto';
import { hashMigrations, migrate, readMigrations, serviceRoles, urlFor } from '@mz/db';
import pg from 'pg';
import { inject } from 'vitest';

/** A migrated database of a service that tests copy and never touch. */
export type TemplateDatabase = { name: string; service: string };

/** A database of one test file. */
export type TestDatabase = {
  name: string;
  /** The application role: what the service itself uses. */
  url: string;
  /** The owner of the tables; row-level security binds it too. */
  migratorUrl: string;
  /** The superuser, whom no policy binds: for looking at what was written. */
  adminUrl: string;
  /** Ends all sessions and removes the database. */
  drop(): Promise<void>;
};

const templateLock = 7_203_210;

/** Migrates a template of the service's database, once per run and set of migration files; `service` is its folder name. */
export async function createTemplateDatabase(service: string, dirs: readonly URL[]): Promise<TemplateDatabase> {
  const hash = hashMigrations(readMigrations(dirs)).slice(0, 12);
  const template: TemplateDatabase = { name: `${prefix()}_${service.replaceAll('-', '_')}_${hash}`, service };
  await asAdministrator(async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const { rows } = await client.query<{ datistemplate: boolean }>(
      'select datistemplate from pg_database where datname = $1',
      [template.name],
    );
    if (rows[0]?.datistemplate === true) return;
    // A worker that died on the way leaves one that is not marked: it is made again.
    if (rows.length > 0) await client.query(`drop database "${template.name}" with (force)`);
    const adminUrl = inject('postgresUrl');
    await migrate({ adminUrl, databaseName: template.name, service, dirs, log: () => undefined });
    await client.query(`alter database "${template.name}" is_template true`);
  });
  return template;
}

/** Copies a template for one test file. */
export async function cloneDatabase(template: TemplateDatabase): Promise<TestDatabase> {
  const name = `${prefix()}_${randomBytes(8).toString('hex')}`;
  const roles = serviceRoles(template.service);
  await asAdministrator((client) =>
    client.query(`create database "${name}" template "${template.name}" owner "${roles.migrator}"`),
  );
  const server = inject('postgresUrl');
  return {
    name,
    url: urlFor(server, roles.app, name),
    migratorUrl: urlFor(server, roles.migrator, name),
    adminUrl: Object.assign(new URL(server), { pathname: `/${name}` }).toString(),
    async drop() {
      await asAdministrator((client) => client.query(`drop database if exists "${name}" with (force)`));
    },
  };
}

function prefix(): string {
  return `mzt_${inject('testRun')}`;
}

async function asAdministrator(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
