import {
  divisionMoveJobs,
  divisionMovesGraphql,
  keepDivisionMoves,
  type OwnMoves,
  type SystemJob,
} from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { recodeCrossed } from '../names/index.ts';
import { readChangeMap } from '../rehearsals/index.ts';
import { livingTables } from './living-tables.ts';

/** What acts when the records of this service follow their division. */
export const moveJobs: readonly SystemJob[] = divisionMoveJobs([
  'place_name',
  'place_code_sequence',
  'place_sign',
  'sign_task',
  'door_plate',
  'name_application',
  'heritage_entry',
  'touch_screen',
  'touch_screen_alert',
  'census_batch',
  'census_task',
  'census_record',
  'census_defect',
  'boundary_line',
  'resurvey_task',
]);

/** The service's own records follow a change as those of every other service; the rows of the change are at hand here. */
export function registerMoves(kit: AppKit): OwnMoves {
  const own = keepDivisionMoves(kit, livingTables(kit), {
    onChange: (db, { changeId }) => recodeCrossed(db, changeId),
    changeMap: (ctx, id) => readChangeMap(kit, ctx, { params: { id } }),
  });
  const summary = "Names, signs, lines and census work of the caller's offices whose new division a person has to say.";
  kit.graphql(divisionMovesGraphql(kit.name, own, { queue: 'queuedPlaceMoves', decide: 'decidePlaceMove', summary }));
  return own;
}
