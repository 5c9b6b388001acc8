import type { SealedColumn } from '@mz/service-kit';

/** What stands under `data-encryption/payments`. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'account', column: 'number', key: ['id'] },
  { table: 'account', column: 'holder_name', key: ['id'] },
  { table: 'account', column: 'id_no', key: ['id'] },
  { table: 'bank_file', column: 'content', key: ['id'] },
  { table: 'return_arrival', column: 'content', key: ['id'] },
];
