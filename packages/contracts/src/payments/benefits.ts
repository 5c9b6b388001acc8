import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { DivisionCode, Fen, Id, Month } from '../shapes.ts';

/** A month of a person in the benefit ledger over all bureaux (payments.md §11). */
export const BenefitEntry = Type.Object(
  {
    personId: Id,
    programme: Type.String(),
    bureau: Type.String(),
    divisionCode: DivisionCode,
    benefitMonth: Month,
    amountFen: Fen,
    state: Type.String({ description: 'OWED, FILED, SETTLED, FAILED, HELD, RECOVERED' }),
    lineId: Id,
    /** The decision that it rests on, whose capsule the bureau keeps. */
    decisionId: Id,
    /** Every state that it had, oldest first; when asked for. */
    history: Type.Optional(Type.Array(Type.Object({ state: Type.String(), amountFen: Fen, at: Type.String() }))),
  },
  { $id: 'BenefitEntry' },
);

/** Which programmes are these persons in: asked before granting, and by verification as CA_BENEFIT. */
export const queryBenefits = defineOperation({
  id: 'benefits.query',
  service: 'payments',
  method: 'POST',
  path: '/internal/benefits/queries',
  summary: 'Benefit entries of persons over all bureaux',
  body: Type.Object(
    {
      personIds: Type.Array(Id, { minItems: 1, maxItems: 1000 }),
      fromMonth: Month,
      toMonth: Month,
      purpose: Type.String(),
      /** Authorization (verification) or case (grant check) that justifies the question. */
      basisId: Type.String({ maxLength: 80 }),
      withHistory: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Type.Object({ entries: Type.Array(BenefitEntry) }) },
  permission: 'benefits:query',
  callers: ['service'],
  errors: ['PURPOSE_NOT_PERMITTED', 'AUTHORIZATION_MISSING', 'PERIOD_INVALID'],
});
