import { ownWords } from '@mz/agencies';
import type { AgencyAnswer } from '@mz/contracts';

/** An answer as it leaves the agency: its rows in the agency's own words. */
export function inOwnWords<A extends Pick<AgencyAnswer, 'rows'>>(agencyCode: string, item: string, answer: A): A {
  return { ...answer, rows: ownWords(agencyCode, item, answer.rows) };
}
