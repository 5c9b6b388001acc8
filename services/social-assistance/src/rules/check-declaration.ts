import type { CaseFacts } from '@mz/contracts';
import { MAX_INPUT_FEN, parseLegalDay } from '@mz/domain';
import { incomeClassOf } from './income-types.ts';
import { ruleRef } from './registry.ts';
import type { Asset, Income, Supporter } from './types.ts';

/** The parts of a declaration or of case facts that are checked. */
export type DeclaredFacts = Pick<CaseFacts, 'incomes' | 'assets' | 'supporters'>;

/** One fault of a declaration: `pointer` is an RFC 6901 pointer into it. */
export type DeclarationFault = {
  readonly code: 'AMOUNT_INVALID' | 'INCOME_PERIOD_INVALID' | 'INCOME_OVERLAP' | 'INCOME_TYPE_UNKNOWN';
  readonly pointer: string;
  readonly ruleId: string;
};

type Code = DeclarationFault['code'];

/**
 * SA-R-22: all faults of a declaration at once: amounts that are negative (business may lose), fractional or above 10^12
 * fen; income without a period of the calendar; the same source twice in a period; a type that the table does not know
 * (social-assistance §2.3, §10).
 */
export function checkDeclaration(declaration: DeclaredFacts): DeclarationFault[] {
  return [
    ...declaration.incomes.flatMap((item, index) => incomeFaults(item, index, declaration.incomes)),
    ...declaration.assets.flatMap(assetFaults),
    ...declaration.supporters.flatMap(supporterFaults),
  ];
}

function incomeFaults(item: Income, index: number, all: readonly Income[]): DeclarationFault[] {
  const at = `/incomes/${index}`;
  const faults = [...amountFaults(item, at), ...deductionFaults(item, at)];
  if (incomeClassOf(item.type) === undefined) faults.push(fault('INCOME_TYPE_UNKNOWN', `${at}/type`));
  const periodFault = periodFaultOf(item);
  if (periodFault !== undefined) faults.push(fault('INCOME_PERIOD_INVALID', `${at}/${periodFault}`));
  const isRepeated = all.slice(0, index).some((earlier) => isSameSource(earlier, item) && overlaps(earlier, item));
  if (isRepeated) faults.push(fault('INCOME_OVERLAP', `${at}/periodFrom`));
  return faults;
}

function amountFaults({ amountFen, type }: Income, at: string): DeclarationFault[] {
  const isBusiness = incomeClassOf(type) === 'BUSINESS';
  const isValid = isAmount(Math.abs(amountFen)) && (isBusiness || amountFen >= 0);
  return isValid ? [] : [fault('AMOUNT_INVALID', `${at}/amountFen`)];
}

/** Tax and own insurance belong to wages alone and never exceed them. */
function deductionFaults(item: Income, at: string): DeclarationFault[] {
  const { taxFen = 0, ownInsuranceFen = 0 } = item;
  const isWage = incomeClassOf(item.type) === 'WAGE';
  const isWithin = taxFen + ownInsuranceFen <= Math.max(0, item.amountFen);
  const isFault = (amount: number): boolean => !isAmount(amount) || (amount > 0 && !(isWage && isWithin));
  return [
    ...(isFault(taxFen) ? [fault('AMOUNT_INVALID', `${at}/taxFen`)] : []),
    ...(isFault(ownInsuranceFen) ? [fault('AMOUNT_INVALID', `${at}/ownInsuranceFen`)] : []),
  ];
}

function periodFaultOf({ periodFrom, periodTo }: Income): 'periodFrom' | 'periodTo' | undefined {
  if (!parseLegalDay(periodFrom).ok) return 'periodFrom';
  if (!parseLegalDay(periodTo).ok || periodTo < periodFrom) return 'periodTo';
  return undefined;
}

/** Different provenance is not an overlap: the better source displaces the other. */
function isSameSource(a: Income, b: Income): boolean {
  return a.personId === b.personId && a.type === b.type && a.source === b.source && a.provenance === b.provenance;
}

function overlaps(a: Income, b: Income): boolean {
  return a.periodFrom <= b.periodTo && b.periodFrom <= a.periodTo;
}

function assetFaults(asset: Asset, index: number): DeclarationFault[] {
  return moneyFaults({ valueFen: asset.valueFen, capitalFen: asset.capitalFen }, `/assets/${index}`);
}

function supporterFaults(supporter: Supporter, index: number): DeclarationFault[] {
  const { perCapitaFen, standardFen, judgmentFen, receiptsFen } = supporter;
  return moneyFaults({ perCapitaFen, standardFen, judgmentFen, receiptsFen }, `/supporters/${index}`);
}

function moneyFaults(amounts: Readonly<Record<string, number | undefined>>, at: string): DeclarationFault[] {
  return Object.entries(amounts)
    .filter(([, amount]) => amount !== undefined && !isAmount(amount))
    .map(([name]) => fault('AMOUNT_INVALID', `${at}/${name}`));
}

function isAmount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_INPUT_FEN;
}

function fault(code: Code, pointer: string): DeclarationFault {
  return { code, pointer, ruleId: ruleRef('declaration') };
}
