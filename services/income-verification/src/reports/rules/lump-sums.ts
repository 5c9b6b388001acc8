import type { AgencyRow } from '@mz/contracts';
import { addMonths, type LegalDay } from '@mz/domain';
import { lower, rowsOf } from './finding.ts';
import { isDeclaredLump } from './incomes.ts';
import type { Answer, Brief, LumpSum } from './types.ts';

/** Registries answer about sales of this many months (income-verification.md §4 HOUSING_REG). */
const saleMonths = 24;

/** Money that came once, of all members: compensation for land, sold houses, subsidies on machines, declared sums (§6.1 item 7). */
export function lumpSumsOf(answers: readonly Answer[], brief: Brief, lumpSumTypes: readonly string[]): LumpSum[] {
  const since = addMonths(brief.asOf, -saleMonths);
  const verified = [
    ...landCompensation(answers, since),
    ...sales(answers, since),
    ...rowsOf<AgencyRow<'SUBSIDY'>>(answers, 'SUBSIDY')
      .filter(({ row }) => row.kind === 'MACHINERY' && row.paidOn >= since)
      .map(({ base, sure, row }) =>
        lump({ ...base, type: 'MACHINERY_SUBSIDY', confidence: sure }, row.amountFen, row.paidOn),
      ),
  ];
  const known = new Set(verified.map(({ personId, type }) => `${personId}/${type}`));
  return [
    ...verified,
    ...declaredLumps(brief, lumpSumTypes).filter((one) => !known.has(`${one.personId}/${one.type}`)),
  ];
}

/** What was declared as having come once; a register's word displaces it. */
export function declaredLumps(brief: Brief, lumpSumTypes: readonly string[]): LumpSum[] {
  return brief.declared.incomes
    .filter((item) => isDeclaredLump(item, lumpSumTypes))
    .map(({ personId, type, amountFen, periodFrom }) =>
      lump({ personId, type, source: 'DECLARED', sourceAsOf: brief.asOf, confidence: 'LOW' }, amountFen, periodFrom),
    );
}

function lump(of: Omit<LumpSum, 'amountFen' | 'on'>, amountFen: number, on: LegalDay): LumpSum {
  return { ...of, amountFen, on };
}

/** Land offices pay the village, which shares it out: what they say is to be looked at, no exact figure (§4 LAND). */
function landCompensation(answers: readonly Answer[], since: LegalDay): LumpSum[] {
  return rowsOf<AgencyRow<'LAND_COMP'>>(answers, 'LAND_COMP')
    .filter(({ row }) => row.paidOn >= since)
    .map(({ base, row }) => lump({ ...base, type: 'LAND_COMPENSATION', confidence: 'LOW' }, row.amountFen, row.paidOn));
}

/** A sale that both spouses signed is one. */
function sales(answers: readonly Answer[], since: LegalDay): LumpSum[] {
  const sold = rowsOf<AgencyRow<'TRANSACTION'>>(answers, 'TRANSACTION').filter(
    ({ row }) => row.kind === 'SALE' && row.contractedOn >= since,
  );
  const once = new Map(sold.map((one) => [`${one.row.unitNo}/${one.row.contractedOn}`, one]));
  return [...once.values()].map(({ base, sure, row }) =>
    lump({ ...base, type: 'HOUSE_SALE', confidence: lower(sure, 'MEDIUM') }, row.priceFen, row.contractedOn),
  );
}
