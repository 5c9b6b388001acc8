import { createHash } from 'node:crypto';
import { agencies } from './installed.ts';

/**
 * How an agency says whose record its rows are from: SHA-256 (hex) of the question's ref, a space, and the identity number that
 * stands on the record. An answer that took another person's record shows it.
 */
export function subjectOf(ref: string, idNo: string): string {
  return createHash('sha256').update(`${ref} ${idNo}`).digest('hex');
}

/** Whether an agency can say whose record it read: by call and file, unless its file says why not; nobody asks it of paper. */
export function saysSubject(agencyCode: string, mode: string): boolean {
  const agency = agencies().find(agencyCode);
  return mode !== 'ML' && agency !== undefined && agency.withoutSubject === undefined;
}
