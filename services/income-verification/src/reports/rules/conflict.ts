import { add, compare, isGreaterOrEqual, type Rational, rational } from '@mz/domain';
import { isWithinTolerance } from './tolerance.ts';
import { type IncomeFinding, sourceRank, type VerificationParameters } from './types.ts';

/** What a fact is taken to be, and from where. */
export interface ResolvedIncome {
  readonly personId: string;
  readonly type: string;
  readonly declaredFen: Rational | null;
  /** The best source other than the declaration; null when there is none. */
  readonly verified: IncomeFinding | null;
  /** The figure that counts. */
  readonly yearFen: Rational;
  /** Two equal sources of one day disagree beyond tolerance: a person must resolve it. */
  readonly conflict: boolean;
}

/** Same fact, different values: the higher rank wins, then the later day; never an average (income-verification.md §6.1 item 5). */
export function resolveIncomes(
  verified: readonly IncomeFinding[],
  declared: readonly IncomeFinding[],
  parameters: VerificationParameters,
): ResolvedIncome[] {
  const keys = new Set([...verified, ...declared].map((finding) => `${finding.personId}\n${finding.type}`));
  return [...keys].sort().map((key) => {
    const [personId = '', type = ''] = key.split('\n');
    const same = (finding: IncomeFinding): boolean => finding.personId === personId && finding.type === type;
    return resolveOne({ personId, type }, verified.filter(same), declared.filter(same), parameters);
  });
}

function resolveOne(
  fact: { personId: string; type: string },
  verified: readonly IncomeFinding[],
  declared: readonly IncomeFinding[],
  parameters: VerificationParameters,
): ResolvedIncome {
  const declaredFen = declared.length === 0 ? null : sum(declared);
  const best = bestSource(verified.filter((finding) => !finding.evidenceOnly));
  const conflict = best !== null && hasConflict(best, verified, parameters);
  // Never a lower figure than declared unless rank 3 or better proves it.
  const displaces =
    best !== null &&
    (declaredFen === null || best.rank <= sourceRank.PAYROLL || isGreaterOrEqual(best.yearFen, declaredFen));
  const yearFen = displaces && best !== null ? best.yearFen : (declaredFen ?? rational(0n));
  return { ...fact, declaredFen, verified: best, yearFen, conflict };
}

/** Several employers of one rank add up; ranks do not. */
function bestSource(findings: readonly IncomeFinding[]): IncomeFinding | null {
  const [first, ...rest] = [...findings].sort(
    (a, b) => a.rank - b.rank || b.sourceAsOf.localeCompare(a.sourceAsOf) || compare(b.yearFen, a.yearFen),
  );
  if (first === undefined) return null;
  const sameAnswer = rest.filter(
    (finding) =>
      finding.rank === first.rank && finding.source === first.source && finding.sourceAsOf === first.sourceAsOf,
  );
  return { ...first, yearFen: sum([first, ...sameAnswer]) };
}

/** CONFLICT only when another source of the same rank and day differs beyond tolerance (§14 reading 3). */
function hasConflict(best: IncomeFinding, all: readonly IncomeFinding[], parameters: VerificationParameters): boolean {
  return all.some(
    (other) =>
      !other.evidenceOnly &&
      other.rank === best.rank &&
      other.source !== best.source &&
      other.sourceAsOf === best.sourceAsOf &&
      !isWithinTolerance(best.yearFen, other.yearFen, 'INCOME', parameters),
  );
}

function sum(findings: readonly IncomeFinding[]): Rational {
  return findings.reduce((total, finding) => add(total, finding.yearFen), rational(0n));
}
