import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Fen, Id, IdParams, Version } from '../shapes.ts';
import { Verdict } from './events.ts';

/** What is known: KNOWN, STALE (from old data), REFUSED by the agency, UNKNOWN. */
export const Truth = Type.String({ description: 'KNOWN, STALE, REFUSED, UNKNOWN' });

/** Declared against verified, one item of one person (income-verification.md §6). */
export const ReportItem = Type.Object(
  {
    personId: Id,
    findingClass: Type.String({ description: 'INCOME, ASSET, STATUS' }),
    type: Type.String(),
    declared: Type.Union([Fen, Type.Null()]),
    verified: Type.Union([Fen, Type.Null()]),
    difference: Type.Union([Fen, Type.Null()]),
    source: Type.Union([Type.String(), Type.Null()]),
    sourceAsOf: Type.Union([Day, Type.Null()]),
    confidence: Type.String({ description: 'HIGH, MEDIUM, LOW' }),
    countable: Type.Boolean(),
    verdict: Type.String({
      description:
        'MATCH, WITHIN_TOLERANCE, UNDER_DECLARED, OVER_DECLARED, UNDECLARED, NOT_FOUND, NOT_COVERED, PENDING',
    }),
    truth: Truth,
    /** Sources of one rank and day that disagree, until two persons have chosen one. */
    disagreeing: Type.Array(Type.String()),
  },
  { $id: 'ReportItem' },
);

/** What is known of one question to one agency (§3.2): an answer that is none never stands for "has none". */
export const ReportQuestion = Type.Object(
  {
    personId: Id,
    agencyCode: Type.String(),
    itemCode: Type.String(),
    truth: Truth,
    /** One of the seven outcomes; null where no answer came. */
    outcome: Type.Union([Type.String(), Type.Null()]),
    sourceAsOf: Type.Union([Day, Type.Null()]),
  },
  { $id: 'ReportQuestion' },
);

/** A thing that registers know of; only the checkers and the county see it. */
export const ReportAsset = Type.Object(
  {
    personId: Id,
    kind: Type.String({
      description: 'VEHICLE, REAL_ESTATE, BUSINESS_REG, DEPOSIT, SECURITY, FUND, INSURANCE_CASH_VALUE, MACHINERY, LAND',
    }),
    /** Masked plate, unit number, name of the business; null where the key would name an account. */
    mark: Type.Union([Type.String(), Type.Null()]),
    usage: Type.String(),
    valueFen: Type.Union([Fen, Type.Null()]),
    /** By a reference price: LOW, compared with no limit. */
    estimateFen: Type.Union([Fen, Type.Null()]),
    shareBp: Type.Integer(),
    source: Type.String(),
    sourceAsOf: Day,
    confidence: Type.String(),
    counts: Type.Boolean(),
  },
  { $id: 'ReportAsset' },
);

/** Money that came once, or was paid: shown apart from the income that counts. */
export const ReportSum = Type.Object(
  { personId: Id, type: Type.String(), amountFen: Type.Union([Fen, Type.Null()]), on: Day, source: Type.String() },
  { $id: 'ReportSum' },
);

/** What the figures were compared with: the bureau's brief. */
export const ReportLimit = Type.Object(
  {
    standardId: Type.Union([Id, Type.Null()]),
    standardValidFrom: Type.Union([Day, Type.Null()]),
    incomeLimitFen: Type.Union([Fen, Type.Null()]),
    comparison: Type.String({ description: 'LT, LE' }),
    financialPerHeadFen: Fen,
    countedMembers: Type.Integer(),
    countableTableVersion: Type.String(),
  },
  { $id: 'ReportLimit' },
);

/** A report version: immutable; a later version supersedes. Figures are shown by the caller's role. */
export const VerificationReport = Type.Object(
  {
    id: Id,
    reportNo: Type.String(),
    reportVersion: Type.Integer({ minimum: 1 }),
    requestId: Id,
    applicationId: Id,
    state: Type.String({ description: 'COMPILED, ISSUED, SUPERSEDED' }),
    verdict: Verdict,
    secondaryFlags: Type.Array(Type.String()),
    items: Type.Array(ReportItem),
    /** Yearly countable income I; null where the reader only sees bands. */
    countableIncomeFen: Type.Union([Fen, Type.Null()]),
    /** To 100 yuan, for townships. */
    countableIncomeBand: Type.String(),
    excludedIncomeFen: Type.Union([Fen, Type.Null()]),
    perCapitaMonth: Type.Union([Type.String(), Type.Null()]),
    /** The same as an exact fraction of yuan. */
    perCapitaMonthExact: Type.Union([Type.String(), Type.Null()]),
    lumpSums: Type.Array(ReportSum),
    expenditures: Type.Array(ReportSum),
    assets: Type.Array(ReportAsset),
    questions: Type.Array(ReportQuestion),
    members: Type.Array(
      Type.Object({ personId: Id, role: Type.String(), authorizationNo: Type.Union([Type.String(), Type.Null()]) }),
    ),
    limit: ReportLimit,
    legalNotice: Type.String(),
    financialPerHeadFen: Type.Union([Fen, Type.Null()]),
    financialBand: Type.String({ description: 'WITHIN_LIMIT, ABOVE_LIMIT' }),
    vehicles: Type.Integer(),
    dwellings: Type.Integer(),
    businesses: Type.Integer(),
    statusFindings: Type.Array(Type.Object({ personId: Id, code: Type.String(), on: Type.Union([Day, Type.Null()]) })),
    missingAgencies: Type.Array(Type.String()),
    confidence: Type.String(),
    compilerId: Type.String(),
    checkerId: Type.Union([Type.String(), Type.Null()]),
    issuedOn: Type.Union([Day, Type.Null()]),
    validTo: Type.Union([Day, Type.Null()]),
    objectionUntil: Type.Union([Day, Type.Null()]),
    sha256: Type.Union([Type.String(), Type.Null()]),
    /** With the number, the way to ask whether a paper holds; null before the report is issued. */
    verificationCode: Type.Union([Type.String(), Type.Null()]),
    version: Version,
  },
  { $id: 'VerificationReport' },
);

const service = 'income-verification';

export const compileReport = defineOperation({
  id: 'reports.compile',
  service,
  method: 'POST',
  path: '/v1/verification-requests/{id}/reports',
  summary: 'Compile a report version from the answers (operator)',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 201, schema: VerificationReport },
  permission: 'reports:compile',
  idempotent: true,
  errors: ['MANDATORY_ITEMS_OPEN', 'STATE_TRANSITION_INVALID'],
});

export const issueReport = defineOperation({
  id: 'reports.issue',
  service,
  method: 'POST',
  path: '/v1/verification-reports/{id}/issue',
  summary: 'Second signature: the report is issued (checker, another person than the compiler)',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: VerificationReport },
  permission: 'reports:issue',
  idempotent: true,
  versioned: true,
  errors: ['SEPARATION_OF_DUTIES', 'REPORT_IMMUTABLE', 'MANDATORY_ITEMS_OPEN'],
});

export const getReport = defineOperation({
  id: 'reports.get',
  service,
  method: 'GET',
  path: '/v1/verification-reports/{id}',
  summary: 'A report version, masked by the reader’s role',
  params: IdParams,
  success: { status: 200, schema: VerificationReport },
  permission: 'reports:read',
});

export const openObjection = defineOperation({
  id: 'objections.open',
  service,
  method: 'POST',
  path: '/v1/verification-reports/{id}/objections',
  summary: 'The applicant objects to items of a report, with proof',
  params: IdParams,
  body: Type.Object(
    {
      items: Type.Array(Type.Object({ personId: Id, type: Type.String() }), { minItems: 1 }),
      toldOn: Day,
      evidenceSha256s: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { minItems: 1 }),
      text: Type.String({ minLength: 1, maxLength: 2000 }),
    },
    { additionalProperties: false },
  ),
  success: {
    status: 201,
    schema: Type.Object({ id: Id, dueOn: Day, state: Type.String() }, { $id: 'OpenedObjection' }),
  },
  permission: 'objections:open',
  idempotent: true,
  errors: ['OBJECTION_LATE', 'OBJECTION_DUPLICATE', 'REPORT_SUPERSEDED'],
});

/** Verified facts for the bureau's own recomputation: figures, no identity. */
export const reportFacts = defineOperation({
  id: 'reports.facts',
  service,
  method: 'GET',
  path: '/internal/verification-reports/{id}/facts',
  summary: 'Verified incomes and assets of an issued report for the asking bureau',
  params: IdParams,
  success: {
    status: 200,
    schema: Type.Object({
      reportId: Id,
      reportVersion: Type.Integer(),
      verdict: Verdict,
      validTo: Day,
      incomes: Type.Array(
        Type.Object({
          personId: Id,
          type: Type.String(),
          amountFen: Fen,
          periodFrom: Day,
          periodTo: Day,
          source: Type.String(),
          confidence: Type.String(),
        }),
      ),
      assets: Type.Array(
        Type.Object({
          personId: Id,
          kind: Type.String(),
          asOf: Day,
          valueFen: Type.Union([Fen, Type.Null()]),
          shareBp: Type.Integer(),
          usage: Type.Union([Type.String(), Type.Null()]),
          capitalFen: Type.Union([Fen, Type.Null()]),
          staffCount: Type.Union([Type.Integer(), Type.Null()]),
          confidence: Type.String(),
        }),
      ),
      statusFindings: Type.Array(
        Type.Object({ personId: Id, code: Type.String(), on: Type.Union([Day, Type.Null()]) }),
      ),
    }),
  },
  permission: 'reports:facts',
  callers: ['service'],
  errors: ['REPORT_UNKNOWN'],
});
