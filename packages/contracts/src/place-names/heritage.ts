import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, strict, Version } from '../shapes.ts';
import { HeritageKind, ProtectionLevel } from './name-shapes.ts';

const common = { service: 'place-names' } as const;
const callers = ['public', 'user', 'service', 'partner'] as const;
const Next = Type.Union([Type.String(), Type.Null()]);
const Year = Type.Integer({ minimum: -5000, maximum: 2100 });
const Doc = Type.String({ minLength: 2, maxLength: 80 });

/** What was issued to protect a name. */
export const HeritageMeasure = Type.Object(
  { id: Id, title: Type.String(), document: Type.String(), issuedOn: Day },
  { $id: 'HeritageMeasure' },
);

/** A name under protection, or proposed for it. */
export const HeritageEntry = Type.Object(
  {
    id: Id,
    placeId: Id,
    name: Type.String(),
    kind: HeritageKind,
    divisionCode: DivisionCode,
    /** Years before Christ are negative; there is no year 0. */
    establishedYear: Type.Union([Type.Integer(), Type.Null()]),
    nameSinceYear: Type.Union([Type.Integer(), Type.Null()]),
    /** Years from then to the year of the assessment. */
    yearsEstablished: Type.Union([Type.Integer(), Type.Null()]),
    yearsOfName: Type.Union([Type.Integer(), Type.Null()]),
    protectionLevel: Type.Union([ProtectionLevel, Type.Null()]),
    state: Type.Union([Type.Literal('PROPOSED'), Type.Literal('LISTED'), Type.Literal('REFUSED')], {
      $id: 'HeritageState',
    }),
    listedOn: Type.Union([Day, Type.Null()]),
    measures: Type.Array(HeritageMeasure),
    version: Version,
  },
  { $id: 'HeritageEntry' },
);

export const listHeritage = defineOperation({
  ...common,
  id: 'heritage.list',
  method: 'GET',
  path: '/v1/heritage',
  summary: 'Names under protection with the measures issued for them, by division',
  query: Type.Object({ ...PageQuery.properties, kind: Type.Optional(HeritageKind) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(HeritageEntry), next: Next }) },
  permission: 'placeNames:read',
  callers,
  errors: ['CURSOR_INVALID'],
});

export const proposeHeritage = defineOperation({
  ...common,
  id: 'heritageEntries.propose',
  method: 'POST',
  path: '/v1/heritage-entries',
  summary: 'Propose a name for protection; a thousand-year county is counted from its years',
  body: strict({
    placeId: Id,
    kind: HeritageKind,
    establishedYear: Type.Optional(Year),
    nameSinceYear: Type.Optional(Year),
    /** Times when the name was another one and was restored afterwards. */
    interruptions: Type.Optional(Type.Array(strict({ fromYear: Year, toYear: Year }), { maxItems: 20 })),
    evidence: Type.String({ minLength: 10, maxLength: 4000 }),
  }),
  success: { status: 201, schema: HeritageEntry },
  permission: 'heritage:propose',
  idempotent: true,
  errors: [
    'PLACE_UNKNOWN',
    'YEAR_INVALID',
    'HERITAGE_YEARS_MISSING',
    'HERITAGE_TOO_YOUNG',
    'HERITAGE_KIND_MISMATCH',
    'RECORD_DUPLICATE',
    'SCOPE_FORBIDDEN',
  ],
});

export const decideHeritage = defineOperation({
  ...common,
  id: 'heritageEntries.decide',
  method: 'POST',
  path: '/v1/heritage-entries/{id}/decision',
  summary: 'List a proposed name with its level of protection, or refuse it; by another person',
  params: IdParams,
  body: strict({
    listed: Type.Boolean(),
    protectionLevel: Type.Optional(ProtectionLevel),
    document: Type.Optional(Doc),
  }),
  success: { status: 200, schema: HeritageEntry },
  permission: 'heritage:decide',
  versioned: true,
  errors: ['HERITAGE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'DOCUMENT_MISSING', 'SEPARATION_OF_DUTIES'],
});

export const addHeritageMeasure = defineOperation({
  ...common,
  id: 'heritageEntries.addMeasure',
  method: 'POST',
  path: '/v1/heritage-entries/{id}/measures',
  summary: 'Record a measure that was issued to protect a listed name',
  params: IdParams,
  body: strict({ title: Type.String({ minLength: 2, maxLength: 200 }), document: Doc, issuedOn: Day }),
  success: { status: 201, schema: HeritageEntry },
  permission: 'heritage:protect',
  idempotent: true,
  errors: ['HERITAGE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'DATE_NOT_ALLOWED', 'DOC_DUPLICATE', 'SCOPE_FORBIDDEN'],
});

/** A volume of the gazetteer, a book of the series, an episode of the film. */
export const Publication = Type.Object(
  {
    id: Id,
    kind: Type.Union([Type.Literal('GAZETTEER'), Type.Literal('BOOK'), Type.Literal('FILM_EPISODE')], {
      $id: 'PublicationKind',
    }),
    series: Type.String(),
    number: Type.Integer(),
    title: Type.String(),
    divisionCode: DivisionCode,
    madeOn: Day,
    /** Printed or broadcast; null: not yet. */
    publishedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'Publication' },
);

export const recordPublication = defineOperation({
  ...common,
  id: 'publications.record',
  method: 'POST',
  path: '/v1/publications',
  summary: 'Record a volume, book or film episode that is finished',
  body: strict({
    kind: Publication.properties.kind,
    series: Type.String({ minLength: 1, maxLength: 60 }),
    number: Type.Integer({ minimum: 1, maximum: 10_000 }),
    title: Type.String({ minLength: 1, maxLength: 120 }),
    divisionCode: DivisionCode,
    madeOn: Day,
  }),
  success: { status: 201, schema: Publication },
  permission: 'publications:keep',
  idempotent: true,
  errors: ['RECORD_DUPLICATE', 'DATE_NOT_ALLOWED', 'DIVISION_NOT_VALID', 'SCOPE_FORBIDDEN'],
});

export const publishPublication = defineOperation({
  ...common,
  id: 'publications.publish',
  method: 'POST',
  path: '/v1/publications/{id}/publication',
  summary: 'Record that a finished one was printed or broadcast; by another person than the one who recorded it',
  params: IdParams,
  body: strict({ publishedOn: Day }),
  success: { status: 200, schema: Publication },
  permission: 'publications:publish',
  versioned: true,
  errors: ['PUBLICATION_UNKNOWN', 'STATE_TRANSITION_INVALID', 'DATE_NOT_ALLOWED', 'SEPARATION_OF_DUTIES'],
});

export const listPublications = defineOperation({
  ...common,
  id: 'publications.list',
  method: 'GET',
  path: '/v1/publications',
  summary: 'Printed and broadcast publications, newest first',
  query: Type.Object({ ...PageQuery.properties, kind: Type.Optional(Publication.properties.kind) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(Publication), next: Next }) },
  permission: 'placeNames:read',
  callers,
  errors: ['CURSOR_INVALID'],
});
