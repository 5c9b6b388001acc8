import { addDays, addMonths, type LegalDay } from '@mz/domain';

/** Classes of records by which a person is kept; each period is a dated parameter in years. */
export const retentionKeys = {
  CASE_FILE: 'retention.case-file-years',
  REJECTED_APPLICATION: 'retention.rejected-application-years',
  PAYMENT: 'retention.payment-years',
  VERIFICATION: 'retention.verification-years',
  RAW_FILE: 'retention.raw-file-years',
  REGISTRATION: 'retention.registration-years',
} as const;

/** A class of records. */
export type RetentionClass = keyof typeof retentionKeys;

/** Years that each class is kept after its end (social-assistance.md §10, payments.md §5 [A]). */
export type RetentionYears = Readonly<Record<RetentionClass, number>>;

/** One class of a person's records in one service; `endedOn` null while something of it is open. */
export interface Held {
  readonly class: RetentionClass;
  readonly endedOn: LegalDay | null;
}

/** When a person may be erased: the first day after every class is over. */
export type DueDecision =
  | { readonly ok: true; readonly dueOn: LegalDay; readonly classes: RetentionClass[] }
  | { readonly ok: false; readonly code: 'RETENTION_NOT_DUE' };

/** Whether every class of a person's records is over on a day; without any record nobody is due. */
export function decideDue(held: readonly Held[], years: RetentionYears, today: LegalDay): DueDecision {
  let keptUntil: LegalDay | undefined;
  for (const one of held) {
    if (one.endedOn === null) return { ok: false, code: 'RETENTION_NOT_DUE' };
    const last = addMonths(one.endedOn, 12 * years[one.class]);
    if (keptUntil === undefined || last > keptUntil) keptUntil = last;
  }
  if (keptUntil === undefined || keptUntil >= today) return { ok: false, code: 'RETENTION_NOT_DUE' };
  return { ok: true, dueOn: addDays(keptUntil, 1), classes: [...new Set(held.map((one) => one.class))].sort() };
}
