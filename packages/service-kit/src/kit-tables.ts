import { type Kysely, sql } from 'kysely';
import type { DivisionCopy, DivisionSnapshot } from './division-directory.ts';

/** Folder of the kit's migrations, applied before a service's own. */
export const kitMigrations: URL = new URL('../migrations/', import.meta.url);

/** The stored business clock of a service, or undefined when it was never moved. */
export async function loadBusinessClock(db: Kysely<unknown>): Promise<Date | undefined> {
  const { rows } = await sql<{ now: Date }>`select now from business_clock`.execute(db);
  return rows[0]?.now;
}

/** Stores the business clock, so that a second start carries on from it. */
export async function saveBusinessClock(db: Kysely<unknown>, now: Date): Promise<void> {
  await sql`insert into business_clock (now) values (${now})
    on conflict (singleton) do update set now = excluded.now`.execute(db);
}

/** The division copy in the service's own database. */
export function storedDivisionCopy(db: Kysely<unknown>): DivisionCopy {
  return {
    async load() {
      const { rows } = await sql<{ snapshot: DivisionSnapshot }>`select snapshot from division_copy`.execute(db);
      return rows[0]?.snapshot;
    },
    async version() {
      const { rows } = await sql<{ version: string }>`select table_version as version from division_copy`.execute(db);
      return rows[0]?.version;
    },
    async save(snapshot) {
      await sql`insert into division_copy (table_version, snapshot, fetched_at)
        values (${snapshot.tableVersion}, ${JSON.stringify(snapshot)}::jsonb, now())
        on conflict (singleton) do update set table_version = excluded.table_version,
          snapshot = excluded.snapshot, fetched_at = excluded.fetched_at`.execute(db);
    },
  };
}

/** No copy, for a service without a database. */
export const noDivisionCopy: DivisionCopy = {
  load: () => Promise.resolve(undefined),
  version: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
};
