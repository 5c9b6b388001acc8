import type { ChangeDraft } from '@mz/contracts';
import type { ChangeRow } from './queries.ts';

/** Which fields a correction writes otherwise; of a change that was loaded, items, units and mapping count as corrected. */
export function correctedFields(corrects: ChangeRow, draft: ChangeDraft): string[] {
  const head = (['title', 'authority', 'docNo', 'approvedOn', 'effectiveOn'] as const).filter(
    (field) => (draft[field] ?? null) !== corrects[field],
  );
  // The contract checked it when it was entered.
  const before = corrects.entry as ChangeDraft | null;
  const body = (['kinds', 'items', 'units', 'mapping'] as const).filter(
    (field) => before === null || JSON.stringify(before[field]) !== JSON.stringify(draft[field]),
  );
  return [...head, ...body];
}
