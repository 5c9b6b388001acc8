import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id } from '../shapes.ts';

export const recordKinship = defineOperation({
  id: 'kinship.record',
  service: 'people',
  method: 'POST',
  path: '/v1/kinship',
  summary: 'Record that a person is a relative of another',
  body: Type.Object(
    {
      personId: Id,
      relativeId: Id,
      /** What the relative is to the person. */
      kind: Type.Union([
        Type.Literal('SPOUSE'),
        Type.Literal('PARENT'),
        Type.Literal('CHILD'),
        Type.Literal('SIBLING'),
        Type.Literal('GRANDPARENT'),
        Type.Literal('GRANDCHILD'),
        Type.Literal('GUARDIAN'),
      ]),
      validFrom: Day,
      source: Type.String({ minLength: 1, maxLength: 80 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Type.Object({ id: Id }) },
  permission: 'kinship:record',
  idempotent: true,
  errors: ['KINSHIP_INVALID', 'DATE_ORDER_INVALID', 'PERSON_UNKNOWN', 'SCOPE_FORBIDDEN'],
});
