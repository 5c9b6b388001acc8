import type { SealedColumn } from '@mz/service-kit';

/** What stands under `data-encryption/social-assistance`. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'application_step', column: 'note', key: ['application_id', 'version'] },
  { table: 'enrolment_review', column: 'visit_note', key: ['id'] },
  { table: 'enrolment_review', column: 'proposal_note', key: ['id'] },
  { table: 'appeal', column: 'grounds', key: ['id'] },
  { table: 'appeal', column: 'answer', key: ['id'] },
  { table: 'kin_hit', column: 'reason', key: ['id'] },
  { table: 'transfer', column: 'reason', key: ['id'] },
  { table: 'fraud_case', column: 'findings', key: ['id'] },
  { table: 'fraud_case', column: 'drop_reason', key: ['id'] },
];
