import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Version } from '../shapes.ts';
import { ChangeExtent } from './division-shapes.ts';

const OpenDay = Type.Union([Day, Type.Null()]);

/** One approved change of divisions with its items at county level and above. */
export const DivisionChange = Type.Object(
  {
    changeId: Type.String(),
    kinds: Type.Array(Type.String()),
    title: Type.String(),
    authority: Type.String(),
    docNo: Type.Union([Type.String(), Type.Null()]),
    approvedOn: Day,
    effectiveOn: Day,
    announcedOn: OpenDay,
    codePublishedOn: OpenDay,
    status: Type.String(),
    /** The change that this one corrects. */
    correctsId: Type.Union([Type.String(), Type.Null()]),
    /** APPROVAL: number and day checked; DAY_ASSUMED: the year is known, the day is assumed; PROPOSAL: published from a proposal. */
    provenance: Type.String(),
    items: Type.Array(
      Type.Object(
        {
          fromCode: Type.String(),
          toCode: Type.String(),
          extent: ChangeExtent,
          /** Moved townships as coded before the change; empty where unknown. */
          partUnits: Type.Array(Type.String()),
          /** The row for the rest of `fromCode`. */
          remainder: Type.Boolean(),
        },
        { $id: 'DivisionChangeItem' },
      ),
    ),
  },
  { $id: 'DivisionChange' },
);

export const listDivisionChanges = defineOperation({
  service: 'place-names',
  permission: 'divisions:read',
  callers: ['public', 'user', 'service', 'partner'],
  id: 'divisions.changes',
  method: 'GET',
  path: '/v1/divisions/changes',
  summary: 'Changes in force since a day, oldest first; all that are loaded without a day',
  query: Type.Object({ since: Type.Optional(Day) }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(DivisionChange), version: Version }) },
});
