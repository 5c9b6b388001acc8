import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Fen, Id, IdParams, Version } from '../shapes.ts';

/** Where a fact comes from. */
export const Provenance = Type.Union([
  Type.Literal('DECLARED'),
  Type.Literal('VERIFIED'),
  Type.Literal('ASSESSED'),
  Type.Literal('DOCUMENT'),
]);

/** One income of one person for one period (social-assistance.md §2.3). */
export const IncomeItem = Type.Object(
  {
    personId: Id,
    /** A type of the income table: WAGE, CASUAL_WORK, MIGRANT_WORK, CROP, INTEREST, RENT, LAND_TRANSFER, EMPLOYEE_PENSION … */
    type: Type.String({ maxLength: 40 }),
    amountFen: Fen,
    periodFrom: Day,
    periodTo: Day,
    /** Wage only: income tax and own social insurance in the period, where evidenced. */
    taxFen: Type.Optional(Fen),
    ownInsuranceFen: Type.Optional(Fen),
    source: Type.Optional(Type.String({ maxLength: 80 })),
    evidenceDocumentId: Type.Optional(Id),
    provenance: Provenance,
  },
  { $id: 'IncomeItem', additionalProperties: false },
);

export const AssetItem = Type.Object(
  {
    personId: Id,
    kind: Type.Union(
      [
        'DEPOSIT',
        'SECURITY',
        'FUND',
        'INSURANCE_CASH_VALUE',
        'VEHICLE',
        'VESSEL',
        'MACHINERY',
        'REAL_ESTATE',
        'CLAIM',
        'BUSINESS_REG',
        'LAND',
      ].map((kind) => Type.Literal(kind)),
    ),
    asOf: Day,
    valueFen: Type.Optional(Fen),
    areaM2: Type.Optional(Type.Integer({ minimum: 0 })),
    shareBp: Type.Integer({ minimum: 1, maximum: 10_000 }),
    /** VEHICLE: PRIVATE_CAR, COMMERCIAL_LIVELIHOOD, DISABLED_MOBILITY, FARM_TRICYCLE, TWO_WHEELER. REAL_ESTATE: DWELLING, HOMESTEAD, SHOP. */
    usage: Type.Optional(Type.String({ maxLength: 40 })),
    capitalFen: Type.Optional(Fen),
    staffCount: Type.Optional(Type.Integer({ minimum: 0 })),
    lostInDisaster: Type.Optional(Type.Boolean()),
    provenance: Provenance,
  },
  { $id: 'AssetItem', additionalProperties: false },
);

/** A non-counted relative with a duty of support (social-assistance.md §4 item 3). */
export const Supporter = Type.Object(
  {
    personId: Id,
    supportedPersonIds: Type.Array(Id, { minItems: 1 }),
    householdSize: Type.Integer({ minimum: 1 }),
    /** p_s: monthly per-capita income of the supporter's household. */
    perCapitaFen: Fen,
    /** S_s: monthly standard where the supporter lives. */
    standardFen: Fen,
    /** k_s: all people whom the supporter must support. */
    supportedCount: Type.Integer({ minimum: 1 }),
    /** On dibao, wubao or low-income: pays nothing. */
    onAssistance: Type.Boolean(),
    /** Yearly, by judgment or notarised agreement; stands before all else. */
    judgmentFen: Type.Optional(Fen),
    /** Yearly actual receipts. */
    receiptsFen: Type.Optional(Fen),
    receiptsProvenance: Type.Optional(Provenance),
  },
  { $id: 'Supporter', additionalProperties: false },
);

/** The family's declaration of income and assets, with the statements that the law asks for. */
export const Declaration = Type.Object(
  {
    incomes: Type.Array(IncomeItem, { maxItems: 300 }),
    assets: Type.Array(AssetItem, { maxItems: 100 }),
    supporters: Type.Array(Supporter, { maxItems: 30 }),
    /** Kin among assistance staff or committee members; an empty list is a statement of "none", absence is not. */
    nearRelatives: Type.Optional(
      Type.Array(
        Type.Object(
          { personId: Id, relation: Type.String({ maxLength: 20 }), office: Type.String({ maxLength: 80 }) },
          { additionalProperties: false },
        ),
      ),
    ),
    pledgeSignedOn: Type.Optional(Day),
    /** Apply alone (social-assistance.md §2.2): severe disability with own register, or religious staff. */
    applyAlone: Type.Optional(
      Type.Object(
        {
          ground: Type.Union([Type.Literal('SEVERE_DISABILITY'), Type.Literal('RELIGIOUS')]),
          parentsPerCapitaFen: Type.Optional(Fen),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'Declaration', additionalProperties: false },
);

export const recordDeclaration = defineOperation({
  id: 'declarations.record',
  service: 'social-assistance',
  method: 'PUT',
  path: '/v1/applications/{id}/declaration',
  summary: 'Record what the family declares; replaces the earlier declaration of the draft',
  params: IdParams,
  body: Declaration,
  success: {
    status: 200,
    schema: Type.Object({ applicationId: Id, sha256: Type.String(), recordedOn: Day, version: Version }),
  },
  permission: 'applications:draft',
  versioned: true,
  errors: [
    'AMOUNT_INVALID',
    'INCOME_PERIOD_INVALID',
    'INCOME_OVERLAP',
    'INCOME_TYPE_UNKNOWN',
    'PERSON_NOT_IN_HOUSEHOLD',
    'DOCUMENT_MISSING',
    'STATE_TRANSITION_INVALID',
  ],
});

export const getDeclaration = defineOperation({
  id: 'declarations.get',
  service: 'social-assistance',
  method: 'GET',
  path: '/v1/applications/{id}/declaration',
  summary: 'The current declaration',
  params: IdParams,
  success: { status: 200, schema: Declaration },
  permission: 'declarations:read',
  errors: ['DECLARATION_UNKNOWN'],
});

export const attachDocument = defineOperation({
  id: 'documents.attach',
  service: 'social-assistance',
  method: 'POST',
  path: '/v1/applications/{id}/documents',
  summary: 'Attach evidence by its SHA-256',
  params: IdParams,
  body: Type.Object(
    {
      kind: Type.String({
        maxLength: 40,
        description: 'APPLICATION_FORM, ID_COPY, HUKOU_COPY, PLEDGE, DISABILITY, MEDICAL, SCHOOL, JUDGMENT …',
      }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      issuer: Type.Optional(Type.String({ maxLength: 80 })),
      issuedOn: Type.Optional(Day),
      validTo: Type.Optional(Day),
      pages: Type.Integer({ minimum: 1, maximum: 500 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Type.Object({ id: Id }) },
  permission: 'applications:draft',
  idempotent: true,
  errors: ['DATE_NOT_ALLOWED', 'DATE_ORDER_INVALID', 'STATE_TRANSITION_INVALID'],
});
