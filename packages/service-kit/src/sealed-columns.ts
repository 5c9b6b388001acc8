import { createFieldCipher, type KeyProvider } from '@mz/crypto';
import { type Kysely, sql } from 'kysely';
import { fieldKeyOf } from './assemble-kit.ts';
import type { ServiceDefinition } from './define-service.ts';

/** A column whose values stand under the field key of its service; names as the database has them. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The primary key, ordered. */
  readonly key: readonly string[];
  /** The columns that name the record in the sealed value; the key unless told. */
  readonly record?: readonly string[];
  /** How they are joined there: by a slash unless told. */
  readonly recordId?: (record: readonly string[]) => string;
  /** Where the value says that it lives, when that is not its column: wrapped data keys. */
  readonly place?: { readonly table: string; readonly column: string };
}

/** How many values of a column stand under one key. */
export interface SealedCount {
  readonly table: string;
  readonly column: string;
  readonly keyId: string;
  readonly values: number;
}

/** Where a wrapped data key says that it lives (see createFieldCipher). */
export const wrappedKeyPlace = { table: 'mz.data_key', column: 'wrapped' } as const;

const stillKept: SealedColumn = {
  table: 'idempotency_key',
  column: 'answer',
  key: ['principal', 'operation_id', 'key'],
  recordId: (record) => JSON.stringify(record),
};

/** All sealed columns of a service, those of the kit's own tables too. */
export function sealedColumnsOf({ sealedColumns = [] }: Pick<ServiceDefinition, 'sealedColumns'>): SealedColumn[] {
  return [...sealedColumns, stillKept];
}

/** The values of each column by the key under which they stand; values under a person's own data key are not counted. */
export async function countSealed(db: Kysely<unknown>, columns: readonly SealedColumn[]): Promise<SealedCount[]> {
  const counts: SealedCount[] = [];
  for (const { table, column } of columns) {
    const value = sql.ref(column);
    const { rows } = await sql<{ keyId: string; count: string }>`
      select ${keyIdOf(column)} as "keyId", count(*)::text as count from ${sql.table(table)}
      where ${value} is not null and ${underProvider(column)} group by 1 order by 1`.execute(db);
    counts.push(...rows.map(({ keyId, count }) => ({ table, column, keyId, values: Number(count) })));
  }
  return counts;
}

/** How many kept answers have their fingerprint under a key of `mac/idempotency`. */
export async function countFingerprints(db: Kysely<unknown>, keyId: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*)::text as count from idempotency_key where fingerprint_key_id = ${keyId}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

/** What a rewrap works on. */
export interface RewrapSettings {
  readonly service: ServiceDefinition['name'];
  readonly db: Kysely<unknown>;
  readonly keys: KeyProvider;
  readonly columns: readonly SealedColumn[];
  readonly chunkRows?: number;
  /** Told after each chunk; `done` counts the rewritten values of the column. */
  progress?(column: SealedColumn, done: number): void;
}

/**
 * Writes every value that stands under an older key again under the current one, chunk by chunk; gives their number. It
 * may be stopped anywhere and goes on where values are left; a value that changes meanwhile is left to its writer.
 */
export async function rewrapSealed(settings: RewrapSettings): Promise<number> {
  let all = 0;
  for (const column of settings.columns) {
    let done = 0;
    let after: readonly string[] | undefined;
    do {
      const chunk = await rewrapChunk(settings, column, after);
      done += chunk.rewritten;
      after = chunk.last;
      if (chunk.rewritten > 0) settings.progress?.(column, done);
    } while (after !== undefined);
    all += done;
  }
  return all;
}

interface Stale {
  readonly key: readonly string[];
  readonly record: readonly string[];
  readonly value: Buffer;
}

async function rewrapChunk(
  { service, db, keys, chunkRows = 500 }: RewrapSettings,
  column: SealedColumn,
  after: readonly string[] | undefined,
): Promise<{ readonly rewritten: number; readonly last: readonly string[] | undefined }> {
  const fields = createFieldCipher(keys, 'AES-256-GCM', fieldKeyOf(service));
  const current = keys.current(fieldKeyOf(service)).id;
  const { key, table, record = key } = column;
  const names = sql.join(key.map((name) => sql.ref(name)));
  const seen = after === undefined ? sql`true` : sql`(${names}) > (${sql.join(after)})`;
  const value = sql.ref(column.column);
  const { rows } = await sql<Stale>`
    select ${textsOf(key)} as key, ${textsOf(record)} as record, ${value} as value from ${sql.table(table)}
    where ${value} is not null and ${underProvider(column.column)} and ${keyIdOf(column.column)} <> ${current} and ${seen}
    order by ${names} limit ${chunkRows}`.execute(db);
  let rewritten = 0;
  for (const row of rows) {
    const recordId = column.recordId?.(row.record) ?? row.record.join('/');
    const place = { ...(column.place ?? column), recordId };
    const fresh = fields.encrypt(fields.decrypt(row.value, place), place);
    const updated = await sql`
      update ${sql.table(table)} set ${value} = ${fresh}
      where (${names}) = (${sql.join(row.key)}) and ${value} = ${row.value}`.execute(db);
    rewritten += Number(updated.numAffectedRows ?? 0n);
  }
  return { rewritten, last: rows.length < chunkRows ? undefined : rows.at(-1)?.key };
}

function textsOf(columns: readonly string[]) {
  return sql`array[${sql.join(columns.map((name) => sql`${sql.ref(name)}::text`))}]`;
}

// The readable head of a sealed value: format, suite, kind of key (0: the provider's), length of its id, the id.
function underProvider(column: string) {
  return sql`get_byte(${sql.ref(column)}, 2) = 0`;
}

function keyIdOf(column: string) {
  const value = sql.ref(column);
  return sql`convert_from(substring(${value} from 5 for get_byte(${value}, 3)), 'LATIN1')`;
}
