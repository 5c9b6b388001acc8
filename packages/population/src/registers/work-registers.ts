import { addDays, addMonthsToMonth, monthOf } from '@mz/domain';
import { type Register, yuan } from './register.ts';

const none: readonly never[] = [];

/** Employment service: a benefit of some months, a registration that nobody kept up, a public post. */
export const unemployment: Register = ({ person, anchor, ageYears, random }) => {
  if (ageYears < 18 || ageYears >= 60 || person.wage !== undefined || !random.chance(6)) return none;
  const firstMonth = addMonthsToMonth(monthOf(anchor), -random.int(1, 18));
  const ended = random.chance(40) ? addMonthsToMonth(monthOf(anchor), -1) : null;
  return [{ monthlyFen: yuan(random.int(600, 900)), firstMonth, lastMonth: ended }];
};

export const employmentRegistration: Register = ({ person, anchor, ageYears, random }) => {
  if (ageYears < 18 || ageYears >= 60 || !random.chance(30)) return none;
  // Stale: half of them were true years ago.
  const registeredOn = addDays(anchor, -random.int(20, 2_500));
  const works = person.wage !== undefined;
  const status = random.chance(50) === works ? 'EMPLOYED' : 'UNEMPLOYED';
  return [{ status, registeredOn }];
};

export const publicPost: Register = ({ person, anchor, ageYears, random }) => {
  if (ageYears < 40 || ageYears >= 60 || person.wage !== undefined || !random.chance(4)) return none;
  const firstMonth = addMonthsToMonth(monthOf(anchor), -random.int(1, 24));
  return [{ unit: '街道保洁岗', monthlyFen: yuan(random.int(700, 1_200)), firstMonth, lastMonth: null }];
};

/** A public payroll, or a village stipend, which is none (§4 trap). */
export const payroll: Register = ({ person, asOf, ageYears, random }) => {
  if (ageYears < 22 || ageYears >= 65 || !random.chance(4)) return none;
  const village = person.hukouKind === 'AGRI';
  const kind = village ? 'VILLAGE_STIPEND' : 'PUBLIC';
  const unit = village ? '村民委员会' : '区市政管理所';
  const grossFen = yuan(village ? random.int(200, 900) : random.int(2_200, 4_500));
  return Array.from({ length: 12 }, (_, index) => ({
    ...{ unit, kind, grossFen },
    month: addMonthsToMonth(monthOf(asOf), index - 12),
  }));
};

/** A taxpayer below the threshold reports little; some names are used without their consent. */
export const businessTax: Register = ({ person, year, ageYears, random }) => {
  const owned = person.holdings.BUSINESS_REG.find(({ role }) => role === 'OWNER');
  const borrowed = ageYears >= 18 && random.chance(1);
  if (owned === undefined && !borrowed) return none;
  const band = owned === undefined ? 'MEDIUM' : random.pick(['NONE', 'BELOW_THRESHOLD', 'BELOW_THRESHOLD', 'SMALL']);
  return [{ taxpayer: owned?.name ?? '宏远商贸有限公司', year: year - 1, turnoverBand: band }];
};

/** Only who leaves the country often is returned. */
export const abroad: Register = ({ ageYears, random }) => {
  if (ageYears < 18 || !random.chance(1)) return none;
  return [{ trips: random.int(4, 12), days: random.int(20, 180) }];
};

/** Pupils and students; a student of full time is no wage earner. */
export const enrolment: Register = ({ ageYears, year, random }) => {
  if (ageYears < 6 || ageYears > 22 || (ageYears > 17 && !random.chance(50))) return none;
  const level = ageYears < 15 ? 'COMPULSORY' : ageYears < 18 ? 'SECONDARY' : 'HIGHER';
  const school = { COMPULSORY: '实验学校', SECONDARY: '第二中学', HIGHER: '职业技术学院' }[level];
  return [{ school, level, fullTime: ageYears < 18 || random.chance(85), until: `${year + random.int(1, 3)}-07-01` }];
};
