import type { SystemJob } from '@mz/service-kit';

const caseTables = ['case_access', 'case_person'];

/** What reaches persons without a case of the caller, and why it may. */
export const systemJobs: SystemJob[] = [
  { name: 'case.opened', tables: caseTables, why: 'a bureau tells which office may read whom' },
  { name: 'case.changed', tables: caseTables, why: 'persons, office or stage of a case changed' },
  { name: 'case.closed', tables: caseTables, why: 'no further reads for a closed case' },
  { name: 'cases.lookup', tables: caseTables, why: 'keeps what a bureau answered while its event is on its way' },
  {
    name: 'persons.disclose',
    tables: ['person', 'access_ledger'],
    why: 'a batch or an authorization justifies the disclosure where there is no case (people.md §5)',
  },
  {
    name: 'lifeEvents.report',
    tables: ['person', 'person_fact', 'life_event', 'person_task'],
    why: 'a death is reported by whoever learns of it, with or without a case (people.md §3)',
  },
  {
    name: 'lifeEvents.lift',
    tables: ['person', 'life_event', 'person_task'],
    why: 'lifts each day the death reports that nobody confirmed in time (people.md §3)',
  },
  { name: 'kinship.record', tables: ['person', 'kinship'], why: 'compares births and parentage of both persons' },
  { name: 'kinship.check', tables: ['kinship'], why: 'answers yes or no about a conflict of interest' },
  { name: 'accessLedger.list', tables: ['access_ledger'], why: 'shows persons who read them (people.md §4)' },
];
