import { createHash } from 'node:crypto';

/**
 * How an agency says whose record its rows are from: SHA-256 (hex) of the question's ref, a space, and the identity number that
 * stands on the record. An answer that took another person's record shows it.
 */
export function subjectOf(ref: string, idNo: string): string {
  return createHash('sha256').update(`${ref} ${idNo}`).digest('hex');
}
