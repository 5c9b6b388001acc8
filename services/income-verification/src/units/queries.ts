import type { createEntrustingUnit, OperationOutputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { EntrustingUnitTable, UnitCaseTable } from '../database.ts';

/** A row of the table of units. */
export type UnitRow = Selectable<EntrustingUnitTable>;
/** A row of the table of their cases. */
export type UnitCaseRow = Selectable<UnitCaseTable>;
/** A unit as the interface shows it. */
export type Unit = OperationOutputOf<typeof createEntrustingUnit>;

/** A unit that may ask on a day; throws UNIT_UNKNOWN. */
export async function findLiveUnit(db: Db, code: string, day: LegalDay): Promise<UnitRow> {
  const row = await db
    .selectFrom('entrustingUnit')
    .selectAll()
    .where('code', '=', code)
    .where('validFrom', '<=', day)
    .where(sql<SqlBool>`coalesce(valid_to, 'infinity'::date) >= ${day}::date`)
    .executeTakeFirst();
  if (row === undefined) throw fail('UNIT_UNKNOWN', { pointer: '/body/unitCode' });
  return row;
}

/** All units by their code. */
export async function listUnitRows(db: Db): Promise<UnitRow[]> {
  return db.selectFrom('entrustingUnit').selectAll().orderBy('code').execute();
}

/** The row in the shape of the contract. */
export function toUnit(row: UnitRow): Unit {
  const { id, code, name, divisionCode, purposes, officerSubject, validFrom, validTo, version } = row;
  return { id, code, name, divisionCode, purposes, officerSubject, validFrom, validTo, version };
}
