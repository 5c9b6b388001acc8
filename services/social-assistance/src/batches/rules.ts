import type { Role } from '@mz/contracts';
import {
  addMonths,
  addMonthsToMonth,
  type Fen,
  fen,
  type LegalDay,
  type LegalMonth,
  type TransitionTable,
} from '@mz/domain';
import { isOverBy } from '../rules/index.ts';

/** States of a batch: the bureau's own, then the progress that payments reports (payments.md §3). */
export type BatchState =
  | 'DRAFT'
  | 'CHECKED'
  | 'APPROVED'
  | 'SEALED'
  | 'PULLED'
  | 'REFUSED'
  | 'CONFIRMED'
  | 'FILED'
  | 'SETTLED';

/** Steps of the bureau. */
export type BatchAction = 'check' | 'approve' | 'seal';

/** The bureau's part of the machine (handbook §6): a batch may be checked again until it is approved. */
export const batchTable: TransitionTable<BatchState, BatchAction, Role, undefined> = [
  { from: ['DRAFT', 'CHECKED'], action: 'check', to: 'CHECKED', roles: ['BATCH_OFFICER'] },
  { from: ['CHECKED'], action: 'approve', to: 'APPROVED', roles: ['BATCH_APPROVER'] },
  { from: ['APPROVED'], action: 'seal', to: 'SEALED', roles: ['BATCH_APPROVER'] },
];

const progress: readonly BatchState[] = ['SEALED', 'PULLED', 'CONFIRMED', 'FILED', 'SETTLED'];

/** Where payments' report leads: only forward, so that a late report changes nothing; undefined when it tells nothing new. */
export function advanceBatch(state: BatchState, reported: BatchState): BatchState | undefined {
  if (reported === 'REFUSED') return state === 'SEALED' ? 'REFUSED' : undefined;
  const [at, to] = [progress.indexOf(state), progress.indexOf(reported)];
  return at >= 0 && to > at ? reported : undefined;
}

/** The first day on which a month's lines may be generated: the 25th of the month before (handbook §6). */
export function generatableFrom(month: LegalMonth): LegalDay {
  return `${addMonthsToMonth(month, -1)}-25`;
}

/** What the anomaly scan looks at, for one household. */
export type ScanFacts = {
  readonly enrolmentId: string;
  readonly month: LegalMonth;
  readonly kind: string;
  readonly amountFen: Fen;
  readonly sharerDeaths: readonly (LegalDay | undefined)[];
  readonly payeeDeath: LegalDay | undefined;
  /** A person of it is in another living-support enrolment that began earlier. */
  readonly doubled: boolean;
  readonly nextReviewOn: LegalDay;
  readonly reviewMonths: number;
  /** The last month's regular amount under the same decision. */
  readonly previousFen: Fen | undefined;
  /** A member of the decision has died: the amount changed by the law, not by a hand. Asked only of an amount that jumped. */
  readonly bereaved: boolean;
};

/** One finding; BLOCK keeps the line out, WARN goes to the reviewer. */
export type Anomaly = { readonly enrolmentId: string; readonly code: string; readonly act: 'BLOCK' | 'WARN' };

/** The anomaly scan of one household on a day, as far as this bureau has the data (handbook §6.2). */
export function scan(facts: ScanFacts, today: LegalDay): Anomaly[] {
  const { enrolmentId, month } = facts;
  const found: Anomaly[] = [];
  const block = (code: string) => found.push({ enrolmentId, code, act: 'BLOCK' });
  if (isOverBy(facts.payeeDeath, month)) block('DEAD_PAYEE');
  if (facts.sharerDeaths.some((death) => isOverBy(death, month))) block('DEAD_MEMBER');
  if (facts.doubled) block('DUP_PERSON');
  if (hasJumped(facts) && !facts.bereaved) block('AMOUNT_JUMP');
  if (addMonths(facts.nextReviewOn, facts.reviewMonths) < today) {
    found.push({ enrolmentId, code: 'REVIEW_OVERDUE', act: 'WARN' });
  }
  return found;
}

/** Whether a regular amount differs from the month before by more than half of it. */
export function hasJumped({
  kind,
  amountFen,
  previousFen,
}: Pick<ScanFacts, 'kind' | 'amountFen' | 'previousFen'>): boolean {
  if (kind !== 'REGULAR' || previousFen === undefined) return false;
  return Math.abs(amountFen - previousFen) * 2 > previousFen;
}

/** What may still be taken from the lines of an enrolment, and the largest share of each. */
export type Offset = { readonly leftFen: Fen; readonly offsetBp: number };

/**
 * What is taken back of each line, in their order: at most the offset's share of the line, rounded down, and not more
 * than is left (handbook §6.1, reading 10: offset ≤ 20% [A], from the new entitlement).
 */
export function shareDeductions(
  lines: readonly { readonly id: string; readonly amountFen: Fen }[],
  { leftFen, offsetBp }: Offset,
): Map<string, Fen> {
  let left = Math.max(0, leftFen);
  return new Map(
    lines.map(({ id, amountFen }): [string, Fen] => {
      const most = fen((BigInt(amountFen) * BigInt(offsetBp)) / 10_000n);
      const taken = Math.min(left, most);
      left -= taken;
      return [id, taken];
    }),
  );
}
