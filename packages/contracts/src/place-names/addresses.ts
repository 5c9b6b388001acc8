import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, Version } from '../shapes.ts';

const callers = ['public', 'user', 'service', 'partner'] as const;
const Nullable = Type.Union([Type.String(), Type.Null()]);

/** Levels of a standard address (place-names.md §8.2), from the province to the room. */
export const AddressLevel = Type.Union(
  [
    Type.Literal('L1'),
    Type.Literal('L2'),
    Type.Literal('L3'),
    Type.Literal('L4'),
    Type.Literal('L5'),
    Type.Literal('L6'),
    Type.Literal('L7'),
    Type.Literal('L8'),
    Type.Literal('L9'),
    Type.Literal('L10'),
    Type.Literal('L11'),
  ],
  { $id: 'AddressLevel' },
);

/** One element of an address: what was written, what it is by the standard, and its code where it has one. */
export const AddressElement = Type.Object(
  {
    level: AddressLevel,
    /** As written; null when it was inferred. */
    given: Nullable,
    text: Type.String(),
    /** 12 digits of a division, the 20 of the national code of a named street or estate; null for what has none. */
    code: Nullable,
    /** Found in the table (divisions), or well formed (below them) and nowhere else than the address says. */
    matched: Type.Boolean(),
    /** Not written, known from the others. */
    inferred: Type.Boolean(),
    /** Written with a name of another day. */
    translated: Type.Boolean(),
  },
  { $id: 'AddressElement' },
);

/** Why the register of names does not agree with an element, or leaves a choice: told, and not guessed. */
export const AddressRemarkCode = Type.Union(
  [
    /** The name is that of a place today and was that of another one before. */
    Type.Literal('NAME_REUSED'),
    /** Several places bear the name, or bore it before. */
    Type.Literal('NAME_AMBIGUOUS'),
    /** Whatever bears or bore the name lies outside the township of the address. */
    Type.Literal('NAME_ELSEWHERE'),
  ],
  { $id: 'AddressRemarkCode' },
);

/** A remark on an element, with the other places that it may mean. */
export const AddressRemark = Type.Object(
  {
    code: AddressRemarkCode,
    level: AddressLevel,
    given: Type.String(),
    detail: Type.String(),
    places: Type.Array(
      Type.Object({
        /** National code; null for a place that has none. */
        code: Nullable,
        /** The name on the day behind those of the divisions that contain it. */
        label: Type.String(),
      }),
    ),
  },
  { $id: 'AddressRemark' },
);

/** An address in its standard form. */
export const StandardAddress = Type.Object(
  {
    standard: Type.String(),
    elements: Type.Array(AddressElement),
    /** The finest level that was matched without a gap in the divisions; null when nothing was. */
    level: Type.Union([AddressLevel, Type.Null()]),
    /** Code of the finest division. */
    code: Nullable,
    /** Matched levels ÷ given levels. */
    confidence: Type.Number({ minimum: 0, maximum: 1 }),
    translated: Type.Boolean(),
    /** Codes that fit equally; the address then needs a parent. */
    candidates: Type.Array(Type.Object({ code: Type.String(), label: Type.String() })),
    remarks: Type.Array(AddressRemark),
    /** What could not be read. */
    rest: Type.String(),
    /** The door plate that stands at this address: `address.standard-updated` names it when the address reads otherwise. */
    addressId: Type.Union([Id, Type.Null()]),
    asOf: Day,
    version: Version,
    historyIncomplete: Type.Boolean(),
  },
  { $id: 'StandardAddress' },
);

const AddressText = Type.String({ minLength: 1, maxLength: 400 });
const AddressQuery = Type.Object({ address: AddressText, asOf: Type.Optional(Day) });
const errors = ['ADDRESS_CONFLICT', 'ADDRESS_LENGTH', 'OUT_OF_PROVINCE'];

export const standardiseAddress = defineOperation({
  id: 'addresses.standardise',
  service: 'place-names',
  method: 'GET',
  path: '/v1/addresses:standardise',
  summary: 'Reads an address to its elements with codes; old names are translated, a missing prefecture is inferred',
  query: AddressQuery,
  success: { status: 200, schema: StandardAddress },
  permission: 'addresses:read',
  callers,
  errors,
});

export const geocodeAddress = defineOperation({
  id: 'geocoding.forward',
  service: 'place-names',
  method: 'GET',
  path: '/v1/geocode',
  summary: 'Where an address lies: the finest point that is known, and what it stands for',
  query: AddressQuery,
  success: {
    status: 200,
    schema: Type.Object({
      address: StandardAddress,
      /** Null when no point is known. */
      point: Type.Union([
        Type.Object({
          lon: Type.Number(),
          lat: Type.Number(),
          /** What the point is: the door plate, a named place of the address, or the middle of the division's polygon. */
          kind: Type.Union([Type.Literal('PLATE'), Type.Literal('PLACE'), Type.Literal('DIVISION')]),
          level: AddressLevel,
          code: Nullable,
          placeId: Nullable,
        }),
        Type.Null(),
      ]),
      version: Version,
    }),
  },
  permission: 'addresses:read',
  callers,
  errors,
});
