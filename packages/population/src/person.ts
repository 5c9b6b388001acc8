import type { Fen, LegalDay, Sex } from '@mz/domain';
import type { AgencyRecords, CremationRecord, HukouKind, MarriageRecord } from './records.ts';

/** An invented person. Nobody bears the number: its prefix was never issued. */
export interface Person {
  /** Stable within one population: `<household ref>.<position>`. */
  readonly ref: string;
  readonly householdRef: string;
  readonly idNo: string;
  readonly name: string;
  readonly sex: Sex;
  readonly birthDate: LegalDay;
  /** GB/T 3304; 01 is Han. */
  readonly ethnicity: string;
  /** GB/T 2261.2: 10 single, 20 married, 30 widowed, 40 divorced. */
  readonly maritalStatus: '10' | '20' | '30' | '40';
  /** GB/T 4761: 01 head, 10 spouse, 20 son, 30 daughter, 51 father, 52 mother. */
  readonly relationToHead: string;
  readonly hukouKind: HukouKind;
  /** Village or community, 12 digits. */
  readonly divisionCode: string;
  readonly address: string;
  readonly register: {
    readonly bookNo: string;
    readonly headName: string;
    /** When the police wrote the death down; it may lag the cremation by months or be missing. */
    readonly cancelledOn?: LegalDay;
  };
  readonly wage?: Wage;
  readonly marriage?: MarriageRecord;
  readonly cremation?: CremationRecord;
  readonly holdings: Holdings;
  /** Whose registers hold what stands here and nothing else: the people of the story. */
  readonly fixedRegisters?: true;
}

/** A wage that the tax bodies see month by month. */
export interface Wage {
  readonly employer: string;
  readonly monthlyGrossFen: Fen;
  readonly monthlyTaxFen: Fen;
  /** YYYY-MM; the wage runs until further notice. */
  readonly sinceMonth: string;
}

/** The registers whose rows do not depend on the day of the question. */
export type Holdings = Pick<
  AgencyRecords,
  'VEHICLE' | 'PENSION' | 'RESIDENT_PENSION' | 'CONTRIBUTION' | 'BUSINESS_REG' | 'REAL_ESTATE' | 'FUND'
>;

/** A household as it lives together; the first member is the head. */
export interface Household {
  readonly ref: string;
  readonly divisionCode: string;
  readonly hukouKind: HukouKind;
  readonly members: readonly Person[];
}

/** No agency holds anything. */
export const noHoldings: Holdings = {
  VEHICLE: [],
  PENSION: [],
  RESIDENT_PENSION: [],
  CONTRIBUTION: [],
  BUSINESS_REG: [],
  REAL_ESTATE: [],
  FUND: [],
};
