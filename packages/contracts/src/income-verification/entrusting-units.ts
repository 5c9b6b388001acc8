import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, strict, Version } from '../shapes.ts';

const service = 'income-verification';

/** A unit that is no bureau of the platform and may have households checked (income-verification.md §2). */
export const EntrustingUnit = Type.Object(
  {
    id: Id,
    code: Type.String(),
    name: Type.String(),
    divisionCode: DivisionCode,
    purposes: Type.Array(Type.String()),
    officerSubject: Type.String(),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'EntrustingUnit' },
);

export const createEntrustingUnit = defineOperation({
  id: 'entrustingUnits.create',
  service,
  method: 'POST',
  path: '/v1/entrusting-units',
  summary: 'Admit a unit: its division, what it may ask for, and who answers for its requests',
  body: strict({
    code: Type.String({ pattern: '^[a-z][a-z-]{1,39}$' }),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    divisionCode: DivisionCode,
    purposes: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 20 }),
    officerSubject: Type.String({ minLength: 1, maxLength: 80 }),
    validFrom: Day,
    validTo: Type.Optional(Day),
  }),
  success: { status: 201, schema: EntrustingUnit },
  permission: 'entrustingUnits:manage',
  idempotent: true,
  errors: ['PURPOSE_NOT_PERMITTED', 'DIVISION_NOT_VALID', 'PERIOD_INVALID', 'UNIT_DUPLICATE', 'SCOPE_FORBIDDEN'],
});

export const endEntrustingUnit = defineOperation({
  id: 'entrustingUnits.end',
  service,
  method: 'POST',
  path: '/v1/entrusting-units/{id}/end',
  summary: 'The last day on which a unit may ask; what it asked before stays',
  params: IdParams,
  body: strict({ validTo: Day }),
  success: { status: 200, schema: EntrustingUnit },
  permission: 'entrustingUnits:manage',
  idempotent: true,
  versioned: true,
  errors: ['UNIT_UNKNOWN', 'PERIOD_INVALID'],
});

export const listEntrustingUnits = defineOperation({
  id: 'entrustingUnits.list',
  service,
  method: 'GET',
  path: '/v1/entrusting-units',
  summary: 'Units that may have households checked',
  success: { status: 200, schema: Type.Object({ items: Type.Array(EntrustingUnit) }) },
  permission: 'entrustingUnits:read',
});
