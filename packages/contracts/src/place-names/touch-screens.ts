import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, strict, Version } from '../shapes.ts';

const Instant = Type.String({ format: 'date-time' });
const OptionalInstant = Type.Union([Instant, Type.Null()]);
const Next = Type.Union([Type.String(), Type.Null()]);
const DeviceNo = Type.String({ pattern: '^[A-Z0-9-]{4,24}$' });
const OptionalVersion = Type.Union([Type.Integer(), Type.Null()]);

/** A touch screen in a hall; what it was asked is counted and never kept. */
export const TouchScreen = Type.Object(
  {
    id: Id,
    deviceNo: Type.String(),
    divisionCode: DivisionCode,
    location: Type.String(),
    state: Type.Union([Type.Literal('ACTIVE'), Type.Literal('RETIRED')], { $id: 'TouchScreenState' }),
    /** The content that it has. */
    contentVersion: OptionalVersion,
    lastHeartbeatAt: OptionalInstant,
    /** Since when it has been silent for longer than the limit. */
    offlineSince: OptionalInstant,
    version: Version,
  },
  { $id: 'TouchScreen' },
);

/** A package of public records for screens; its content is got by itself. */
export const ContentPackage = Type.Object(
  {
    id: Id,
    contentVersion: Type.Integer(),
    divisionCode: DivisionCode,
    recordCount: Type.Integer(),
    sha256: Type.String(),
    state: Type.Union([Type.Literal('BUILT'), Type.Literal('PUBLISHED')], { $id: 'ContentPackageState' }),
    builtAt: Instant,
    publishedAt: OptionalInstant,
    version: Version,
  },
  { $id: 'ContentPackage' },
);

/** A signature over the SHA-256 of a content. */
export const ContentSeal = Type.Object(
  { keyId: Type.String(), algorithm: Type.String(), signature: Type.String() },
  { $id: 'ContentSeal' },
);

const screens = { service: 'place-names', permission: 'touchScreens:manage' } as const;

export const registerTouchScreen = defineOperation({
  ...screens,
  id: 'touchScreens.register',
  method: 'POST',
  path: '/v1/touch-screens',
  summary: 'Register a touch screen; the answer alone has its secret',
  body: strict({
    deviceNo: DeviceNo,
    divisionCode: DivisionCode,
    location: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  success: { status: 201, schema: Type.Object({ ...TouchScreen.properties, secret: Type.String() }) },
  idempotent: true,
  errors: ['DEVICE_NO_DUPLICATE', 'CODE_UNKNOWN', 'CODE_NOT_VALID_ON'],
});

export const retireTouchScreen = defineOperation({
  ...screens,
  id: 'touchScreens.retire',
  method: 'POST',
  path: '/v1/touch-screens/{id}/retire',
  summary: 'Take a touch screen out of service; its secret no longer counts',
  params: IdParams,
  success: { status: 200, schema: TouchScreen },
  versioned: true,
  errors: ['TOUCH_SCREEN_UNKNOWN'],
});

export const listTouchScreens = defineOperation({
  ...screens,
  permission: 'touchScreens:read',
  id: 'touchScreens.list',
  method: 'GET',
  path: '/v1/touch-screens',
  summary: 'Touch screens of the own division, by device number',
  query: Type.Object({ ...PageQuery.properties, offline: Type.Optional(Type.Boolean()) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(TouchScreen), next: Next }) },
  errors: ['CURSOR_INVALID'],
});

/** A silence of a touch screen beyond the limit; closed by its next heartbeat. */
export const TouchScreenAlert = Type.Object(
  {
    id: Id,
    screenId: Id,
    deviceNo: Type.String(),
    divisionCode: DivisionCode,
    silentSince: Instant,
    openedAt: Instant,
    closedAt: OptionalInstant,
  },
  { $id: 'TouchScreenAlert' },
);

export const listTouchScreenAlerts = defineOperation({
  ...screens,
  permission: 'touchScreens:read',
  id: 'touchScreenAlerts.list',
  method: 'GET',
  path: '/v1/touch-screen-alerts',
  summary: 'Silences of touch screens of the own division, the newest first',
  query: PageQuery,
  success: { status: 200, schema: Type.Object({ items: Type.Array(TouchScreenAlert), next: Next }) },
  errors: ['CURSOR_INVALID'],
});

export const beatTouchScreen = defineOperation({
  ...screens,
  permission: 'public',
  callers: ['public'],
  id: 'touchScreens.heartbeat',
  method: 'POST',
  path: '/v1/touch-screens:heartbeat',
  summary: 'A touch screen says that it works; the answer says which content it should have',
  body: strict({
    deviceNo: DeviceNo,
    secret: Type.String({ minLength: 20, maxLength: 100 }),
    contentVersion: OptionalVersion,
    /** How often it was asked something, in all, on a day: told again, it counts once. */
    day: Day,
    queries: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  }),
  success: {
    status: 200,
    schema: Type.Object({
      nextHeartbeatMinutes: Type.Integer(),
      /** The newest content of its division, null before the first. */
      content: Type.Union([
        Type.Object({ id: Id, contentVersion: Type.Integer(), sha256: Type.String() }),
        Type.Null(),
      ]),
    }),
  },
  errors: ['DEVICE_REFUSED', 'DAY_IN_FUTURE'],
});

const packages = { service: 'place-names', permission: 'contentPackages:build' } as const;

export const buildContentPackage = defineOperation({
  ...packages,
  id: 'contentPackages.build',
  method: 'POST',
  path: '/v1/content-packages',
  summary: 'Build a content package from the public records of a division as they stand',
  body: strict({ divisionCode: DivisionCode }),
  success: { status: 201, schema: ContentPackage },
  idempotent: true,
  errors: ['CODE_UNKNOWN', 'CODE_NOT_VALID_ON', 'CODE_LEVEL'],
});

export const publishContentPackage = defineOperation({
  ...packages,
  permission: 'contentPackages:publish',
  id: 'contentPackages.publish',
  method: 'POST',
  path: '/v1/content-packages/{id}/publish',
  summary: 'Publish a content package: screens of the division take it with their next heartbeat',
  params: IdParams,
  success: { status: 200, schema: ContentPackage },
  versioned: true,
  errors: ['CONTENT_PACKAGE_UNKNOWN', 'CONTENT_OUTDATED'],
});

export const listContentPackages = defineOperation({
  ...packages,
  permission: 'touchScreens:read',
  id: 'contentPackages.list',
  method: 'GET',
  path: '/v1/content-packages',
  summary: 'Content packages of the own division and those published, the newest first',
  query: PageQuery,
  success: { status: 200, schema: Type.Object({ items: Type.Array(ContentPackage), next: Next }) },
  errors: ['CURSOR_INVALID'],
});

export const getContent = defineOperation({
  ...packages,
  permission: 'public',
  callers: ['public', 'user'],
  id: 'contentPackages.content',
  method: 'GET',
  path: '/v1/content-packages/{id}/content',
  summary: 'A published content package: JSON text, its SHA-256 and the seal over it',
  params: IdParams,
  success: {
    status: 200,
    schema: Type.Object({
      id: Id,
      contentVersion: Type.Integer(),
      divisionCode: DivisionCode,
      content: Type.String(),
      sha256: Type.String(),
      seal: ContentSeal,
    }),
  },
  errors: ['CONTENT_PACKAGE_UNKNOWN'],
});
