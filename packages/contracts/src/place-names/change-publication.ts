import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, strict, Version } from '../shapes.ts';
import { DivisionChange } from './changes.ts';
import { ChangeExtent } from './division-shapes.ts';
import { ChangeAuthority, DivisionChangeKind } from './proposal-shapes.ts';

const service = 'place-names';
const NullableText = Type.Union([Type.String(), Type.Null()]);
const ChangeParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const Share = Type.Number({ minimum: 0, maximum: 1 });

/** One item of a change as it is entered (place-names.md §3). */
export const ChangeItemDraft = Type.Object(
  {
    fromCode: DivisionCode,
    toCode: DivisionCode,
    extent: ChangeExtent,
    /** Moved townships or villages as coded before the change. */
    partUnits: Type.Array(DivisionCode, { maxItems: 2000 }),
    /** The item for what is left of `fromCode`. */
    remainder: Type.Boolean(),
    /** Share of the people of `fromCode`; all items of one code make 1. */
    populationShare: Share,
    note: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { $id: 'ChangeItemDraft', additionalProperties: false },
);
export type ChangeItemDraft = Static<typeof ChangeItemDraft>;

/** A version that ends (OUT) or starts (IN) with the change. */
export const ChangeUnitDraft = Type.Object(
  {
    side: Type.Union([Type.Literal('IN'), Type.Literal('OUT')], { $id: 'ChangeSide' }),
    code: DivisionCode,
    /** Full name with its generic term; of a unit that starts. */
    name: Type.Optional(Type.String({ minLength: 2, maxLength: 30 })),
    /** The prefecture that a county city is entrusted to (代管). */
    managedByCode: Type.Optional(DivisionCode),
    /** The code under which the unit stood before, when it goes on; absent: a new unit. */
    sameUnitAs: Type.Optional(DivisionCode),
  },
  { $id: 'ChangeUnitDraft', additionalProperties: false },
);
export type ChangeUnitDraft = Static<typeof ChangeUnitDraft>;

/** A code below the change's own level that shall not be the one that the rule proposes. */
export const ChangeMapping = Type.Object(
  { fromCode: DivisionCode, toCode: DivisionCode },
  { $id: 'ChangeMapping', additionalProperties: false },
);
export type ChangeMapping = Static<typeof ChangeMapping>;

/** A change as the province enters it from an approval, or to correct one that was published wrong. */
export const ChangeDraft = strict({
  /** The approved proposal; not of a correction. */
  proposalId: Type.Optional(Id),
  /** The published change that this one corrects. */
  correctsId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  kinds: Type.Array(DivisionChangeKind, { minItems: 1, maxItems: 6 }),
  title: Type.String({ minLength: 2, maxLength: 300 }),
  authority: ChangeAuthority,
  /** Number of the letter; of several changes in one letter each has its section as suffix: 国函〔2014〕13号§1. */
  docNo: Type.Optional(Type.String({ maxLength: 100 })),
  approvedOn: Day,
  effectiveOn: Day,
  /** The letter itself names a day later than that of the approval. */
  effectiveDayInLetter: Type.Boolean(),
  announcedOn: Type.Optional(Day),
  items: Type.Array(ChangeItemDraft, { minItems: 1, maxItems: 200 }),
  units: Type.Array(ChangeUnitDraft, { maxItems: 200 }),
  mapping: Type.Array(ChangeMapping, { maxItems: 5000 }),
});
export type ChangeDraft = Static<typeof ChangeDraft>;

/** A change with what stands behind it. */
export const DivisionChangeFile = Type.Object(
  {
    ...DivisionChange.properties,
    proposalId: Type.Union([Id, Type.Null()]),
    preparedBy: NullableText,
    publishedBy: NullableText,
    /** The codes are final only when two people of the province have said so. */
    codesProposedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'DivisionChangeFile' },
);
export type DivisionChangeFile = Static<typeof DivisionChangeFile>;

const changeErrors = [
  'DIVISIONS_NOT_LOADED',
  'PROPOSAL_UNKNOWN',
  'PROPOSAL_NOT_APPROVED',
  'CHANGE_UNKNOWN',
  'CORRECTION_NOT_ALLOWED',
  'CORRECTION_BUILT_ON',
  'DOC_REQUIRED',
  'DOC_DUPLICATE',
  'AUTHORITY_NOT_COMPETENT',
  'EFFECTIVE_BEFORE_APPROVAL',
  'EFFECTIVE_DAY_NOT_IN_LETTER',
  'SHARE_SUM',
  'PART_UNITS_REQUIRED',
  'PART_UNIT_NOT_CHILD',
  'PART_UNIT_TWICE',
  'REMAINDER_REQUIRED',
  'ITEM_DUPLICATE',
  'ITEM_FROM_UNKNOWN',
  'ITEM_TO_UNKNOWN',
  'UNIT_NAME_REQUIRED',
  'UNIT_NOT_ENDED',
  'UNIT_NOT_IN_FORCE',
  'VERSION_OVERLAP',
  'CODE_REUSED',
  'MAPPING_INVALID',
  'LATER_CHANGE',
  'LINEAGE_CYCLE',
  'NAME_UNCHANGED',
  'UNIT_WITHOUT_ITEM',
  'CODE_RANGE',
  'CODE_GAP',
  'CODE_SUMMARY',
  'OUT_OF_PROVINCE',
];

export const draftDivisionChange = defineOperation({
  service,
  id: 'divisionChanges.draft',
  method: 'POST',
  path: '/v1/division-changes',
  summary: 'Enter the change of an approved proposal, or the correction of a published one; nothing takes effect yet',
  body: ChangeDraft,
  success: { status: 201, schema: DivisionChangeFile },
  permission: 'divisionChanges:draft',
  idempotent: true,
  errors: changeErrors,
});

export const reviseDivisionChange = defineOperation({
  service,
  id: 'divisionChanges.revise',
  method: 'PUT',
  path: '/v1/division-changes/{id}',
  summary: 'Enter a draft anew',
  params: ChangeParams,
  body: ChangeDraft,
  success: { status: 200, schema: DivisionChangeFile },
  permission: 'divisionChanges:draft',
  versioned: true,
  errors: ['STATE_TRANSITION_INVALID', ...changeErrors],
});

export const getDivisionChange = defineOperation({
  service,
  id: 'divisionChanges.get',
  method: 'GET',
  path: '/v1/division-changes/{id}',
  summary: 'A change, drafts too',
  params: ChangeParams,
  success: { status: 200, schema: DivisionChangeFile },
  permission: 'divisionChanges:read',
  errors: ['CHANGE_UNKNOWN'],
});

export const getChangeMapping = defineOperation({
  service,
  id: 'divisionChanges.mapping',
  method: 'GET',
  path: '/v1/division-changes/{id}/mapping',
  summary:
    'From which code to which at every level: of a draft as the rule proposes it, of a published change as written',
  params: ChangeParams,
  success: {
    status: 200,
    schema: Type.Object({
      changeId: Type.String(),
      items: Type.Array(
        Type.Object(
          { fromCode: Type.String(), toCode: Type.String(), extent: ChangeExtent, name: Type.String() },
          { $id: 'MappedCode' },
        ),
      ),
    }),
  },
  permission: 'divisionChanges:read',
  errors: ['CHANGE_UNKNOWN', 'DIVISIONS_NOT_LOADED'],
});

export const publishDivisionChange = defineOperation({
  service,
  id: 'divisionChanges.publish',
  method: 'POST',
  path: '/v1/division-changes/{id}/publication',
  summary: 'A third person publishes: versions and code map are written at every level, new codes provisional',
  params: ChangeParams,
  body: strict({}),
  success: { status: 200, schema: DivisionChangeFile },
  permission: 'divisionChanges:publish',
  idempotent: true,
  versioned: true,
  errors: ['STATE_TRANSITION_INVALID', 'SEPARATION_OF_DUTIES', ...changeErrors],
});

export const proposeDivisionCodes = defineOperation({
  service,
  id: 'divisionCodes.propose',
  method: 'POST',
  path: '/v1/division-changes/{id}/codes',
  summary: 'One person of the province proposes the day on which the provisional codes of a change become final',
  params: ChangeParams,
  body: strict({ publishedOn: Day }),
  success: { status: 200, schema: DivisionChangeFile },
  permission: 'divisionCodes:propose',
  idempotent: true,
  versioned: true,
  errors: ['CHANGE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'CODES_FINAL', 'DATE_NOT_ALLOWED'],
});

export const publishDivisionCodes = defineOperation({
  service,
  id: 'divisionCodes.publish',
  method: 'POST',
  path: '/v1/division-changes/{id}/codes/publication',
  summary: 'A second person of the province makes the codes final',
  params: ChangeParams,
  body: strict({}),
  success: { status: 200, schema: DivisionChangeFile },
  permission: 'divisionCodes:publish',
  idempotent: true,
  versioned: true,
  errors: ['CHANGE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SEPARATION_OF_DUTIES', 'CODES_NOT_PROPOSED', 'CODES_FINAL'],
});
