import type { Fen, LegalDay, Sex } from '@mz/domain';
import type { DrawnItem, RegisterRow } from './registers/index.ts';

/** Row of the household register of the public security organs (PSB_HUKOU, item HUKOU). */
export interface HukouRecord {
  readonly name: string;
  readonly sex: Sex;
  readonly birthDate: LegalDay;
  readonly divisionCode: string;
  readonly hukouKind: HukouKind;
  readonly bookNo: string;
  readonly headName: string;
  /** GB/T 4761. */
  readonly relationToHead: string;
  readonly movedInOn: LegalDay | null;
  readonly movedOutOn: LegalDay | null;
  readonly status: 'NORMAL' | 'CANCELLED';
  readonly cancelReason: 'DEATH' | 'MOVED_OUT' | null;
  readonly cancelledOn: LegalDay | null;
}
export type HukouKind = 'NON_AGRI' | 'AGRI';

/** Row of the vehicle register (PSB_VEHICLE, item VEHICLE). */
export interface VehicleRecord {
  /** Masked by the agency: 鲁A***23. */
  readonly plateMasked: string;
  readonly type: 'CAR' | 'VAN' | 'TRUCK' | 'MOTORCYCLE' | 'FARM_TRICYCLE' | 'DISABLED_MOBILITY';
  readonly use: 'PRIVATE' | 'COMMERCIAL';
  readonly displacementMl: number;
  readonly firstRegisteredOn: LegalDay;
  readonly status: 'NORMAL' | 'SCRAPPED' | 'TRANSFERRED' | 'MORTGAGED';
  /** List price when new. */
  readonly listPriceFen: Fen;
}

/** Row of the employee pension payer (HRSS_PENSION, item PENSION). */
export interface PensionRecord {
  readonly kind: 'ENTERPRISE' | 'PUBLIC_INSTITUTION';
  readonly payer: string;
  readonly monthlyFen: Fen;
  /** YYYY-MM. */
  readonly firstMonth: string;
  readonly status: 'PAYING' | 'STOPPED';
}

/** Row of the resident pension (HRSS_PENSION, item RESIDENT_PENSION): the basic part is excluded income. */
export interface ResidentPensionRecord {
  readonly basicFen: Fen;
  readonly accountFen: Fen;
  readonly firstMonth: string;
  readonly status: 'PAYING' | 'STOPPED';
}

/** Row of the social insurance contributions (HRSS_INSURANCE, item CONTRIBUTION). */
export interface ContributionRecord {
  readonly kind: 'EMPLOYEE' | 'FLEXIBLE';
  readonly employer: string | null;
  readonly baseFen: Fen;
  readonly paidFromMonth: string;
  readonly paidToMonth: string;
}

/** Row of the business register (AIC, item BUSINESS_REG). */
export interface BusinessRecord {
  readonly name: string;
  readonly kind: 'INDIVIDUAL' | 'COMPANY' | 'COOPERATIVE';
  readonly role: 'OWNER' | 'SHAREHOLDER' | 'MEMBER';
  readonly capitalFen: Fen;
  readonly status: 'ACTIVE' | 'REVOKED' | 'DORMANT';
  readonly registeredOn: LegalDay;
}

/** Row of the housing register (HOUSING_REG, item REAL_ESTATE). */
export interface RealEstateRecord {
  readonly unitNo: string;
  readonly location: string;
  /** Whole square decimetres: 5250 is 52.50 m². */
  readonly areaDm2: number;
  readonly use: 'DWELLING' | 'SHOP';
  /** Basis points; null where the register does not state shares. */
  readonly shareBp: number | null;
  readonly registeredOn: LegalDay;
  readonly sealed: boolean;
  readonly mortgaged: boolean;
}

/** Row of the housing fund centre (HOUSING_FUND, item FUND). */
export interface FundRecord {
  readonly employer: string;
  readonly baseFen: Fen;
  readonly monthlyDepositFen: Fen;
  readonly balanceFen: Fen;
  readonly status: 'ACTIVE' | 'SEALED';
}

/** Row of the tax bodies (TAX, item IIT_WAGE): one per month and employer. */
export interface WageRecord {
  readonly employer: string;
  readonly grossFen: Fen;
  readonly taxFen: Fen;
  readonly month: string;
}

/** Row of the marriage register (CA_MARRIAGE, item MARRIAGE). */
export interface MarriageRecord {
  readonly status: 'MARRIED' | 'DIVORCED';
  readonly registeredOn: LegalDay;
  readonly partnerIdNo: string;
}

/** Row of the cremation register (CA_FUNERAL, item CREMATION). */
export interface CremationRecord {
  readonly crematedOn: LegalDay;
  readonly home: string;
}

/** What the agencies hold on one person, by item (income-verification §4); an empty list is a true "none". */
export interface AgencyRecords extends Readonly<Record<DrawnItem, readonly RegisterRow[]>> {
  readonly HUKOU: readonly HukouRecord[];
  readonly VEHICLE: readonly VehicleRecord[];
  readonly PENSION: readonly PensionRecord[];
  readonly RESIDENT_PENSION: readonly ResidentPensionRecord[];
  readonly CONTRIBUTION: readonly ContributionRecord[];
  readonly BUSINESS_REG: readonly BusinessRecord[];
  readonly REAL_ESTATE: readonly RealEstateRecord[];
  readonly FUND: readonly FundRecord[];
  readonly IIT_WAGE: readonly WageRecord[];
  readonly MARRIAGE: readonly MarriageRecord[];
  readonly CREMATION: readonly CremationRecord[];
}
export type AgencyItem = keyof AgencyRecords;
