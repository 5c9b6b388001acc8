import { type Static, Type } from 'typebox';
import { Day, DivisionCode, Fen, Id, Month } from '../shapes.ts';
import { Counterfactual, DecisionReason } from './decisions.ts';
import { AssetItem, Declaration, IncomeItem, Supporter } from './declarations.ts';
import { MemberFacts } from './households.ts';
import { DibaoProgramme } from './programmes.ts';

/** A member with the facts of the person that the rules need; no identity. */
export const CaseMember = Type.Object({
  ...MemberFacts.properties,
  birthDate: Day,
  sex: Type.String(),
  hukouKind: Type.Union([
    Type.Literal('NON_AGRI'),
    Type.Literal('AGRI'),
    Type.Literal('RESIDENT'),
    Type.Literal('COLLECTIVE'),
  ]),
  lifeStatus: Type.String(),
  /** Their part is stopped by decision (SA-649 art. 45): they stay in n and are not in e. */
  benefitStopped: Type.Optional(Type.Literal('WORK_REFUSAL')),
});

/** A dated parameter row as the rules see it. */
export const ParameterRow = Type.Object({
  key: Type.String(),
  divisionCode: DivisionCode,
  validFrom: Day,
  validTo: Type.Union([Day, Type.Null()]),
  value: Type.Unknown(),
  legalBasis: Type.String(),
  approvedBy: Type.Array(Type.String()),
});

/** A standard as the rules see it: fen per month or per year, whole months. */
export const StandardRow = Type.Object({
  id: Id,
  programme: Type.String(),
  divisionCode: DivisionCode,
  amountFen: Fen,
  period: Type.Union([Type.Literal('MONTH'), Type.Literal('YEAR')]),
  validFrom: Day,
  validTo: Type.Union([Day, Type.Null()]),
});

/** Everything a dibao decision depends on: input of `npm run rules -- FILE.json` and of the decision capsule. */
export const CaseFacts = Type.Object(
  {
    programme: DibaoProgramme,
    decidedOn: Day,
    applicationMonth: Month,
    /** Division of the case; the parameter and standard lookups go from here upwards. */
    divisionCode: DivisionCode,
    regionGroup: Type.Optional(Type.Union([Type.Literal('EAST'), Type.Literal('CENTRAL'), Type.Literal('WEST')])),
    members: Type.Array(CaseMember, { minItems: 1 }),
    incomes: Type.Array(IncomeItem),
    assets: Type.Array(AssetItem),
    supporters: Type.Array(Supporter),
    applyAlone: Type.Optional(Declaration.properties.applyAlone),
    standards: Type.Array(StandardRow),
    parameters: Type.Array(ParameterRow),
  },
  { $id: 'CaseFacts' },
);
export type CaseFacts = Static<typeof CaseFacts>;

/** One programme's part of the result: a mixed household has two (social-assistance.md §2.2). */
export const CasePart = Type.Object({
  programme: DibaoProgramme,
  /** n */
  countedMembers: Type.Integer(),
  /** e */
  eligibleMembers: Type.Integer(),
  standardId: Id,
  standardYearFen: Fen,
  /** I as an exact fraction of fen a year, `numerator/denominator`. */
  incomeYear: Type.String(),
  /** p a month for display, yuan with 2 decimals. */
  perCapitaMonth: Type.String(),
  granted: Type.Boolean(),
  /** M after the minimum grant. */
  differentialFen: Fen,
  topUps: Type.Array(Type.Object({ personId: Id, category: Type.String(), amountFen: Fen })),
  /** M + Σ top-ups. */
  amountFen: Fen,
  shares: Type.Array(Type.Object({ personId: Id, amountFen: Fen })),
});

/** Result of the rules: amounts or all reasons, what is offered instead, and how it was reached. */
export const CaseResult = Type.Object(
  {
    outcome: Type.Union([Type.Literal('GRANT'), Type.Literal('REFUSE')]),
    amountFen: Fen,
    fromMonth: Type.Union([Month, Type.Null()]),
    parts: Type.Array(CasePart),
    counted: Type.Array(
      Type.Object({
        personId: Id,
        counted: Type.Boolean(),
        eligible: Type.Boolean(),
        reason: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
    reasons: Type.Array(DecisionReason),
    counterfactuals: Type.Array(Counterfactual),
    /** LOW_INCOME when I ≤ k × S_y × n. */
    offers: Type.Array(Type.String()),
    /** Things a person must look at: COMMERCIAL_VEHICLE, ESTIMATED_VALUE … */
    reviewFlags: Type.Array(Type.String()),
    trace: Type.Array(
      Type.Object({
        rule: Type.String(),
        legalBasis: Type.String(),
        inputs: Type.Record(Type.String(), Type.Unknown()),
        output: Type.Unknown(),
        note: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'CaseResult' },
);
export type CaseResult = Static<typeof CaseResult>;
