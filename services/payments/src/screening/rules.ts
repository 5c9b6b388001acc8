import { type Fen, type LegalDay, type LegalMonth, monthOf } from '@mz/domain';

/** Everything that screening knows of one line (payments.md §4). */
export interface LineFacts {
  readonly benefitMonth: LegalMonth;
  readonly amountFen: Fen;
  readonly payableAfterDeath: string;
  readonly payeeKind: string;
  readonly payeeDiedOn: LegalDay | null;
  readonly payeeDeathReported: boolean;
  /** Earliest death of a sharing person who is not the payee. */
  readonly memberDiedOn: LegalDay | null;
  /** Another enrolment of the same exclusivity group pays a sharing person for the month, and was sealed before. */
  readonly exclusive: boolean;
  /** A re-issue of what failed too often or too long. */
  readonly causeSuspended: boolean;
  /** The payee or a sharing person is known under another id by now; everything is asked under the kept one. */
  readonly merged: boolean;
  /** The account in force; null while none is verified. */
  readonly account: {
    readonly usableFrom: LegalDay;
    readonly households: number;
    readonly persons: number;
    readonly whiteListed: boolean;
    /** The holder is the beneficiary or a registered agent or guardian. */
    readonly holderMatches: boolean;
  } | null;
  /** More is kept back than is outstanding, other lines on their way considered (payments.md §7). */
  readonly deductionExceeds: boolean;
  /** Last month's settled line of the enrolment under the same decision. */
  readonly lastSettledFen: Fen | null;
}

/** Parameters in force on the day. */
export interface ScreeningLimits {
  readonly capFen: Fen;
  readonly jumpBp: number;
  readonly sharedHouseholds: number;
  readonly sharedPersons: number;
}

export type ScreeningCode =
  | 'DEAD_PAYEE'
  | 'DEATH_UNCONFIRMED'
  | 'DEAD_MEMBER'
  | 'EXCLUSIVE_PROGRAMMES'
  | 'SHARED_ACCOUNT'
  | 'ACCOUNT_UNVERIFIED'
  | 'ACCOUNT_COOLING'
  | 'ACCOUNT_OWNER_MISMATCH'
  | 'AMOUNT_JUMP'
  | 'OVER_CAP'
  | 'PERSON_MERGED'
  | 'LINE_SUSPENDED'
  | 'DEDUCTION_EXCEEDS_DEBT';

/** What follows from a code: the line is held, only marked, or refused. */
export function actOf(code: ScreeningCode): 'HOLD' | 'FLAG' | 'REFUSE' {
  switch (code) {
    case 'DEAD_MEMBER':
    case 'PERSON_MERGED':
      return 'FLAG';
    case 'OVER_CAP':
      return 'REFUSE';
    default:
      return 'HOLD';
  }
}

/** Codes that two persons may judge away; every other cause must have ended first (payments.md §12). */
export const judged: ReadonlySet<string> = new Set(['AMOUNT_JUMP', 'SHARED_ACCOUNT', 'LINE_SUSPENDED']);

/** Who works on a hold. */
export function ownerOf(code: ScreeningCode): string {
  switch (code) {
    case 'SHARED_ACCOUNT':
    case 'ACCOUNT_UNVERIFIED':
    case 'ACCOUNT_COOLING':
    case 'ACCOUNT_OWNER_MISMATCH':
    case 'LINE_SUSPENDED':
      return 'ACCOUNT_CHECKER';
    default:
      return 'BATCH_OFFICER';
  }
}

/** All findings of one line on a day, in the order of the handbook's table (payments.md §4). */
export function screenLine(facts: LineFacts, limits: ScreeningLimits, today: LegalDay): ScreeningCode[] {
  const found: [ScreeningCode, boolean][] = [
    ['DEAD_PAYEE', facts.payableAfterDeath === 'NONE' && isAfterDeath(facts.benefitMonth, facts.payeeDiedOn)],
    ['DEAD_MEMBER', isAfterDeath(facts.benefitMonth, facts.memberDiedOn)],
    ['DEATH_UNCONFIRMED', facts.payeeDeathReported && facts.payeeDiedOn === null],
    ['EXCLUSIVE_PROGRAMMES', facts.exclusive],
    ['SHARED_ACCOUNT', isShared(facts, limits)],
    ['ACCOUNT_UNVERIFIED', facts.account === null],
    ['ACCOUNT_COOLING', facts.account !== null && today < facts.account.usableFrom],
    ['ACCOUNT_OWNER_MISMATCH', facts.account !== null && !facts.account.holderMatches],
    ['AMOUNT_JUMP', isJump(facts.amountFen, facts.lastSettledFen, limits.jumpBp)],
    ['OVER_CAP', facts.amountFen > limits.capFen],
    ['PERSON_MERGED', facts.merged],
    ['LINE_SUSPENDED', facts.causeSuspended],
    ['DEDUCTION_EXCEEDS_DEBT', facts.deductionExceeds],
  ];
  return found.filter(([, holds]) => holds).map(([code]) => code);
}

/** The month of death itself is payable in full (payments.md §8). */
function isAfterDeath(month: LegalMonth, diedOn: LegalDay | null): boolean {
  return diedOn !== null && month > monthOf(diedOn);
}

/** The white list frees the institution as payee, not a person who lives at home (payments.md P13). */
function isShared({ account, payeeKind }: LineFacts, limits: ScreeningLimits): boolean {
  if (account === null) return false;
  if (account.whiteListed && payeeKind === 'ORGANISATION') return false;
  return account.households > limits.sharedHouseholds || account.persons > limits.sharedPersons;
}

function isJump(amountFen: Fen, lastFen: Fen | null, jumpBp: number): boolean {
  if (lastFen === null) return false;
  return BigInt(Math.abs(amountFen - lastFen)) * 10_000n > BigInt(lastFen) * BigInt(jumpBp);
}
