import { Type } from 'typebox';
import { Day, DivisionCode, Id, Version } from '../shapes.ts';
import { ApproverLevel } from './name-shapes.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const OpenDay = Type.Union([Day, Type.Null()]);

/** What is named: it decides the scope of duplicates and the way of approval (place-names.md §5.3). */
export const NameSubject = Type.Union(
  [
    Type.Literal('COUNTY_OR_ABOVE'),
    Type.Literal('TOWNSHIP'),
    Type.Literal('SUBDISTRICT'),
    Type.Literal('VILLAGE'),
    Type.Literal('STREET'),
    Type.Literal('ESTATE'),
    Type.Literal('FEATURE'),
    Type.Literal('STATION'),
  ],
  { $id: 'NameSubject' },
);

export const NameApplicationKind = Type.Union(
  [Type.Literal('NAMING'), Type.Literal('RENAMING'), Type.Literal('CANCELLING')],
  { $id: 'NameApplicationKind' },
);

export const NameApplicationState = Type.Union(
  [
    Type.Literal('SUBMITTED'),
    Type.Literal('ACCEPTED'),
    Type.Literal('AUTO_CHECKED'),
    Type.Literal('SURVEYED'),
    Type.Literal('EXPERT_REVIEWED'),
    Type.Literal('PUBLICISED'),
    Type.Literal('APPROVED'),
    Type.Literal('REJECTED'),
    Type.Literal('ANNOUNCED'),
    Type.Literal('FILED'),
    Type.Literal('SIGNED'),
  ],
  { $id: 'NameApplicationState' },
);

/** Why a name may be changed; what may or may not be changed stays (place-names.md §5.3). */
export const RenameReason = Type.Union(
  [
    Type.Literal('NON_STANDARD'),
    Type.Literal('DUPLICATE'),
    Type.Literal('DIVISION_CHANGE'),
    Type.Literal('RESIDENT_REQUEST'),
  ],
  { $id: 'RenameReason' },
);

export const Applicant = Type.Union([Type.Literal('BUILDER'), Type.Literal('TOWNSHIP'), Type.Literal('DEPARTMENT')], {
  $id: 'NameApplicant',
});

/** A finding that an office let pass, with its reason. */
export const NameWaiver = Type.Object(
  { code: Type.String(), reason: Type.String(), waivedOn: Day },
  { $id: 'NameWaiver' },
);

/** An application for a name, for another name, or for the end of one. */
export const NameApplication = Type.Object(
  {
    id: Id,
    kind: NameApplicationKind,
    subject: NameSubject,
    state: NameApplicationState,
    /** The name that is changed or ends; null for a new name until it is approved. */
    placeId: Type.Union([Id, Type.Null()]),
    name: Type.String(),
    pinyin: Type.String(),
    categoryCode: Type.String(),
    divisionCode: DivisionCode,
    crosses: Type.Array(Type.String()),
    lon: Type.Union([Type.Number(), Type.Null()]),
    lat: Type.Union([Type.Number(), Type.Null()]),
    meaning: Text,
    origin: Text,
    applicant: Applicant,
    reason: Type.Union([RenameReason, Type.Null()]),
    approverLevel: ApproverLevel,
    /** The name is heritage: experts review it and the province gives its opinion. */
    heritage: Type.Boolean(),
    needsExperts: Type.Boolean(),
    waivers: Type.Array(NameWaiver),
    expertFavourable: Type.Union([Type.Boolean(), Type.Null()]),
    provinceFavourable: Type.Union([Type.Boolean(), Type.Null()]),
    submittedOn: Day,
    publicityEndsOn: OpenDay,
    decidedOn: OpenDay,
    decisionDoc: Text,
    decisionReason: Text,
    announcedOn: OpenDay,
    filedOn: OpenDay,
    signedOn: OpenDay,
    /** The last day of the step that is awaited; null where none has a clock. */
    dueOn: OpenDay,
    overdue: Type.Boolean(),
    version: Version,
  },
  { $id: 'NameApplication' },
);
