import type { LegalDay } from '@mz/domain';
import { type Selectable, sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import type { PlaceNameTable } from '../database.ts';
import { readNumbers } from '../parameters.ts';
import { replaceBy } from './rules.ts';

/** After a renaming every sign and door plate of the feature that stands must be replaced; answers how many. */
export async function openSignTasks(
  { kit, unit }: Work,
  renamed: Pick<Selectable<PlaceNameTable>, 'placeId' | 'featureId'>,
): Promise<number> {
  const today = kit.clock.today();
  const { months } = await readNumbers(unit.db, { months: 'signs.replace-months' }, today);
  const { rows } = await sql<{ id: string }>`
    with standing as (
      select id as sign_id, null::uuid as plate_id, division_code from place_sign
      where feature_id = ${renamed.featureId} and condition in ('INTACT', 'DAMAGED')
      union all
      select null, id, division_code from door_plate
      where feature_id = ${renamed.featureId} and condition in ('INTACT', 'DAMAGED')
    )
    insert into sign_task (id, sign_id, plate_id, place_id, division_code, state, opened_on, due_on)
    select gen_random_uuid(), sign_id, plate_id, ${renamed.placeId}, division_code, 'OPEN', ${today}::date,
      ${replaceBy(today, months)}::date
    from standing
    -- What still waits for the name before is to bear this one; its day stays.
    on conflict (coalesce(sign_id, plate_id)) where state = 'OPEN' do update set place_id = excluded.place_id
    returning id`.execute(unit.db);
  return rows.length;
}

/** The sign or plate has come down: nothing is left to replace. */
export async function endTask(db: Db, standing: string, on: LegalDay): Promise<void> {
  await sql`
    update sign_task set state = 'DONE', done_on = ${on}::date
    where coalesce(sign_id, plate_id) = ${standing}::uuid and state = 'OPEN'`.execute(db);
}
