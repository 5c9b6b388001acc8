import type { ChangeMap } from '@mz/service-kit';
import type { Db } from '../app-kit.ts';
import { formerUnits } from './former.ts';

/** Notes whose ground each county and township of a change was, so that the old unit's standards go on. */
export async function keepFormer(db: Db, { changeId, correctsId, effectiveOn, items }: ChangeMap): Promise<void> {
  // A correction says it anew.
  if (correctsId !== null) await db.deleteFrom('formerDivision').where('changeId', '=', correctsId).execute();
  const rows = formerUnits(items).map((unit) => ({ ...unit, effectiveOn, changeId }));
  if (rows.length === 0) return;
  await db
    .insertInto('formerDivision')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['code', 'effectiveOn']).doNothing())
    .execute();
}
