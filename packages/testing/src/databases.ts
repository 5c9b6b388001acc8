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

const [templateLock, fillLock] = [7_203_210, 7_203_211];

/** Migrates a template of the service's database, once per run and set of migration files; `service` is its folder name. */
export async function createTemplateDatabase(service: string, dirs: readonly URL[]): Promise<TemplateDatabase> {
  const hash = hashMigrations(readMigrations(dirs)).slice(0, 12);
  const template: TemplateDatabase = { name: `${prefix()}_${service.replaceAll('-', '_')}_${hash}`, service };
  await asAdministrator(async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    if (await isTemplate(client, template.name)) return;
    const adminUrl = inject('postgresUrl');
    await migrate({ adminUrl, databaseName: template.name, service, dirs, log: () => undefined });
    await client.query(`alter database "${template.name}" is_template true`);
  });
  return template;
}

/** A template with start data: made from a migrated one, filled once per run and key. */
export async function createFilledTemplate(
  template: TemplateDatabase,
  key: string,
  fill: (database: TestDatabase) => Promise<void>,
): Promise<TemplateDatabase> {
  const filled: TemplateDatabase = { ...template, name: `${template.name}_${key}` };
  await asAdministrator(async (client) => {
    await client.query('select pg_advisory_lock($1)', [fillLock]);
    if (await isTemplate(client, filled.name)) return;
    await copyTemplate(client, template, filled.name);
    await fill(databaseOf(template.service, filled.name));
    await client.query(`alter database "${filled.name}" is_template true`);
  });
  return filled;
}

/** Copies a template for one test file. */
export async function cloneDatabase(template: TemplateDatabase): Promise<TestDatabase> {
  const name = `${prefix()}_${randomBytes(8).toString('hex')}`;
  await asAdministrator((client) => copyTemplate(client, template, name));
  return databaseOf(template.service, name);
}

/** Whether the template is there and whole; one that a dead worker left is removed. */
async function isTemplate(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ datistemplate: boolean }>(
    'select datistemplate from pg_database where datname = $1',
    [name],
  );
  if (rows[0]?.datistemplate === true) return true;
  if (rows.length > 0) await client.query(`drop database "${name}" with (force)`);
  return false;
}

async function copyTemplate(client: pg.Client, template: TemplateDatabase, name: string): Promise<void> {
  const { migrator } = serviceRoles(template.service);
  await client.query(`create database "${name}" template "${template.name}" owner "${migrator}"`);
}

function databaseOf(service: string, name: string): TestDatabase {
  const roles = serviceRoles(service);
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
