import type { AgencyItemCode, AgencyRow } from '@mz/contracts';
import type { Rational } from '@mz/domain';
import { type Answer, type Confidence, type IncomeFinding, sourceRank } from './types.ts';

/** Who says it, of whom, as of which day. */
export type Base = Pick<IncomeFinding, 'personId' | 'source' | 'sourceAsOf'>;

/** The base of an answer's findings. */
export function baseOf({ personId, agencyCode, sourceAsOf }: Answer): Base {
  return { personId, source: agencyCode, sourceAsOf };
}

/** A fact whose register of record the agency keeps. */
export function register(base: Base, type: string, yearFen: Rational): IncomeFinding {
  return { ...base, type, yearFen, rank: sourceRank.REGISTER, confidence: 'HIGH', evidenceOnly: false };
}

const order: readonly Confidence[] = ['LOW', 'MEDIUM', 'HIGH'];

/** The less sure of two. */
export function lower(a: Confidence, b: Confidence): Confidence {
  return order.indexOf(a) < order.indexOf(b) ? a : b;
}

/** Old data are LOW (§13); a variant of the name, or rows that two persons had to confirm, MEDIUM at most (§6.1 item 1). */
export function confidenceOfAnswer({ flags = [], decision }: Answer): Confidence {
  if (flags.includes('STALE')) return 'LOW';
  const variant = flags.includes('NAME_VARIANT');
  if (decision === 'CONFIRMED') return variant ? 'HIGH' : 'MEDIUM';
  return variant ? 'MEDIUM' : 'HIGH';
}

/** Rows of an item in all answers, each with who was asked about. */
export function rowsOf<R>(answers: readonly Answer[], item: string): { base: Base; sure: Confidence; row: R }[] {
  return answers
    .filter((answer) => answer.itemCode === item)
    .flatMap((answer) => {
      const [base, sure] = [baseOf(answer), confidenceOfAnswer(answer)];
      // Rows were checked against their item's schema when the answer came.
      return answer.rows.map((row) => ({ base, sure, row: row as R }));
    });
}

/** Rows of an item, checked against its schema when the answer came. */
export function rowsIn<I extends AgencyItemCode>(answers: readonly Answer[], item: I): AgencyRow<I>[] {
  return answers
    .filter((answer) => answer.itemCode === item)
    .flatMap((answer) => answer.rows as unknown as AgencyRow<I>[]);
}
