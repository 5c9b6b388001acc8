import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id } from '../shapes.ts';

/** A person that a search found: the name is clear only for a case handler whose case names the person. */
export const FoundPerson = Type.Object(
  {
    personId: Id,
    name: Type.String(),
    idNo: Type.Union([Type.String(), Type.Null()]),
    sex: Type.String(),
    birthDate: Day,
    hukouDivision: DivisionCode,
    lifeStatus: Type.String(),
  },
  { $id: 'FoundPerson' },
);

export const findPersons = defineOperation({
  id: 'persons.find',
  service: 'people',
  method: 'POST',
  path: '/v1/persons:find',
  summary: 'Exact search: an identity number, or name and birth date, or name and village; logged, also a miss',
  body: Type.Object(
    {
      idNo: Type.Optional(Type.String({ maxLength: 40 })),
      name: Type.Optional(Type.String({ maxLength: 200 })),
      birthDate: Type.Optional(Day),
      /** Register village, 12 digits. */
      village: Type.Optional(DivisionCode),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Type.Object({ hits: Type.Array(FoundPerson) }) },
  permission: 'persons:find',
  purposes: ['ASSESS_BENEFIT', 'VERIFY_MEANS', 'REGISTER_EVENT', 'SUPERVISE'],
  caseRequired: true,
  errors: [
    'SEARCH_TOO_WIDE',
    'TOO_MANY_REQUESTS',
    'CASE_REQUIRED',
    'NAME_INVALID',
    'ID_FORMAT_INVALID',
    'ID_CHECKSUM_INVALID',
    'ID_LEGACY_FORMAT',
    'DATE_ORDER_INVALID',
  ],
});
