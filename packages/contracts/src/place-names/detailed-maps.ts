import { type TObject, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import {
  DocumentNo,
  lineFields,
  OptionalDay,
  OptionalText,
  pageOfItems,
  Remark,
  recordEntry,
  recordStep,
  versionField,
} from './boundary-shapes.ts';

const service = 'place-names';

/** Steps of a detailed map (place-names.md §5.1). */
export const DetailedMapState = Type.Union(
  [
    Type.Literal('COLLECTED'),
    Type.Literal('COMPILED'),
    Type.Literal('CHECKED'),
    Type.Literal('SECRECY_REVIEWED'),
    Type.Literal('APPROVED'),
    Type.Literal('PUBLISHED'),
  ],
  { $id: 'DetailedMapState' },
);

/** The detailed map of a line (界线详图); a line has one. */
export const DetailedMap = Type.Object(
  {
    id: Id,
    ...lineFields,
    state: DetailedMapState,
    sourceNote: Type.String(),
    scale: Type.Union([Type.Integer(), Type.Null()]),
    sheets: Type.Array(Type.String()),
    compiler: OptionalText,
    compiledOn: OptionalDay,
    checkedOn: OptionalDay,
    reviewNo: OptionalText,
    reviewedOn: OptionalDay,
    approvalDoc: OptionalText,
    approvedOn: OptionalDay,
    publishedOn: OptionalDay,
    ...versionField,
  },
  { $id: 'DetailedMap' },
);

export const collectDetailedMap = recordEntry({
  id: 'detailedMaps.collect',
  path: '/v1/detailed-maps',
  summary: 'The material for the map of a line is together',
  permission: 'detailedMaps:compile',
  body: strict({ lineId: Id, sourceNote: Remark }),
  answer: DetailedMap,
  errors: ['BOUNDARY_LINE_UNKNOWN', 'MAP_EXISTS', 'LINE_NOT_IN_FORCE', 'SCOPE_FORBIDDEN'],
});

export const listDetailedMaps = defineOperation({
  id: 'detailedMaps.list',
  service,
  method: 'GET',
  path: '/v1/detailed-maps',
  summary: 'Detailed maps of the caller’s lines, by code',
  query: Type.Object({ ...PageQuery.properties, state: Type.Optional(DetailedMapState) }),
  success: { status: 200, schema: pageOfItems(DetailedMap) },
  permission: 'detailedMaps:read',
  errors: ['CURSOR_INVALID'],
});

export const getDetailedMap = defineOperation({
  id: 'detailedMaps.get',
  service,
  method: 'GET',
  path: '/v1/detailed-maps/{id}',
  summary: 'A detailed map',
  params: IdParams,
  success: { status: 200, schema: DetailedMap },
  permission: 'detailedMaps:read',
  errors: ['MAP_UNKNOWN'],
});

interface MapStep<B extends TObject> {
  readonly verb: string;
  readonly path: string;
  readonly summary: string;
  readonly permission: string;
  readonly body: B;
  readonly errors?: readonly string[];
}

function mapStep<B extends TObject>({ verb, path, errors = [], ...step }: MapStep<B>) {
  return recordStep({
    ...step,
    id: `detailedMaps.${verb}`,
    path: `/v1/detailed-maps/{id}/${path}`,
    answer: DetailedMap,
    errors: ['MAP_UNKNOWN', ...errors],
  });
}

export const compileDetailedMap = mapStep({
  verb: 'compile',
  path: 'compile',
  summary: 'The map is compiled: scale, sheets, compiler',
  permission: 'detailedMaps:compile',
  body: strict({
    scale: Type.Integer({ minimum: 500, maximum: 1_000_000, examples: [10_000] }),
    sheets: Type.Array(Type.String({ minLength: 1, maxLength: 30 }), { minItems: 1, maxItems: 400 }),
    compiler: Type.String({ minLength: 1, maxLength: 80 }),
  }),
});

export const checkDetailedMap = mapStep({
  verb: 'check',
  path: 'check',
  summary: 'Somebody else than who compiled has checked the map',
  permission: 'detailedMaps:check',
  body: strict({}),
  errors: ['SEPARATION_OF_DUTIES'],
});

export const reviewDetailedMap = mapStep({
  verb: 'reviewSecrecy',
  path: 'review-secrecy',
  summary: 'The map passed the secrecy review',
  permission: 'detailedMaps:review',
  body: strict({ reviewNo: DocumentNo }),
});

export const approveDetailedMap = mapStep({
  verb: 'approve',
  path: 'approve',
  summary: 'The province approves the map',
  permission: 'detailedMaps:approve',
  body: strict({ approvalDoc: DocumentNo }),
  errors: ['SEPARATION_OF_DUTIES'],
});

export const publishDetailedMap = mapStep({
  verb: 'publish',
  path: 'publish',
  summary: 'The map is published',
  permission: 'detailedMaps:review',
  body: strict({ publishedOn: Day }),
  errors: ['DATE_NOT_ALLOWED', 'SEPARATION_OF_DUTIES'],
});
