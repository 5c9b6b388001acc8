import { addDays, addMonthsToMonth, firstDayOf, monthOf } from '@mz/domain';
import { pickGivenName } from '../names.ts';
import { type Register, yuan } from './register.ts';

const none: readonly never[] = [];

/** Sales and purchases of the last 24 months. */
export const transactions: Register = ({ person, anchor, ageYears, random }) => {
  if (ageYears < 22 || person.hukouKind === 'AGRI' || !random.chance(3)) return none;
  const contractedOn = addDays(anchor, -random.int(10, 700));
  const kind = random.pick(['SALE', 'SALE', 'PURCHASE']);
  return [{ unitNo: `${person.register.bookNo}-T`, kind, priceFen: yuan(random.int(120, 700) * 1_000), contractedOn }];
};

export const publicRental: Register = ({ person, anchor, random }) => {
  if (person.relationToHead !== '01' || person.hukouKind === 'AGRI' || !random.chance(4)) return none;
  const from = addDays(anchor, -random.int(30, 1_500));
  return [{ address: '惠民小区', areaDm2: random.int(35, 60) * 100, monthlyRentFen: yuan(random.int(60, 300)), from }];
};

export const rentSubsidy: Register = ({ person, anchor, random }) => {
  if (person.relationToHead !== '01' || person.hukouKind === 'AGRI' || !random.chance(4)) return none;
  const firstMonth = addMonthsToMonth(monthOf(anchor), -random.int(1, 20));
  return [{ monthlyFen: yuan(random.int(100, 400)), firstMonth, lastMonth: null }];
};

/** Compensation is paid to the village: its row names the village and a share that may never have arrived. */
export const landCompensation: Register = ({ person, anchor, random }) => {
  if (person.relationToHead !== '01' || person.hukouKind !== 'AGRI' || !random.chance(4)) return none;
  return [
    { village: '本村', amountFen: yuan(random.int(5, 60) * 1_000), paidOn: addDays(anchor, -random.int(20, 700)) },
  ];
};

export const landUse: Register = ({ person, random }) => {
  if (person.relationToHead !== '01' || !random.chance(10)) return none;
  const use = person.hukouKind === 'AGRI' ? '宅基地' : '国有住宅用地';
  return [
    { parcelNo: `${person.register.bookNo}-L`, use, areaDm2: random.int(80, 260) * 100, registeredOn: '1998-10-01' },
  ];
};

/** Contract land; one contract in five still runs in the name of a grandparent. */
export const landContract: Register = ({ person, random }) => {
  if (person.relationToHead !== '01' || person.hukouKind !== 'AGRI' || !random.chance(85)) return none;
  const grandparent = `${[...person.name][0] ?? ''}${pickGivenName(random, '1')}`;
  const contractor = random.chance(20) ? grandparent : person.name;
  return [{ contractor, areaCentiMu: random.int(80, 900), shareBp: null, from: '1999-01-01' }];
};

/** Subsidies of the all-in-one card, paid to the head. */
export const subsidies: Register = ({ person, year, random }) => {
  if (person.relationToHead !== '01' || person.hukouKind !== 'AGRI' || !random.chance(80)) return none;
  return (['GRAIN', 'INPUTS'] as const).map((kind) => ({
    ...{ kind, amountFen: yuan(random.int(40, 600)) },
    paidOn: `${year}-03-20`,
  }));
};

export const machines: Register = ({ person, ageYears, anchor, random }) => {
  if (person.hukouKind !== 'AGRI' || ageYears < 22 || !random.chance(3)) return none;
  const valueFen = yuan(random.int(5, 60) * 1_000);
  const boughtOn = addDays(anchor, -random.int(100, 2_000));
  return [
    { type: random.pick(['拖拉机', '联合收割机']), valueFen, subsidyFen: yuan(random.int(1, 10) * 500), boughtOn },
  ];
};

/** Balances by bank; some accounts are joint, some hold others' money that passes through. */
export const deposits: Register = ({ asOf, ageYears, random }) => {
  if (ageYears < 18 || !random.chance(70)) return none;
  const banks = random.chance(25) ? ['泉城试验银行', '乡村试验银行'] : ['泉城试验银行'];
  return banks.map((bank) => ({
    ...{ bank, product: random.pick(['DEMAND', 'DEMAND', 'TERM']), accounts: random.int(1, 3) },
    ...{ balanceFen: random.chance(10) ? 0 : yuan(random.int(5, 9_000)), balanceOn: firstDayOf(monthOf(asOf)) },
  }));
};

/** What flowed in over twelve months: for a treasurer of the village far more than any wage. */
export const inflows: Register = ({ asOf, ageYears, random }) => {
  if (ageYears < 18 || !random.chance(40)) return none;
  const passing = random.chance(5);
  const [fromMonth, toMonth] = [addMonthsToMonth(monthOf(asOf), -12), addMonthsToMonth(monthOf(asOf), -1)];
  const totalFen = passing ? yuan(random.int(200, 900) * 1_000) : yuan(random.int(2, 30) * 1_000);
  return [{ bank: '泉城试验银行', fromMonth, toMonth, totalFen }];
};

/** Most accounts of the depository are empty; some are frozen. */
export const holdings: Register = ({ asOf, ageYears, random }) => {
  if (ageYears < 18 || !random.chance(4)) return none;
  const marketValueFen = random.chance(60) ? 0 : yuan(random.int(1, 90) * 1_000);
  return [{ marketValueFen, valuedOn: firstDayOf(monthOf(asOf)), frozen: random.chance(15) }];
};

/** Accident and school policies have no value to speak of. */
export const policies: Register = ({ asOf, ageYears, random }) => {
  if (!random.chance(ageYears < 18 ? 30 : 8)) return none;
  const product = ageYears < 18 ? 'SCHOOL' : random.pick(['ACCIDENT', 'LIFE', 'ANNUITY']);
  const trivial = product === 'SCHOOL' || product === 'ACCIDENT';
  const cashValueFen = trivial ? 0 : yuan(random.int(1, 40) * 1_000);
  const yearlyPremiumFen = yuan(trivial ? random.int(50, 100) : random.int(1, 6) * 1_000);
  return [{ insurer: '齐鲁试验人寿', product, cashValueFen, yearlyPremiumFen, valuedOn: firstDayOf(monthOf(asOf)) }];
};
