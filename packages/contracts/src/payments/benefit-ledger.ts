import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, Month } from '../shapes.ts';

const service = 'payments';

/** One month of the citizen's own benefits in plain words (payments.md §11). */
export const CitizenBenefit = Type.Object(
  {
    benefitMonth: Month,
    programme: Type.String(),
    programmeTitle: Type.String(),
    bureauTitle: Type.String(),
    amountFen: Fen,
    /** What of it was credited. */
    paidFen: Fen,
    state: Type.String(),
    stateText: Type.String(),
    paidOn: Type.Union([Day, Type.Null()]),
    decisionId: Id,
    /** Every state that it had, oldest first. */
    history: Type.Array(Type.Object({ at: Type.String(), stateText: Type.String() })),
  },
  { $id: 'CitizenBenefit' },
);

export const myBenefits = defineOperation({
  id: 'benefits.mine',
  service,
  method: 'GET',
  path: '/v1/benefits/mine',
  summary: 'The caller’s own months over all bureaux, newest first, in plain words',
  query: Type.Object({ fromMonth: Type.Optional(Month), toMonth: Type.Optional(Month) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(CitizenBenefit) }) },
  permission: 'benefits:own',
  purposes: ['CITIZEN_SELF'],
  errors: ['PERIOD_INVALID', 'SCOPE_FORBIDDEN'],
});

export const programmesOf = defineOperation({
  id: 'benefits.programmesOf',
  service,
  method: 'POST',
  path: '/internal/benefits/programmes',
  summary: 'Which programmes a person is in now: for the exchange edge and for bureaux',
  body: Type.Object(
    { personId: Id, purpose: Type.String(), basisId: Type.String({ minLength: 1, maxLength: 80 }) },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({
      programmes: Type.Array(
        Type.Object({
          programme: Type.String(),
          title: Type.String(),
          bureau: Type.String(),
          divisionCode: DivisionCode,
          fromMonth: Month,
        }),
      ),
    }),
  },
  permission: 'benefits:query',
  callers: ['service'],
  errors: ['PURPOSE_NOT_PERMITTED', 'AUTHORIZATION_MISSING'],
});

/** One line of the stream: a month of one of the persons that were asked for. */
export const StreamedBenefit = Type.Object(
  {
    personId: Id,
    programme: Type.String(),
    bureau: Type.String(),
    divisionCode: DivisionCode,
    benefitMonth: Month,
    amountFen: Fen,
    state: Type.String(),
    lineId: Id,
    decisionId: Id,
  },
  { $id: 'StreamedBenefit' },
);

export const streamBenefits = defineOperation({
  id: 'benefits.stream',
  service,
  method: 'POST',
  path: '/internal/benefits/streams',
  summary: 'Benefit entries of up to 50,000 persons as NDJSON, in the order of the question',
  body: Type.Object(
    {
      personIds: Type.Array(Id, { minItems: 1, maxItems: 50_000 }),
      fromMonth: Month,
      toMonth: Month,
      purpose: Type.String(),
      basisId: Type.String({ minLength: 1, maxLength: 80 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: StreamedBenefit, stream: 'application/x-ndjson' },
  permission: 'benefits:query',
  callers: ['service'],
  maxBodyBytes: 4_194_304,
  errors: ['PURPOSE_NOT_PERMITTED', 'AUTHORIZATION_MISSING', 'PERIOD_INVALID'],
});
