import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Fen, Id, IdParams, Month } from '../shapes.ts';

/** One reason of a refusal. */
export const DecisionReason = Type.Object(
  {
    code: Type.String(),
    ruleId: Type.String(),
    legalBasis: Type.String(),
    text: Type.String(),
    field: Type.Optional(Type.String()),
  },
  { $id: 'DecisionReason' },
);

/** The smallest verified change that would alter the result. */
export const Counterfactual = Type.Object(
  {
    change: Type.String({ description: 'what would have to be different, e.g. INCOME_BELOW, ASSET_WITHOUT' }),
    field: Type.String(),
    from: Type.Unknown(),
    to: Type.Unknown(),
    text: Type.String(),
    /** The amount that would follow, recomputed by the same rules. */
    resultingAmountFen: Type.Union([Fen, Type.Null()]),
  },
  { $id: 'Counterfactual' },
);

/** The written notice of a decision. */
export const DecisionNotice = Type.Object(
  {
    decisionId: Id,
    applicationId: Id,
    outcome: Type.Union([
      Type.Literal('APPROVED'),
      Type.Literal('REJECTED'),
      // Changes of an enrolment (social-assistance.md §5.4).
      Type.Literal('KEPT'),
      Type.Literal('CHANGED'),
      Type.Literal('TAPERED'),
      Type.Literal('SUSPENDED'),
      Type.Literal('RESUMED'),
      Type.Literal('TERMINATED'),
    ]),
    /** APPLICATION, REVIEW, MEMBERS, WORK_REFUSAL, STANDARD, DEATH, DEATH_REVOKED, FRAUD, TRANSFER, APPEAL; absent in notices of before. */
    cause: Type.Optional(Type.String()),
    /** The enrolment that a change is about. */
    enrolmentId: Type.Optional(Id),
    decidedOn: Day,
    amountFen: Type.Union([Fen, Type.Null()]),
    fromMonth: Type.Union([Month, Type.Null()]),
    reasons: Type.Array(DecisionReason),
    counterfactuals: Type.Array(Counterfactual),
    offers: Type.Array(Type.String({ description: 'LOW_INCOME …' })),
    legalBasis: Type.Array(Type.String()),
    /** Reconsideration within 60 days, litigation within 3 months. */
    appeal: Type.Object({
      reconsiderationUntil: Day,
      litigationUntil: Day,
      instruction: Type.String(),
    }),
    deliverBy: Type.Union([Day, Type.Null()]),
    capsuleHash: Type.String(),
    /** An appeal against it is not answered yet (UNDER_APPEAL); told when it is read. */
    underAppeal: Type.Optional(Type.Boolean()),
  },
  { $id: 'DecisionNotice' },
);

export const getDecision = defineOperation({
  id: 'decisions.get',
  service: 'social-assistance',
  method: 'GET',
  path: '/v1/decisions/{id}',
  summary: 'The written notice of a decision',
  params: IdParams,
  success: { status: 200, schema: DecisionNotice },
  permission: 'applications:read',
});

/** A sealed capsule: recompute it anywhere with `npm run capsule:verify FILE`. */
export const SealedCapsule = Type.Object(
  {
    capsule: Type.Record(Type.String(), Type.Unknown()),
    hash: Type.String(),
    seal: Type.Object({
      keyId: Type.String(),
      algorithm: Type.String(),
      signature: Type.String(),
      /** One signature over many capsules: it covers the root, to which the path leads from this capsule's hash (RFC 6962). */
      merkle: Type.Optional(
        Type.Object({
          root: Type.String(),
          path: Type.Array(
            Type.Object({ side: Type.Union([Type.Literal('LEFT'), Type.Literal('RIGHT')]), hash: Type.String() }),
          ),
        }),
      ),
    }),
    publicKey: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: 'SealedCapsule' },
);

export const getCapsule = defineOperation({
  id: 'capsules.get',
  service: 'social-assistance',
  method: 'GET',
  path: '/v1/capsules/{id}',
  summary: 'The decision capsule of a decision',
  params: IdParams,
  success: { status: 200, schema: SealedCapsule },
  permission: 'applications:read',
});
