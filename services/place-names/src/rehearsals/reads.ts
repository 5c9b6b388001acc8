import type {
  compareRehearsals,
  divisionChangeMap,
  getDivisionSwitch,
  getRehearsal,
  listDivisionSwitches,
  listRehearsals,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findSwitch, getChange, getRehearsalRow, listMap, listRehearsalRows, listSentSwitches } from './queries.ts';
import { differencesBetween } from './rules.ts';
import { areaOfItems, toEntry, toRehearsal, toSwitch } from './views.ts';

/** The rehearsals of a change, newest first. */
export async function readRehearsals(
  kit: AppKit,
  ctx: Context,
  { params, query }: OperationInputOf<typeof listRehearsals>,
): Promise<OperationOutputOf<typeof listRehearsals>> {
  const { after, first = 50 } = query;
  const cursor = readCursor(after, ['string', 'string']);
  const position = cursor === undefined ? {} : { after: [String(cursor[0]), String(cursor[1])] as const };
  const rows = await kit.read(ctx, async (db) => {
    await getChange(db, params.id);
    return listRehearsalRows(db, { changeId: params.id, limit: first + 1, ...position });
  });
  const { items, next } = pageOf(rows, first, (row) => [row.position, row.id]);
  return { items: items.map(({ position: _, ...row }) => toEntry(row)), next };
}

/** One rehearsal of a division in the caller's reach. */
export async function readRehearsal(
  kit: AppKit,
  ctx: Context,
  { params }: Pick<OperationInputOf<typeof getRehearsal>, 'params'>,
): Promise<OperationOutputOf<typeof getRehearsal>> {
  return toRehearsal(await kit.read(ctx, (db) => getRehearsalRow(db, params.id)));
}

/** What changed from an earlier rehearsal of the same change to this one; throws REHEARSALS_DIFFER for two changes. */
export async function compare(
  kit: AppKit,
  ctx: Context,
  { params, query }: OperationInputOf<typeof compareRehearsals>,
): Promise<OperationOutputOf<typeof compareRehearsals>> {
  const [later, earlier] = await kit.read(ctx, (db) =>
    Promise.all([getRehearsalRow(db, params.id), getRehearsalRow(db, query.with)]),
  );
  if (later.changeId !== earlier.changeId) throw fail('REHEARSALS_DIFFER', { pointer: '/query/with' });
  const differences = differencesBetween(toRehearsal(earlier).services, toRehearsal(later).services);
  return { from: earlier.id, to: later.id, changeId: later.changeId, differences };
}

/** How far the switch of a change is; before its day there is none. */
export async function readSwitch(
  kit: AppKit,
  ctx: Context,
  { params }: Pick<OperationInputOf<typeof getDivisionSwitch>, 'params'>,
): Promise<OperationOutputOf<typeof getDivisionSwitch>> {
  const { row, items } = await kit.read(ctx, async (db) => {
    const change = await getChange(db, params.id);
    return { row: await findSwitch(db, params.id), items: change.items };
  });
  kit.authorize(ctx, { divisionCode: areaOfItems(items) });
  if (row === undefined) throw fail('SWITCH_NOT_YET');
  return toSwitch(row, kit.clock.today());
}

/** Switches that were sent, newest first. */
export async function readSwitches(
  kit: AppKit,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof listDivisionSwitches>, 'query'>,
): Promise<OperationOutputOf<typeof listDivisionSwitches>> {
  const today = kit.clock.today();
  const rows = await kit.read(ctx, (db) => listSentSwitches(db, query.overdue === true ? today : undefined));
  return { items: rows.map((row) => toSwitch(row, today)) };
}

/** The rows of a change for the services' moves: all levels of a published one, the items alone of a draft. */
export async function readChangeMap(
  kit: AppKit,
  ctx: Context,
  { params }: Pick<OperationInputOf<typeof divisionChangeMap>, 'params'>,
): Promise<OperationOutputOf<typeof divisionChangeMap>> {
  return kit.read(ctx, async (db) => {
    const found = await getChange(db, params.id);
    const draft = found.change.status === 'DRAFT';
    const items = draft ? found.items : await listMap(db, found);
    const { changeId, correctsId, kinds, effectiveOn } = found.change;
    return {
      changeId,
      correctsId,
      kinds: [...kinds],
      effectiveOn,
      draft,
      items: items.map((item) => ({ ...item, partUnits: [...item.partUnits] })),
    };
  });
}
