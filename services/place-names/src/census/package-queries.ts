import type { CensusConflict, CensusPackageState } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { CensusConflictTable, CensusPackageTable } from '../database.ts';

export type PackageView = Static<typeof CensusPackageState>;
export type ConflictView = Static<typeof CensusConflict>;

/** The package under lock, with the township of its task now; throws CENSUS_PACKAGE_UNKNOWN. */
export async function lockPackage(db: Db, id: string): Promise<Selectable<CensusPackageTable>> {
  const row = await db
    .selectFrom('censusPackage')
    .innerJoin('censusTask', 'censusTask.id', 'censusPackage.taskId')
    .selectAll('censusPackage')
    .select('censusTask.divisionCode')
    .where('censusPackage.id', '=', id)
    .forUpdate('censusPackage')
    .executeTakeFirst();
  if (row === undefined) throw fail('CENSUS_PACKAGE_UNKNOWN');
  return row;
}

/** The conflict under lock, where its record lies now; throws CENSUS_CONFLICT_UNKNOWN. */
export async function lockConflict(db: Db, id: string): Promise<Selectable<CensusConflictTable>> {
  const row = await db
    .selectFrom('censusConflict')
    .innerJoin('censusRecord', 'censusRecord.id', 'censusConflict.recordId')
    .selectAll('censusConflict')
    .select('censusRecord.divisionCode')
    .where('censusConflict.id', '=', id)
    .forUpdate('censusConflict')
    .executeTakeFirst();
  if (row === undefined) throw fail('CENSUS_CONFLICT_UNKNOWN');
  return row;
}

/** One package with its conflicts; throws CENSUS_PACKAGE_UNKNOWN. */
export async function showPackage(db: Db, id: string): Promise<PackageView> {
  const { rows } = await sql<Omit<PackageView, 'conflicts'>>`
    select id, task_id, state, records, sha256, changed, added, refused, version
    from census_package where id = ${id}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('CENSUS_PACKAGE_UNKNOWN');
  return { ...row, conflicts: await listConflicts(db, sql`c.package_id = ${id}`) };
}

/** Conflicts that fit, in the order of their records. */
export async function listConflicts(db: Db, where: RawBuilder<unknown>): Promise<ConflictView[]> {
  const { rows } = await sql<ConflictView>`
    select c.id, c.package_id, c.record_id, r.record_key, c.field, c.base, c.ours, c.theirs, c.kind, c.resolution, c.version
    from census_conflict c join census_record r on r.id = c.record_id where ${where} order by c.id`.execute(db);
  return rows;
}
