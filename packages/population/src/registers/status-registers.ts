import { addDays } from '@mz/domain';
import { type Register, type RegisterRow, yuan } from './register.ts';

const none: readonly never[] = [];

/** Medical insurance of the year; one in forty is in two schemes at once. */
export const insured: Register = ({ person, year, random }) => {
  if (!random.chance(92)) return none;
  const own = person.hukouKind === 'AGRI' ? 'NCMS' : person.wage === undefined ? 'URBAN_RESIDENT' : 'URBAN_EMPLOYEE';
  const other = own === 'NCMS' ? 'URBAN_EMPLOYEE' : 'NCMS';
  const schemes = random.int(1, 40) === 1 ? [own, other] : [own];
  return schemes.map((scheme) => ({ scheme, year, status: 'INSURED' }));
};

export const settlements: Register = ({ anchor, random }) => {
  if (!random.chance(9)) return none;
  const total = random.int(2, 80) * 500;
  const inPolicy = Math.round(total * 0.8);
  const paidFen = yuan(Math.round(inPolicy * 0.6));
  const costs = { totalFen: yuan(total), inPolicyFen: yuan(inPolicy), paidFen };
  return [{ hospital: '区人民医院', settledOn: addDays(anchor, -random.int(5, 300)), ...costs }];
};

/** Certificates: valid, expired while still carried, or replaced after the level changed. */
export const certificates: Register = ({ person, anchor, random }) => {
  if (!random.chance(6)) return none;
  const level = random.int(1, 4);
  const type = random.pick(['VISION', 'HEARING', 'SPEECH', 'PHYSICAL', 'INTELLECTUAL', 'MENTAL']);
  const certNo = `${person.register.bookNo.slice(0, 6)}${random.int(100_000, 999_999)}`;
  const certificate = (no: string, of: number, status: string, issuedOn: string): RegisterRow => ({
    ...{ certNo: no, type, level: of, issuedOn, status },
    validTo: status === 'VALID' ? addDays(issuedOn, 3_650) : addDays(anchor, -30),
  });
  if (random.chance(20)) return [certificate(certNo, level, 'EXPIRED', addDays(anchor, -3_680))];
  const valid = certificate(certNo, level, 'VALID', addDays(anchor, -random.int(30, 3_000)));
  if (!random.chance(20)) return [valid];
  return [certificate(`${certNo}1`, level === 4 ? 3 : level + 1, 'CANCELLED', addDays(anchor, -3_300)), valid];
};

export const serving: Register = ({ anchor, ageYears, random }) => {
  if (ageYears < 20 || ageYears > 70 || random.int(1, 300) > 2) return none;
  return [{ from: addDays(anchor, -random.int(60, 1_500)), to: random.chance(70) ? addDays(anchor, 400) : null }];
};

export const alimonyJudgments: Register = ({ anchor, ageYears, person, random }) => {
  if (ageYears < 22 || !random.chance(person.maritalStatus === '40' ? 25 : 1)) return none;
  const kind = ageYears >= 60 ? 'PARENT_SUPPORT' : 'CHILD_SUPPORT';
  const side = ageYears >= 60 ? 'PAYEE' : random.pick(['PAYER', 'PAYEE']);
  const from = addDays(anchor, -random.int(100, 1_500));
  const caseNo = `（${from.slice(0, 4)}）民初字第${random.int(100, 999)}号`;
  return [{ caseNo, kind, side, monthlyFen: yuan(random.int(1, 6) * 100), from, to: null }];
};

/** The certificate of another province's civil affairs: most who ask draw nothing there. */
export const notReceiving: Register = ({ anchor, ageYears, random }) => {
  if (ageYears < 18 || !random.chance(2)) return none;
  const province = random.pick(['河南省', '河北省', '江苏省', '安徽省']);
  return [{ province, receiving: random.chance(10), certifiedOn: addDays(anchor, -random.int(5, 120)) }];
};
