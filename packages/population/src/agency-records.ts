import { addMonthsToMonth, type LegalDay, monthOf } from '@mz/domain';
import type { Person, Wage } from './person.ts';
import type { AgencyRecords, HukouRecord, WageRecord } from './records.ts';

/** What each agency holds on the person on a day; wages reach back 12 full months before the month of that day. */
export function agencyRecords(person: Person, asOf: LegalDay): AgencyRecords {
  const { marriage, cremation } = person;
  return {
    ...person.holdings,
    HUKOU: [hukouRecord(person, asOf)],
    IIT_WAGE: person.wage ? wageRecords(person.wage, asOf) : [],
    MARRIAGE: marriage && marriage.registeredOn <= asOf ? [marriage] : [],
    CREMATION: cremation && cremation.crematedOn <= asOf ? [cremation] : [],
  };
}

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
