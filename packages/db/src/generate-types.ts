import { writeFileSync } from 'node:fs';
import { type Column, introspect, type Table } from './introspect.ts';

const head = `// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
`;

// Types that every pool of ours reads in one way (values.ts); all others come as text.
const numbers = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'oid']);

/** Writes the Kysely table types of a migrated database to a file, such as a service's `src/database.ts`. */
export async function writeTypes(url: string, file: string | URL): Promise<void> {
  writeFileSync(file, renderTypes(await introspect(url)));
}

/** Renders table types: camelCase names, `Generated` for what the server can fill, JSON as unknown. */
export function renderTypes(tables: readonly Table[]): string {
  const interfaces = tables.map(renderTable).join('\n');
  const entries = tables.map((table) => `  ${keyOf(table)}: ${interfaceOf(table)};\n`).join('');
  const body = `${interfaces}\n/** All tables and views, by the names that Kysely takes. */\nexport interface DB {\n${entries}}\n`;
  const used = ['ColumnType', 'Generated', 'GeneratedAlways'].filter((name) => body.includes(`${name}<`));
  const stamp = body.includes('Timestamp') ? timestampType : '';
  const names = stamp === '' ? used : [...new Set(['ColumnType', ...used])];
  const imports = names.length === 0 ? '' : `import type { ${names.join(', ')} } from 'kysely';\n`;
  return `${head}${imports}${stamp}\n${body}`;
}

const timestampType = `
/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
`;

function renderTable(table: Table): string {
  const columns = table.columns.map(
    (column) => `  ${camelCase(column.name)}: ${columnType(column, table.writable)};\n`,
  );
  return `export interface ${interfaceOf(table)} {\n${columns.join('')}}\n`;
}

function columnType(column: Column, writable: boolean): string {
  const base = valueType(column);
  const element = column.isArray ? `${base.includes(' ') ? `(${base})` : base}[]` : base;
  const type = column.nullable && base !== 'unknown' ? `${element} | null` : element;
  if (!writable) return `ColumnType<${type.replaceAll('Timestamp', 'Date')}, never, never>`;
  // Kysely's GeneratedAlways takes what is read; a timestamp is read as a Date.
  if (column.alwaysGenerated) return `GeneratedAlways<${type.replaceAll('Timestamp', 'Date')}>`;
  return column.hasDefault ? `Generated<${type}>` : type;
}

function valueType({ type, labels }: Column): string {
  if (labels !== null) return labels.map((label) => `'${label.replaceAll("'", "\\'")}'`).join(' | ');
  if (numbers.has(type)) return 'number';
  switch (type) {
    case 'bool':
      return 'boolean';
    case 'timestamptz':
      return 'Timestamp';
    case 'json':
    case 'jsonb':
      return 'unknown';
    case 'bytea':
      return 'Buffer';
    default:
      return 'string';
  }
}

function keyOf(table: Table): string {
  const name = camelCase(table.name);
  return table.schema === undefined ? name : `'${camelCase(table.schema)}.${name}'`;
}

function interfaceOf(table: Table): string {
  const name = [table.schema, table.name].map((part) => capitalise(camelCase(part ?? ''))).join('');
  return `${name}Table`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The camelCase name of a column or table; throws on a name that Kysely could not turn back, such as `line_1`. */
function camelCase(name: string): string {
  const camel = name.replace(/_([a-z0-9])/g, (_, char: string) => char.toUpperCase());
  if (camel.replace(/[A-Z]/g, (char) => `_${char.toLowerCase()}`) !== name) {
    throw new Error(`${name} is no plain snake_case name: letters after each underscore, no capitals`);
  }
  return camel;
}
