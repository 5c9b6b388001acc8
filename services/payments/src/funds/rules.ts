import { accept, type Decision, type Fen, type LegalDay, refuse } from '@mz/domain';

/** Whether a receipt may be booked: dates in order and not ahead, the fund open, its year not over (payments.md §12). */
export function decideReceipt(receipt: {
  readonly appropriatedOn: LegalDay;
  readonly receivedOn: LegalDay;
  readonly today: LegalDay;
  readonly fund: { readonly year: number; readonly status: string };
}): Decision<null, 'DATE_ORDER_INVALID' | 'DATE_NOT_ALLOWED' | 'PERIOD_CLOSED'> {
  const { appropriatedOn, receivedOn, today, fund } = receipt;
  if (receivedOn < appropriatedOn) return refuse('DATE_ORDER_INVALID');
  if (receivedOn > today) return refuse('DATE_NOT_ALLOWED');
  if (fund.status !== 'OPEN' || Number(receivedOn.slice(0, 4)) > fund.year) return refuse('PERIOD_CLOSED');
  return accept(null);
}

/** A fund that may pay, with what it has left. */
export interface FundCover {
  readonly id: string;
  readonly coverFen: Fen;
}

/** The first fund, by its code, whose cover suffices for the whole batch: nothing is partly paid by a machine's choice. */
export function chooseFund(
  funds: readonly FundCover[],
  neededFen: Fen,
): Decision<FundCover, 'WRONG_FUND' | 'FUND_INSUFFICIENT'> {
  if (funds.length === 0) return refuse('WRONG_FUND');
  const found = funds.find(({ coverFen }) => coverFen >= neededFen);
  return found === undefined ? refuse('FUND_INSUFFICIENT') : accept(found);
}

/** What a fund is for, as far as the law ties it. */
export interface FundPurpose {
  readonly fundClass: string;
  readonly donorPurpose: string | null;
}

/** Lottery money serves the elderly, the disabled, orphans and relief only (财综〔2012〕15号; payments.md §6). */
const lotteryCategories: ReadonlySet<string> = new Set(['ELDERLY', 'DISABLED', 'ORPHANS', 'RELIEF']);
/** Relief money never pays staff, living allowance money never administration (国务院令第649号第五条; 财社〔2012〕171号). */
const neverPaid: ReadonlySet<string> = new Set(['STAFF', 'ADMINISTRATION']);

/** Whether a fund may pay a programme; a donation serves what its donor gave it for (公益事业捐赠法第十八条). */
export function decidePurpose(
  { fundClass, donorPurpose }: FundPurpose,
  programme: { readonly category: string; readonly fundClasses: readonly string[] },
): Decision<null, 'FUND_PURPOSE_VIOLATION'> {
  const { category, fundClasses } = programme;
  const permitted =
    fundClasses.includes(fundClass) &&
    !neverPaid.has(category) &&
    (fundClass !== 'LOTTERY' || lotteryCategories.has(category)) &&
    (fundClass === 'DONATION' ? donorPurpose === category : donorPurpose === null);
  return permitted ? accept(null) : refuse('FUND_PURPOSE_VIOLATION');
}

/** The level of a division by its code. */
export function levelOf(divisionCode: string): 'PROVINCE' | 'CITY' | 'COUNTY' {
  if (divisionCode.endsWith('0000000000')) return 'PROVINCE';
  return divisionCode.endsWith('00000000') ? 'CITY' : 'COUNTY';
}

/** The administrative parent of a city or county, which gives it money unless a dated row says otherwise; else null. */
export function administrativeParent(divisionCode: string): string | null {
  if (!divisionCode.endsWith('000000') || levelOf(divisionCode) === 'PROVINCE') return null;
  const prefix = levelOf(divisionCode) === 'COUNTY' ? divisionCode.slice(0, 4) : divisionCode.slice(0, 2);
  return prefix.padEnd(12, '0');
}

/**
 * Largest share of a year's money that may be left at its end, in basis points: 10% for living allowance
 * (财社〔2012〕171号), 15% for medical assistance, cumulative (财社〔2013〕217号); payments.md §6.
 */
export function surplusLimitOf(categories: readonly string[]): number | null {
  if (categories.length === 0) return null;
  if (categories.every((category) => category === 'DIBAO')) return 1_000;
  return categories.every((category) => category === 'MEDICAL') ? 1_500 : null;
}

/** The part of an amount in basis points, rounded down; null when there is no whole. */
export function shareBp(partFen: Fen, wholeFen: Fen): number | null {
  return wholeFen <= 0 ? null : Number((BigInt(partFen) * 10_000n) / BigInt(wholeFen));
}
