import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, strict, Version } from '../shapes.ts';

const Nullable = Type.Union([Type.String(), Type.Null()]);
const OpenDay = Type.Union([Day, Type.Null()]);
const Next = Type.Union([Type.String(), Type.Null()]);
const service = 'place-names';
const publicCallers = ['public', 'user', 'service', 'partner'] as const;
/** west,south,east,north in degrees. */
const BoundingBox = Type.String({ pattern: '^-?\\d+(\\.\\d+)?(,-?\\d+(\\.\\d+)?){3}$', maxLength: 100 });
const Denominator = Type.Integer({ minimum: 500, maximum: 1_000_000 });
const SheetNo = Type.String({ minLength: 3, maxLength: 20 });
const Bounds = Type.Object({ west: Type.Number(), south: Type.Number(), east: Type.Number(), north: Type.Number() });

/** What a sheet is made of; REDUCED is the public layer made from a classified one. */
export const SheetFormat = Type.Union(
  [
    Type.Literal('PAPER'),
    Type.Literal('DRG'),
    Type.Literal('DLG'),
    Type.Literal('DEM'),
    Type.Literal('DOM'),
    Type.Literal('REDUCED'),
  ],
  { $id: 'SheetFormat' },
);
export const SheetSecrecy = Type.Union([Type.Literal('PUBLIC'), Type.Literal('INTERNAL'), Type.Literal('SECRET')], {
  $id: 'SheetSecrecy',
});
export const SheetStatus = Type.Union(
  [
    Type.Literal('REGISTERED'),
    Type.Literal('CHECKED'),
    Type.Literal('PUBLISHED'),
    Type.Literal('SUPERSEDED'),
    Type.Literal('WITHDRAWN'),
  ],
  { $id: 'SheetStatus' },
);

/** A sheet of the map library as offices see it. */
export const MapSheet = Type.Object(
  {
    id: Id,
    sheetNo: Type.String(),
    denominator: Denominator,
    editionYear: Type.Integer(),
    producer: Type.String(),
    format: SheetFormat,
    secrecy: SheetSecrecy,
    status: SheetStatus,
    divisionCode: DivisionCode,
    bounds: Bounds,
    publishedOn: OpenDay,
    /** Review number of the public layer (审图号). */
    reviewNo: Nullable,
    reviewedOn: OpenDay,
    version: Version,
  },
  { $id: 'MapSheet' },
);

/** A sheet of the public layer. */
export const PublicSheet = Type.Object(
  {
    sheetNo: Type.String(),
    denominator: Denominator,
    editionYear: Type.Integer(),
    reviewNo: Type.String(),
    reviewedOn: Day,
    bounds: Bounds,
  },
  { $id: 'PublicSheet' },
);

export const listPublicSheets = defineOperation({
  id: 'mapSheets.public',
  service,
  method: 'GET',
  path: '/v1/maps/sheets',
  summary: 'Sheets of the public layer that touch a box, with their review numbers',
  query: Type.Object({ bbox: BoundingBox, denominator: Type.Optional(Denominator), ...PageQuery.properties }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(PublicSheet), next: Next }) },
  permission: 'mapSheets:public',
  callers: publicCallers,
  errors: ['BBOX_INVALID', 'LONLAT_SWAPPED', 'CURSOR_INVALID'],
});

export const locateSheet = defineOperation({
  id: 'mapSheets.locate',
  service,
  method: 'GET',
  path: '/v1/maps/sheet-numbers',
  summary: 'The number of the sheet at a point, or the ground of a sheet by its number (GB/T 13989)',
  query: Type.Object({
    lon: Type.Optional(Type.Number()),
    lat: Type.Optional(Type.Number()),
    denominator: Type.Optional(Denominator),
    sheetNo: Type.Optional(SheetNo),
  }),
  success: {
    status: 200,
    schema: Type.Object({ sheetNo: Type.String(), denominator: Denominator, bounds: Bounds }),
  },
  permission: 'mapSheets:public',
  callers: publicCallers,
  errors: ['SHEET_NO_INVALID', 'SHEET_QUESTION', 'SCALE_UNKNOWN', 'LONLAT_SWAPPED', 'OUT_OF_SERIES'],
});

export const readSheetCoverage = defineOperation({
  id: 'mapSheets.coverage',
  service,
  method: 'GET',
  path: '/v1/map-sheets/coverage',
  summary: 'How many of the sheets that have ground of a division on them are published',
  query: Type.Object({ division: Type.Optional(DivisionCode), denominator: Type.Optional(Denominator) }),
  success: {
    status: 200,
    schema: Type.Object({
      division: DivisionCode,
      denominator: Denominator,
      published: Type.Integer(),
      sheets: Type.Integer(),
      /** Tenths of a percent, cut off: 999 is not the whole. */
      sharePermille: Type.Integer(),
      /** The totals are equal. */
      done: Type.Boolean(),
      /** The first numbers that are missing. */
      missing: Type.Array(Type.String()),
    }),
  },
  permission: 'mapSheets:list',
  errors: ['SCALE_UNKNOWN', 'SCOPE_FORBIDDEN'],
});

export const listMapSheets = defineOperation({
  id: 'mapSheets.list',
  service,
  method: 'GET',
  path: '/v1/map-sheets',
  summary: 'Sheets of the library in the caller’s division by number; secret ones are opened one by one',
  query: Type.Object({
    status: Type.Optional(SheetStatus),
    denominator: Type.Optional(Denominator),
    ...PageQuery.properties,
  }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(MapSheet), next: Next }) },
  permission: 'mapSheets:list',
  errors: ['CURSOR_INVALID'],
});

export const openMapSheet = defineOperation({
  id: 'mapSheets.open',
  service,
  method: 'POST',
  path: '/v1/map-sheets/{id}:open',
  summary: 'Opens a sheet by its id; each opening is recorded, and a county says what it needs a classified sheet for',
  params: IdParams,
  body: strict({ need: Type.Optional(Type.String({ minLength: 10, maxLength: 400 })) }),
  success: { status: 200, schema: MapSheet },
  permission: 'mapSheets:open',
  errors: ['SHEET_UNKNOWN', 'NEED_TO_KNOW', 'SCOPE_FORBIDDEN'],
});

export const registerMapSheet = defineOperation({
  id: 'mapSheets.register',
  service,
  method: 'POST',
  path: '/v1/map-sheets',
  summary: 'Enters a sheet into the library (first of three officers)',
  body: strict({
    sheetNo: SheetNo,
    editionYear: Type.Integer({ minimum: 1950, maximum: 2100 }),
    producer: Type.String({ minLength: 2, maxLength: 100 }),
    format: SheetFormat,
    secrecy: SheetSecrecy,
  }),
  success: { status: 201, schema: MapSheet },
  permission: 'mapSheets:register',
  idempotent: true,
  errors: ['SHEET_NO_INVALID', 'SHEET_ALREADY', 'SHEET_CLASSIFIED', 'OUT_OF_PROVINCE', 'EDITION_YEAR_INVALID'],
});

const step = { service, method: 'POST', params: IdParams, versioned: true } as const;
const stepErrors = ['SHEET_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN', 'VERSION_CONFLICT'];

export const checkMapSheet = defineOperation({
  ...step,
  id: 'mapSheets.check',
  path: '/v1/map-sheets/{id}:check',
  summary: 'Confirms a registered sheet (second officer)',
  success: { status: 200, schema: MapSheet },
  permission: 'mapSheets:check',
  errors: [...stepErrors, 'SEPARATION_OF_DUTIES'],
});

export const publishMapSheet = defineOperation({
  ...step,
  id: 'mapSheets.publish',
  path: '/v1/map-sheets/{id}:publish',
  summary: 'Puts a checked sheet into use inside the offices (third officer); an older edition is superseded',
  success: { status: 200, schema: MapSheet },
  permission: 'mapSheets:publish',
  errors: [...stepErrors, 'SEPARATION_OF_DUTIES'],
});

export const releaseMapSheet = defineOperation({
  ...step,
  id: 'mapSheets.release',
  path: '/v1/map-sheets/{id}:release',
  summary: 'Puts a published sheet of the public layer before the public, with its review number',
  body: strict({ reviewNo: Type.String({ minLength: 6, maxLength: 40 }), reviewedOn: Day }),
  success: { status: 200, schema: MapSheet },
  permission: 'mapSheets:publish',
  errors: [...stepErrors, 'SHEET_CLASSIFIED', 'REVIEW_NO_INVALID', 'SEPARATION_OF_DUTIES'],
});

export const withdrawMapSheet = defineOperation({
  ...step,
  id: 'mapSheets.withdraw',
  path: '/v1/map-sheets/{id}:withdraw',
  summary: 'Takes a sheet out of use, for the public too',
  body: strict({ reason: Type.String({ minLength: 4, maxLength: 400 }) }),
  success: { status: 200, schema: MapSheet },
  permission: 'mapSheets:publish',
  errors: stepErrors,
});
