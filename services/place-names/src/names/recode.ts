import type { LivingTable, MovingRecord, Unit } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { nextNationalCode } from './insert.ts';

/** Names in use, by their own code; a former name keeps the code of its days. */
export function nameTable(kit: AppKit): LivingTable<DB> {
  return {
    table: 'place_name',
    key: 'place_id',
    code: 'division_code',
    where: `t.valid_to is null and t.status <> 'FORMER'`,
    move: (unit, _change, records) => recodeNames(kit, unit, records),
  };
}

/** A name whose county or township code changes gets a new national code and keeps the old one (place-names.md §5.2). */
async function recodeNames(kit: AppKit, { db }: Unit<DB>, records: readonly MovingRecord[]): Promise<string[]> {
  const asked = new Map(records.map((record) => [record.recordId, record]));
  const rows = await db
    .selectFrom('placeName')
    .select(['placeId', 'categoryCode', 'nationalCode', 'formerCodes', 'divisionCode'])
    .where('placeId', 'in', [...asked.keys()])
    .orderBy('placeId')
    .forUpdate()
    .execute();
  const moved: string[] = [];
  for (const { placeId, categoryCode, nationalCode, formerCodes, divisionCode } of rows) {
    const record = asked.get(placeId);
    if (record === undefined || record.fromCode !== divisionCode) continue;
    const { toCode } = record;
    const renumbered = nationalCode !== null && toCode.slice(0, 9) !== divisionCode.slice(0, 9);
    const fresh = renumbered
      ? {
          nationalCode: await nextNationalCode(db, toCode, categoryCode),
          formerCodes: [...formerCodes, nationalCode],
        }
      : {};
    await db
      .updateTable('placeName')
      .set((set) => ({
        divisionCode: toCode,
        ...fresh,
        version: set('version', '+', 1),
        updatedAt: kit.clock.wall(),
      }))
      .where('placeId', '=', placeId)
      .execute();
    moved.push(placeId);
  }
  return moved;
}

/** The units that a feature crosses are recoded one by one, of names in use and of census work in progress. */
export async function recodeCrossed(db: Db, changeId: string): Promise<void> {
  await crossOver(db, { table: 'place_name', lives: `valid_to is null and status <> 'FORMER'`, changeId });
  await crossOver(db, { table: 'census_record', lives: `state <> 'IN_DATABASE'`, changeId });
}

async function crossOver(
  db: Db,
  { table, lives, changeId }: { readonly table: string; readonly lives: string; readonly changeId: string },
): Promise<void> {
  await sql`
    update ${sql.table(table)} set crosses = (
      select array_agg(coalesce(m.to_code, held.code) order by held.place)
      from unnest(crosses) with ordinality as held (code, place)
      left join code_map m on m.change_id = ${changeId} and m.extent = 'FULL' and m.superseded_at is null
        and m.from_code = held.code
    )
    where ${sql.raw(lives)} and exists (
      select from code_map m
      where m.change_id = ${changeId} and m.extent = 'FULL' and m.superseded_at is null and m.from_code <> m.to_code
        and m.from_code = any(crosses)
    )`.execute(db);
}
