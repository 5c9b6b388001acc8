import type {
  inspectSign,
  listDoorPlates,
  listSigns,
  listSignTasks,
  OperationInputOf,
  OperationOutputOf,
  signCover,
} from '@mz/contracts';
import { scopePrefix } from '@mz/domain';
import { type Context, expectVersion, fail, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { countCover, listPlaceSigns, listPlates, listTasks, toPlate, toSign, toTask } from './queries.ts';
import { coverRateBp } from './rules.ts';
import { endTask } from './tasks.ts';

/** In which condition a sign was found; one that came down stays down, and its task is done. */
export async function inspect(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof inspectSign>,
): Promise<OperationOutputOf<typeof inspectSign>> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db
      .selectFrom('placeSign')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw fail('SIGN_UNKNOWN');
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    if (row.condition === 'REMOVED') throw fail('STATE_TRANSITION_INVALID');
    const today = kit.clock.today();
    const saved = await unit.db
      .updateTable('placeSign')
      .set({ condition: body.condition, checkedOn: today, version: row.version + 1 })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (body.condition === 'REMOVED') await endTask(unit.db, row.id, today);
    unit.audit({
      action: 'placeSigns.inspect',
      recordType: 'place_sign',
      recordId: row.id,
      before: { condition: row.condition },
      after: { condition: saved.condition },
    });
    return toSign(saved);
  });
}

/** A page of signs of the caller's division. */
export async function readSigns(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, placeId }: OperationInputOf<typeof listSigns>['query'],
): Promise<OperationOutputOf<typeof listSigns>> {
  const [signNo = ''] = readCursor(after, ['string']) ?? [];
  const rows = await kit.readOne(ctx, listPlaceSigns(placeId, String(signNo), first + 1));
  const { items, next } = pageOf(rows, first, (row) => [row.signNo]);
  return { items: items.map(toSign), next };
}

/** A page of door plates of one place. */
export async function readPlates(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, placeId }: OperationInputOf<typeof listDoorPlates>['query'],
): Promise<OperationOutputOf<typeof listDoorPlates>> {
  const [number = ''] = readCursor(after, ['string']) ?? [];
  const rows = await kit.readOne(ctx, listPlates(placeId, String(number), first + 1));
  const { items, next } = pageOf(rows, first, (row) => [row.number]);
  return { items: items.map(toPlate), next };
}

/** A page of signs to be replaced. */
export async function readTasks(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, overdue }: OperationInputOf<typeof listSignTasks>['query'],
): Promise<OperationOutputOf<typeof listSignTasks>> {
  const today = kit.clock.today();
  const [dueOn, id] = readCursor(after, ['string', 'string']) ?? [];
  const cursor = typeof dueOn === 'string' && typeof id === 'string' ? { dueOn, id } : undefined;
  const rows = await kit.readOne(ctx, listTasks({ overdue, today }, cursor, first + 1));
  const { items, next } = pageOf(rows, first, (row) => [row.dueOn, row.id]);
  return { items: items.map((row) => toTask(row, today)), next };
}

/** The sign cover rate of a division (place-names.md §8.4). */
export async function readCover(
  kit: AppKit,
  ctx: Context,
  { division, categoryGroup }: OperationInputOf<typeof signCover>['query'],
): Promise<OperationOutputOf<typeof signCover>> {
  kit.authorize(ctx, { divisionCode: division });
  const [row] = await kit.readOne(ctx, countCover(scopePrefix(division), categoryGroup));
  const features = Number(row?.features ?? 0);
  const signed = Number(row?.signed ?? 0);
  return { divisionCode: division, features, signed, rateBp: coverRateBp(signed, features) };
}
