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
