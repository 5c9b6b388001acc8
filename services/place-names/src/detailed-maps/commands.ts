import type {
  approveDetailedMap,
  checkDetailedMap,
  collectDetailedMap,
  compileDetailedMap,
  OperationInputOf,
  publishDetailedMap,
  reviewDetailedMap,
} from '@mz/contracts';
import { transition } from '@mz/domain';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { authorizeLine, lockLine, refusing } from '../boundaries/index.ts';
import type { DetailedMapTable } from '../database.ts';
import { lockMap, type MapRow, type MapView, showMap } from './queries.ts';
import { type MapAction, type MapState, mapSteps } from './rules.ts';

/** The material for the map of a line is together; a line has one map. */
export async function collect(
  kit: AppKit,
  ctx: Context,
  { lineId, sourceNote }: OperationInputOf<typeof collectDetailedMap>['body'],
): Promise<MapView> {
  return kit.write(ctx, async (unit) => {
    const line = await lockLine(unit.db, lineId, '/body/lineId');
    authorizeLine(kit, ctx, { line });
    if (line.state !== 'IN_FORCE') throw fail('LINE_NOT_IN_FORCE', { pointer: '/body/lineId' });
    const id = kit.newId();
    const row = {
      id,
      lineId,
      sourceNote,
      state: 'COLLECTED',
      collectedBy: ctx.actor.subject,
      updatedAt: kit.clock.wall(),
    };
    await refusing({ detailed_map_one: 'MAP_EXISTS' }, unit.db.insertInto('detailedMap').values(row).execute());
    const after = { lineCode: line.lineCode };
    unit.audit({ action: ctx.operationId, recordType: 'detailed_map', recordId: id, after });
    return showMap(unit.db, id);
  });
}

/** Scale, sheets and compiler. */
export function compile(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof compileDetailedMap>,
): Promise<MapView> {
  const done = { compiledOn: kit.clock.today(), compiledBy: ctx.actor.subject };
  return takeStep(kit, ctx, { id: params.id, action: 'compile', set: () => ({ ...body, ...done }) });
}

/** Somebody else than who compiled checks. */
export function check(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof checkDetailedMap>,
): Promise<MapView> {
  const done = { checkedOn: kit.clock.today(), checkedBy: ctx.actor.subject };
  const notBy = (map: MapRow) => [map.compiledBy];
  return takeStep(kit, ctx, { id: params.id, action: 'check', notBy, set: () => done });
}

/** The map passed the secrecy review. */
export function review(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof reviewDetailedMap>,
): Promise<MapView> {
  const done = { reviewedOn: kit.clock.today(), reviewedBy: ctx.actor.subject };
  return takeStep(kit, ctx, { id: params.id, action: 'review', set: () => ({ ...body, ...done }) });
}

/** The province approves: nobody who compiled or checked. */
export function approve(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof approveDetailedMap>,
): Promise<MapView> {
  const done = { approvedOn: kit.clock.today(), approvedBy: ctx.actor.subject };
  const notBy = (map: MapRow) => [map.compiledBy, map.checkedBy];
  return takeStep(kit, ctx, { id: params.id, action: 'approve', notBy, set: () => ({ ...body, ...done }) });
}

/** The map is published by somebody else than who approved it. */
export function publish(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof publishDetailedMap>,
): Promise<MapView> {
  const set = (map: MapRow) => {
    const isPossible = body.publishedOn >= (map.approvedOn ?? '') && body.publishedOn <= kit.clock.today();
    if (!isPossible) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/publishedOn' });
    return body;
  };
  return takeStep(kit, ctx, { id: params.id, action: 'publish', notBy: (map) => [map.approvedBy], set });
}

interface Step {
  readonly id: string;
  readonly action: MapAction;
  /** Who did an earlier step and may not do this one. */
  readonly notBy?: (map: MapRow) => readonly (string | null)[];
  readonly set: (map: MapRow) => Updateable<DetailedMapTable>;
}

async function takeStep(kit: AppKit, ctx: Context, { id, action, notBy, set }: Step): Promise<MapView> {
  return kit.write(ctx, async (unit) => {
    const map = await lockMap(unit.db, id);
    expectVersion(ctx, map.version);
    const earlier = (notBy?.(map) ?? []).filter((subject) => subject !== null);
    const separatedFrom = earlier.map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' }));
    authorizeLine(kit, ctx, { line: map, separatedFrom });
    const decision = transition(mapSteps, { state: map.state as MapState, action, role: 'OFFICE', facts: null });
    if (!decision.ok) throw refusal(decision.reasons);
    const after = { ...set(map), state: decision.value.to };
    const counted = { version: map.version + 1, updatedAt: kit.clock.wall() };
    await unit.db
      .updateTable('detailedMap')
      .set({ ...after, ...counted })
      .where('id', '=', id)
      .execute();
    unit.audit({ action: ctx.operationId, recordType: 'detailed_map', recordId: id, after });
    return showMap(unit.db, id);
  });
}
