import type { SealedColumn } from '@mz/service-kit';

/** What stands under `data-encryption/place-names`. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'boundary_marker', column: 'custodian_name', key: ['id'] },
  { table: 'boundary_marker', column: 'custodian_phone', key: ['id'] },
];
