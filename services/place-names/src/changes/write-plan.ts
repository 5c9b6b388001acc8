import type { ChangeItemDraft } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { ChangePlan, PlannedVersion } from './plan.ts';

/** The code table as a whole, locked: changes are written one after the other, and each makes its next version. */
export async function nextTableVersion(db: Db): Promise<number> {
  const table = await db
    .updateTable('divisionTable')
    .set((row) => ({ version: row('version', '+', 1) }))
    .returning('version')
    .executeTakeFirst();
  if (table === undefined) throw fail('DIVISIONS_NOT_LOADED', { retryAfterSeconds: 10 });
  return table.version;
}

/** Writes what a change does; rows that held before stay and say until when they were held true. */
export async function writePlan(
  db: Db,
  plan: ChangePlan,
  given: { readonly changeId: string; readonly correctsId: string | null; readonly at: Date },
): Promise<void> {
  const { at, correctsId } = given;
  await supersede(db, plan.supersede, at);
  await sql`insert into division_unit (unit_id, unit_kind)
    select distinct unit_id, 'LEGAL' from jsonb_to_recordset(${jsonb(plan.insert.map(rowOf))}) as given (unit_id uuid)
    on conflict do nothing`.execute(db);
  await insertVersions(db, plan.insert, at);
  if (correctsId !== null) {
    await db
      .updateTable('codeMap')
      .set({ supersededAt: laterThanRecorded(at) })
      .where('changeId', '=', correctsId)
      .where('supersededAt', 'is', null)
      .execute();
  }
  const map = plan.codeMap.map((item) => ({
    from_code: item.fromCode,
    to_code: item.toCode,
    extent: item.extent,
    effective_on: item.effectiveOn,
  }));
  await sql`insert into code_map (change_id, from_code, to_code, extent, effective_on, recorded_at)
    select ${given.changeId}, from_code, to_code, extent, effective_on, ${at}::timestamptz
    from jsonb_to_recordset(${jsonb(map)}) as given (from_code text, to_code text, extent text, effective_on date)`.execute(
    db,
  );
}

/** The items at the level of the change, as the letter has them. */
export async function insertItems(db: Db, changeId: string, items: readonly ChangeItemDraft[]): Promise<void> {
  await db
    .insertInto('divisionChangeItem')
    .values(
      items.map((item) => ({
        changeId,
        fromCode: item.fromCode,
        toCode: item.toCode,
        extent: item.extent,
        partUnits: [...item.partUnits],
        remainder: item.remainder,
        populationShare: String(item.populationShare),
        note: item.note ?? null,
      })),
    )
    .execute();
}

/** The provisional codes of a change become final: each row gives way to one that says so. Answers the codes. */
export async function finaliseCodes(db: Db, changeId: string, at: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('divisionVersion')
    .select(['versionId', 'code'])
    .where('changeIdIn', '=', changeId)
    .where('codeStatus', '=', 'PROVISIONAL')
    .where('supersededAt', 'is', null)
    .orderBy('code')
    .execute();
  const ids = rows.map((row) => row.versionId);
  await supersede(db, ids, at);
  await sql`insert into division_version (${columnList}, code_status, recorded_at)
    select ${columnList}, 'FINAL', ${at}::timestamptz from division_version where version_id = any(${ids})`.execute(db);
  return rows.map((row) => row.code);
}

async function supersede(db: Db, versionIds: readonly number[], at: Date): Promise<void> {
  await sql`update division_version set superseded_at = ${laterThanRecorded(at)}
    where version_id = any(${versionIds})`.execute(db);
}

/** Two commands of one millisecond still follow one another. */
function laterThanRecorded(at: Date) {
  return sql<Date>`greatest(${at}::timestamptz, recorded_at + interval '1 millisecond')`;
}

const columns = {
  unit_id: 'uuid',
  code: 'text',
  level: 'text',
  type: 'text',
  name: 'text',
  short_name: 'text',
  parent_code: 'text',
  managed_by_code: 'text',
  fiscal_parent_code: 'text',
  valid_from: 'date',
  valid_to: 'date',
  change_id_in: 'text',
  change_id_out: 'text',
  provenance: 'text',
} as const;
const columnList = sql.raw(Object.keys(columns).join(', '));
const typedColumns = sql.raw(
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', '),
);

async function insertVersions(db: Db, versions: readonly PlannedVersion[], at: Date): Promise<void> {
  await sql`insert into division_version (${columnList}, code_status, recorded_at)
    select ${columnList}, code_status, ${at}::timestamptz
    from jsonb_to_recordset(${jsonb(versions.map(rowOf))}) as given (${typedColumns}, code_status text)`.execute(db);
}

function rowOf(version: PlannedVersion): Record<keyof typeof columns | 'code_status', string | null> {
  return {
    unit_id: version.unitId,
    code: version.code,
    level: version.level,
    type: version.type,
    name: version.name,
    short_name: version.shortName,
    parent_code: version.parentCode,
    managed_by_code: version.managedByCode ?? null,
    fiscal_parent_code: version.fiscalParentCode ?? null,
    valid_from: version.validFrom,
    valid_to: version.validTo,
    change_id_in: version.changeIdIn ?? null,
    change_id_out: version.changeIdOut ?? null,
    provenance: version.provenance,
    code_status: version.codeStatus,
  };
}
