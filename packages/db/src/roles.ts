import { createHmac } from 'node:crypto';
import pg from 'pg';

/** The two roles of a service: one owns the tables and runs migrations, one serves requests. */
export type ServiceRoles = { migrator: string; app: string };

/** Whose database to make and where. */
export type ProvisionOptions = { adminUrl: string; databaseName: string; roles: ServiceRoles };

/** URLs of the two roles at the service's database. */
export type ServiceUrls = { migratorUrl: string; appUrl: string };

// One number for all runners: creating roles and databases is serial within a server.
const provisionLock = 7_203_201;

/** The roles of a service by its name, such as `mz_people_migrator` and `mz_people_app`. */
export function serviceRoles(service: string): ServiceRoles {
  const base = `mz_${service.replaceAll('-', '_')}`;
  return { migrator: `${base}_migrator`, app: `${base}_app` };
}

/**
 * Makes the database and its roles unless they exist, and gives the roles' URLs. A URL with a password (a server reached
 * over TCP) yields roles with passwords derived from it; over a unix socket the server trusts this account.
 */
export async function provision(options: ProvisionOptions): Promise<ServiceUrls> {
  const { adminUrl, databaseName, roles } = options;
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [provisionLock]);
    await ensureRole(client, roles.migrator, passwordFor(adminUrl, roles.migrator));
    await ensureRole(client, roles.app, passwordFor(adminUrl, roles.app));
    await ensureDatabase(client, databaseName, roles);
  } finally {
    await client.end();
  }
  return {
    migratorUrl: urlFor(adminUrl, roles.migrator, databaseName),
    appUrl: urlFor(adminUrl, roles.app, databaseName),
  };
}

/** The URL of one role at one database of the server that `adminUrl` leads to. */
export function urlFor(adminUrl: string, role: string, databaseName: string): string {
  const url = new URL(adminUrl);
  const password = passwordFor(adminUrl, role);
  url.username = role;
  url.password = password ?? '';
  url.pathname = `/${databaseName}`;
  return url.toString();
}

function passwordFor(adminUrl: string, role: string): string | undefined {
  const { password } = new URL(adminUrl);
  return password === '' ? undefined : createHmac('sha256', decodeURIComponent(password)).update(role).digest('hex');
}

async function ensureRole(client: pg.Client, role: string, password: string | undefined): Promise<void> {
  const name = client.escapeIdentifier(role);
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const secret = password === undefined ? '' : ` password ${client.escapeLiteral(password)}`;
  if (rowCount === 0) await client.query(`create role ${name} login nosuperuser nocreatedb nocreaterole${secret}`);
  else if (secret !== '') await client.query(`alter role ${name}${secret}`);
  // Where the server has it, PostgreSQL compiles every statement that it takes for dear: seconds for one of milliseconds.
  await client.query(`alter role ${name} set jit = off`);
}

async function ensureDatabase(client: pg.Client, databaseName: string, roles: ServiceRoles): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
  if (rowCount !== 0) return;
  const database = client.escapeIdentifier(databaseName);
  const migrator = client.escapeIdentifier(roles.migrator);
  const app = client.escapeIdentifier(roles.app);
  // An administrator that is no superuser may only give a database to a role that it is a member of.
  const { rows } = await client.query<{ rolsuper: boolean }>(
    'select rolsuper from pg_roles where rolname = current_user',
  );
  if (rows[0]?.rolsuper !== true) await client.query(`grant ${migrator} to current_user`);
  await client.query(`create database ${database} owner ${migrator}`);
  await client.query(`revoke all on database ${database} from public`);
  await client.query(`grant connect, temporary on database ${database} to ${app}`);
}
