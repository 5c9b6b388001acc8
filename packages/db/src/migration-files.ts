import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A migration as it lies in its folder; `source` is the package or service that the folder belongs to. */
export type MigrationFile = { source: string; name: string; sql: string; checksum: string };

/** Why migrations cannot go on; each needs a person. */
export type MigrationErrorCode =
  | 'MIGRATION_EDITED'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_MISSING'
  | 'MIGRATION_NAME_INVALID'
  | 'MIGRATION_NUMBER_TWICE'
  | 'MIGRATION_OUT_OF_ORDER';

/** Migrations that contradict each other, their folder or the database. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode;

  constructor(code: MigrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
    this.code = code;
  }
}

const fileName = /^\d{4}_[a-z0-9]+(_[a-z0-9]+)*\.sql$/;

/** Reads the `NNNN_verb_object.sql` files of the folders, folder by folder, in order of their numbers. */
export function readMigrations(dirs: readonly URL[]): MigrationFile[] {
  return dirs.flatMap(readFolder);
}

/** One hash over all files, so that a template database can be named after what made it. */
export function hashMigrations(files: readonly MigrationFile[]): string {
  const hash = createHash('sha256');
  for (const { source, name, checksum } of files) hash.update(`${source}/${name} ${checksum}\n`);
  return hash.digest('hex');
}

function readFolder(dir: URL): MigrationFile[] {
  const folder = fileURLToPath(dir);
  const source = basename(dirname(folder.replace(/\/+$/, '')));
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const numbers = new Set<string>();
  return names.map((name) => {
    if (!fileName.test(name)) {
      throw new MigrationError('MIGRATION_NAME_INVALID', `${source}/${name} is not named NNNN_verb_object.sql`);
    }
    const number = name.slice(0, 4);
    if (numbers.has(number)) throw new MigrationError('MIGRATION_NUMBER_TWICE', `${source} has number ${number} twice`);
    numbers.add(number);
    const sql = readFileSync(join(folder, name), 'utf8');
    return { source, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}
