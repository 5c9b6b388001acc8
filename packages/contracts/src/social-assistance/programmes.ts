import { Type } from 'typebox';

/** Programmes of social-assistance that this version decides. */
export const DibaoProgramme = Type.Union([Type.Literal('URBAN_DIBAO'), Type.Literal('RURAL_DIBAO')], {
  $id: 'DibaoProgramme',
});

/** States of a dibao application (social-assistance.md §5.1, §11.20). */
export const ApplicationState = Type.Union(
  [
    Type.Literal('DRAFT'),
    Type.Literal('SUBMITTED'),
    Type.Literal('SUPPLEMENT_REQUESTED'),
    Type.Literal('ACCEPTED'),
    Type.Literal('INVESTIGATING'),
    Type.Literal('REJECTED_BY_TOWNSHIP'),
    Type.Literal('RECHECK'),
    Type.Literal('INVESTIGATED'),
    Type.Literal('REVIEWED'),
    Type.Literal('TOWNSHIP_OPINION'),
    Type.Literal('PUBLICITY_1'),
    Type.Literal('SENT_TO_COUNTY'),
    Type.Literal('COUNTY_OPINION'),
    Type.Literal('PUBLICITY_2'),
    Type.Literal('REINVESTIGATING'),
    Type.Literal('APPROVED'),
    Type.Literal('REJECTED'),
    Type.Literal('WITHDRAWN'),
  ],
  { $id: 'ApplicationState' },
);
