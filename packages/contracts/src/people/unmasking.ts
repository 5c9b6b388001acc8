import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Id } from '../shapes.ts';

/** One field of one person in clear, with a reason of at least 10 characters (people.md §4); a list is refused. */
export const unmaskPerson = defineOperation({
  id: 'persons.unmask',
  service: 'people',
  method: 'POST',
  path: '/v1/persons:unmask',
  summary: 'One field of one person in clear, for the open case; logged, counted, shown to the person',
  body: Type.Object(
    {
      /** Exactly one; more are refused with UNMASK_REFUSED. */
      personIds: Type.Array(Id, { minItems: 1, maxItems: 200 }),
      field: Type.Union([
        Type.Literal('name'),
        Type.Literal('idNo'),
        Type.Literal('phone'),
        Type.Literal('residenceAddress'),
      ]),
      reason: Type.String({ maxLength: 400 }),
    },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({
      personId: Id,
      field: Type.String(),
      /** Null: nothing is stored. */
      value: Type.Union([Type.String(), Type.Null()]),
      /** How many fields the caller has unmasked today. */
      countToday: Type.Integer(),
    }),
  },
  permission: 'persons:unmask',
  purposes: ['ASSESS_BENEFIT', 'VERIFY_MEANS', 'REGISTER_EVENT'],
  caseRequired: true,
  errors: ['UNMASK_REFUSED', 'CASE_REQUIRED', 'PERSON_UNKNOWN'],
});
