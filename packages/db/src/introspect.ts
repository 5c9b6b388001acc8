import pg from 'pg';

/** A column as the catalogue describes it. */
export type Column = {
  name: string;
  /** Type name without array brackets and domain, such as `int8`. */
  type: string;
  isArray: boolean;
  nullable: boolean;
  /** Filled by the server when left out. */
  hasDefault: boolean;
  /** Never written by a statement. */
  alwaysGenerated: boolean;
  /** Labels of an enum type, in their order. */
  labels: string[] | null;
};

/** A table or view with its columns in their order; `schema` is left out for public. */
export type Table = { name: string; schema?: string; writable: boolean; columns: Column[] };

// Partitions are reached through their parent. A domain counts as its base type, an array as its element.
const query = `
  select n.nspname as schema, c.relname as table, c.relkind in ('r', 'p') as writable, a.attname as name,
    coalesce(element.typname, base.typname, t.typname) as type,
    coalesce(base.typcategory, t.typcategory) = 'A' as is_array,
    not (a.attnotnull or t.typnotnull) as nullable,
    a.atthasdef or a.attidentity <> '' or t.typdefault is not null as has_default,
    a.attidentity = 'a' or a.attgenerated <> '' as always_generated,
    (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e
      where e.enumtypid = coalesce(element.oid, base.oid, t.oid)) as labels
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_type base on base.oid = t.typbasetype and t.typtype = 'd'
  left join pg_type element on element.oid = coalesce(base.typelem, t.typelem)
    and coalesce(base.typcategory, t.typcategory) = 'A'
  where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    and c.relname <> 'schema_migration'
    and not exists (
      select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e'
    )
  order by n.nspname <> 'public', n.nspname collate "C", c.relname collate "C", a.attnum`;

type Row = Omit<Column, 'isArray' | 'hasDefault' | 'alwaysGenerated'> & {
  schema: string;
  table: string;
  writable: boolean;
  is_array: boolean;
  has_default: boolean;
  always_generated: boolean;
};

/** Reads the tables and views of a database, in an order that depends on their names alone. */
export async function introspect(url: string): Promise<Table[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(query);
    return toTables(rows);
  } finally {
    await client.end();
  }
}

function toTables(rows: readonly Row[]): Table[] {
  const tables = new Map<string, Table>();
  for (const row of rows) {
    const key = `${row.schema}.${row.table}`;
    const schema = row.schema === 'public' ? {} : { schema: row.schema };
    const table = tables.get(key) ?? { name: row.table, ...schema, writable: row.writable, columns: [] };
    tables.set(key, table);
    const { name, type, nullable, labels } = row;
    const { is_array: isArray, has_default: hasDefault, always_generated: alwaysGenerated } = row;
    table.columns.push({ name, type, isArray, nullable, hasDefault, alwaysGenerated, labels });
  }
  return [...tables.values()];
}
