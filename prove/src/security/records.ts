import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';

/** A row that the story left behind, by which a request can meet something real. */
export interface RecordRow {
  readonly id: string;
  readonly divisionCode: string | null;
  readonly version: number | null;
  readonly state: string | null;
}

/** What is in the services' databases: rows by service and table. */
export interface Records {
  /** Rows of the table that a word of the interface names (`payment-runs`, `personId`), else any of the service. */
  named(service: ServiceName, word: string): readonly RecordRow[];
  /** The service's own rows of the name, and none when no table of it has the name. */
  exactly(service: ServiceName, word: string): readonly RecordRow[];
}

const perTable = 40;
const kitTables = /^(outbox|inbox|audit|idempotency|dead_letter|schedule|migration|division)/;

/** Reads up to 40 rows of each table that has a uuid as its id; a row without a division has that of the row it belongs to. */
export async function readRecords(platform: Platform): Promise<Records> {
  const tables = new Map<string, readonly RecordRow[]>();
  for (const service of platform.surroundings.databases.keys()) {
    for (const table of await platform.rows<TableShape>(service, shapes)) {
      tables.set(`${service}/${table.name}`, await platform.rows<RecordRow>(service, rowsOf(table)));
    }
  }
  const exactly = (service: ServiceName, word: string): readonly RecordRow[] => {
    const table = tableOf(word);
    return (
      tables.get(`${service}/${table}`) ??
      endingWith(`${service}/`, `_${table}`) ??
      tables.get(`${service}/${table.split('_').at(-1)}`) ??
      []
    );
  };
  const endingWith = (start: string, end: string): readonly RecordRow[] | undefined =>
    [...tables].find(([key, rows]) => key.startsWith(start) && key.endsWith(end) && rows.length > 0)?.[1];
  const all = (service: ServiceName): RecordRow[] =>
    [...tables].flatMap(([key, rows]) => {
      const [owner, table = ''] = key.split('/');
      return owner === service && !kitTables.test(table) ? rows : [];
    });
  return {
    exactly,
    named(service, word) {
      const rows = exactly(service, word);
      const elsewhere = endingWith('', `/${tableOf(word)}`) ?? all(service);
      return rows.length > 0 ? rows : elsewhere;
    },
  };
}

interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** `<own column> <other table>` of foreign keys to tables with a division that follows the household. */
  readonly homes: readonly string[] | null;
}

const shapes = `
  select table_name as name, array_agg(column_name::text) as columns, (
    select array_agg(a.attname || ' ' || f.relname)
    from pg_constraint k join pg_class f on f.oid = k.confrelid
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    join pg_attribute d on d.attrelid = f.oid and d.attname = 'current_division_code'
    where k.contype = 'f' and cardinality(k.conkey) = 1 and k.conrelid = ('public.' || quote_ident(table_name))::regclass
  ) as homes
  from information_schema.columns where table_schema = 'public'
  group by 1 having bool_or(column_name = 'id' and data_type = 'uuid')`;

/** Tables whose rows are known outside by another column than their own id. */
const publicIds: Readonly<Record<string, string>> = { objection: 'batch_id' };

function rowsOf({ name, columns, homes }: TableShape): string {
  const [key, home] = homes?.[0]?.split(' ') ?? [];
  const above = home && `(select h.current_division_code from "${home}" h where h.id = t."${key}")`;
  // Where a household may move, the place that counts is the current one.
  const own = ['current_division_code', above, 'division_code', 'county_code', 'owner_code'].find(
    (place) => place !== undefined && (place === above || columns.includes(place)),
  );
  const division = own === undefined ? 'null' : own === above ? above : `t.${own}`;
  const version = columns.includes('version') ? 't.version' : 'null';
  const state = columns.find((column) => column === 'state' || column === 'status');
  return `select t.${publicIds[name] ?? 'id'} as id, ${division} as "divisionCode", ${version} as version, ${state ? `t.${state}` : 'null'} as state
    from "${name}" t order by t.id desc limit ${perTable}`;
}

/** `payment-runs` → `payment_run`, `personId` → `person`. */
function tableOf(word: string): string {
  const singular = word
    .replace(/Ids?$/, '')
    .replace(/ies$/, 'y')
    .replace(/(ch|x|ss)es$/, '$1')
    .replace(/s$/, '');
  return singular.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');
}
