import { compileReport } from './compile.ts';
import type { Answer, Brief, OpenItem, VerificationParameters } from './types.ts';

// Households of income-verification.md §6.2: urban standard 480 yuan a month unless stated.
export const husband = '018f2a10-0000-7000-8000-0000000000b1';
export const wife = '018f2a10-0000-7000-8000-0000000000b2';
export const child = '018f2a10-0000-7000-8000-0000000000b3';

/** The start values of 2014. */
export const parameters: VerificationParameters = {
  incomeToleranceBp: 1000,
  incomeToleranceFloorFen: 60_000,
  assetToleranceBp: 500,
  assetToleranceFloorFen: 100_000,
  dwellingShareBp: 5000,
  contributionFloorFen: 210_000,
  contributionCapFen: 1_050_000,
  vehicleYearlyLossBp: 1000,
  vehicleFloorBp: 1000,
  lumpSumTypes: ['LAND_COMPENSATION', 'INHERITANCE'],
  uncountedTypes: ['RENT_SUBSIDY', 'HOUSE_SALE', 'MACHINERY_SUBSIDY'],
  abroadTrips: 3,
  abroadDays: 30,
  dwellingFenPerM2: 350_000,
  vehicleFenByType: { CAR: 8_000_000 },
};

/** Three urban members against a limit of 17,280 a year. */
export function aBrief(overrides: Partial<Brief> = {}): Brief {
  return {
    requestId: '018f2a10-0000-7000-8000-000000000001',
    applicationId: '018f2a10-0000-7000-8000-000000000002',
    caseId: 'social-assistance/018f2a10-0000-7000-8000-000000000002',
    programme: 'URBAN_DIBAO',
    purpose: 'DIBAO',
    householdId: '018f2a10-0000-7000-8000-000000000003',
    divisionCode: '370102001001',
    asOf: '2014-05-05',
    dueDate: '2014-05-13',
    countedMembers: 3,
    eligibleMembers: 3,
    standardId: null,
    incomeLimitFen: 1_728_000,
    comparison: 'LT',
    assetLimits: {
      financialPerHeadFen: 1_152_000,
      vehicles: 0,
      dwellings: 1,
      businessCapitalFen: 3_000_000,
      businessStaff: 0,
    },
    windowMonths: 6,
    windowFrom: '2013-10',
    windowTo: '2014-03',
    countableTableVersion: '2014-01',
    excludedTypes: ['VETERAN_PENSION', 'RESIDENT_PENSION_BASIC'],
    members: [husband, wife, child].map((personId, index) => ({
      personId,
      role: 'COUNTED' as const,
      relationToHead: ['01', '11', '21'][index] ?? '21',
      adult: index < 2,
      authorizationId: null,
    })),
    declared: { incomes: [], assets: [] },
    declaredHash: '0'.repeat(64),
    ...overrides,
  };
}

/** The husband declared a wage. */
export function declaring(monthlyFen: number, overrides: Partial<Brief> = {}): Brief {
  const wage = {
    personId: husband,
    incomeClass: 'WAGE',
    type: 'WAGE',
    amountFen: monthlyFen * 6,
    periodFrom: '2013-10-01',
    periodTo: '2014-03-31',
    countable: true,
  };
  return aBrief({ declared: { incomes: monthlyFen === 0 ? [] : [wage], assets: [] }, ...overrides });
}

/** An answer about the husband; without rows a NO_RECORD. */
export function answer(
  agencyCode: string,
  itemCode: string,
  rows: Record<string, unknown>[],
  overrides: Partial<Answer> = {},
): Answer {
  const outcome = rows.length > 0 ? 'HIT' : 'NO_RECORD';
  return {
    personId: husband,
    agencyCode,
    itemCode,
    outcome,
    rows,
    sourceAsOf: '2014-04-30',
    mandatory: true,
    ...overrides,
  };
}

/** Six months of a wage by the tax body. */
export function taxed(monthlyFen: number): Answer {
  const months = ['2013-10', '2013-11', '2013-12', '2014-01', '2014-02', '2014-03'];
  return answer(
    'TAX',
    'IIT_WAGE',
    months.map((month) => ({ employer: '某厂', grossFen: monthlyFen, taxFen: 0, month })),
  );
}

/** Compiles with the start values. */
export function report(brief: Brief, answers: Answer[], open: OpenItem[] = []) {
  return compileReport(brief, { answers, open }, parameters);
}
