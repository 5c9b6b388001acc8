import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, PageQuery } from '../shapes.ts';
import { Division, DivisionLevel, DivisionType, LineageStep, Resolution, tableFields } from './division-shapes.ts';

/** A code as people write it: 6, 9 or 12 digits, full-width digits too; what is wrong with it is told by the code errors. */
const CodeInput = Type.String({ minLength: 1, maxLength: 40 });
const CodeParams = Type.Object({ code: CodeInput }, { additionalProperties: false });
/** Valid time; today of the business clock unless given. */
const asOf = Type.Optional(Day);
/** Recorded time, an instant; now unless given. */
const knownAt = Type.Optional(Type.String({ format: 'date-time' }));
const AsOfQuery = Type.Object({ asOf }, { additionalProperties: false });

const codeErrors = ['CODE_FORMAT', 'CODE_RANGE', 'CODE_GAP', 'CODE_SUMMARY', 'OUT_OF_PROVINCE', 'CODE_UNKNOWN'];
const datedErrors = [...codeErrors, 'CODE_NOT_VALID_ON'];
const callers = ['public', 'user', 'service', 'partner'] as const;
const common = { service: 'place-names', permission: 'divisions:read', callers } as const;

const DatedDivisions = Type.Object({ items: Type.Array(Division), asOf: Day, ...tableFields });

export const getDivision = defineOperation({
  ...common,
  id: 'divisions.get',
  method: 'GET',
  path: '/v1/divisions/{code}',
  summary: 'The division that bears a code on a day',
  params: CodeParams,
  query: Type.Object({ asOf, knownAt }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ ...Division.properties, asOf: Day, ...tableFields }) },
  errors: datedErrors,
});

export const listDivisions = defineOperation({
  ...common,
  id: 'divisions.list',
  method: 'GET',
  path: '/v1/divisions',
  summary: 'Divisions of a level inside a division on a day, by code; statistical zones are no divisions',
  query: Type.Object(
    { parent: Type.Optional(CodeInput), level: Type.Optional(DivisionLevel), asOf, knownAt, ...PageQuery.properties },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({ ...DatedDivisions.properties, next: Type.Union([Type.String(), Type.Null()]) }),
  },
  errors: [...datedErrors, 'CURSOR_INVALID'],
});

export const listChildren = defineOperation({
  ...common,
  id: 'divisions.children',
  method: 'GET',
  path: '/v1/divisions/{code}/children',
  summary: 'Units held directly on a day; a county city is held by the prefecture that manages it',
  params: CodeParams,
  query: Type.Object({ asOf, includeTypes: Type.Optional(Type.Array(DivisionType)) }, { additionalProperties: false }),
  success: { status: 200, schema: DatedDivisions },
  errors: datedErrors,
});

export const listAncestors = defineOperation({
  ...common,
  id: 'divisions.ancestors',
  method: 'GET',
  path: '/v1/divisions/{code}/ancestors',
  summary: 'Holders from the nearest to the province on a day',
  params: CodeParams,
  query: AsOfQuery,
  success: { status: 200, schema: DatedDivisions },
  errors: datedErrors,
});

export const getLineage = defineOperation({
  ...common,
  id: 'divisions.lineage',
  method: 'GET',
  path: '/v1/divisions/{code}/lineage',
  summary: 'All versions of the units that bore a code, where their ground came from and where it went',
  params: CodeParams,
  success: {
    status: 200,
    schema: Type.Object({
      code: Type.String(),
      versions: Type.Array(Division),
      cameFrom: Type.Array(LineageStep),
      wentTo: Type.Array(LineageStep),
      ...tableFields,
    }),
  },
  errors: codeErrors,
});

export const countDivisions = defineOperation({
  ...common,
  id: 'divisions.counts',
  method: 'GET',
  path: '/v1/divisions/{code}/counts',
  summary: 'Numbers of lawful units inside a division on a day',
  params: CodeParams,
  query: AsOfQuery,
  success: {
    status: 200,
    schema: Type.Object({
      code: Type.String(),
      asOf: Day,
      prefectures: Type.Integer(),
      districts: Type.Integer(),
      countyCities: Type.Integer(),
      counties: Type.Integer(),
      countyLevel: Type.Integer(),
      townships: Type.Integer(),
      villages: Type.Integer(),
      ...tableFields,
    }),
  },
  errors: datedErrors,
});

const ResolveQuery = Type.Object({ code: CodeInput, from: Day, to: Day }, { additionalProperties: false });

export const resolveDivision = defineOperation({
  ...common,
  id: 'divisions.resolve',
  method: 'GET',
  path: '/v1/divisions/resolve',
  summary: 'Where the ground of a code valid on one day lies on a later day',
  query: ResolveQuery,
  success: { status: 200, schema: Resolution },
  errors: [...datedErrors, 'DATE_ORDER'],
});

export const sameTerritory = defineOperation({
  ...common,
  id: 'divisions.sameTerritory',
  method: 'GET',
  path: '/v1/divisions/{code}/same-territory',
  summary: 'Codes on a later day that cover the ground of a code on an earlier one, for series of the same territory',
  params: CodeParams,
  query: Type.Object({ from: Day, to: Day }, { additionalProperties: false }),
  success: {
    status: 200,
    schema: Type.Object({
      code: Type.String(),
      from: Day,
      to: Day,
      /** Of a prefecture whose ground has changed: its counties. */
      codes: Type.Array(Type.String()),
      /** Those of `codes` that also hold other ground. */
      residual: Type.Array(Type.String()),
      ...tableFields,
    }),
  },
  errors: [...datedErrors, 'DATE_ORDER'],
});

export const resolveDivisions = defineOperation({
  ...common,
  id: 'divisions.resolveBatch',
  method: 'POST',
  path: '/v1/divisions/resolve:batch',
  summary: 'Up to 1,000 questions of divisions.resolve; each has its own answer or refusal',
  body: Type.Object({ queries: Type.Array(ResolveQuery, { minItems: 1 }) }, { additionalProperties: false }),
  success: {
    status: 200,
    schema: Type.Object({
      items: Type.Array(
        Type.Object({
          /** Null when refused. */
          resolution: Type.Union([Resolution, Type.Null()]),
          /** Null when answered. */
          error: Type.Union([
            Type.Object({
              code: Type.String(),
              suggestions: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
            }),
            Type.Null(),
          ]),
        }),
      ),
      version: tableFields.version,
    }),
  },
  errors: ['BATCH_TOO_LARGE'],
});
