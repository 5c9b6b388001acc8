import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform.ts';

/** A row that the story left behind, by which a request can meet something real. */
export interface RecordRow {
  readonly id: string;
  readonly divisionCode?: string;
  readonly version?: number;
}

/** What is in the services' databases: rows by service and table. */
export interface Records {
  /** Rows of the table that a word of the interface names (`payment-runs`, `personId`), else any of the service. */
  named(service: ServiceName, word: string): readonly RecordRow[];
  /** The same, and none when no table has the name. */
  exactly(service: ServiceName, word: string): readonly RecordRow[];
}

const perTable = 40;
const kitTables = /^(outbox|inbox|audit|idempotency|dead_letter|schedule|migration|division)/;

/** Reads up to 40 rows of each table that has a uuid as its id. */
export async function readRecords(platform: Platform): Promise<Records> {
  const tables = new Map<string, RecordRow[]>();
  for (const service of platform.surroundings.databases.keys()) {
    const columns = await platform.rows<{ name: string; columns: string[] }>(
      service,
      `select table_name as name, array_agg(column_name::text) as columns from information_schema.columns
       where table_schema = 'public' group by 1 having bool_or(column_name = 'id' and data_type = 'uuid')`,
    );
    for (const { name, columns: own } of columns) {
      const division = own.includes('division_code') ? 'division_code' : 'null';
      const version = own.includes('version') ? 'version' : 'null';
      const rows = await platform.rows<RecordRow>(
        service,
        `select id, ${division} as "divisionCode", ${version} as version from "${name}" order by id desc limit ${perTable}`,
      );
      tables.set(`${service}/${name}`, rows);
    }
  }
  const exactly = (service: ServiceName, word: string): readonly RecordRow[] => {
    const table = tableOf(word);
    const [own = [], elsewhere = []] = [
      tables.get(`${service}/${table}`),
      [...tables].find(([key, rows]) => key.endsWith(`/${table}`) && rows.length > 0)?.[1],
    ];
    return own.length > 0 ? own : elsewhere;
  };
  const all = (service: ServiceName): RecordRow[] =>
    [...tables].flatMap(([key, rows]) => {
      const [owner, table = ''] = key.split('/');
      return owner === service && !kitTables.test(table) ? rows : [];
    });
  return {
    exactly,
    named(service, word) {
      const rows = exactly(service, word);
      return rows.length > 0 ? rows : all(service);
    },
  };
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
