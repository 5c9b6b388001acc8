import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, IdParams } from '../shapes.ts';
import { NameSubject } from './name-application-shapes.ts';
import { Place } from './name-shapes.ts';

const callers = ['public', 'user', 'service', 'partner'] as const;
const common = { service: 'place-names', permission: 'placeNames:read', callers } as const;
const GivenName = Type.String({ minLength: 1, maxLength: 50 });

export const getPlaceName = defineOperation({
  ...common,
  id: 'placeNames.get',
  method: 'GET',
  path: '/v1/place-names/{id}',
  summary: 'One name of a feature; names that are not public are not there',
  params: IdParams,
  success: { status: 200, schema: Place },
  errors: ['PLACE_UNKNOWN'],
});

export const getPlaceNameHistory = defineOperation({
  ...common,
  id: 'placeNames.history',
  method: 'GET',
  path: '/v1/place-names/{id}/history',
  summary: 'All names of the feature that bears a name, oldest first: standard, former, alias, short',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ items: Type.Array(Place) }) },
  errors: ['PLACE_UNKNOWN'],
});

/** A name with what only offices see of it. */
export const PlaceRecord = Type.Object({
  ...Place.properties,
  secrecy: Type.Union([Type.Literal('PUBLIC'), Type.Literal('INTERNAL'), Type.Literal('SECRET')], {
    $id: 'PlaceSecrecy',
  }),
});

export const getPlaceRecord = defineOperation({
  service: 'place-names',
  id: 'placeNames.record',
  method: 'GET',
  path: '/v1/place-names/{id}/record',
  summary: 'A name as the offices of its division see it, internal and secret ones too; a read of a secret one is kept',
  params: IdParams,
  success: { status: 200, schema: PlaceRecord },
  permission: 'placeNames:readRecord',
  errors: ['PLACE_UNKNOWN'],
});

/** What a check found against a name; `waivable` when an office may let it pass with a reason. */
export const NameFinding = Type.Object(
  {
    code: Type.String(),
    waivable: Type.Boolean(),
    /** What was found: the other name, the character, the suggestion. */
    detail: Type.String(),
    /** The name that stands against it, where there is one. */
    placeId: Type.Union([Type.String(), Type.Null()]),
    divisionCode: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'NameFinding' },
);

export const NameCheck = Type.Object(
  {
    /** The name as it would be stored: half-width, in standard characters. */
    name: Type.String(),
    specificPart: Type.String(),
    genericPart: Type.String(),
    pinyin: Type.String(),
    pinyinPlain: Type.String(),
    /** Where no second name of this kind may be: codes of divisions; empty: the whole country. */
    scope: Type.Array(Type.String()),
    findings: Type.Array(NameFinding),
  },
  { $id: 'NameCheck' },
);

export const checkName = defineOperation({
  ...common,
  id: 'names.check',
  method: 'GET',
  path: '/v1/names:check',
  summary: 'Try a new name against characters, duplicates and homophones before applying for it',
  query: Type.Object(
    {
      name: GivenName,
      subject: NameSubject,
      division: Type.String({ minLength: 6, maxLength: 12 }),
      asOf: Type.Optional(Day),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: NameCheck },
  errors: ['CODE_FORMAT', 'CODE_NOT_VALID_ON', 'CODE_UNKNOWN', 'CODE_LEVEL', 'NAME_CHARS'],
});

/** A name in letters. */
export const PinyinAnswer = Type.Object(
  {
    text: Type.String(),
    specificPart: Type.String(),
    genericPart: Type.String(),
    /** By the rules of 1984 with the local readings, with tone marks. */
    pinyin: Type.String(),
    /** No tones, lower case, no spaces or apostrophes, ü is v. */
    plain: Type.String(),
    initials: Type.String(),
  },
  { $id: 'PinyinAnswer' },
);

export const readPinyin = defineOperation({
  ...common,
  id: 'pinyin.read',
  method: 'GET',
  path: '/v1/pinyin',
  summary: 'A place name in letters by the rules of 1984 and the local readings of the province',
  query: Type.Object(
    {
      text: GivenName,
      kind: Type.Optional(
        Type.Union(
          [Type.Literal('DIVISION'), Type.Literal('SETTLEMENT'), Type.Literal('STREET'), Type.Literal('FEATURE')],
          { $id: 'PinyinKind' },
        ),
      ),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: PinyinAnswer },
  errors: ['NAME_CHARS'],
});
