import type { ServiceName } from '@mz/contracts';
import type pg from 'pg';
import { asApplication } from './databases.ts';
import { openTables, publicRows } from './open-tables.ts';
import type { Stage } from './stage.ts';

interface Table {
  readonly name: string;
  readonly policed: boolean;
  readonly forced: boolean;
  readonly rows: number;
}

/** A county where the story never was. */
const elsewhere = '371722';

/**
 * The database alone, without any filter of the application: as each service's own role no setting shows no row, another
 * county's scope shows none, and what has no policy stands in a list with its reason.
 */
export async function rowSecurity(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const faults: string[] = [];
  let [runs, held] = [0, 0];
  for (const service of stage.platform.surroundings.databases.keys()) {
    const tables = await tablesOf(stage, service);
    for (const table of tables) {
      runs += 1;
      const name = `${service}.${table.name}`;
      if (!table.policed) {
        if (openTables[table.name] === undefined && openTables[name] === undefined)
          faults.push(`${name} has no policy and no reason for it in the list`);
        continue;
      }
      if (!table.forced) faults.push(`${name}: its owner passes the policy by`);
      held += table.rows > 0 ? 1 : 0;
      faults.push(...(await shownTo(stage, service, table)));
    }
    faults.push(...(await rightsOf(stage, service)));
  }
  stage.say(`${runs} tables, ${held} of those with a policy hold rows`);
  return { runs, faults };
}

async function tablesOf({ platform }: Stage, service: ServiceName): Promise<Table[]> {
  const tables = await platform.rows<Omit<Table, 'rows'>>(
    service,
    `select c.relname as name, c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) as policed,
       c.relforcerowsecurity as forced
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const counted: Table[] = [];
  for (const table of tables) {
    const [row] = await platform.rows<{ n: number }>(service, `select count(*)::int as n from "${table.name}"`);
    counted.push({ ...table, rows: row?.n ?? 0 });
  }
  return counted;
}

async function shownTo(stage: Stage, service: ServiceName, { name }: Table): Promise<string[]> {
  return asApplication(stage, service, async (client) => {
    const without = await count(client, name);
    await client.query(`select set_config('app.division', $1, true), set_config('app.actor', 'somebody', true)`, [
      elsewhere,
    ]);
    const foreign = await count(client, name);
    const open = publicRows[`${service}.${name}`]?.shownTo;
    return [
      ...(without === 0 || open === 'all' ? [] : [`${service}.${name}: ${without} rows without a setting`]),
      ...(foreign === 0 || open !== undefined
        ? []
        : [`${service}.${name}: ${foreign} rows for the scope ${elsewhere}`]),
    ];
  });
}

async function count(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from "${table}"`);
  return rows[0]?.n ?? 0;
}

/** The application's role owns nothing, passes no policy by, and cannot become somebody else. */
async function rightsOf(stage: Stage, service: ServiceName): Promise<string[]> {
  return asApplication(stage, service, async (client) => {
    const { rows } = await client.query<{ fault: string }>(
      `select 'is superuser or passes policies by' as fault from pg_roles
         where rolname = current_user and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
       union all select 'owns ' || tablename from pg_tables where schemaname = 'public' and tableowner = current_user
       union all select 'may become ' || r.rolname from pg_roles r
         where r.rolname <> current_user and pg_has_role(current_user, r.oid, 'member')`,
    );
    return rows.map(({ fault }) => `${service}: its role ${fault}`);
  });
}
