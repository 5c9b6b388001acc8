import { add, compare, isGreaterOrEqual, type Rational, rational } from '@mz/domain';
import { isWithinTolerance } from './tolerance.ts';
import { type ConflictDecision, type IncomeFinding, sourceRank, type VerificationParameters } from './types.ts';

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
  /** The sources that disagree, until two persons have chosen one. */
  readonly disagreeing: readonly string[];
}

/** Same fact, different values: the higher rank wins, then the later day; never an average (income-verification.md §6.1 item 5). */
export function resolveIncomes(
  verified: readonly IncomeFinding[],
  declared: readonly IncomeFinding[],
  { parameters, decisions = [] }: Resolving,
): ResolvedIncome[] {
  const keys = new Set([...verified, ...declared].map((finding) => `${finding.personId}\n${finding.type}`));
  return [...keys].sort().map((key) => {
    const [personId = '', type = ''] = key.split('\n');
    const same = (finding: IncomeFinding): boolean => finding.personId === personId && finding.type === type;
    const chosen = decisions.find((one) => one.personId === personId && one.type === type)?.source;
    const found = { verified: verified.filter(same), declared: declared.filter(same) };
    return resolveOne({ personId, type }, found, { parameters, chosen });
  });
}

/** With which tolerance sources are compared, and what two persons have chosen where they disagreed. */
export interface Resolving {
  readonly parameters: VerificationParameters;
  readonly decisions?: readonly ConflictDecision[];
}

function resolveOne(
  fact: { personId: string; type: string },
  { verified, declared }: { verified: readonly IncomeFinding[]; declared: readonly IncomeFinding[] },
  { parameters, chosen }: { parameters: VerificationParameters; chosen: string | undefined },
): ResolvedIncome {
  const declaredFen = declared.length === 0 ? null : sum(declared);
  const figures = verified.filter((finding) => !finding.evidenceOnly);
  const disagreeing = disagreeingSources(figures, parameters);
  // The choice holds only among the sources that disagree: a later and better answer is not overruled by it.
  const settled = chosen !== undefined && disagreeing.includes(chosen);
  const best = bestSource(settled ? figures.filter(({ source }) => source === chosen) : figures);
  // Never a lower figure than declared unless rank 3 or better proves it.
  const displaces =
    best !== null &&
    (declaredFen === null || best.rank <= sourceRank.PAYROLL || isGreaterOrEqual(best.yearFen, declaredFen));
  const yearFen = displaces && best !== null ? best.yearFen : (declaredFen ?? rational(0n));
  const open = settled ? [] : disagreeing;
  return { ...fact, declaredFen, verified: best, yearFen, conflict: open.length > 0, disagreeing: open };
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

/** Sources of the best rank and its latest day that differ beyond tolerance from the best (§14 reading 3); none when they agree. */
function disagreeingSources(figures: readonly IncomeFinding[], parameters: VerificationParameters): string[] {
  const best = bestSource(figures);
  if (best === null) return [];
  const equals = figures.filter(({ rank, sourceAsOf }) => rank === best.rank && sourceAsOf === best.sourceAsOf);
  const bySource = [...Map.groupBy(equals, ({ source }) => source)];
  const others = bySource.filter(
    ([source, own]) => source !== best.source && !isWithinTolerance(best.yearFen, sum(own), 'INCOME', parameters),
  );
  return others.length === 0 ? [] : [best.source, ...others.map(([source]) => source)].sort();
}

function sum(findings: readonly IncomeFinding[]): Rational {
  return findings.reduce((total, finding) => add(total, finding.yearFen), rational(0n));
}
