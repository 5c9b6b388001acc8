import { type Static, Type } from 'typebox';
import { Day, Fen, Month } from '../shapes.ts';

const Nullable = <T extends typeof Day | typeof Fen | typeof Month>(schema: T) => Type.Union([schema, Type.Null()]);

/** Rows of each item as the partner agreements fix them (income-verification.md §4); anything else is refused. */
export const agencyRows = {
  HUKOU: Type.Object({
    name: Type.String(),
    sex: Type.String(),
    birthDate: Day,
    divisionCode: Type.String(),
    hukouKind: Type.String(),
    bookNo: Type.String(),
    headName: Type.String(),
    relationToHead: Type.String(),
    movedInOn: Nullable(Day),
    movedOutOn: Nullable(Day),
    status: Type.Union([Type.Literal('NORMAL'), Type.Literal('CANCELLED')]),
    cancelReason: Type.Union([Type.String(), Type.Null()]),
    cancelledOn: Nullable(Day),
  }),
  VEHICLE: Type.Object({
    plateMasked: Type.String(),
    type: Type.String({ description: 'CAR, VAN, TRUCK, MOTORCYCLE, FARM_TRICYCLE, DISABLED_MOBILITY' }),
    use: Type.Union([Type.Literal('PRIVATE'), Type.Literal('COMMERCIAL')]),
    displacementMl: Type.Integer({ minimum: 0 }),
    firstRegisteredOn: Day,
    status: Type.String({ description: 'NORMAL, SCRAPPED, TRANSFERRED, MORTGAGED' }),
    listPriceFen: Fen,
  }),
  PENSION: Type.Object({
    kind: Type.String(),
    payer: Type.String(),
    monthlyFen: Fen,
    firstMonth: Month,
    status: Type.Union([Type.Literal('PAYING'), Type.Literal('STOPPED')]),
  }),
  RESIDENT_PENSION: Type.Object({
    basicFen: Fen,
    accountFen: Fen,
    firstMonth: Month,
    status: Type.Union([Type.Literal('PAYING'), Type.Literal('STOPPED')]),
  }),
  CONTRIBUTION: Type.Object({
    kind: Type.Union([Type.Literal('EMPLOYEE'), Type.Literal('FLEXIBLE')]),
    employer: Type.Union([Type.String(), Type.Null()]),
    baseFen: Fen,
    paidFromMonth: Month,
    paidToMonth: Month,
  }),
  BUSINESS_REG: Type.Object({
    name: Type.String(),
    kind: Type.Union([Type.Literal('INDIVIDUAL'), Type.Literal('COMPANY'), Type.Literal('COOPERATIVE')]),
    role: Type.Union([Type.Literal('OWNER'), Type.Literal('SHAREHOLDER'), Type.Literal('MEMBER')]),
    capitalFen: Fen,
    status: Type.Union([Type.Literal('ACTIVE'), Type.Literal('REVOKED'), Type.Literal('DORMANT')]),
    registeredOn: Day,
  }),
  REAL_ESTATE: Type.Object({
    unitNo: Type.String(),
    location: Type.String(),
    areaDm2: Type.Integer({ minimum: 0 }),
    use: Type.Union([Type.Literal('DWELLING'), Type.Literal('SHOP')]),
    shareBp: Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), Type.Null()]),
    registeredOn: Day,
    sealed: Type.Boolean(),
    mortgaged: Type.Boolean(),
  }),
  FUND: Type.Object({
    employer: Type.String(),
    baseFen: Fen,
    monthlyDepositFen: Fen,
    balanceFen: Fen,
    status: Type.Union([Type.Literal('ACTIVE'), Type.Literal('SEALED')]),
  }),
  IIT_WAGE: Type.Object({ employer: Type.String(), grossFen: Fen, taxFen: Fen, month: Month }),
  MARRIAGE: Type.Object({
    status: Type.Union([Type.Literal('MARRIED'), Type.Literal('DIVORCED')]),
    registeredOn: Day,
    partnerIdNo: Type.String(),
  }),
  CREMATION: Type.Object({ crematedOn: Day, home: Type.String() }),
  DEPOSIT: Type.Object({
    bank: Type.String(),
    product: Type.String({ description: 'DEMAND, TERM' }),
    accounts: Type.Integer({ minimum: 0 }),
    balanceFen: Fen,
    balanceOn: Day,
  }),
  LAND_COMP: Type.Object({ village: Type.String(), amountFen: Fen, paidOn: Day }),
  MACHINE: Type.Object({ type: Type.String(), valueFen: Fen, subsidyFen: Fen, boughtOn: Day }),
  BENEFIT: Type.Object({ programme: Type.String(), amountFen: Fen, month: Month, state: Type.String() }),
  ABROAD: Type.Object({ trips: Type.Integer({ minimum: 0 }), days: Type.Integer({ minimum: 0, maximum: 366 }) }),
  UNEMPLOYMENT: Type.Object({ monthlyFen: Fen, firstMonth: Month, lastMonth: Nullable(Month) }),
  EMPLOYMENT_REG: Type.Object({
    status: Type.Union([Type.Literal('EMPLOYED'), Type.Literal('UNEMPLOYED')]),
    registeredOn: Day,
  }),
  PUBLIC_POST: Type.Object({ unit: Type.String(), monthlyFen: Fen, firstMonth: Month, lastMonth: Nullable(Month) }),
  INSURED: Type.Object({
    scheme: Type.Union([Type.Literal('NCMS'), Type.Literal('URBAN_RESIDENT'), Type.Literal('URBAN_EMPLOYEE')]),
    year: Type.Integer({ minimum: 1990, maximum: 2100 }),
    status: Type.Union([Type.Literal('INSURED'), Type.Literal('STOPPED')]),
  }),
  SETTLEMENT: Type.Object({ hospital: Type.String(), settledOn: Day, totalFen: Fen, inPolicyFen: Fen, paidFen: Fen }),
  BUSINESS_TAX: Type.Object({
    taxpayer: Type.String(),
    year: Type.Integer({ minimum: 1990, maximum: 2100 }),
    turnoverBand: Type.Union([
      Type.Literal('NONE'),
      Type.Literal('BELOW_THRESHOLD'),
      Type.Literal('SMALL'),
      Type.Literal('MEDIUM'),
      Type.Literal('LARGE'),
    ]),
  }),
  TRANSACTION: Type.Object({
    unitNo: Type.String(),
    kind: Type.Union([Type.Literal('SALE'), Type.Literal('PURCHASE')]),
    priceFen: Fen,
    contractedOn: Day,
  }),
  PUBLIC_RENTAL: Type.Object({
    address: Type.String(),
    areaDm2: Type.Integer({ minimum: 0 }),
    monthlyRentFen: Fen,
    from: Day,
  }),
  RENT_SUBSIDY: Type.Object({ monthlyFen: Fen, firstMonth: Month, lastMonth: Nullable(Month) }),
  LAND_USE: Type.Object({
    parcelNo: Type.String(),
    use: Type.String(),
    areaDm2: Type.Integer({ minimum: 0 }),
    registeredOn: Day,
  }),
  LAND_CONTRACT: Type.Object({
    contractor: Type.String(),
    /** Hundredths of a mu. */
    areaCentiMu: Type.Integer({ minimum: 0 }),
    shareBp: Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), Type.Null()]),
    from: Day,
  }),
  SUBSIDY: Type.Object({
    kind: Type.Union([Type.Literal('GRAIN'), Type.Literal('INPUTS'), Type.Literal('SEED'), Type.Literal('MACHINERY')]),
    amountFen: Fen,
    paidOn: Day,
  }),
  CERT: Type.Object({
    certNo: Type.String(),
    type: Type.String({ description: 'VISION, HEARING, SPEECH, PHYSICAL, INTELLECTUAL, MENTAL, MULTIPLE' }),
    level: Type.Integer({ minimum: 1, maximum: 4 }),
    issuedOn: Day,
    validTo: Nullable(Day),
    status: Type.Union([Type.Literal('VALID'), Type.Literal('EXPIRED'), Type.Literal('CANCELLED')]),
  }),
  INFLOW: Type.Object({ bank: Type.String(), fromMonth: Month, toMonth: Month, totalFen: Fen }),
  HOLDING: Type.Object({ marketValueFen: Fen, valuedOn: Day, frozen: Type.Boolean() }),
  CASH_VALUE: Type.Object({
    insurer: Type.String(),
    product: Type.Union([
      Type.Literal('LIFE'),
      Type.Literal('ANNUITY'),
      Type.Literal('ACCIDENT'),
      Type.Literal('SCHOOL'),
    ]),
    cashValueFen: Fen,
    yearlyPremiumFen: Fen,
    valuedOn: Day,
  }),
  PAYROLL: Type.Object({
    unit: Type.String(),
    kind: Type.Union([Type.Literal('PUBLIC'), Type.Literal('VILLAGE_STIPEND')]),
    grossFen: Fen,
    month: Month,
  }),
  ENROLMENT: Type.Object({
    school: Type.String(),
    level: Type.Union([Type.Literal('COMPULSORY'), Type.Literal('SECONDARY'), Type.Literal('HIGHER')]),
    fullTime: Type.Boolean(),
    until: Day,
  }),
  SERVING: Type.Object({ from: Day, to: Nullable(Day) }),
  ALIMONY_JUDGMENT: Type.Object({
    caseNo: Type.String(),
    kind: Type.Union([Type.Literal('ALIMONY'), Type.Literal('CHILD_SUPPORT'), Type.Literal('PARENT_SUPPORT')]),
    side: Type.Union([Type.Literal('PAYER'), Type.Literal('PAYEE')]),
    monthlyFen: Fen,
    from: Day,
    to: Nullable(Day),
  }),
  NOT_RECEIVING: Type.Object({ province: Type.String(), receiving: Type.Boolean(), certifiedOn: Day }),
} as const;

/** An item code that has a row schema. */
export type AgencyItemCode = keyof typeof agencyRows;
/** One row of an item. */
export type AgencyRow<I extends AgencyItemCode> = Static<(typeof agencyRows)[I]>;
