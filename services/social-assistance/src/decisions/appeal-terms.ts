import { addDays, addMonths, type LegalDay } from '@mz/domain';
import type { Db } from '../app-kit.ts';
import { getParameter } from '../standards/index.ts';

/** Last days of the two ways against a decision, as its notice says them. */
export type AppealTerms = { readonly reconsiderationUntil: LegalDay; readonly litigationUntil: LegalDay };

/** The terms by the rows of the decision day: 60 days (行政复议法 art. 9), 3 months (行政诉讼法 1989 art. 39). */
export async function appealTermsOf(
  db: Db,
  decision: { readonly divisionCode: string; readonly decidedOn: LegalDay },
): Promise<AppealTerms> {
  const { divisionCode, decidedOn } = decision;
  const at = { divisionCode, date: decidedOn };
  const days = await getParameter(db, 'appeal.reconsideration_days', at);
  const months = await getParameter(db, 'appeal.litigation_months', at);
  return {
    reconsiderationUntil: addDays(decidedOn, Number(days.value)),
    litigationUntil: addMonths(decidedOn, Number(months.value)),
  };
}

/** The day on which the last of the terms ends. */
export function lastTerm({ reconsiderationUntil, litigationUntil }: AppealTerms): LegalDay {
  return litigationUntil > reconsiderationUntil ? litigationUntil : reconsiderationUntil;
}
