import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { DivisionCode, Fen, Id, IdParams, Month, PageQuery, strict, Version } from '../shapes.ts';

const service = 'social-assistance';

const Count = Type.Integer({ minimum: 0 });
const Instant = Type.String({ format: 'date-time' });

/** What the rules said of one enrolment; the last two are no results, and an operator looks at them. */
export const SweepOutcome = Type.Union(
  [
    /** An amount by the rules. */
    Type.Literal('ELIGIBLE'),
    /** The kept amount of a household that leaves gradually (social-assistance.md §4.9). */
    Type.Literal('KEPT'),
    /** The rules give nothing; the reason is the first of theirs. */
    Type.Literal('NOT_ELIGIBLE'),
    /** Suspended in the month. */
    Type.Literal('PAUSED'),
    /** The month lies outside the enrolment or its taper. */
    Type.Literal('NOT_DUE'),
    /** The rules could not compute it; the reason says why, such as PARAMETER_MISSING. */
    Type.Literal('NOT_COMPUTED'),
    /** It left the swept division after the start. */
    Type.Literal('LEFT'),
  ],
  { $id: 'SweepOutcome' },
);

/** A re-computation of all standing enrolments of a programme and division for one month; it changes none of them. */
export const EligibilitySweep = Type.Object(
  {
    id: Id,
    programme: Type.String(),
    divisionCode: DivisionCode,
    benefitMonth: Month,
    state: Type.Union([
      Type.Literal('RUNNING'),
      Type.Literal('DONE'),
      Type.Literal('CANCELLED'),
      Type.Literal('FAILED'),
    ]),
    total: Count,
    done: Count,
    /** Enrolments by outcome, of those that are done. */
    outcomes: Type.Array(Type.Object({ outcome: SweepOutcome, count: Count })),
    /** Enrolments whose computed amount is not the stored one. */
    differing: Count,
    storedFen: Fen,
    computedFen: Fen,
    /** Chunks that were tried again, and the class of the latest failure. */
    retries: Count,
    lastError: Type.Union([Type.String(), Type.Null()]),
    startedAt: Instant,
    finishedAt: Type.Union([Instant, Type.Null()]),
    version: Version,
  },
  { $id: 'EligibilitySweep' },
);

export const startSweep = defineOperation({
  id: 'sweeps.start',
  service,
  method: 'POST',
  path: '/v1/eligibility-sweeps',
  summary: 'Compute a month of all standing enrolments anew; answers the running sweep when there is one',
  body: strict({
    programme: Type.String({ maxLength: 40 }),
    /** A province, city or county. */
    divisionCode: DivisionCode,
    benefitMonth: Month,
  }),
  success: { status: 202, schema: EligibilitySweep },
  permission: 'sweeps:start',
  idempotent: true,
  errors: ['PROGRAMME_UNKNOWN', 'DIVISION_NOT_VALID', 'SCOPE_FORBIDDEN', 'PARAMETER_MISSING'],
});

export const getSweep = defineOperation({
  id: 'sweeps.get',
  service,
  method: 'GET',
  path: '/v1/eligibility-sweeps/{id}',
  summary: 'Progress, counts by outcome and sums of a sweep',
  params: IdParams,
  success: { status: 200, schema: EligibilitySweep },
  permission: 'sweeps:read',
  errors: ['SWEEP_UNKNOWN'],
});

export const listSweepFindings = defineOperation({
  id: 'sweeps.listFindings',
  service,
  method: 'GET',
  path: '/v1/eligibility-sweeps/{id}/findings',
  summary: 'Enrolments whose computed amount is not the stored one, by id',
  params: IdParams,
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({
      items: Type.Array(
        Type.Object({
          enrolmentId: Id,
          divisionCode: DivisionCode,
          outcome: SweepOutcome,
          /** The month's regular entitlement, before its run the standing amount of the enrolment. */
          storedFen: Fen,
          /** Null where nothing could be computed. */
          computedFen: Type.Union([Fen, Type.Null()]),
          reasonCode: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
      next: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  permission: 'sweeps:read',
  errors: ['SWEEP_UNKNOWN', 'CURSOR_INVALID'],
});

export const cancelSweep = defineOperation({
  id: 'sweeps.cancel',
  service,
  method: 'POST',
  path: '/v1/eligibility-sweeps/{id}/cancellation',
  summary: 'Stop a running sweep; what it has found stays',
  params: IdParams,
  body: strict({}),
  success: { status: 200, schema: EligibilitySweep },
  permission: 'sweeps:start',
  idempotent: true,
  versioned: true,
  errors: ['SWEEP_UNKNOWN', 'SCOPE_FORBIDDEN', 'STATE_TRANSITION_INVALID'],
});
