import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Id } from '../shapes.ts';

/** Ids of persons whom a partner named by number; a number is never answered, and an unknown one is null. */
export const resolvePersons = defineOperation({
  id: 'persons.resolve',
  service: 'people',
  method: 'POST',
  path: '/internal/persons/resolutions',
  summary: 'Ids of up to 100 persons by number and name, for a service that was given both',
  body: Type.Object(
    {
      subjects: Type.Array(
        Type.Object(
          { idNo: Type.String({ maxLength: 40 }), name: Type.String({ minLength: 1, maxLength: 200 }) },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 100 },
      ),
      /** The request that justifies it. */
      basisId: Type.String({ minLength: 1, maxLength: 80 }),
    },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({
      /** In the order that was asked; null when nobody has this number under this name. */
      personIds: Type.Array(Type.Union([Id, Type.Null()])),
    }),
  },
  permission: 'persons:resolve',
  callers: ['service'],
});
