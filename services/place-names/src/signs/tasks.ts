import { addressStandardUpdated } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { readNumbers } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import type { PlaceNameTable } from '../database.ts';
import { replaceBy } from './rules.ts';

type Renamed = Pick<Selectable<PlaceNameTable>, 'placeId' | 'featureId' | 'name'>;

/**
 * After a renaming every sign and door plate of the feature that stands must be replaced, and the addresses on its plates
 * read otherwise at once; answers how many are to be replaced.
 */
export async function openSignTasks(work: Work, renamed: Renamed): Promise<number> {
  const { kit, unit } = work;
  await tellAddresses(work, renamed);
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

interface Plated {
  readonly id: string;
  readonly number: string;
  readonly former: string;
  readonly divisionCode: string;
  readonly version: number;
}

/** Tells each address of a plate that stands and says another name; the plate itself waits for its task. */
async function tellAddresses({ kit, unit }: Work, { placeId, featureId, name }: Renamed): Promise<void> {
  const { rows } = await sql<Plated>`
    with said as (
      -- What waits for its plate already reads by the name of that task.
      select d.id, coalesce((
        select p.name from sign_task t join place_name p on p.place_id = t.place_id
        where t.plate_id = d.id and t.state = 'OPEN'), d.text) as name
      from door_plate d where d.feature_id = ${featureId} and d.condition in ('INTACT', 'DAMAGED')
    )
    update door_plate d set version = d.version + 1 from said
    where d.id = said.id and said.name <> ${name}
    returning d.id, d.number, said.name as former, d.division_code, d.version`.execute(unit.db);
  for (const { id, number, former, divisionCode, version } of rows) {
    unit.publish(addressStandardUpdated, {
      subject: id,
      divisionCode,
      aggregateVersion: version,
      data: {
        addressId: id,
        placeId,
        divisionCode,
        oldAddress: `${former}${number}号`,
        newAddress: `${name}${number}号`,
        effectiveOn: kit.clock.today(),
      },
    });
  }
}

/** The sign or plate has come down: nothing is left to replace. */
export async function endTask(db: Db, standing: string, on: LegalDay): Promise<void> {
  await sql`
    update sign_task set state = 'DONE', done_on = ${on}::date
    where coalesce(sign_id, plate_id) = ${standing}::uuid and state = 'OPEN'`.execute(db);
}
