import type { SealedColumn } from '@mz/service-kit';

/** What of the census stands under `data-encryption/place-names`: who told about a name. */
export const censusSealedColumns: readonly SealedColumn[] = [
  { table: 'census_informant', column: 'name', key: ['id'] },
  { table: 'census_informant', column: 'phone', key: ['id'] },
];
