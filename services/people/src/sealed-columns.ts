import { type SealedColumn, wrappedKeyPlace } from '@mz/service-kit';

/** What stands under `data-encryption/people`: the data key of each person, and values that were written before there was one. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'person_key', column: 'wrapped', key: ['person_id'], record: ['data_key_id'], place: wrappedKeyPlace },
  { table: 'person', column: 'id_no', key: ['id'] },
  { table: 'person', column: 'name', key: ['id'] },
  { table: 'person', column: 'residence_address', key: ['id'] },
  { table: 'person', column: 'phone', key: ['id'] },
  { table: 'person', column: 'legacy_id_no', key: ['id'] },
  { table: 'person_fact', column: 'value', key: ['id'] },
];
