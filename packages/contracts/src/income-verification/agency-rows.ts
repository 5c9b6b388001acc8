import { type Static, Type } from 'typebox';
import { Day, Fen, Month } from '../shapes.ts';

const Nullable = <T extends typeof Day | typeof Fen>(schema: T) => Type.Union([schema, Type.Null()]);

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
} as const;

/** An item code that has a row schema. */
export type AgencyItemCode = keyof typeof agencyRows;
/** One row of an item. */
export type AgencyRow<I extends AgencyItemCode> = Static<(typeof agencyRows)[I]>;
