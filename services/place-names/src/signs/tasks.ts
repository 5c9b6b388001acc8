import type { Selectable } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { PlaceNameTable } from '../database.ts';
import { readNumbers } from '../parameters.ts';
import { replaceBy } from './rules.ts';

/** After a renaming every sign of the feature that stands must be replaced; answers how many. */
export async function openSignTasks(
  { kit, unit }: Work,
  renamed: Pick<Selectable<PlaceNameTable>, 'placeId' | 'featureId'>,
): Promise<number> {
  const today = kit.clock.today();
  const { months } = await readNumbers(unit.db, { months: 'signs.replace-months' }, today);
  const signs = await unit.db
    .selectFrom('placeSign')
    .select(['id', 'divisionCode'])
    .where('featureId', '=', renamed.featureId)
    .where('condition', 'in', ['INTACT', 'DAMAGED'])
    .execute();
  if (signs.length === 0) return 0;
  // A sign that still waits for the name before is to bear this one.
  await unit.db
    .updateTable('signTask')
    .set({ placeId: renamed.placeId })
    .where(
      'signId',
      'in',
      signs.map(({ id }) => id),
    )
    .where('state', '=', 'OPEN')
    .execute();
  await unit.db
    .insertInto('signTask')
    .values(
      signs.map(({ id, divisionCode }) => ({
        id: kit.newId(),
        signId: id,
        placeId: renamed.placeId,
        divisionCode,
        state: 'OPEN',
        openedOn: today,
        dueOn: replaceBy(today, months),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return signs.length;
}
