import type { installDoorPlate, installSign, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { scopePrefix } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { PlaceNameTable } from '../database.ts';
import { isOutside, isSwapped, takeStandard } from '../names/index.ts';
import { toPlate, toSign } from './queries.ts';
import { checkSign } from './rules.ts';
import { endTask } from './tasks.ts';

/** What else happens when a sign stands: the application for its name ends. */
export type Installed = (work: Work, placeId: string) => Promise<void>;

interface Bearer {
  readonly placeId: string;
  readonly text: string;
  readonly pinyin: string;
  readonly lon: number;
  readonly lat: number;
  readonly installedOn: string;
}

/** Records a sign; one that replaces another takes it down and ends its task. */
export async function install(
  { kit, installed }: { readonly kit: AppKit; readonly installed: Installed },
  ctx: Context,
  { replaces, ...body }: OperationInputOf<typeof installSign>['body'],
): Promise<OperationOutputOf<typeof installSign>> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const standard = await bearerOf(work, body);
    const { featureId } = standard;
    if (replaces !== undefined) await takeDown(work, { table: 'placeSign', id: replaces, featureId });
    const row = await unit.db
      .insertInto('placeSign')
      .values({
        ...body,
        id: kit.newId(),
        placeId: standard.placeId,
        featureId,
        lon: body.lon.toFixed(7),
        lat: body.lat.toFixed(7),
        condition: 'INTACT',
        checkedOn: body.installedOn,
        divisionCode: signDivision(ctx, standard),
        installedBy: ctx.actor.subject,
        recordedAt: kit.clock.wall(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await installed(work, standard.placeId);
    unit.audit({
      action: 'placeSigns.install',
      recordType: 'place_sign',
      recordId: row.id,
      after: { signNo: row.signNo, text: row.text, replaces: replaces ?? null },
    });
    return toSign(row);
  });
}

/** Records a door plate of a street or village. */
export async function installPlate(
  kit: AppKit,
  ctx: Context,
  { replaces, ...body }: OperationInputOf<typeof installDoorPlate>['body'],
): Promise<OperationOutputOf<typeof installDoorPlate>> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const standard = await bearerOf(work, body);
    const { featureId } = standard;
    if (replaces !== undefined) await takeDown(work, { table: 'doorPlate', id: replaces, featureId });
    const row = await unit.db
      .insertInto('doorPlate')
      .values({
        ...body,
        id: kit.newId(),
        placeId: standard.placeId,
        featureId,
        lon: body.lon.toFixed(7),
        lat: body.lat.toFixed(7),
        condition: 'INTACT',
        divisionCode: signDivision(ctx, standard),
        installedBy: ctx.actor.subject,
        recordedAt: kit.clock.wall(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({
      action: 'doorPlates.install',
      recordType: 'door_plate',
      recordId: row.id,
      after: { number: row.number, text: row.text, replaces: replaces ?? null },
    });
    return toPlate(row);
  });
}

/** The standard name that a sign or plate bears; throws when it says anything else, stands nowhere or in the future. */
async function bearerOf(work: Work, body: Bearer): Promise<Selectable<PlaceNameTable>> {
  const { kit, ctx } = work;
  if (isSwapped(body.lon, body.lat)) throw fail('LONLAT_SWAPPED', { pointer: '/body/lon' });
  if (isOutside(body.lon, body.lat)) throw fail('POSITION_OUTSIDE', { pointer: '/body/lon' });
  if (body.installedOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/installedOn' });
  const standard = await takeStandard(work, body.placeId);
  kit.authorize(ctx, { divisionCode: signDivision(ctx, standard) });
  const checked = checkSign(body, standard);
  if (checked.ok) return standard;
  const field = checked.code === 'SIGN_TEXT_MISMATCH' ? 'text' : 'pinyin';
  throw fail(checked.code, { pointer: `/body/${field}`, detail: `应为：${checked.detail}` });
}

/** A sign of a feature that crosses divisions belongs to the office that sets it, when the feature reaches into it. */
function signDivision({ grant }: Context, { divisionCode, crosses }: Selectable<PlaceNameTable>): string {
  const office = grant?.division ?? divisionCode;
  const digits = scopePrefix(office);
  return [divisionCode, ...crosses].find((code) => code.startsWith(digits)) ?? divisionCode;
}

/** Takes the sign or plate down that another replaces; throws SIGN_UNKNOWN unless one of the feature stands. */
async function takeDown(
  { kit, unit }: Work,
  {
    table,
    id,
    featureId,
  }: { readonly table: 'placeSign' | 'doorPlate'; readonly id: string; readonly featureId: string },
): Promise<void> {
  const today = kit.clock.today();
  const down = await unit.db
    .updateTable(table)
    .set((set) => ({ condition: 'REMOVED', version: set('version', '+', 1) }))
    .where('id', '=', id)
    .where('featureId', '=', featureId)
    .where('condition', '<>', 'REMOVED')
    .returning('id')
    .executeTakeFirst();
  if (down === undefined) throw fail('SIGN_UNKNOWN', { pointer: '/body/replaces' });
  await endTask(unit.db, id, today);
}
