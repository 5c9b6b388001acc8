import { type Static, Type } from 'typebox';
import { Day, Fen, Id, strict } from '../shapes.ts';
import { RiskLevel } from './proposal-shapes.ts';

const OpenText = Type.Union([Type.String(), Type.Null()]);
const Prose = Type.String({ minLength: 2, maxLength: 4000 });
const Score = Type.Integer({ minimum: 0, maximum: 25 });

/** Reports about a proposal (place-names.md §3). */
export const ReportType = Type.Union(
  [
    Type.Literal('EXPERT_ARGUMENT'),
    Type.Literal('STABILITY_RISK'),
    Type.Literal('LIVELIHOOD_IMPACT'),
    Type.Literal('IMPLEMENTATION_SUPERVISION'),
    Type.Literal('POST_EVALUATION'),
  ],
  { $id: 'ProposalReportType' },
);
export type ReportType = Static<typeof ReportType>;

/** The four dimensions of the stability risk. */
export const RiskScores = Type.Object(
  { legality: Score, rationality: Score, feasibility: Score, controllability: Score },
  { $id: 'RiskScores', additionalProperties: false },
);
export type RiskScores = Static<typeof RiskScores>;

/** What a medium risk needs: who does what about it. */
export const Mitigation = Type.Object(
  { plan: Prose, responsibleUnit: Type.String({ minLength: 2, maxLength: 100 }) },
  { $id: 'RiskMitigation', additionalProperties: false },
);

/** Sections of the livelihood outline (民生影响评估, place-names.md §4.5). */
export const LivelihoodTopic = Type.Union(
  [
    Type.Literal('SOCIAL_SECURITY'),
    Type.Literal('SCHOOL_AND_HEALTH'),
    Type.Literal('HUKOU_AND_PAPERS'),
    Type.Literal('ADDRESSES_AND_CERTIFICATES'),
    Type.Literal('TRANSPORT_AND_FARES'),
    Type.Literal('LAND_AND_PROPERTY'),
    Type.Literal('TAXES_AND_FEES'),
    Type.Literal('ELDERLY_AND_DISABLED'),
    Type.Literal('EMPLOYMENT'),
    Type.Literal('GOVERNMENT_WINDOWS'),
  ],
  { $id: 'LivelihoodTopic' },
);
export type LivelihoodTopic = Static<typeof LivelihoodTopic>;

/** One group of people in one section. */
export const LivelihoodGroup = Type.Object(
  {
    group: Type.String({ minLength: 1, maxLength: 100 }),
    affectedPersons: Type.Integer({ minimum: 0 }),
    /** Per person and year; below zero is a loss. */
    changeFen: Fen,
    payer: Type.String({ minLength: 1, maxLength: 100 }),
    /** The measure that carries the group over; null: none. */
    transitionRule: OpenText,
  },
  { $id: 'LivelihoodGroup', additionalProperties: false },
);

export const LivelihoodSection = Type.Object(
  { topic: LivelihoodTopic, text: Prose, groups: Type.Array(LivelihoodGroup, { maxItems: 50 }) },
  { $id: 'LivelihoodSection', additionalProperties: false },
);
export type LivelihoodSection = Static<typeof LivelihoodSection>;

/** What the evaluation after 12 or 36 months found. */
export const PostEvaluation = Type.Object(
  {
    months: Type.Integer({ minimum: 1, maximum: 120 }),
    goalsReached: Prose,
    services: Prose,
    petitions: Type.Integer({ minimum: 0 }),
    boundaryDisputes: Type.Integer({ minimum: 0 }),
    costFen: Fen,
    result: Type.Union([Type.Literal('GOOD'), Type.Literal('FAIR'), Type.Literal('POOR')], {
      $id: 'EvaluationResult',
    }),
  },
  { $id: 'PostEvaluation', additionalProperties: false },
);

/** A report as it is written; the part that belongs to its type must be there, the others must not. */
export const ReportBody = strict({
  type: ReportType,
  outlineVersion: Type.String({ minLength: 1, maxLength: 40 }),
  evaluatorOrg: Type.String({ minLength: 2, maxLength: 100 }),
  text: Prose,
  conclusion: Prose,
  riskScores: Type.Optional(RiskScores),
  mitigation: Type.Optional(Mitigation),
  livelihood: Type.Optional(Type.Array(LivelihoodSection, { maxItems: 20 })),
  evaluation: Type.Optional(PostEvaluation),
});
export type ReportBody = Static<typeof ReportBody>;

/** A report of a proposal; it counts when it is signed. */
export const ProposalReport = Type.Object(
  {
    id: Id,
    type: ReportType,
    outlineVersion: Type.String(),
    evaluatorOrg: Type.String(),
    text: Type.String(),
    conclusion: Type.String(),
    riskScores: Type.Union([RiskScores, Type.Null()]),
    /** Sum of the four scores. */
    riskScore: Type.Union([Type.Integer(), Type.Null()]),
    riskLevel: Type.Union([RiskLevel, Type.Null()]),
    mitigation: Type.Union([Mitigation, Type.Null()]),
    livelihood: Type.Array(LivelihoodSection),
    evaluation: Type.Union([PostEvaluation, Type.Null()]),
    writtenBy: Type.String(),
    writtenOn: Day,
    signedBy: OpenText,
    signedOn: Type.Union([Day, Type.Null()]),
  },
  { $id: 'ProposalReport' },
);

/** What supervision watches while a change is carried out (place-names.md §4.5). */
export const TaskKind = Type.Union(
  [
    Type.Literal('ORGANS_HANDOVER'),
    Type.Literal('SEALS'),
    Type.Literal('SIGNS'),
    Type.Literal('BOUNDARY_SURVEY'),
    Type.Literal('CODE_TABLES'),
    Type.Literal('CERTIFICATES_KEPT'),
    Type.Literal('MONTHLY_REPORT'),
  ],
  { $id: 'SupervisionTaskKind' },
);
export type TaskKind = Static<typeof TaskKind>;

export const SupervisionTask = Type.Object(
  {
    id: Id,
    kind: TaskKind,
    title: Type.String(),
    /** Of a monthly report; null for other tasks. */
    month: OpenText,
    /** Null: no term, or one that has not begun. */
    dueOn: Type.Union([Day, Type.Null()]),
    dueProvisional: Type.Boolean(),
    doneOn: Type.Union([Day, Type.Null()]),
    doneBy: OpenText,
    note: OpenText,
    /** The day on which it was thirty days overdue and went to oversight. */
    redFlagOn: Type.Union([Day, Type.Null()]),
  },
  { $id: 'SupervisionTask' },
);
