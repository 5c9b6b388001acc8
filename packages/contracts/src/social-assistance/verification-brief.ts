import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { CaseRef, Day, DivisionCode, Fen, Id, IdParams, Month } from '../shapes.ts';

/** An income as declared: amount for its period, class and type of social-assistance.md §2.3. */
export const DeclaredIncome = Type.Object({
  personId: Id,
  incomeClass: Type.String({ description: 'WAGE, BUSINESS, PROPERTY, TRANSFER' }),
  type: Type.String(),
  amountFen: Fen,
  periodFrom: Day,
  periodTo: Day,
  countable: Type.Boolean(),
  source: Type.Optional(Type.String({ description: 'employer or payer as declared' })),
});

/** An asset as declared. */
export const DeclaredAsset = Type.Object({
  personId: Id,
  kind: Type.String(),
  valueFen: Type.Optional(Fen),
  areaM2: Type.Optional(Type.Number()),
  shareBp: Type.Integer({ minimum: 0, maximum: 10_000 }),
  asOf: Day,
  detail: Type.Optional(Type.String()),
});

/** The immutable order to the checkers: who, which limits, what was declared (income-verification.md §14 reading 2). */
export const VerificationBrief = Type.Object(
  {
    requestId: Id,
    applicationId: Id,
    caseId: CaseRef,
    programme: Type.String(),
    purpose: Type.String(),
    /** INITIAL unless told (income-verification.md §3). */
    kind: Type.Optional(
      Type.Union([
        Type.Literal('INITIAL'),
        Type.Literal('REVIEW'),
        Type.Literal('SPOT_CHECK'),
        Type.Literal('COMPLAINT'),
        Type.Literal('BATCH'),
        Type.Literal('OBJECTION'),
      ]),
    ),
    /** NORMAL unless told; URGENT is entrusted at once. */
    priority: Type.Optional(Type.Union([Type.Literal('NORMAL'), Type.Literal('URGENT')])),
    householdId: Id,
    divisionCode: DivisionCode,
    asOf: Day,
    dueDate: Day,
    /** n: counted members. */
    countedMembers: Type.Integer({ minimum: 1 }),
    /** e: members who are eligible for this programme. */
    eligibleMembers: Type.Integer({ minimum: 0 }),
    standardId: Type.Union([Id, Type.Null()]),
    /** Since when that standard holds. */
    standardValidFrom: Type.Optional(Day),
    /** S_y × n (× k): the household's yearly limit; null where only facts are asked for. */
    incomeLimitFen: Type.Union([Fen, Type.Null()]),
    /** LT: eligible below the limit; LE: also at the limit. */
    comparison: Type.Union([Type.Literal('LT'), Type.Literal('LE')]),
    assetLimits: Type.Object({
      financialPerHeadFen: Fen,
      vehicles: Type.Integer(),
      dwellings: Type.Integer(),
      businessCapitalFen: Fen,
      businessStaff: Type.Integer(),
    }),
    windowMonths: Type.Integer(),
    windowFrom: Month,
    windowTo: Month,
    countableTableVersion: Type.String(),
    /** Types that are income but not countable under that table version. */
    excludedTypes: Type.Array(Type.String()),
    members: Type.Array(
      Type.Object({
        personId: Id,
        role: Type.Union([Type.Literal('COUNTED'), Type.Literal('SUPPORTER')]),
        relationToHead: Type.String(),
        adult: Type.Boolean(),
        authorizationId: Type.Union([Id, Type.Null()]),
      }),
    ),
    declared: Type.Object({ incomes: Type.Array(DeclaredIncome), assets: Type.Array(DeclaredAsset) }),
    /** SHA-256 of the RFC 8785 form of `declared`. */
    declaredHash: Type.String(),
  },
  { $id: 'VerificationBrief' },
);

export const getVerificationBrief = defineOperation({
  id: 'applications.verificationBrief',
  service: 'social-assistance',
  method: 'GET',
  path: '/v1/applications/{id}/verification-brief',
  summary: 'The immutable brief of an application’s current verification request',
  params: IdParams,
  success: { status: 200, schema: VerificationBrief },
  permission: 'applications:brief',
  callers: ['service'],
});
