import { divisionMoveJobs, type SystemJob } from '@mz/service-kit';

const batches = ['recheck', 'recheck_part', 'recheck_chunk', 'recheck_identity', 'recheck_change', 'known_record'];
const queries = ['verification_request', 'sub_query', 'answer', 'quarantined_answer', 'identity_copy', 'query_log'];

/** What acts without a person, on which tables, and why it may. */
export const systemJobs: SystemJob[] = [
  { name: 'person.merged', tables: ['person_alias'], why: 'a person is found under both ids' },
  { name: 'person.split', tables: ['person_alias'], why: 'a merge is undone' },
  {
    name: 'person.died',
    tables: ['means_authorization', 'death_notice'],
    why: 'death ends authorizations (handbook §3.1)',
  },
  {
    name: 'person.death-revoked',
    tables: ['means_authorization', 'death_notice', 'verification_request', 'sub_query'],
    why: 'a death that was none gives back what it ended',
  },
  ...divisionMoveJobs([
    ...['authorization_draft', 'means_authorization', 'unit_case', 'verification_request', 'report', 'subscription'],
    'beneficiary',
    ...['verification_mechanism', 'intake_refusal', 'enrolment_approval'],
  ]),
  {
    name: 'verification.requested',
    tables: ['verification_request', 'request_key', 'means_authorization', 'intake_refusal'],
    why: 'a bureau asks for a check; its brief is read again',
  },
  { name: 'verification.dispatched', tables: queries, why: 'sends the entrusted questions and stores the answers' },
  { name: 'subQueries.retry', tables: queries, why: 'sends again what an agency did not answer (handbook §5.1)' },
  { name: 'files.collect', tables: [...queries, 'exchange_file', 'exchange_row'], why: 'writes the daily files (§4)' },
  {
    name: 'files.exchange',
    tables: [...queries, 'exchange_file', 'exchange_row', ...batches, 'beneficiary', 'means_authorization'],
    why: 'sends and fetches files (§4)',
  },
  { name: 'letters.write', tables: [...queries, 'letter', 'letter_query'], why: 'writes letters to agencies (§4)' },
  { name: 'requests.archive', tables: ['verification_request'], why: 'archives what nobody objected to (§5.1)' },
  {
    name: 'answers.delete',
    tables: [
      ...[...queries, 'request_key', 'bank_summary', 'deletion_record'],
      ...['letter', 'letter_reply', 'exchange_file', 'disc_upload', 'copy_deletion'],
    ],
    why: 'deletes raw answers and copies of files after their terms, and looks for what should be gone (§9)',
  },
  { name: 'queryLog.seal', tables: ['query_log', 'query_log_seal'], why: 'chains the log of who looked (§9)' },
  { name: 'queryLog.forget', tables: ['query_log', 'query_log_seal'], why: 'the log is kept six years (§9)' },
  {
    name: 'misuse.watch',
    tables: ['query_log', 'protected_person', 'staff_person', 'misuse_alarm', 'reader_kinship'],
    why: 'raises alarms about the use of the check (§9)',
  },
  { name: 'misuse.raise', tables: ['misuse_alarm'], why: 'an alarm stays although what it is about was refused (§9)' },
  { name: 'misuse.staff', tables: ['staff_person'], why: 'knows by keyed hashes who is a colleague of whom (§9)' },
  {
    name: 'statistics.publish',
    tables: ['verification_request', 'report', 'statistics_month', 'statistics_cell'],
    why: 'publishes a month once, without small figures (§9)',
  },
  {
    name: 'verificationIndicators.hide',
    tables: ['verification_request', 'report', 'objection'],
    why: 'what is hidden of an indicator is the same whoever looks (§9)',
  },
  { name: 'authorizations.warn', tables: ['means_authorization'], why: 'tells of what ends within 30 days (§10)' },
  {
    name: 'enrolment.approved',
    tables: [
      ...['subscription', 'means_authorization', 'ended_enrolment', 'enrolment_approval', 'report'],
      ...['beneficiary', 'known_record', 'answer'],
    ],
    why: 'watches the registers for who draws a benefit (§8)',
  },
  {
    name: 'enrolment.terminated',
    tables: ['subscription', 'ended_enrolment', 'beneficiary'],
    why: 'a benefit that ends is not watched',
  },
  {
    name: 'enrolment.changed',
    tables: ['subscription', 'means_authorization', 'ended_enrolment', 'beneficiary', 'known_record', 'answer'],
    why: 'who comes into a household is watched, who leaves it is not (§8)',
  },
  {
    name: 'rechecks.run',
    tables: [...batches, 'beneficiary', 'recheck_renewal', 'means_authorization', 'exchange_file'],
    why: 'cuts, sends and tells batches of the whole province (§5.2)',
  },
  { name: 'rechecks.plan', tables: batches, why: 'begins the batches of a month (§5.2)' },
  { name: 'rechecks.forget', tables: ['known_record', 'beneficiary'], why: 'forgets who draws no benefit (§9)' },
  { name: 'subscriptions.pull', tables: ['subscription', 'change_notice'], why: 'asks the registers for changes (§8)' },
  {
    name: 'authorizations.activate',
    tables: ['means_authorization', 'verification_request', 'sub_query', 'subscription'],
    why: 'puts into force what was signed for a day that has come (§3.1)',
  },
  {
    name: 'authorizations.form',
    tables: ['authorization_draft'],
    why: 'prints the names of the parties on their form (§3.1)',
  },
  {
    name: 'verification.completed',
    tables: ['spdci_item', 'spdci_callback'],
    why: 'a partner is told the end of its check',
  },
  {
    name: 'verification.rejected',
    tables: ['spdci_item', 'spdci_callback'],
    why: 'a partner is told the end of its check',
  },
  {
    name: 'verification.change-detected',
    tables: ['spdci_subscription', 'spdci_callback'],
    why: 'partners that may hear of a change are told its kind and band (§8)',
  },
  {
    name: 'spdci.callback-due',
    tables: ['spdci_callback', 'exchange_endpoint'],
    why: 'tells a partner what is owed to it',
  },
  {
    name: 'spdci.retry',
    tables: ['spdci_callback', 'exchange_endpoint'],
    why: 'tells again what a partner did not take',
  },
  { name: 'authorizations.expire', tables: ['means_authorization'], why: 'ends what has run out, each day' },
  { name: 'reports.verify', tables: ['report', 'report_paper'], why: 'the QR code of a report asks whether it holds' },
  { name: 'reports.keepPaper', tables: ['report_paper'], why: 'a paper that leaves is kept by its hash' },
  {
    name: 'reports.mine',
    tables: ['report', 'sub_query', 'report_consent'],
    why: 'a person reads the report on their own household wherever it was made (§9)',
  },
  {
    name: 'verification.death-found',
    tables: ['report'],
    why: 'people is told of a death that a register shows (§6.1)',
  },
  {
    name: 'exchange.record',
    tables: ['exchange_message', 'exchange_nonce', 'partner', 'partner_key', 'partner_fault'],
    why: 'knows partners by their keys and enters each message in the ledger',
  },
  {
    name: 'exchange.answer',
    tables: [
      ...['exchange_grant', 'exchange_root', 'exchange_countersignature', 'agency_day', 'partner_question'],
      ...['partner_notice', 'partner_fault', 'subscription', 'change_notice', 'means_authorization'],
    ],
    why: 'a partner fetches what is its own; it acts under its own name',
  },
  {
    name: 'agencyQuality.count',
    tables: ['agency_day', 'agency_day_run', 'query_log', 'sub_query', 'exchange_file', 'partner_fault', 'objection'],
    why: 'counts how agencies answered on the days that are over (§11 IV-06)',
  },
  {
    name: 'agencyQuality.tellEndings',
    tables: ['partner_key', 'agency_agreement', 'partner_notice'],
    why: 'warns partners of keys and agreements that end within 30 days (§9)',
  },
  { name: 'exchange.seal', tables: ['exchange_message', 'exchange_seal'], why: 'chains the messages of each partner' },
  {
    name: 'exchange.root',
    tables: ['exchange_seal', 'exchange_root', 'exchange_nonce'],
    why: 'signs the end of a day',
  },
  { name: 'exchange.seed', tables: ['partner', 'exchange_grant'], why: 'partners and grants of the start data' },
  { name: 'agreements.seed', tables: ['agency_agreement'], why: 'the agreements of the province at the start' },
  { name: 'personReads.list', tables: ['person_read'], why: 'tells persons who read them (people.md §4)' },
  { name: 'personReads.forget', tables: ['person_read'], why: 'reads are kept six years (people.md §4)' },
];
