import {
  accept,
  addWorkingDays,
  compareNames,
  type Decision,
  type LegalDay,
  refuse,
  toHalfWidth,
  type WorkCalendar,
} from '@mz/domain';

/** An account as a clerk typed it. */
export interface AccountEntry {
  readonly number: string;
  readonly bankCode: string;
  readonly kind: 'CARD' | 'BOOK';
  /** As written on the card or book. */
  readonly holderName?: string;
}

/** The account's digits; refuses a card that fails Luhn, other characters than digits, and a bank that is not listed. */
export function checkAccount(entry: AccountEntry, banks: ReadonlySet<string>): Decision<string, 'ACCOUNT_INVALID'> {
  const digits = toHalfWidth(entry.number).replaceAll(' ', '');
  if (!banks.has(entry.bankCode)) return refuse('ACCOUNT_INVALID', '银行代码未登记');
  const length = entry.kind === 'CARD' ? /^[0-9]{16,19}$/ : /^[0-9]{8,30}$/;
  if (!length.test(digits)) return refuse('ACCOUNT_INVALID', '账号位数或字符不符');
  if (entry.kind === 'CARD' && !passesLuhn(digits)) return refuse('ACCOUNT_INVALID', '卡号校验位错误');
  return accept(digits);
}

/** ISO/IEC 7812-1 Annex B: every second digit from the right is doubled, the sum is a multiple of ten. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** A holder's name stands in a bank file: no digit and no character that a file profile uses. */
export function isHolderName(name: string): boolean {
  return name !== '' && !/[\p{Nd}|,"\p{Cc}]/u.test(name);
}

/** Whether the holder as written is one of these persons; a rare character's variant is the same name (payments.md §4). */
export function isHolderOneOf(holderName: string, names: readonly string[]): boolean {
  return names.some((name) => compareNames(holderName, name) !== 'DIFFERENT');
}

/** Who may be paid: a person of the enrolment, or a guardian or agent with a document (payments.md §2). */
export function isEntitledPayee(payee: {
  readonly kind: string;
  readonly personId: string;
  readonly hasDocument: boolean;
  readonly enrolled: readonly string[];
}): boolean {
  if (payee.enrolled.includes(payee.personId)) return true;
  return payee.kind !== 'PERSON' && payee.hasDocument;
}

/** A changed account rests `coolingDays` full working days after the day of its verification (payments.md P11). */
export function usableFrom(calendar: WorkCalendar, verifiedOn: LegalDay, coolingDays: number): LegalDay {
  return addWorkingDays(calendar, verifiedOn, coolingDays + 1).day;
}
