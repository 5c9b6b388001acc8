import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery } from '../shapes.ts';

/** An emergency in which a county officer reads without a case, at most two hours (people.md §4). */
export const BreakGlass = Type.Object(
  {
    id: Id,
    divisionCode: DivisionCode,
    openedBy: Type.String(),
    emergency: Type.String(),
    reason: Type.String(),
    openedAt: Type.String(),
    expiresAt: Type.String(),
    /** Last day on which a second person may confirm. */
    confirmBy: Day,
    state: Type.Union([Type.Literal('AWAITING'), Type.Literal('CONFIRMED'), Type.Literal('UNCONFIRMED')]),
    confirmedBy: Type.Union([Type.String(), Type.Null()]),
    /** How many persons were read. */
    persons: Type.Integer(),
  },
  { $id: 'BreakGlass' },
);

const Text = Type.String({ minLength: 10, maxLength: 400 });

export const openBreakGlass = defineOperation({
  id: 'breakGlass.open',
  service: 'people',
  method: 'POST',
  path: '/v1/break-glass',
  summary: 'Open reading without a case: an emergency is declared and life is at risk',
  body: Type.Object(
    {
      /** The declared emergency: its number or name. */
      emergency: Type.String({ minLength: 4, maxLength: 200 }),
      reason: Text,
      minutes: Type.Integer({ minimum: 1, maximum: 120 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: BreakGlass },
  permission: 'breakGlass:open',
  idempotent: true,
});

export const readBreakGlass = defineOperation({
  id: 'breakGlass.read',
  service: 'people',
  method: 'POST',
  path: '/v1/break-glass/{id}/reads',
  summary:
    'Read one person in an emergency, by id or by identity number; marked in the ledger, refused when the time is over',
  params: IdParams,
  body: Type.Object(
    { personId: Type.Optional(Id), idNo: Type.Optional(Type.String({ maxLength: 40 })) },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({
      personId: Id,
      name: Type.String(),
      idNo: Type.Union([Type.String(), Type.Null()]),
      phone: Type.Union([Type.String(), Type.Null()]),
      residenceDivision: Type.Union([DivisionCode, Type.Null()]),
      residenceAddress: Type.Union([Type.String(), Type.Null()]),
      sex: Type.String(),
      birthDate: Day,
      lifeStatus: Type.String(),
    }),
  },
  permission: 'breakGlass:read',
  errors: [
    'BREAK_GLASS_UNKNOWN',
    'BREAK_GLASS_OVER',
    'PERSON_UNKNOWN',
    'ID_FORMAT_INVALID',
    'ID_CHECKSUM_INVALID',
    'ID_LEGACY_FORMAT',
  ],
});

export const confirmBreakGlass = defineOperation({
  id: 'breakGlass.confirm',
  service: 'people',
  method: 'POST',
  path: '/v1/break-glass/{id}/confirmation',
  summary: 'A second person confirms within one working day that the emergency was one',
  params: IdParams,
  body: Type.Object({ note: Type.String({ minLength: 4, maxLength: 400 }) }, { additionalProperties: false }),
  success: { status: 200, schema: BreakGlass },
  permission: 'breakGlass:confirm',
  idempotent: true,
  errors: ['BREAK_GLASS_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const listBreakGlass = defineOperation({
  id: 'breakGlass.list',
  service: 'people',
  method: 'GET',
  path: '/v1/break-glass',
  summary: 'Emergencies of the division for review, newest first; UNCONFIRMED: nobody confirmed in time',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(
      Type.Union([Type.Literal('AWAITING'), Type.Literal('CONFIRMED'), Type.Literal('UNCONFIRMED')]),
    ),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(BreakGlass), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'breakGlass:list',
});
