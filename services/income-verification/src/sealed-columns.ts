import { type SealedColumn, wrappedKeyPlace } from '@mz/service-kit';

/** What stands under `data-encryption/income-verification`: the data key of each request, under which all else stands, and contacts. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'request_key', column: 'wrapped', key: ['request_id'], record: ['data_key_id'], place: wrappedKeyPlace },
  { table: 'agency_agreement', column: 'security_contact', key: ['id'] },
  { table: 'recheck_identity', column: 'sealed', key: ['recheck_id', 'part_no', 'page'] },
];
