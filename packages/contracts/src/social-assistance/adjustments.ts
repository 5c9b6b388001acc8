import { Type } from 'typebox';
import { deathConsequences, personHoldings } from '../bureau/consequences.ts';
import { defineOperation } from '../operation.ts';
import { Day, Fen, Id, IdParams, Month } from '../shapes.ts';

const service = 'social-assistance';

/** A month that a change looked at: what it was owed, what it is due, and what was done. */
const AdjustedMonth = Type.Object(
  {
    month: Month,
    owedFen: Type.Integer(),
    dueFen: Fen,
    /** NONE, PENDING (payments has been asked), REPLACED, WITHDRAWN, SUPPLEMENT, OVERPAID. */
    act: Type.String(),
  },
  { $id: 'AdjustedMonth' },
);

/** One recomputation of an enrolment under a decision (social-assistance.md §4.8, payments.md §7, §8). */
export const Adjustment = Type.Object(
  {
    id: Id,
    decisionId: Id,
    /** REVIEW, MEMBERS, WORK_REFUSAL, STANDARD, DEATH, DEATH_REVOKED, FRAUD, TRANSFER, APPEAL. */
    cause: Type.String(),
    /** Id of the notice, standard, review … behind it. */
    causeId: Id,
    outcome: Type.String(),
    fromMonth: Month,
    /** In the order in which they were looked at; a month that waited for payments comes again with its outcome. */
    months: Type.Array(AdjustedMonth),
    supplementFen: Fen,
    overpaidFen: Fen,
    undoneBy: Type.Union([Id, Type.Null()]),
    decidedOn: Day,
  },
  { $id: 'Adjustment' },
);

export const listAdjustments = defineOperation({
  id: 'enrolments.adjustments',
  service,
  method: 'GET',
  path: '/v1/enrolments/{id}/adjustments',
  summary: 'What changed about an enrolment after its first decision, oldest first',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ items: Type.Array(Adjustment) }) },
  permission: 'applications:read',
});

/** What a change would do; nothing is written. */
export const AdjustmentPreview = Type.Object(
  {
    /** False when the change does not concern the enrolment. */
    changes: Type.Boolean(),
    outcome: Type.Union([Type.String(), Type.Null()]),
    fromMonth: Type.Union([Month, Type.Null()]),
    lastMonth: Type.Union([Month, Type.Null()]),
    /** Of the newest month. */
    amountFen: Fen,
    months: Type.Array(AdjustedMonth),
    supplementFen: Fen,
    overpaidFen: Fen,
  },
  { $id: 'AdjustmentPreview' },
);

export const previewAdjustment = defineOperation({
  id: 'enrolments.preview',
  service,
  method: 'POST',
  path: '/v1/enrolments/{id}/adjustment-previews',
  summary: 'What a death on a day or a standard would change; writes nothing',
  params: IdParams,
  body: Type.Union([
    Type.Object(
      { death: Type.Object({ personId: Id, deathDate: Day }, { additionalProperties: false }) },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        standard: Type.Object(
          { amountFen: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }), validFrom: Day },
          { additionalProperties: false },
        ),
      },
      { additionalProperties: false },
    ),
  ]),
  success: { status: 200, schema: AdjustmentPreview },
  permission: 'applications:read',
  errors: ['DATE_NOT_ALLOWED'],
});

/** What a death notice did to enrolments, lines and claims here. */
export const assistanceDeathConsequences = deathConsequences(service);

/** What this service holds under persons' ids. */
export const assistancePersonHoldings = personHoldings(service);
