import {
  accept,
  addDays,
  type Decision,
  type Fen,
  fen,
  type LegalDay,
  type LegalMonth,
  refuse,
  splitLargestRemainder,
} from '@mz/domain';

/** Whether the expenditure of a month is still that of the year: otherwise it is a prior year's recovery (payments.md §6). */
export function isSameYear(month: LegalMonth, today: LegalDay): boolean {
  return month.slice(0, 4) === today.slice(0, 4);
}

/** Something that is still open, oldest first. */
export interface OpenPart {
  readonly outstandingFen: Fen;
}

/** Gives an amount to the parts in their order until it or they are used up; the rest fits nowhere. */
export function allocate<T extends OpenPart>(
  amountFen: Fen,
  parts: readonly T[],
): { readonly taken: readonly { readonly part: T; readonly amountFen: Fen }[]; readonly restFen: Fen } {
  let left: number = amountFen;
  const taken: { part: T; amountFen: Fen }[] = [];
  for (const part of parts) {
    const amount = Math.min(left, part.outstandingFen);
    if (amount > 0) taken.push({ part, amountFen: fen(amount) });
    left -= amount;
  }
  return { taken, restFen: fen(left) };
}

/** A person's share of a paid month. */
export interface Share {
  readonly personId: string;
  readonly amountFen: Fen;
  /** Dead before the month: nothing of it was due to them. */
  readonly isDead: boolean;
}

/** What came back of a line, laid on the shares: first on those of the dead, the rest on the others by their amounts. */
export function shareOfRecovery(recoveredFen: Fen, shares: readonly Share[]): Map<string, Fen> {
  const dead = shares.filter(({ isDead }) => isDead);
  const living = shares.filter(({ isDead }) => !isDead);
  const first = allocate(
    recoveredFen,
    dead.map((share) => ({ ...share, outstandingFen: share.amountFen })),
  );
  const result = new Map<string, Fen>(first.taken.map(({ part, amountFen }) => [part.personId, amountFen]));
  const paid = living.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const rest = Math.min(first.restFen, paid);
  if (rest === 0) return result;
  const weights = living.map(({ personId, amountFen }) => ({ key: personId, weight: amountFen }));
  for (const { key, amountFen } of splitLargestRemainder(fen(rest), weights)) result.set(key, amountFen);
  return result;
}

/**
 * What a month brings and how many months are left: the share of the monthly amount, rounded down to the fen, and the
 * outstanding divided by it, rounded up (payments.md P8). Null where nothing is offset.
 */
export function instalmentOf(
  outstandingFen: Fen,
  monthlyFen: Fen | null,
  offsetBp: number,
): { readonly instalmentFen: Fen | null; readonly monthsLeft: number | null } {
  if (monthlyFen === null || offsetBp === 0) return { instalmentFen: null, monthsLeft: null };
  const instalment = (BigInt(monthlyFen) * BigInt(offsetBp)) / 10_000n;
  if (instalment === 0n) return { instalmentFen: fen(0), monthsLeft: null };
  const months = (BigInt(outstandingFen) + instalment - 1n) / instalment;
  return { instalmentFen: fen(Number(instalment)), monthsLeft: Number(months) };
}

/** How a new overpayment is recovered: without fault by offset, concealment in full; an appeal suspends either. */
export function firstPlan(
  fault: string,
  offsetBp: number,
  isSuspended: boolean,
): { state: string; offsetBp: number; resumeState: string | null; resumeBp: number | null } {
  const plan = fault === 'CITIZEN' ? { state: 'DEMANDED', offsetBp: 0 } : { state: 'OFFSETTING', offsetBp };
  if (!isSuspended) return { ...plan, resumeState: null, resumeBp: null };
  return { state: 'SUSPENDED', offsetBp: 0, resumeState: plan.state, resumeBp: plan.offsetBp };
}

/** Whether two persons may lower the share: nobody's concealment, and really lower (payments.md §7). */
export function decideHardship(
  plan: { readonly fault: string; readonly state: string; readonly offsetBp: number },
  offsetBp: number,
): Decision<null, 'STATE_TRANSITION_INVALID' | 'HARDSHIP_NOT_ALLOWED' | 'OFFSET_NOT_LOWER'> {
  if (plan.fault === 'CITIZEN') return refuse('HARDSHIP_NOT_ALLOWED');
  if (plan.state !== 'OFFSETTING') return refuse('STATE_TRANSITION_INVALID');
  return offsetBp < plan.offsetBp ? accept(null) : refuse('OFFSET_NOT_LOWER');
}

/** Whether money may be booked as come back: something is owed, at most that, not in the future. */
export function decideRefund(refund: {
  readonly state: string;
  readonly outstandingFen: Fen;
  readonly amountFen: Fen;
  readonly receivedOn: LegalDay;
  readonly today: LegalDay;
}): Decision<null, 'STATE_TRANSITION_INVALID' | 'REFUND_EXCEEDS_DEBT' | 'DATE_NOT_ALLOWED'> {
  const { state, outstandingFen, amountFen, receivedOn, today } = refund;
  if (['WRITTEN_OFF', 'WITHDRAWN', 'RECOVERED'].includes(state)) return refuse('STATE_TRANSITION_INVALID');
  if (receivedOn > today) return refuse('DATE_NOT_ALLOWED');
  return amountFen > outstandingFen ? refuse('REFUND_EXCEEDS_DEBT') : accept(null);
}

/** Who may have received money of the overpayment. */
export interface Recipient {
  readonly personId: string;
  readonly isPayee: boolean;
  readonly isDead: boolean;
}

/** What is asked back after a death, and from whom. */
export interface Recall {
  readonly from: 'BANK' | 'ESTATE' | 'PERSON';
  readonly personId?: string;
  readonly recipients: readonly Recipient[];
  readonly openedOn: LegalDay;
  /** Days within which the bank is asked [A]. */
  readonly bankDays: number;
  readonly askedBank: boolean;
  readonly today: LegalDay;
}

/**
 * After a death the bank within its days, then the estate; never a family member who did not receive it
 * (payments.md §7). Gives the last day on which the bank may be asked.
 */
export function decideRecall(
  recall: Recall,
): Decision<LegalDay, 'RECALL_WITHOUT_DEATH' | 'RECALL_TOO_LATE' | 'RECALL_BANK_FIRST' | 'DEBTOR_NOT_RECIPIENT'> {
  const { from, personId, recipients, openedOn, bankDays, askedBank, today } = recall;
  const bankUntil = addDays(openedOn, bankDays);
  if (!recipients.some(({ isPayee, isDead }) => isPayee && isDead)) return refuse('RECALL_WITHOUT_DEATH');
  if (from === 'BANK') return today > bankUntil ? refuse('RECALL_TOO_LATE') : accept(bankUntil);
  if (!askedBank && today <= bankUntil) return refuse('RECALL_BANK_FIRST');
  if (from === 'ESTATE') return accept(bankUntil);
  const received = recipients.some((one) => one.personId === personId && !one.isDead);
  return received ? accept(bankUntil) : refuse('DEBTOR_NOT_RECIPIENT');
}
