import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { DivisionCode, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import {
  Applicant,
  NameApplication,
  NameApplicationKind,
  NameApplicationState,
  NameSubject,
  RenameReason,
} from './name-application-shapes.ts';

const common = { service: 'place-names' } as const;
const Long = Type.String({ minLength: 10, maxLength: 4000 });
const Doc = Type.String({ minLength: 2, maxLength: 80 });
const step = { ...common, method: 'POST', params: IdParams, versioned: true } as const;
const stepErrors = ['NAME_APPLICATION_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'];
const success = { status: 200, schema: NameApplication } as const;

const nameErrors = [
  'NAME_CHARS',
  'RARE_CHAR',
  'TRADITIONAL_CHARS',
  'PINYIN_MISMATCH',
  'DUPLICATE_NAME',
  'HOMOPHONE',
  'PERSONAL_NAME',
  'STATE_LEADER_NAME',
  'ORDINAL_NAME',
];

export const createNameApplication = defineOperation({
  ...common,
  id: 'nameApplications.create',
  method: 'POST',
  path: '/v1/name-applications',
  summary: 'Apply for a name, for another name of a feature, or for the end of a name',
  body: strict({
    kind: NameApplicationKind,
    subject: NameSubject,
    applicant: Applicant,
    /** Of a renaming or cancelling: any name of the feature. */
    placeId: Type.Optional(Id),
    /** Of a naming or renaming. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
    /** The letters that the applicant gives; those of the rules unless given. */
    pinyin: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
    /** Other letters than those of the rules are meant; the city must let them pass. */
    pinyinOverride: Type.Optional(Type.Boolean()),
    /** Yes to the name in standard characters, when the given one has traditional ones. */
    conversionConfirmed: Type.Optional(Type.Boolean()),
    categoryCode: Type.Optional(Type.String({ pattern: '^[0-9]{5}$' })),
    divisionCode: DivisionCode,
    crosses: Type.Optional(Type.Array(DivisionCode, { maxItems: 40 })),
    nationallyKnown: Type.Optional(Type.Boolean()),
    /** The name is, or is taken from, the name of a person. */
    personalName: Type.Optional(Type.Boolean()),
    lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    lat: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    meaning: Type.Optional(Long),
    origin: Type.Optional(Long),
    reason: Type.Optional(RenameReason),
    /** Of a renaming: it must be changed; what may or may not be changed is not. */
    necessary: Type.Optional(Type.Boolean()),
  }),
  success: { status: 201, schema: NameApplication },
  permission: 'nameApplications:create',
  idempotent: true,
  errors: [
    ...nameErrors.slice(0, 3),
    'PINYIN_MISMATCH',
    'NO_CHANGE',
    'SIGNS_OPEN',
    'PLACE_UNKNOWN',
    'PLACE_NOT_STANDARD',
    'CATEGORY_MISMATCH',
    'RENAME_REASON_REQUIRED',
    'RENAME_NOT_NECESSARY',
    'NAME_FIELD_MISSING',
    'LONLAT_SWAPPED',
    'POSITION_OUTSIDE',
    'DIVISION_NOT_VALID',
    'SCOPE_FORBIDDEN',
  ],
});

export const getNameApplication = defineOperation({
  ...common,
  id: 'nameApplications.get',
  method: 'GET',
  path: '/v1/name-applications/{id}',
  summary: 'One application for a name',
  params: IdParams,
  success,
  permission: 'nameApplications:read',
  errors: ['NAME_APPLICATION_UNKNOWN'],
});

export const listNameApplications = defineOperation({
  ...common,
  id: 'nameApplications.list',
  method: 'GET',
  path: '/v1/name-applications',
  summary: 'Applications for names of the caller’s division, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(NameApplicationState),
    overdue: Type.Optional(Type.Boolean()),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(NameApplication), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'nameApplications:read',
  errors: ['CURSOR_INVALID'],
});

export const acceptNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.accept',
  path: '/v1/name-applications/{id}/acceptance',
  summary: 'The county takes an application in',
  body: strict({}),
  success,
  permission: 'nameApplications:handle',
  errors: [...stepErrors, 'SEPARATION_OF_DUTIES'],
});

export const waiveNameFinding = defineOperation({
  ...step,
  id: 'nameApplications.waive',
  path: '/v1/name-applications/{id}/waivers',
  summary: 'Let a finding pass with a reason: the county’s checker, for other letters than those of the rules the city',
  body: strict({
    code: Type.Union([Type.Literal('HOMOPHONE'), Type.Literal('PERSONAL_NAME'), Type.Literal('PINYIN_MISMATCH')]),
    reason: Type.String({ minLength: 10, maxLength: 400 }),
  }),
  success,
  permission: 'nameApplications:waive',
  errors: [...stepErrors, 'SEPARATION_OF_DUTIES', 'WAIVER_LEVEL'],
});

export const checkNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.check',
  path: '/v1/name-applications/{id}/check',
  summary: 'Check the name against the rules; it passes when nothing stands against it but what was waived',
  body: strict({}),
  success,
  permission: 'nameApplications:handle',
  errors: [...stepErrors, ...nameErrors],
});

export const surveyNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.survey',
  path: '/v1/name-applications/{id}/survey',
  summary: 'Record the survey of the place',
  body: strict({ document: Doc, findings: Long }),
  success,
  permission: 'nameApplications:handle',
  errors: stepErrors,
});

export const reviewNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.review',
  path: '/v1/name-applications/{id}/expert-review',
  summary: 'The experts’ opinion on a heritage name or a name of a township or above',
  body: strict({ favourable: Type.Boolean(), opinion: Long }),
  success,
  permission: 'nameApplications:review',
  errors: stepErrors,
});

export const opineOnNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.opine',
  path: '/v1/name-applications/{id}/province-opinion',
  summary: 'The province’s opinion on the change of a heritage name',
  body: strict({ favourable: Type.Boolean(), opinion: Long }),
  success,
  permission: 'nameApplications:opine',
  errors: [...stepErrors, 'OPINION_NOT_NEEDED'],
});

export const publiciseNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.publicise',
  path: '/v1/name-applications/{id}/publicity',
  summary: 'Begin the public notice of the name',
  body: strict({}),
  success,
  permission: 'nameApplications:handle',
  errors: [...stepErrors, 'EXPERT_REVIEW_MISSING', 'PROVINCE_OPINION_MISSING'],
});

export const decideNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.decide',
  path: '/v1/name-applications/{id}/decision',
  summary: 'Approve or reject after the notice, by the level that the name is decided at',
  body: strict({
    approved: Type.Boolean(),
    document: Type.Optional(Doc),
    reason: Type.String({ minLength: 2, maxLength: 400 }),
    /** Of stations, ports and scenic areas: the local government’s agreement. */
    governmentAgreement: Type.Optional(Doc),
  }),
  success,
  permission: 'nameApplications:decide',
  errors: [
    ...stepErrors,
    ...nameErrors,
    'APPROVER_LEVEL_WRONG',
    'PUBLICITY_RUNNING',
    'EXPERT_OPINION_NEGATIVE',
    'DOCUMENT_MISSING',
    'GOVERNMENT_AGREEMENT_MISSING',
    'SIGNS_OPEN',
    'SEPARATION_OF_DUTIES',
  ],
});

export const announceNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.announce',
  path: '/v1/name-applications/{id}/announcement',
  summary: 'Announce the name; by another person than those who applied and decided',
  body: strict({}),
  success,
  permission: 'nameApplications:announce',
  errors: [...stepErrors, 'SEPARATION_OF_DUTIES'],
});

export const fileNameApplication = defineOperation({
  ...step,
  id: 'nameApplications.file',
  path: '/v1/name-applications/{id}/filing',
  summary: 'The superior takes the announced name on file',
  body: strict({}),
  success,
  permission: 'nameApplications:file',
  errors: [...stepErrors, 'APPROVER_LEVEL_WRONG'],
});
