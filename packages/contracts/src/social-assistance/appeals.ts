import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, Month, Version } from '../shapes.ts';
import { AssetItem, IncomeItem, Supporter } from './declarations.ts';

const service = 'social-assistance';
const Text = Type.String({ minLength: 1, maxLength: 2000 });

/** Ways against a decision (social-assistance.md §5.4): 申诉, 行政复议, 行政诉讼. */
export const AppealKind = Type.Union([
  Type.Literal('OBJECTION'),
  Type.Literal('RECONSIDERATION'),
  Type.Literal('LITIGATION'),
]);

export const Appeal = Type.Object(
  {
    id: Id,
    decisionId: Id,
    applicationId: Id,
    enrolmentId: Type.Union([Id, Type.Null()]),
    kind: AppealKind,
    state: Type.Union([
      Type.Literal('OPEN'),
      Type.Literal('UPHELD'),
      Type.Literal('CHANGED'),
      Type.Literal('WITHDRAWN'),
    ]),
    lodgedOn: Day,
    /** Last day on which it could be lodged; an objection has none. */
    lodgeUntil: Type.Union([Day, Type.Null()]),
    /** Until when an objection must be answered. */
    dueOn: Type.Union([Day, Type.Null()]),
    /** The reviewing body ordered that the decision does not run meanwhile. */
    stayed: Type.Boolean(),
    answeredOn: Type.Union([Day, Type.Null()]),
    answerDecisionId: Type.Union([Id, Type.Null()]),
    version: Version,
  },
  { $id: 'Appeal' },
);

export const lodgeAppeal = defineOperation({
  id: 'appeals.lodge',
  service,
  method: 'POST',
  path: '/v1/decisions/{id}/appeals',
  summary: 'Record an objection, reconsideration or litigation against a decision',
  params: IdParams,
  body: Type.Object({ kind: AppealKind, lodgedOn: Day, grounds: Text }, { additionalProperties: false }),
  success: { status: 201, schema: Appeal },
  permission: 'appeals:lodge',
  idempotent: true,
  errors: ['DECISION_UNKNOWN', 'APPEAL_LATE', 'APPEAL_DUPLICATE', 'DATE_NOT_ALLOWED', 'SCOPE_FORBIDDEN'],
});

export const listAppeals = defineOperation({
  id: 'appeals.list',
  service,
  method: 'GET',
  path: '/v1/decisions/{id}/appeals',
  summary: 'The appeals against a decision, oldest first',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ items: Type.Array(Appeal) }) },
  permission: 'appeals:read',
});

export const getAppeal = defineOperation({
  id: 'appeals.get',
  service,
  method: 'GET',
  path: '/v1/appeals/{id}',
  summary: 'One appeal',
  params: IdParams,
  success: { status: 200, schema: Appeal },
  permission: 'appeals:read',
  errors: ['APPEAL_UNKNOWN'],
});

const stepErrors = ['APPEAL_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SEPARATION_OF_DUTIES', 'SCOPE_FORBIDDEN'];

export const answerAppeal = defineOperation({
  id: 'appeals.answer',
  service,
  method: 'POST',
  path: '/v1/appeals/{id}/answer',
  summary: 'Upheld (the decision stands), changed (decided anew) or withdrawn by the appellant',
  params: IdParams,
  body: Type.Object(
    {
      result: Type.Union([Type.Literal('UPHELD'), Type.Literal('CHANGED'), Type.Literal('WITHDRAWN')]),
      text: Text,
      /** What the facts really are, from a month on; without it a changed decision is taken back. */
      change: Type.Optional(
        Type.Object(
          {
            fromMonth: Month,
            incomes: Type.Optional(Type.Array(IncomeItem, { maxItems: 300 })),
            assets: Type.Optional(Type.Array(AssetItem, { maxItems: 100 })),
            supporters: Type.Optional(Type.Array(Supporter, { maxItems: 30 })),
          },
          { additionalProperties: false },
        ),
      ),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Appeal },
  permission: 'appeals:answer',
  idempotent: true,
  versioned: true,
  errors: [...stepErrors, 'PERSON_ALREADY_IN_HOUSEHOLD', 'APPEAL_CHANGE_MISSING', 'DECISION_IS_REFUSAL'],
});

export const orderStay = defineOperation({
  id: 'appeals.orderStay',
  service,
  method: 'POST',
  path: '/v1/appeals/{id}/stay',
  summary: 'The reviewing body orders that a stop does not run while the appeal is open',
  params: IdParams,
  body: Type.Object({ text: Text }, { additionalProperties: false }),
  success: { status: 200, schema: Appeal },
  permission: 'appeals:orderStay',
  idempotent: true,
  versioned: true,
  errors: [...stepErrors, 'APPEAL_NOTHING_TO_STAY'],
});
