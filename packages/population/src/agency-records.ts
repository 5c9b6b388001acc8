import { addMonthsToMonth, fen, type LegalDay, monthOf } from '@mz/domain';
import type { Person, Wage } from './person.ts';
import { createRandom } from './random.ts';
import type { AgencyRecords, ContributionRecord, FundRecord, HukouRecord, WageRecord } from './records.ts';
import { drawnRegisters } from './registers/index.ts';

/** What each agency holds on the person on a day; wages reach back 12 full months before the month of that day. */
export function agencyRecords(person: Person, asOf: LegalDay): AgencyRecords {
  const { marriage, cremation } = person;
  const odd = oddities(person);
  return {
    ...drawnRegisters(person, asOf),
    ...person.holdings,
    HUKOU: odd.secondRegister ? [hukouRecord(person, asOf), secondRegister(person, asOf)] : [hukouRecord(person, asOf)],
    CONTRIBUTION: odd.paysOn ? [flexibleContribution(asOf)] : person.holdings.CONTRIBUTION,
    FUND: odd.sealedFund ? [sealedFund] : person.holdings.FUND,
    IIT_WAGE: person.wage ? wageRecords(person.wage, asOf) : [],
    MARRIAGE: marriage && marriage.registeredOn <= asOf ? [marriage] : [],
    CREMATION: cremation && cremation.crematedOn <= asOf ? [cremation] : [],
  };
}

/** What registers get wrong about some people (income-verification.md §4, last column). */
interface Oddities {
  /** Moved, and never struck off where they came from. */
  readonly secondRegister: boolean;
  /** Someone who died goes on paying contributions. */
  readonly paysOn: boolean;
  /** An old account at the housing fund, sealed when the job ended. */
  readonly sealedFund: boolean;
}

function oddities(person: Person): Oddities {
  if (person.fixedRegisters === true) return { secondRegister: false, paysOn: false, sealedFund: false };
  const random = createRandom(`${person.idNo} oddities`);
  return {
    secondRegister: random.chance(1),
    paysOn: person.cremation !== undefined && random.chance(80),
    sealedFund: random.chance(3) && person.relationToHead === '01' && person.holdings.FUND.length === 0,
  };
}

function secondRegister(person: Person, asOf: LegalDay): HukouRecord {
  return { ...hukouRecord(person, asOf), divisionCode: '370102001001', bookNo: `${person.register.bookNo}-O` };
}

function flexibleContribution(asOf: LegalDay): ContributionRecord {
  const paidToMonth = addMonthsToMonth(monthOf(asOf), -1);
  return { kind: 'FLEXIBLE', employer: null, baseFen: fen(210_000), paidFromMonth: '2010-01', paidToMonth };
}

const sealedFund: FundRecord = {
  employer: '原国营纺织厂',
  baseFen: fen(120_000),
  monthlyDepositFen: fen(0),
  balanceFen: fen(860_000),
  status: 'SEALED',
};

function hukouRecord(person: Person, asOf: LegalDay): HukouRecord {
  const { cancelledOn } = person.register;
  const cancelled = cancelledOn !== undefined && cancelledOn <= asOf;
  return {
    name: person.name,
    sex: person.sex,
    birthDate: person.birthDate,
    divisionCode: person.divisionCode,
    hukouKind: person.hukouKind,
    bookNo: person.register.bookNo,
    headName: person.register.headName,
    relationToHead: person.relationToHead,
    movedInOn: null,
    movedOutOn: null,
    status: cancelled ? 'CANCELLED' : 'NORMAL',
    cancelReason: cancelled ? 'DEATH' : null,
    cancelledOn: cancelled ? cancelledOn : null,
  };
}

function wageRecords(wage: Wage, asOf: LegalDay): WageRecord[] {
  const months = Array.from({ length: 12 }, (_, index) => addMonthsToMonth(monthOf(asOf), index - 12));
  return months
    .filter((month) => month >= wage.sinceMonth)
    .map((month) => ({
      employer: wage.employer,
      grossFen: wage.monthlyGrossFen,
      taxFen: wage.monthlyTaxFen,
      month,
    }));
}
