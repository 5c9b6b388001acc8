import { type Static, Type } from 'typebox';
import { Day, DivisionCode, Id, strict, Version } from '../shapes.ts';
import { DivisionLevel, DivisionType } from './division-shapes.ts';

const OpenDay = Type.Union([Day, Type.Null()]);
const OpenText = Type.Union([Type.String(), Type.Null()]);

/** What a change does (place-names.md §4.1). */
export const DivisionChangeKind = Type.Union(
  [
    Type.Literal('RENAME'),
    Type.Literal('RECODE'),
    Type.Literal('CONVERT_TO_DISTRICT'),
    Type.Literal('UPGRADE_TO_CITY'),
    Type.Literal('MERGE'),
    Type.Literal('SPLIT'),
    Type.Literal('TRANSFER_PART'),
    Type.Literal('REPARENT'),
    Type.Literal('ABSORB_PREFECTURE'),
    Type.Literal('ESTABLISH'),
    Type.Literal('ABOLISH'),
    Type.Literal('SEAT_MOVE'),
    Type.Literal('TYPE_CHANGE'),
  ],
  { $id: 'DivisionChangeKind' },
);
export type DivisionChangeKind = Static<typeof DivisionChangeKind>;

/** Who decides, and who may issue the letter (place-names.md §4.4). */
export const ChangeAuthority = Type.Union(
  [
    Type.Literal('STATE_COUNCIL'),
    Type.Literal('MCA'),
    Type.Literal('PROVINCE'),
    Type.Literal('CITY'),
    Type.Literal('COUNTY'),
  ],
  { $id: 'ChangeAuthority' },
);
export type ChangeAuthority = Static<typeof ChangeAuthority>;

/** Where a proposal stands (place-names.md §4.5). */
export const ProposalState = Type.Union(
  [
    Type.Literal('DRAFT'),
    Type.Literal('RETURNED'),
    Type.Literal('PLAN_CHECKED'),
    Type.Literal('ARGUED'),
    Type.Literal('RISK_ASSESSED'),
    Type.Literal('LIVELIHOOD_ASSESSED'),
    Type.Literal('CONSULTED'),
    Type.Literal('SUBMITTED'),
    Type.Literal('REVIEWED'),
    Type.Literal('GOV_APPROVED'),
    Type.Literal('REJECTED'),
    Type.Literal('REPORTED_UP'),
    Type.Literal('APPROVED'),
    Type.Literal('PUBLISHED'),
    Type.Literal('IMPLEMENTING'),
    Type.Literal('IMPLEMENTED'),
    Type.Literal('POST_EVALUATED'),
    Type.Literal('ARCHIVED'),
    Type.Literal('WITHDRAWN'),
  ],
  { $id: 'ProposalState' },
);
export type ProposalState = Static<typeof ProposalState>;

/** Level of the risk for stability by the four scores. */
export const RiskLevel = Type.Union([Type.Literal('LOW'), Type.Literal('MEDIUM'), Type.Literal('HIGH')], {
  $id: 'RiskLevel',
});
export type RiskLevel = Static<typeof RiskLevel>;

/** Whether the proposal stands in the mid and long term plan (行政区划设置与调整中远期规划). */
export const PlanConformity = Type.Union([Type.Literal('YES'), Type.Literal('NO'), Type.Literal('EXCEPTION')], {
  $id: 'PlanConformity',
});

/** What a sponsor writes. */
export const ProposalDraft = strict({
  kind: DivisionChangeKind,
  /** Type of the units that the change is about: of the new unit where one is established, else as they are today. */
  unitType: DivisionType,
  title: Type.String({ minLength: 2, maxLength: 200 }),
  reason: Type.String({ minLength: 10, maxLength: 4000 }),
  /** The office that sponsors: a city, a county, or a township for what lies below it. */
  sponsorDivision: DivisionCode,
  /** Units that change, as coded today. */
  affectedCodes: Type.Array(DivisionCode, { minItems: 1, maxItems: 50 }),
  /** A boundary change that is more than a part of a county (重大变更). */
  largeBoundaryChange: Type.Boolean(),
});

/** A proposal of adjustment without its papers. */
export const Proposal = Type.Object(
  {
    id: Id,
    proposalNo: Type.String(),
    kind: DivisionChangeKind,
    unitType: DivisionType,
    title: Type.String(),
    reason: Type.String(),
    /** The sponsor. */
    divisionCode: DivisionCode,
    affectedCodes: Type.Array(DivisionCode),
    level: DivisionLevel,
    largeBoundaryChange: Type.Boolean(),
    decidedBy: ChangeAuthority,
    /** With whom the decision is filed; null: with nobody. */
    filedWith: OpenText,
    legalBasis: Type.String(),
    state: ProposalState,
    riskLevel: Type.Union([RiskLevel, Type.Null()]),
    planConformity: Type.Union([PlanConformity, Type.Null()]),
    draftedOn: Day,
    draftedBy: Type.String(),
    consultationFrom: OpenDay,
    /** Last day on which the public may speak. */
    consultationUntil: OpenDay,
    submittedOn: OpenDay,
    reviewDueOn: OpenDay,
    /** The due day lies beyond the loaded holiday calendar. */
    reviewDueProvisional: Type.Boolean(),
    reviewOverdue: Type.Boolean(),
    approvedOn: OpenDay,
    changeId: OpenText,
    implementingOn: OpenDay,
    implementedOn: OpenDay,
    version: Version,
  },
  { $id: 'Proposal' },
);
export type Proposal = Static<typeof Proposal>;

/** Papers that stand behind a proposal. */
export const ProposalDocumentKind = Type.Union(
  [
    Type.Literal('APPLICATION'),
    Type.Literal('MAP'),
    Type.Literal('CONGRESS_RESOLUTION'),
    Type.Literal('GOVERNMENT_RESOLUTION'),
    Type.Literal('TOWNSHIP_PROPOSAL'),
    Type.Literal('VILLAGERS_ASSEMBLY'),
    Type.Literal('OTHER'),
  ],
  { $id: 'ProposalDocumentKind' },
);
export type ProposalDocumentKind = Static<typeof ProposalDocumentKind>;

export const ProposalDocument = Type.Object(
  {
    id: Id,
    kind: ProposalDocumentKind,
    title: Type.String(),
    docNo: OpenText,
    issuedOn: Day,
    /** SHA-256 of the filed copy. */
    sha256: Type.String(),
    attachedBy: Type.String(),
  },
  { $id: 'ProposalDocument' },
);

/** One voice of the expert panel. */
export const ProposalOpinion = Type.Object(
  { id: Id, expert: Type.String(), inFavour: Type.Boolean(), text: Type.String(), givenOn: Day },
  { $id: 'ProposalOpinion' },
);

export const DecisionStep = Type.Union(
  [Type.Literal('PLAN_CHECK'), Type.Literal('REVIEW'), Type.Literal('GOVERNMENT'), Type.Literal('STATE_COUNCIL')],
  { $id: 'ProposalDecisionStep' },
);
export type DecisionStep = Static<typeof DecisionStep>;

export const DecisionOutcome = Type.Union(
  [
    Type.Literal('YES'),
    Type.Literal('NO'),
    Type.Literal('EXCEPTION'),
    Type.Literal('AGREED'),
    Type.Literal('OBJECTED'),
    Type.Literal('APPROVED'),
    Type.Literal('REJECTED'),
  ],
  { $id: 'ProposalDecisionOutcome' },
);
export type DecisionOutcome = Static<typeof DecisionOutcome>;

/** A decision made by one person and confirmed by another. */
export const ProposalDecision = Type.Object(
  {
    id: Id,
    step: DecisionStep,
    outcome: DecisionOutcome,
    reason: Type.String(),
    authority: Type.Union([ChangeAuthority, Type.Null()]),
    docNo: OpenText,
    decidedOn: Day,
    madeBy: Type.String(),
    confirmedBy: OpenText,
    status: Type.Union([Type.Literal('OPEN'), Type.Literal('CONFIRMED'), Type.Literal('DROPPED')], {
      $id: 'ProposalDecisionStatus',
    }),
  },
  { $id: 'ProposalDecision' },
);

/** One step of the time line. */
export const ProposalStep = Type.Object(
  {
    action: Type.String(),
    fromState: OpenText,
    toState: ProposalState,
    actor: Type.String(),
    on: Day,
    reason: OpenText,
  },
  { $id: 'ProposalStep' },
);
