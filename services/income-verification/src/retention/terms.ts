import { addDays, addMonths, type LegalDay } from '@mz/domain';
import type { Db } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';

const province = '370000000000';

/** Up to which end of a check its raw data are due on a day (income-verification.md §9 [A]). */
export interface Terms {
  /** Archived up to this day: six months. */
  readonly archived: LegalDay;
  /** Cancelled or returned up to this day: 90 days. */
  readonly stopped: LegalDay;
  /** Objection period over before this day: 30 days, for rows of banks. */
  readonly bank: LegalDay;
  /** Copies of batch files in agencies' folders: how long they stay. */
  readonly copyDays: number;
}

/** The terms of a day. */
export async function readTerms(db: Db, today: LegalDay): Promise<Terms> {
  const parameters = await loadParameters(db, province, today);
  return {
    archived: addMonths(today, -parameters.number('raw_archived_months')),
    stopped: addDays(today, -parameters.number('raw_cancelled_days')),
    bank: addDays(today, -parameters.number('raw_bank_days')),
    copyDays: parameters.number('folder_copy_days'),
  };
}
