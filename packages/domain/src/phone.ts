import { accept, type Decision, refuse } from './decision.ts';
import { toHalfWidth } from './half-width.ts';

/** Reads a mobile number of 11 digits that starts with 1 (people handbook §6); full-width digits are converted. */
export function parsePhone(input: string): Decision<string, 'PHONE_INVALID'> {
  const phone = toHalfWidth(input).trim();
  return /^1\d{10}$/.test(phone) ? accept(phone) : refuse('PHONE_INVALID');
}
