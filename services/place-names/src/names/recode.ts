import { divisionChanged } from '@mz/contracts';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { nextNationalCode } from './insert.ts';

/** Tables of other features about places whose rows lie where their place lies. */
export type FollowingTable = 'placeSign' | 'signTask' | 'doorPlate' | 'nameApplication' | 'heritageEntry';

/** Names in use follow their unit; a name whose county code changes gets a new national code and keeps the old one (§5.2). */
export function recodeOnChange(kit: AppKit, following: readonly FollowingTable[]): void {
  kit.consume(divisionChanged, {
    async apply(unit, { data }) {
      const { changeId } = data;
      const recoded = await recodeNames(unit.db, changeId, kit.clock.wall());
      for (const table of following) await follow(unit.db, table, changeId);
      unit.audit({
        action: 'placeNames.recode',
        recordType: 'division_change',
        recordId: changeId,
        after: { recoded },
      });
      return { kind: 'done' };
    },
  });
}

async function recodeNames(db: Db, changeId: string, now: Date): Promise<number> {
  const moved = await db
    .selectFrom('placeName')
    .innerJoin('codeMap', 'codeMap.fromCode', 'placeName.divisionCode')
    .select(['placeName.placeId', 'placeName.categoryCode', 'placeName.nationalCode', 'placeName.formerCodes'])
    .select(['placeName.divisionCode as fromCode', 'codeMap.toCode'])
    .where('codeMap.changeId', '=', changeId)
    .where('codeMap.extent', '=', 'FULL')
    .whereRef('codeMap.toCode', '<>', 'codeMap.fromCode')
    .where('placeName.validTo', 'is', null)
    .where('placeName.status', '<>', 'FORMER')
    .orderBy('placeName.placeId')
    .forUpdate('placeName')
    .execute();
  for (const { placeId, categoryCode, nationalCode, formerCodes, fromCode, toCode } of moved) {
    const renumbered = nationalCode !== null && toCode.slice(0, 9) !== fromCode.slice(0, 9);
    await db
      .updateTable('placeName')
      .set((set) => ({
        divisionCode: toCode,
        ...(renumbered ? { formerCodes: [...formerCodes, nationalCode] } : {}),
        version: set('version', '+', 1),
        updatedAt: now,
      }))
      .where('placeId', '=', placeId)
      .execute();
    if (!renumbered) continue;
    const code = await nextNationalCode(db, toCode, categoryCode);
    await db.updateTable('placeName').set({ nationalCode: code }).where('placeId', '=', placeId).execute();
  }
  await crossOver(db, changeId);
  return moved.length;
}

/** The units that a feature crosses are recoded one by one. */
async function crossOver(db: Db, changeId: string): Promise<void> {
  await sql`
    update place_name set crosses = (
      select array_agg(coalesce(m.to_code, held.code) order by held.place)
      from unnest(crosses) with ordinality as held (code, place)
      left join code_map m on m.change_id = ${changeId} and m.extent = 'FULL' and m.from_code = held.code
    )
    where valid_to is null and status <> 'FORMER' and exists (
      select from code_map m
      where m.change_id = ${changeId} and m.extent = 'FULL' and m.from_code <> m.to_code and m.from_code = any(crosses)
    )`.execute(db);
}

async function follow(db: Db, table: FollowingTable, changeId: string): Promise<void> {
  await db
    .updateTable(table)
    .from('codeMap')
    .set((set) => ({ divisionCode: set.ref('codeMap.toCode') }))
    .where('codeMap.changeId', '=', changeId)
    .where('codeMap.extent', '=', 'FULL')
    .where(sql<SqlBool>`code_map.from_code = ${sql.ref(`${table}.divisionCode`)}`)
    .execute();
}
