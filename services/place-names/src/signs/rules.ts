import { accept, addMonths, type Decision, type LegalDay, refuse } from '@mz/domain';
import { isSignPinyin } from '../pinyin/index.ts';

/** The name that a sign must bear. */
export interface SignedName {
  readonly name: string;
  readonly pinyin: string;
}

/** A sign says the standard name, and its letters with or without tone marks (GB 17733-2008; place-names.md §6 rule 9, §8.4). */
export function checkSign(
  { text, pinyin }: { readonly text: string; readonly pinyin: string },
  standard: SignedName,
): Decision<true, 'SIGN_TEXT_MISMATCH' | 'SIGN_PINYIN_MISMATCH'> {
  if (text !== standard.name) return refuse('SIGN_TEXT_MISMATCH', standard.name);
  return isSignPinyin(pinyin, standard.pinyin) ? accept(true) : refuse('SIGN_PINYIN_MISMATCH', standard.pinyin);
}

/** The last day for a new sign after a renaming. */
export function replaceBy(renamedOn: LegalDay, months: number): LegalDay {
  return addMonths(renamedOn, months);
}

/** Features with a sign that stands of those that need one, in basis points rounded down; null when none needs one. */
export function coverRateBp(signed: number, features: number): number | null {
  return features === 0 ? null : Math.floor((signed * 10_000) / features);
}
