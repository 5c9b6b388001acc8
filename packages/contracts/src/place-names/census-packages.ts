import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Id, IdParams, strict, Version } from '../shapes.ts';
import { CensusFacts, CensusInformantInput, CensusRecordKey } from './census-records.ts';

const common = { service: 'place-names' } as const;
const Text = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
/** A field's value as canonical JSON (RFC 8785). */
const JsonText = Type.String({ maxLength: 20_000 });

const Facts = Type.Object({
  ...CensusFacts.properties,
});

const PackagedRecord = strict({
  id: Id,
  recordKey: Type.String(),
  version: Version,
  state: Type.String(),
  facts: Facts,
});

/** A township's catalogue to be worked on without a network. */
export const CensusPackage = strict({
  schema: Type.Literal('mz.census-package.v1'),
  id: Id,
  taskId: Id,
  divisionCode: Type.String(),
  drawnAt: Type.String({ format: 'date-time' }),
  records: Type.Array(PackagedRecord, { maxItems: 20_000 }),
});

const Seal = strict({
  keyId: Type.String({ maxLength: 200 }),
  algorithm: Type.Union([Type.Literal('Ed25519'), Type.Literal('ES256')]),
  signature: Type.String({ maxLength: 200 }),
});

export const checkOutCensusPackage = defineOperation({
  ...common,
  id: 'censusPackages.checkOut',
  method: 'POST',
  path: '/v1/census-tasks/{id}/packages',
  summary: 'A signed package of a task’s records with their versions, to be worked on offline',
  params: IdParams,
  success: {
    status: 201,
    schema: Type.Object({ package: CensusPackage, sha256: Type.String(), seal: Seal }),
  },
  permission: 'censusPackages:work',
  idempotent: true,
  errors: ['CENSUS_TASK_UNKNOWN', 'STATE_TRANSITION_INVALID', 'CENSUS_PACKAGE_TOO_LARGE'],
});

/** A field that both sides changed, with what both came from; values are canonical JSON. */
export const CensusConflict = Type.Object(
  {
    id: Id,
    packageId: Id,
    recordId: Id,
    recordKey: Type.String(),
    field: Type.String(),
    base: Type.String(),
    ours: Type.String(),
    theirs: Type.String(),
    /** BOTH_CHANGED: to be decided; RECORD_CLOSED: the record had gone on, so nothing of it was taken. */
    kind: Type.Union([Type.Literal('BOTH_CHANGED'), Type.Literal('RECORD_CLOSED')], { $id: 'CensusConflictKind' }),
    resolution: Type.Union([Type.Literal('OURS'), Type.Literal('THEIRS'), Type.Null()]),
    version: Version,
  },
  { $id: 'CensusConflict' },
);

/** A package that was checked out, and what became of it. */
export const CensusPackageState = Type.Object(
  {
    id: Id,
    taskId: Id,
    state: Type.Union([Type.Literal('CHECKED_OUT'), Type.Literal('MERGED')]),
    records: Count,
    sha256: Type.String(),
    /** Of the merge: records changed, records added, lines that were refused. */
    changed: Count,
    added: Count,
    refused: Type.Array(
      Type.Object({ recordKey: Type.String(), code: Type.String(), field: Text }, { $id: 'CensusMergeRefusal' }),
    ),
    conflicts: Type.Array(CensusConflict),
    version: Version,
  },
  { $id: 'CensusPackageState' },
);

export const getCensusPackage = defineOperation({
  ...common,
  id: 'censusPackages.get',
  method: 'GET',
  path: '/v1/census-packages/{id}',
  summary: 'What became of a package: merged records and the conflicts that are left',
  params: IdParams,
  success: { status: 200, schema: CensusPackageState },
  permission: 'censusPackages:work',
  errors: ['CENSUS_PACKAGE_UNKNOWN'],
});

export const mergeCensusPackage = defineOperation({
  ...common,
  id: 'censusPackages.merge',
  method: 'POST',
  path: '/v1/census-packages/{id}/merge',
  summary:
    'Brings offline work back: fields that one side changed are taken, fields that both changed become conflicts',
  params: IdParams,
  body: strict({
    /** As it was checked out, to the byte of its canonical form. */
    package: CensusPackage,
    seal: Seal,
    changes: Type.Array(
      strict({
        recordId: Id,
        /** Fields and their values as canonical JSON. */
        fields: Type.Array(strict({ field: Type.String({ maxLength: 30 }), value: JsonText }), { maxItems: 30 }),
        /** The feature was visited. */
        surveyed: Type.Boolean(),
        informants: Type.Optional(Type.Array(CensusInformantInput, { maxItems: 5 })),
      }),
      { maxItems: 20_000 },
    ),
    additions: Type.Array(strict({ recordKey: CensusRecordKey, facts: CensusFacts }), { maxItems: 5_000 }),
  }),
  maxBodyBytes: 33_554_432,
  success: { status: 200, schema: CensusPackageState },
  permission: 'censusPackages:work',
  errors: ['CENSUS_PACKAGE_UNKNOWN', 'CENSUS_PACKAGE_ALTERED', 'CENSUS_PACKAGE_MERGED', 'STATE_TRANSITION_INVALID'],
});

export const resolveCensusConflict = defineOperation({
  ...common,
  id: 'censusConflicts.resolve',
  method: 'POST',
  path: '/v1/census-conflicts/{id}/resolution',
  summary: 'A clerk says which value of a field holds',
  params: IdParams,
  body: strict({ choose: Type.Union([Type.Literal('OURS'), Type.Literal('THEIRS')]) }),
  success: { status: 200, schema: CensusConflict },
  permission: 'censusRecords:write',
  versioned: true,
  errors: ['CENSUS_CONFLICT_UNKNOWN', 'STATE_TRANSITION_INVALID', 'CENSUS_RECORD_CHANGED'],
});
