import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, strict, Version } from '../shapes.ts';

const common = { service: 'place-names' } as const;
const Next = Type.Union([Type.String(), Type.Null()]);
const Lon = Type.Number({ minimum: -180, maximum: 180 });
const Lat = Type.Number({ minimum: -180, maximum: 180 });

export const SignCondition = Type.Union(
  [Type.Literal('INTACT'), Type.Literal('DAMAGED'), Type.Literal('MISSING'), Type.Literal('REMOVED')],
  { $id: 'SignCondition' },
);

/** A sign that bears a place's name (GB 17733-2008). */
export const PlaceSign = Type.Object(
  {
    id: Id,
    signNo: Type.String(),
    placeId: Id,
    kind: Type.String({ description: 'STREET, VILLAGE, DIVISION, FEATURE, DOOR' }),
    text: Type.String(),
    pinyin: Type.String(),
    material: Type.String(),
    lon: Type.Number(),
    lat: Type.Number(),
    installedOn: Day,
    owner: Type.String(),
    condition: SignCondition,
    checkedOn: Day,
    divisionCode: DivisionCode,
    version: Version,
  },
  { $id: 'PlaceSign' },
);

const signFields = {
  signNo: Type.String({ minLength: 1, maxLength: 40 }),
  text: Type.String({ minLength: 1, maxLength: 50 }),
  pinyin: Type.String({ minLength: 1, maxLength: 120 }),
  material: Type.String({ minLength: 1, maxLength: 40 }),
  lon: Lon,
  lat: Lat,
  installedOn: Day,
  owner: Type.String({ minLength: 2, maxLength: 80 }),
};

export const installSign = defineOperation({
  ...common,
  id: 'placeSigns.install',
  method: 'POST',
  path: '/v1/place-signs',
  summary: 'Record a sign at its installation; it bears the standard name and its letters, and may replace another',
  body: strict({
    placeId: Id,
    kind: Type.Union([
      Type.Literal('STREET'),
      Type.Literal('VILLAGE'),
      Type.Literal('DIVISION'),
      Type.Literal('FEATURE'),
    ]),
    ...signFields,
    /** The sign that comes down; its replacement task is done by this. */
    replaces: Type.Optional(Id),
  }),
  success: { status: 201, schema: PlaceSign },
  permission: 'placeSigns:keep',
  idempotent: true,
  errors: [
    'PLACE_UNKNOWN',
    'PLACE_NOT_STANDARD',
    'SIGN_TEXT_MISMATCH',
    'SIGN_PINYIN_MISMATCH',
    'SIGN_UNKNOWN',
    'LONLAT_SWAPPED',
    'POSITION_OUTSIDE',
    'DATE_NOT_ALLOWED',
    'RECORD_DUPLICATE',
    'SCOPE_FORBIDDEN',
  ],
});

export const inspectSign = defineOperation({
  ...common,
  id: 'placeSigns.inspect',
  method: 'POST',
  path: '/v1/place-signs/{id}/condition',
  summary: 'Record in which condition a sign was found, or that it came down',
  params: IdParams,
  body: strict({ condition: SignCondition }),
  success: { status: 200, schema: PlaceSign },
  permission: 'placeSigns:keep',
  versioned: true,
  errors: ['SIGN_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'],
});

export const listSigns = defineOperation({
  ...common,
  id: 'placeSigns.list',
  method: 'GET',
  path: '/v1/place-signs',
  summary: 'Signs of the caller’s division by number, of one place where it is given',
  query: Type.Object({ ...PageQuery.properties, placeId: Type.Optional(Id) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(PlaceSign), next: Next }) },
  permission: 'placeSigns:read',
  errors: ['CURSOR_INVALID'],
});

export const signCover = defineOperation({
  ...common,
  id: 'placeSigns.cover',
  method: 'GET',
  path: '/v1/place-signs/cover',
  summary: 'How many features of a category have a sign that stands, of those that need one',
  query: Type.Object({
    division: DivisionCode,
    categoryGroup: Type.Optional(Type.String({ pattern: '^[0-9]{2}$' })),
  }),
  success: {
    status: 200,
    schema: Type.Object({
      divisionCode: DivisionCode,
      features: Type.Integer(),
      signed: Type.Integer(),
      /** Basis points, rounded down; null when nothing needs a sign. */
      rateBp: Type.Union([Type.Integer(), Type.Null()]),
    }),
  },
  permission: 'placeSigns:read',
  errors: ['SCOPE_FORBIDDEN'],
});

/** A sign or door plate that must come down because its place was renamed. */
export const SignTask = Type.Object(
  {
    id: Id,
    /** Of a sign. */
    signId: Type.Union([Id, Type.Null()]),
    /** Of a door plate. */
    plateId: Type.Union([Id, Type.Null()]),
    placeId: Id,
    /** What the new one says. */
    text: Type.String(),
    pinyin: Type.String(),
    divisionCode: DivisionCode,
    state: Type.String({ description: 'OPEN, DONE' }),
    openedOn: Day,
    dueOn: Day,
    doneOn: Type.Union([Day, Type.Null()]),
    overdue: Type.Boolean(),
  },
  { $id: 'SignTask' },
);

export const listSignTasks = defineOperation({
  ...common,
  id: 'signTasks.list',
  method: 'GET',
  path: '/v1/sign-tasks',
  summary: 'Signs and door plates to be replaced after a renaming, the earliest due day first',
  query: Type.Object({ ...PageQuery.properties, overdue: Type.Optional(Type.Boolean()) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(SignTask), next: Next }) },
  permission: 'placeSigns:read',
  errors: ['CURSOR_INVALID'],
});

/** A door plate: a number at a street, lane or village. */
export const DoorPlate = Type.Object(
  {
    id: Id,
    placeId: Id,
    number: Type.String(),
    text: Type.String(),
    pinyin: Type.String(),
    lon: Type.Number(),
    lat: Type.Number(),
    installedOn: Day,
    condition: SignCondition,
    divisionCode: DivisionCode,
    version: Version,
  },
  { $id: 'DoorPlate' },
);

export const installDoorPlate = defineOperation({
  ...common,
  id: 'doorPlates.install',
  method: 'POST',
  path: '/v1/door-plates',
  summary: 'Record a door plate at its installation; it bears the standard name of its street and a number of its own',
  body: strict({
    placeId: Id,
    number: Type.String({ pattern: '^[0-9]{1,4}(-[0-9]{1,3})?$' }),
    text: Type.String({ minLength: 1, maxLength: 50 }),
    pinyin: Type.String({ minLength: 1, maxLength: 120 }),
    lon: Lon,
    lat: Lat,
    installedOn: Day,
    /** The plate that comes down; its replacement task is done by this. */
    replaces: Type.Optional(Id),
  }),
  success: { status: 201, schema: DoorPlate },
  permission: 'placeSigns:keep',
  idempotent: true,
  errors: [
    'PLACE_UNKNOWN',
    'PLACE_NOT_STANDARD',
    'SIGN_TEXT_MISMATCH',
    'SIGN_PINYIN_MISMATCH',
    'SIGN_UNKNOWN',
    'LONLAT_SWAPPED',
    'POSITION_OUTSIDE',
    'DATE_NOT_ALLOWED',
    'RECORD_DUPLICATE',
    'SCOPE_FORBIDDEN',
  ],
});

export const listDoorPlates = defineOperation({
  ...common,
  id: 'doorPlates.list',
  method: 'GET',
  path: '/v1/door-plates',
  summary: 'Door plates of a street or village, by number',
  query: Type.Object({ ...PageQuery.properties, placeId: Id }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(DoorPlate), next: Next }) },
  permission: 'placeSigns:read',
  errors: ['CURSOR_INVALID'],
});
