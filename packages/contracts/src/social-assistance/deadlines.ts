import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, PageQuery } from '../shapes.ts';

/** A term that passed without its step (social-assistance.md §5.1). */
export const MissedDeadline = Type.Object(
  {
    id: Id,
    applicationId: Id,
    /** The appeal, transfer or enrolment when the term is not one of the application. */
    subjectId: Id,
    step: Type.String(),
    divisionCode: DivisionCode,
    dueOn: Day,
    missedOn: Day,
    /** When it was done after all. */
    metOn: Type.Union([Day, Type.Null()]),
    /** The level to which it was raised. */
    raisedTo: Type.Union([Type.Literal('COUNTY'), Type.Literal('CITY')]),
  },
  { $id: 'MissedDeadline' },
);

export const listDeadlines = defineOperation({
  id: 'deadlines.list',
  service: 'social-assistance',
  method: 'GET',
  path: '/v1/missed-deadlines',
  summary: 'Missed terms in the caller’s division, newest first',
  query: Type.Object({ ...PageQuery.properties, open: Type.Optional(Type.Boolean()) }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(MissedDeadline), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'deadlines:list',
});
