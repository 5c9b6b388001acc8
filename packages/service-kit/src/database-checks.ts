import { readMigrations } from '@mz/db';
import { eventMigrations } from '@mz/events';
import { type Kysely, sql } from 'kysely';
import type { CheckResult } from './health.ts';
import { kitMigrations } from './kit-tables.ts';

/** The folders that make a service's database, in the order in which they are applied. */
export function migrationFolders(own: URL): URL[] {
  return [kitMigrations, eventMigrations, own];
}

/** A check that the database has exactly the migrations of this build: behind fails, ahead warns (a roll-out under way). */
export function migrationCheck(db: Kysely<unknown>, own: URL): () => Promise<CheckResult> {
  const expected = new Set(readMigrations(migrationFolders(own)).map(({ source, name }) => `${source}/${name}`));
  return async () => {
    const { rows } = await sql<{ key: string }>`select source || '/' || name as key from schema_migration`.execute(db);
    const landed = new Set(rows.map(({ key }) => key));
    const missing = [...expected].filter((key) => !landed.has(key));
    if (missing.length > 0) return { status: 'fail', detail: `not migrated: ${missing.join(', ')}` };
    const newer = [...landed].filter((key) => !expected.has(key));
    if (newer.length > 0) return { status: 'warn', detail: `newer than this build: ${newer.join(', ')}` };
    return { status: 'pass' };
  };
}
