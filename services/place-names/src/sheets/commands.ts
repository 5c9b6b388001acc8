import {
  type MapSheet,
  mapSheetPublished,
  type OperationInputOf,
  type openMapSheet,
  type registerMapSheet,
  type releaseMapSheet,
  type withdrawMapSheet,
} from '@mz/contracts';
import { type Context, expectVersion, fail, readNumbers } from '@mz/service-kit';
import type { Static } from 'typebox';
import type { AppKit, Work } from '../app-kit.ts';
import { areaMeetsBox, countiesAt, type GeometryReader, holdersAt } from '../geometry/index.ts';
import { findForUpdate, type SheetRow, toSheet } from './queries.ts';
import {
  decideOpening,
  decideSecrecy,
  decideStep,
  readReviewNo,
  type SheetAction,
  type SheetSecrecy,
} from './rules.ts';
import { type Bounds, readSheetNumber, type Sheet } from './sheet-number.ts';

type View = Static<typeof MapSheet>;
type Params = { readonly id: string };

/** Enters a sheet; throws SHEET_NO_INVALID, SHEET_CLASSIFIED, OUT_OF_PROVINCE, YEAR_INVALID or SHEET_ALREADY. */
export async function register(
  reader: GeometryReader,
  ctx: Context,
  { body }: Pick<OperationInputOf<typeof registerMapSheet>, 'body'>,
): Promise<View> {
  const { kit } = reader;
  const sheet = readSheetNumber(body.sheetNo);
  if (!sheet.ok) throw fail(sheet.code, { pointer: '/body/sheetNo' });
  if (body.editionYear > Number(kit.clock.today().slice(0, 4)))
    throw fail('EDITION_YEAR_INVALID', { pointer: '/body/editionYear' });
  const { sheetNo, denominator, bounds } = sheet.value;
  const divisionCode = await divisionOf(reader, ctx, bounds);
  return kit.write(ctx, async (unit) => {
    const { db } = unit;
    const { classifiedFrom } = await readNumbers(
      db,
      { classifiedFrom: 'map-sheets.classified-denominator' },
      kit.clock.today(),
    );
    const secrecy = decideSecrecy({ denominator, format: body.format, secrecy: body.secrecy }, classifiedFrom);
    if (!secrecy.ok) throw fail(secrecy.code, { pointer: '/body/secrecy' });
    kit.authorize(ctx, { divisionCode });
    const row = await db
      .insertInto('mapSheet')
      .values({ ...newRow({ kit, ctx, unit }, sheet.value, divisionCode), ...body, sheetNo })
      .onConflict((conflict) => conflict.columns(['sheetNo', 'editionYear', 'format']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw fail('SHEET_ALREADY', { pointer: '/body/sheetNo' });
    unit.audit({ action: ctx.operationId, recordType: 'map_sheet', recordId: row.id, after: { status: row.status } });
    return toSheet(row);
  });
}

function newRow({ kit, ctx }: Work, { denominator, bounds }: Sheet, divisionCode: string) {
  const [west, south, east, north] = bounds;
  const at = kit.clock.wall();
  return {
    id: kit.newId(),
    denominator,
    status: 'REGISTERED',
    divisionCode,
    west: String(west),
    south: String(south),
    east: String(east),
    north: String(north),
    registeredBy: ctx.actor.subject,
    recordedAt: at,
    updatedAt: at,
  };
}

/** The county of today at the middle of a sheet, else the first that it touches; only sheets with ground of the province are kept. */
async function divisionOf({ kit, polygons }: GeometryReader, ctx: Context, bounds: Bounds): Promise<string> {
  const table = await polygons.current(ctx);
  const { ground } = await polygons.groundOn(ctx, kit.clock.today());
  const [west, south, east, north] = bounds;
  const [held] = holdersAt(ground, countiesAt(table, [(west + east) / 2, (south + north) / 2]));
  const touched =
    held ?? ground.holdersOf(table.counties.find(({ area }) => areaMeetsBox(area, bounds))?.code ?? '')[0];
  if (touched === undefined) throw fail('OUT_OF_PROVINCE', { pointer: '/body/sheetNo' });
  return touched;
}

/** The second officer confirms what the first entered. */
export function check(kit: AppKit, ctx: Context, { id }: Params): Promise<View> {
  return step(kit, ctx, {
    id,
    action: 'check',
    separated: (row) => [row.registeredBy],
    change: () => ({ checkedBy: ctx.actor.subject }),
  });
}

/** The third officer puts the sheet into use; an older edition in use is superseded. */
export function publish(kit: AppKit, ctx: Context, { id }: Params): Promise<View> {
  return step(kit, ctx, {
    id,
    action: 'publish',
    separated: (row) => [row.registeredBy, row.checkedBy],
    change: () => ({ publishedBy: ctx.actor.subject, publishedOn: kit.clock.today() }),
    after: async (work, row) => {
      await supersede(work, row);
      announce(work, row);
    },
  });
}

async function supersede({ unit, kit }: Work, { sheetNo, format, editionYear }: SheetRow): Promise<void> {
  await unit.db
    .updateTable('mapSheet')
    .set((one) => ({ status: 'SUPERSEDED', version: one('version', '+', 1), updatedAt: kit.clock.wall() }))
    .where('sheetNo', '=', sheetNo)
    .where('format', '=', format)
    .where('editionYear', '<', editionYear)
    .where('status', '=', 'PUBLISHED')
    .execute();
}

/** Nobody is told of a secret sheet. */
function announce({ unit }: Work, row: SheetRow): void {
  if (row.secrecy === 'SECRET') return;
  const { id, sheetNo, denominator, editionYear, divisionCode, version } = row;
  unit.publish(mapSheetPublished, {
    subject: id,
    divisionCode,
    aggregateVersion: version,
    data: { sheetId: id, sheetNo, denominator, editionYear },
  });
}

/** Puts a reduced layer before the public; throws SHEET_CLASSIFIED or REVIEW_NO_INVALID. */
export function release(
  kit: AppKit,
  ctx: Context,
  { params, body }: Pick<OperationInputOf<typeof releaseMapSheet>, 'params' | 'body'>,
): Promise<View> {
  return step(kit, ctx, {
    id: params.id,
    action: 'release',
    separated: (row) => [row.registeredBy],
    change: (row) => {
      if (row.secrecy !== 'PUBLIC') throw fail('SHEET_CLASSIFIED');
      const reviewNo = readReviewNo(body.reviewNo);
      if (!reviewNo.ok) throw fail(reviewNo.code, { pointer: '/body/reviewNo' });
      if (body.reviewedOn > kit.clock.today()) throw fail('REVIEW_NO_INVALID', { pointer: '/body/reviewedOn' });
      return { reviewNo: reviewNo.value, reviewedOn: body.reviewedOn };
    },
  });
}

/** Takes a sheet out of use. */
export function withdraw(
  kit: AppKit,
  ctx: Context,
  { params, body }: Pick<OperationInputOf<typeof withdrawMapSheet>, 'params' | 'body'>,
): Promise<View> {
  return step(kit, ctx, {
    id: params.id,
    action: 'withdraw',
    separated: () => [],
    change: () => ({}),
    reason: body.reason,
  });
}

interface Step {
  readonly id: string;
  readonly action: SheetAction;
  /** Who did earlier steps. */
  separated(row: SheetRow): readonly (string | null)[];
  change(row: SheetRow): Partial<SheetRow>;
  after?(work: Work, row: SheetRow): Promise<void>;
  readonly reason?: string;
}

async function step(kit: AppKit, ctx: Context, { id, action, separated, change, after, reason }: Step): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const row = await findForUpdate(unit.db, id);
    if (row === undefined) throw fail('SHEET_UNKNOWN');
    const earlier = separated(row).flatMap((subject) => (subject === null ? [] : [subject]));
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: earlier.map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' })),
    });
    expectVersion(ctx, row.version);
    if (ctx.grant === undefined) throw new Error('a step is a person’s');
    // Checked by the table.
    const decision = decideStep(row.status as View['status'], action, ctx.grant.role);
    if (!decision.ok) throw fail(decision.code);
    const { to } = decision.value;
    const values = { ...change(row), status: to, version: row.version + 1, updatedAt: kit.clock.wall() };
    const saved = await unit.db
      .updateTable('mapSheet')
      .set(values)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({
      action: ctx.operationId,
      recordType: 'map_sheet',
      recordId: id,
      before: { status: row.status },
      after: { status: to, ...(reason === undefined ? {} : { reason }) },
    });
    await after?.({ kit, ctx, unit }, saved);
    return toSheet(saved);
  });
}

/** Opens a sheet and records who did it and what for; throws SHEET_UNKNOWN or NEED_TO_KNOW. */
export async function open(
  kit: AppKit,
  ctx: Context,
  { params, body }: Pick<OperationInputOf<typeof openMapSheet>, 'params' | 'body'>,
): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db.selectFrom('mapSheet').selectAll().where('id', '=', params.id).executeTakeFirst();
    if (row === undefined) throw fail('SHEET_UNKNOWN');
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    if (ctx.grant === undefined) throw new Error('a sheet is opened by a person');
    const decision = decideOpening(row.secrecy as SheetSecrecy, ctx.grant.role, body.need);
    if (!decision.ok) throw fail(decision.code, { pointer: '/body/need' });
    if (row.secrecy !== 'PUBLIC') await recordOpening({ kit, ctx, unit }, row, body.need);
    unit.audit({ action: ctx.operationId, recordType: 'map_sheet', recordId: row.id, after: { secrecy: row.secrecy } });
    return toSheet(row);
  });
}

async function recordOpening({ kit, ctx, unit }: Work, row: SheetRow, need: string | undefined): Promise<void> {
  await unit.db
    .insertInto('mapSheetOpening')
    .values({
      id: kit.newId(),
      sheetId: row.id,
      divisionCode: row.divisionCode,
      openedBy: ctx.actor.subject,
      need: need ?? '省、市管理工作',
      openedAt: kit.clock.wall(),
    })
    .execute();
}
