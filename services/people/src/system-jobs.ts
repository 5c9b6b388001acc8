import { divisionMoveJobs, type SystemJob } from '@mz/service-kit';

const caseTables = ['case_access', 'case_person'];

/** What reaches persons without a case of the caller, and why it may. */
export const systemJobs: SystemJob[] = [
  { name: 'case.opened', tables: caseTables, why: 'a bureau tells which office may read whom' },
  { name: 'case.changed', tables: caseTables, why: 'persons, office or stage of a case changed' },
  { name: 'case.closed', tables: caseTables, why: 'no further reads for a closed case' },
  { name: 'cases.lookup', tables: caseTables, why: 'keeps what a bureau answered while its event is on its way' },
  {
    name: 'persons.resolve',
    tables: ['person', 'access_ledger'],
    why: 'a partner names a person by number; only the id goes back (income-verification.md §2)',
  },
  {
    name: 'persons.disclose',
    tables: ['person', 'access_ledger'],
    why: 'a batch or an authorization justifies the disclosure where there is no case (people.md §5)',
  },
  {
    name: 'lifeEvents.report',
    tables: ['person', 'person_fact', 'life_event', 'person_task', 'kinship', 'person_match'],
    why: 'a life event is reported, and a death reversed, by whoever learns of it, with or without a case (people.md §3)',
  },
  {
    name: 'lifeEvents.lift',
    tables: ['person', 'life_event', 'person_task'],
    why: 'lifts each day the death reports that nobody confirmed in time (people.md §3)',
  },
  {
    name: 'matches.propose',
    tables: ['person', 'kinship', 'person_match'],
    why: 'compares records that no case names together, by their blind indexes (people.md §1.2)',
  },
  { name: 'matches.list', tables: ['person'], why: 'shows both records of a pair of the division, masked' },
  {
    name: 'merges.decide',
    tables: ['person', 'person_fact', 'person_alias', 'person_merge', 'person_match', 'person_task'],
    why: 'one of the two records may belong to another county (people.md §1.2)',
  },
  {
    name: 'persons.find',
    tables: ['person', 'person_search', 'access_alarm'],
    why: 'an exact search finds persons whom the case does not name yet (people.md §1)',
  },
  {
    name: 'persons.correct',
    tables: ['person', 'person_fact', 'person_match'],
    why: 'changes the record of a person of the case; a number may be held by another person',
  },
  {
    name: 'persons.completeIdentity',
    tables: ['person', 'person_fact', 'person_match'],
    why: 'gives the record its number; the number may be held by another person',
  },
  {
    name: 'persons.sweep',
    tables: ['person', 'person_fact', 'person_registration', 'person_match'],
    why: 'takes away each day the records that no case ever named (people.md §1.1)',
  },
  {
    name: 'persons.erase',
    tables: [
      'person',
      'person_key',
      'person_fact',
      'person_match',
      'person_merge',
      'person_task',
      'kinship',
      'life_event',
      'retention_hold',
      'erasure_proposal',
    ],
    why: 'erases persons whose records are all over, whatever case once named them (people.md §4)',
  },
  {
    name: 'persons.rewrap-keys',
    tables: ['person', 'person_key', 'person_fact'],
    why: 'brings values under their person’s key, and keys under the current key of the provider (people.md §4)',
  },
  { name: 'kinship.record', tables: ['person', 'kinship'], why: 'compares births and parentage of both persons' },
  { name: 'kinship.check', tables: ['kinship'], why: 'answers yes or no about a conflict of interest' },
  {
    name: 'notedPersons.propose',
    tables: ['person', 'noted_person'],
    why: 'a person is put on the list of persons of public note without a case (people.md §4)',
  },
  { name: 'staffUnits.refresh', tables: ['staff_unit'], why: 'copies who works where from identity (people.md §4)' },
  {
    name: 'alarms.watch',
    tables: ['access_ledger', 'access_alarm', 'kinship', 'noted_person', 'staff_unit'],
    why: 'counts what staff read, whatever case it was for (people.md §4)',
  },
  {
    name: 'persons.unmask',
    tables: ['person_unmasking', 'access_alarm'],
    why: 'counts the unmaskings of a user over all cases (people.md §4)',
  },
  {
    name: 'breakGlass.read',
    tables: ['person', 'access_ledger', 'access_alarm'],
    why: 'in a declared emergency persons are read without a case (people.md §4)',
  },
  {
    name: 'access.forget',
    tables: ['access_ledger', 'person_search'],
    why: 'reads and searches are kept six years (people.md §4)',
  },
  {
    name: 'load',
    tables: ['person', 'person_fact', 'person_registration', 'person_task', 'load_batch', 'load_chunk'],
    why: 'takes over existing persons from a file; who is known is found whatever case names them',
  },
  { name: 'accessLedger.list', tables: ['access_ledger'], why: 'shows persons who read them (people.md §4)' },
  ...divisionMoveJobs([
    'case_access',
    'person',
    'person_key',
    'person_task',
    'access_alarm',
    'person_match',
    'person_merge',
    'noted_person',
  ]),
];
