import { divisionMoveJobs, type SystemJob } from '@mz/service-kit';

const lines = ['run', 'line', 'hold', 'benefit_entry'];
const debts = ['overpayment', 'overpayment_month', 'recovery_plan', 'recovery_entry', 'journal', 'entry'];

/** What acts without a person, on which tables, and why it may. */
export const systemJobs: SystemJob[] = [
  { name: 'enrolment.approved', tables: ['enrolment_copy'], why: 'a bureau enrolled a household' },
  { name: 'enrolment.changed', tables: ['enrolment_copy'], why: 'the persons of an enrolment changed' },
  { name: 'enrolment.terminated', tables: ['enrolment_copy'], why: 'an enrolment ended' },
  { name: 'person.died', tables: ['death_notice', ...lines], why: 'holds what would be paid to the dead' },
  { name: 'person.death-reported', tables: ['death_notice', ...lines], why: 'holds until the report is confirmed' },
  { name: 'person.death-revoked', tables: ['death_notice', ...lines], why: 'lifts the holds of a revoked notice' },
  { name: 'person.death-conflict', tables: ['death_notice'], why: 'a living claim makes a death unconfirmed again' },
  { name: 'person.merged', tables: ['person_alias', ...lines], why: 'two ids are one person' },
  { name: 'person.split', tables: ['person_alias', ...lines], why: 'a merge is undone' },
  {
    name: 'payment-batch.sealed',
    tables: ['batch_staging', 'refused_line', 'payee', 'account', ...lines],
    why: 'takes a sealed batch over and screens it over all counties (payments.md §3, §4)',
  },
  {
    name: 'entitlement.withdrawn',
    tables: ['withdrawn_line', 'journal', 'entry', ...lines],
    why: 'ends lines that their bureau took back',
  },
  { name: 'overpayment.assessed', tables: [...debts, ...lines], why: 'a bureau found that more was paid than was due' },
  { name: 'overpayment.withdrawn', tables: [...debts, ...lines], why: 'a bureau took its finding back' },
  { name: 'recovery.suspended', tables: ['recovery_suspension', ...debts], why: 'an appeal stops or frees a recovery' },
  {
    name: 'deaths.lapse',
    tables: ['death_notice', ...lines],
    why: 'an unconfirmed death holds lines for its month only (payments.md §4)',
  },
  {
    name: 'payees.create',
    tables: ['enrolment_copy'],
    why: 'tells an enrolment of another county from none',
  },
  {
    name: 'bankFiles.drop',
    tables: ['bank_file', 'run'],
    why: 'hands written files over to their bank, by drop folder or SFTP',
  },
  {
    name: 'bankFiles.chase',
    tables: ['bank_file', 'bank_chase'],
    why: 'lists what banks have not answered in time (payments.md §5)',
  },
  {
    name: 'bankFiles.expire',
    tables: ['bank_file', 'return_arrival'],
    why: 'deletes raw files after their retention; the ledger stays',
  },
  {
    name: 'returns.collect',
    tables: ['bank_file', 'bank_return', 'return_arrival', 'journal', 'entry', ...lines],
    why: 'applies the return files that banks left for us',
  },
  { name: 'holds.escalate', tables: ['hold'], why: 'raises holds whose clock has run out (payments.md §3.4)' },
  {
    name: 'lines.suspend',
    tables: ['line'],
    why: 'failed lines that nobody re-issued in their time (payments.md §3.4)',
  },
  {
    name: 'lines.screen',
    tables: ['account', 'payee', ...lines],
    why: 'exclusive programmes and shared accounts are looked for over all counties (payments.md §4)',
  },
  { name: 'funds.checkBalances', tables: ['fund', 'entry', 'fund_stop'], why: 'checks every fund each night' },
  { name: 'appropriations.warn', tables: ['appropriation'], why: 'tells of money that is too long on its way' },
  {
    name: 'benefits.mine',
    tables: ['benefit_entry', 'benefit_entry_history', 'line'],
    why: 'a citizen sees their own months of all counties',
  },
  { name: 'personReads.list', tables: ['person_read'], why: 'tells persons who read them (people.md §4)' },
  { name: 'personReads.forget', tables: ['person_read'], why: 'reads are kept six years (people.md §4)' },
  ...divisionMoveJobs([
    'enrolment_copy',
    'payee',
    'account',
    'account_notice',
    'bank_file',
    'overpayment',
    'overpayment_month',
    'recovery_plan',
    ...lines,
  ]),
];
