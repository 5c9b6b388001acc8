import { type Fen, firstDayOf, type LegalDay, MAX_INPUT_FEN, monthOf } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';
import { isBelowFloor } from '../rules/index.ts';

/** Programmes that have a published standard, and the period in which each is published (handbook §3.1, §3.2). */
const periods: ReadonlyMap<string, 'MONTH' | 'YEAR'> = new Map([
  ['URBAN_DIBAO', 'MONTH'],
  ['RURAL_DIBAO', 'YEAR'],
  ['WUBAO_CENTRAL', 'YEAR'],
  ['WUBAO_DISPERSED', 'YEAR'],
]);

/** A proposed standard with what it is judged by. */
export type ProposedStandard = {
  readonly programme: string;
  readonly amountFen: Fen;
  readonly period: 'MONTH' | 'YEAR';
  readonly validFrom: LegalDay;
  readonly publishedOn: LegalDay;
  readonly consumptionFen?: Fen;
  readonly waiverDocNo?: string;
};

/** A standard in force for the same programme and division; in force from the first to before the second day. */
export type InForce = {
  readonly amountFen: Fen;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay | null;
};

/** The dated thresholds on the day from which the proposal is to hold. */
export type Thresholds = { readonly floorBp?: number; readonly wubaoRiseFen?: Fen };

/** Whether a programme has a published standard at all. */
export function hasStandard(programme: string): boolean {
  return periods.has(programme);
}

/** Whether a programme has a floor by consumption: dibao has (work plan 2014 item 1), five-guarantee support has a rise. */
export function hasFloor(programme: string): boolean {
  return programme.endsWith('_DIBAO');
}

/** All reasons against a proposal: form, dates, order in time, floor (SA-649 art. 10, work plan 2014 items 1 and 2). */
export function standardFaults(
  proposal: ProposedStandard,
  known: { readonly inForce: readonly InForce[]; readonly thresholds: Thresholds; readonly today: LegalDay },
): ProblemReason[] {
  return [
    ...formFaults(proposal, known.today),
    ...orderFaults(proposal, known.inForce),
    ...(proposal.waiverDocNo === undefined ? levelFaults(proposal, known.inForce, known.thresholds) : []),
  ];
}

/** The row that a new standard follows: the last before it. */
export function predecessorOf<T extends InForce>(inForce: readonly T[], validFrom: LegalDay): T | undefined {
  return inForce.filter((row) => row.validFrom < validFrom).sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
}

/** A new standard follows the last one without a day between and without a day in common; it closes an open one. */
export function orderFaults({ validFrom }: Pick<InForce, 'validFrom'>, inForce: readonly InForce[]): ProblemReason[] {
  const later = inForce.some((row) => row.validFrom >= validFrom);
  const previous = predecessorOf(inForce, validFrom);
  const isGap = previous !== undefined && previous.validTo !== null && previous.validTo !== validFrom;
  if (!later && !isGap) return [];
  return [{ code: 'STANDARD_OVERLAP', pointer: '/body/validFrom', detail: later ? '有效期重叠' : '有效期中断' }];
}

function formFaults(proposal: ProposedStandard, today: LegalDay): ProblemReason[] {
  const { programme, amountFen, period, validFrom, publishedOn, consumptionFen = 1 } = proposal;
  const faults: ProblemReason[] = [];
  if (periods.get(programme) !== period) faults.push({ code: 'PERIOD_INVALID', pointer: '/body/period' });
  if (!isAmount(amountFen)) faults.push({ code: 'AMOUNT_INVALID', pointer: '/body/amountFen' });
  if (!isAmount(consumptionFen)) faults.push({ code: 'AMOUNT_INVALID', pointer: '/body/consumptionFen' });
  // A standard may start only on the first of a month (handbook §11.3).
  if (validFrom !== firstDayOf(monthOf(validFrom))) {
    faults.push({ code: 'DATE_NOT_ALLOWED', pointer: '/body/validFrom' });
  }
  if (publishedOn > today) faults.push({ code: 'DATE_NOT_ALLOWED', pointer: '/body/publishedOn' });
  return faults;
}

function levelFaults(
  { programme, amountFen, period, validFrom, consumptionFen }: ProposedStandard,
  inForce: readonly InForce[],
  { floorBp, wubaoRiseFen }: Thresholds,
): ProblemReason[] {
  const previous = predecessorOf(inForce, validFrom);
  const pointer = '/body/amountFen';
  if (wubaoRiseFen !== undefined && previous !== undefined && amountFen - previous.amountFen < wubaoRiseFen) {
    return [{ code: 'WUBAO_INCREMENT_BELOW_TARGET', pointer }];
  }
  if (floorBp === undefined || !hasFloor(programme)) return [];
  if (consumptionFen === undefined) {
    return [{ code: 'STANDARD_BELOW_FLOOR', pointer: '/body/consumptionFen', detail: '须提供上年度当地人均消费支出' }];
  }
  if (isBelowFloor(amountFen, { consumptionYearFen: consumptionFen, ratioBp: floorBp, period })) {
    return [{ code: 'STANDARD_BELOW_FLOOR', pointer }];
  }
  // A decrease needs the province's approval (handbook §4 item 8).
  const isLower = previous !== undefined && amountFen < previous.amountFen;
  return isLower ? [{ code: 'STANDARD_BELOW_FLOOR', pointer, detail: '低于现行标准，须有省级批准文件' }] : [];
}

function isAmount(amountFen: Fen): boolean {
  return amountFen > 0 && amountFen <= MAX_INPUT_FEN;
}
