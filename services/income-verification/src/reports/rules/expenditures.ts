import type { AgencyRow } from '@mz/contracts';
import { addMonths, type LegalDay } from '@mz/domain';
import { rowsOf } from './finding.ts';
import type { Answer } from './types.ts';

/** What a family had to pay itself. */
export interface Expenditure {
  readonly personId: string;
  readonly type: 'MEDICAL_OOP';
  readonly amountFen: number;
  readonly on: LegalDay;
  readonly source: string;
}

/** Own payment of hospital bills of 12 months; a bill that two schemes list is one, with what both paid (§4 MEDICAL_INS). */
export function expendituresOf(answers: readonly Answer[], asOf: LegalDay): Expenditure[] {
  const since = addMonths(asOf, -12);
  const settled = rowsOf<AgencyRow<'SETTLEMENT'>>(answers, 'SETTLEMENT').filter(({ row }) => row.settledOn >= since);
  const bills = Map.groupBy(
    settled,
    ({ base, row }) => `${base.personId}/${row.hospital}/${row.settledOn}/${row.totalFen}`,
  );
  return [...bills.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const paid = own.reduce((sum, { row }) => sum + row.paidFen, 0);
    const { base, row } = first;
    const amountFen = Math.max(0, row.totalFen - paid);
    return [{ personId: base.personId, type: 'MEDICAL_OOP', amountFen, on: row.settledOn, source: base.source }];
  });
}
