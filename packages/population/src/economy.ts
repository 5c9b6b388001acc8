import { addMonthsToMonth, ageOn, type Fen, fen, type LegalDay, monthOf } from '@mz/domain';
import type { Place } from './composition.ts';
import { type Holdings, noHoldings, type Wage } from './person.ts';
import type { Random } from './random.ts';
import type { HukouKind, VehicleRecord } from './records.ts';

/** What a person earns and owns, as far as some agency sees it. */
export interface Economy {
  readonly wage?: Wage;
  readonly holdings: Holdings;
}

/** Where and when the person lives. */
export interface Circumstances {
  readonly hukouKind: HukouKind;
  readonly onDay: LegalDay;
  /** Number of the dwelling in the register; the head alone is entered as its owner. */
  readonly dwellingNo: string;
}

/** Draws wage, pension, vehicle, business and dwelling by age and register kind; minors hold nothing. */
export function drawEconomy(random: Random, place: Place, where: Circumstances): Economy {
  const ageYears = ageOn(place.birthDate, where.onDay);
  if (ageYears < 18) return { holdings: noHoldings };
  if (ageYears >= 60)
    return { holdings: { ...noHoldings, ...elderly(random, where), ...dwelling(random, place, where) } };
  const common = { ...vehicles(random, where), ...businesses(random, where), ...dwelling(random, place, where) };
  if (!random.chance(where.hukouKind === 'NON_AGRI' ? 65 : 15)) return { holdings: { ...noHoldings, ...common } };
  const wage = drawWage(random, where.onDay);
  return { wage, holdings: { ...noHoldings, ...common, ...insured(wage, where.onDay), ...fund(random, wage) } };
}

/** The pension of an urban employee, or the resident pension (basic part 65 yuan a month in 2014). */
function elderly(random: Random, where: Circumstances): Partial<Holdings> {
  const firstMonth = addMonthsToMonth(monthOf(where.onDay), -random.int(2, 60));
  if (where.hukouKind === 'NON_AGRI' && random.chance(70)) {
    const monthlyFen = yuan(random.int(1100, 3200));
    return { PENSION: [{ kind: 'ENTERPRISE', payer: '社会保险事业局', monthlyFen, firstMonth, status: 'PAYING' }] };
  }
  return {
    RESIDENT_PENSION: [{ basicFen: yuan(65), accountFen: yuan(random.int(8, 40)), firstMonth, status: 'PAYING' }],
  };
}

function drawWage(random: Random, onDay: LegalDay): Wage {
  return {
    employer: `${random.pick(['晨光', '鲁丰', '泉润', '德盛', '恒泰'])}${random.pick(['物业服务部', '食品厂', '家政服务部', '纸箱厂'])}`,
    monthlyGrossFen: yuan(random.int(1100, 3400)),
    monthlyTaxFen: 0,
    sinceMonth: addMonthsToMonth(monthOf(onDay), -random.int(3, 48)),
  };
}

function insured(wage: Wage, onDay: LegalDay): Partial<Holdings> {
  return {
    CONTRIBUTION: [
      {
        kind: 'EMPLOYEE',
        employer: wage.employer,
        baseFen: Math.max(wage.monthlyGrossFen, yuan(2100)),
        paidFromMonth: wage.sinceMonth,
        paidToMonth: addMonthsToMonth(monthOf(onDay), -1),
      },
    ],
  };
}

function fund(random: Random, wage: Wage): Partial<Holdings> {
  if (!random.chance(40)) return {};
  const monthlyDepositFen = fen(Math.round(wage.monthlyGrossFen / 10));
  return {
    FUND: [
      {
        employer: wage.employer,
        baseFen: wage.monthlyGrossFen,
        monthlyDepositFen,
        balanceFen: fen(monthlyDepositFen * random.int(3, 60)),
        status: 'ACTIVE',
      },
    ],
  };
}

function vehicles(random: Random, where: Circumstances): Partial<Holdings> {
  if (!random.chance(where.hukouKind === 'NON_AGRI' ? 12 : 7)) return {};
  const vehicle: VehicleRecord = {
    plateMasked: `鲁${random.pick([...'ABCDEFGHJKLMNPQR'])}***${random.int(10, 99)}`,
    type: random.pick(['CAR', 'CAR', 'VAN', 'MOTORCYCLE', 'FARM_TRICYCLE']),
    use: random.chance(90) ? 'PRIVATE' : 'COMMERCIAL',
    displacementMl: random.pick([149, 998, 1198, 1498, 1598]),
    firstRegisteredOn: `${Number(where.onDay.slice(0, 4)) - random.int(1, 9)}-06-15`,
    status: random.pick(['NORMAL', 'NORMAL', 'NORMAL', 'SCRAPPED', 'TRANSFERRED']),
    listPriceFen: yuan(random.int(30, 90) * 1000),
  };
  return { VEHICLE: [vehicle] };
}

function businesses(random: Random, where: Circumstances): Partial<Holdings> {
  if (!random.chance(8)) return {};
  const member = where.hukouKind === 'AGRI';
  return {
    BUSINESS_REG: [
      {
        name: member ? '丰收种植专业合作社' : '便民百货店',
        kind: member ? 'COOPERATIVE' : 'INDIVIDUAL',
        role: member ? 'MEMBER' : 'OWNER',
        capitalFen: yuan(random.int(1, 30) * 1000),
        status: random.pick(['ACTIVE', 'ACTIVE', 'REVOKED', 'DORMANT']),
        registeredOn: `${Number(where.onDay.slice(0, 4)) - random.int(1, 8)}-03-20`,
      },
    ],
  };
}

/** Rural homesteads are not in the register; an urban head usually owns one dwelling. */
function dwelling(random: Random, place: Place, where: Circumstances): Partial<Holdings> {
  if (where.hukouKind === 'AGRI' || place.relationToHead !== '01' || !random.chance(75)) return {};
  return {
    REAL_ESTATE: [
      {
        unitNo: where.dwellingNo,
        location: '本社区',
        areaDm2: random.int(38, 110) * 100,
        use: 'DWELLING',
        shareBp: 10_000,
        registeredOn: '2003-09-10',
        sealed: false,
        mortgaged: false,
      },
    ],
  };
}

function yuan(amount: number): Fen {
  return fen(amount * 100);
}
