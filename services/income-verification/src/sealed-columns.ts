import { type SealedColumn, wrappedKeyPlace } from '@mz/service-kit';

/** What stands under `data-encryption/income-verification`: the data key of each request; all else stands under that. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'request_key', column: 'wrapped', key: ['request_id'], record: ['data_key_id'], place: wrappedKeyPlace },
];
