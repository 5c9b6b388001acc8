import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Fen, Id, IdParams, Month, Version } from '../shapes.ts';
import { AssetItem, IncomeItem } from './declarations.ts';

const service = 'social-assistance';
const Text = Type.String({ minLength: 1, maxLength: 2000 });

/** Support obtained by concealment (骗取, SA-649 art. 68). */
export const FraudCase = Type.Object(
  {
    id: Id,
    enrolmentId: Id,
    /** The first month that was unlawfully drawn. */
    fromMonth: Month,
    /** PROPOSED, ESTABLISHED, DROPPED. */
    state: Type.String(),
    proposedOn: Day,
    settledOn: Type.Union([Day, Type.Null()]),
    decisionId: Type.Union([Id, Type.Null()]),
    /** What is demanded back in full. */
    unlawfulFen: Type.Union([Fen, Type.Null()]),
    /** Paid to the treasury, never fund money. */
    fineFen: Type.Union([Fen, Type.Null()]),
    version: Version,
  },
  { $id: 'FraudCase' },
);

export const proposeFraud = defineOperation({
  id: 'fraud.propose',
  service,
  method: 'POST',
  path: '/v1/enrolments/{id}/fraud-cases',
  summary: 'First of two: what was concealed, and since which month',
  params: IdParams,
  body: Type.Object(
    {
      fromMonth: Month,
      incomes: Type.Optional(Type.Array(IncomeItem, { maxItems: 50 })),
      assets: Type.Optional(Type.Array(AssetItem, { maxItems: 50 })),
      findings: Text,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: FraudCase },
  permission: 'fraud:propose',
  idempotent: true,
  errors: [
    'STATE_TRANSITION_INVALID',
    'SCOPE_FORBIDDEN',
    'FRAUD_DUPLICATE',
    'CONCEALED_MISSING',
    'PERIOD_INVALID',
    'PERSON_NOT_IN_HOUSEHOLD',
  ],
});

export const getFraudCase = defineOperation({
  id: 'fraud.get',
  service,
  method: 'GET',
  path: '/v1/fraud-cases/{id}',
  summary: 'One case of fraud',
  params: IdParams,
  success: { status: 200, schema: FraudCase },
  permission: 'fraud:read',
  errors: ['FRAUD_UNKNOWN'],
});

const stepErrors = ['FRAUD_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SEPARATION_OF_DUTIES', 'SCOPE_FORBIDDEN'];

export const establishFraud = defineOperation({
  id: 'fraud.establish',
  service,
  method: 'POST',
  path: '/v1/fraud-cases/{id}/establishment',
  summary: 'Second of two: the enrolment ends, everything is demanded back, a fine of one to three times may be set',
  params: IdParams,
  body: Type.Object({ fineFen: Type.Optional(Fen) }, { additionalProperties: false }),
  success: { status: 200, schema: FraudCase },
  permission: 'fraud:establish',
  idempotent: true,
  versioned: true,
  errors: [...stepErrors, 'FINE_OUT_OF_RANGE', 'REFUSAL_GROUND_MISSING'],
});

export const dropFraud = defineOperation({
  id: 'fraud.drop',
  service,
  method: 'POST',
  path: '/v1/fraud-cases/{id}/dropping',
  summary: 'The proposal was not borne out',
  params: IdParams,
  body: Type.Object({ reason: Text }, { additionalProperties: false }),
  success: { status: 200, schema: FraudCase },
  permission: 'fraud:establish',
  idempotent: true,
  versioned: true,
  errors: stepErrors,
});
