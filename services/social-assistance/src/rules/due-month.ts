import type { CaseFacts, CaseResult } from '@mz/contracts';
import {
  type Fen,
  type LegalDay,
  type LegalMonth,
  monthOf,
  type ParameterSource,
  splitLargestRemainder,
} from '@mz/domain';
import { evaluateCase } from './evaluate-case.ts';
import type { Reason, Share } from './types.ts';

/** Paid instead of the computed amount while a household leaves gradually, up to and with a month (渐退期, §4.9). */
export type Kept = { readonly amountFen: Fen; readonly until: LegalMonth };

/** The facts of an enrolment from a month on. */
export type Assessed = { readonly fromMonth: LegalMonth; readonly facts: CaseFacts; readonly kept: Kept | null };

/** What the months of an enrolment are computed from. */
export type DueFacts = {
  readonly enrolledFrom: LegalMonth;
  readonly lastMonth: LegalMonth | null;
  /** The first month of the earliest pause that is open. */
  readonly pausedFrom: LegalMonth | null;
  readonly deaths: ReadonlyMap<string, LegalDay>;
  /** In the order of their decisions: the latest that began by a month holds for it. */
  readonly assessments: readonly Assessed[];
};

/** What is due for a month, and on what ground; `reasons` say why a computed month gives nothing. */
export type MonthDue = {
  readonly month: LegalMonth;
  readonly ground: 'COMPUTED' | 'KEPT' | 'KEPT_OVER' | 'PAUSED' | 'OUTSIDE';
  readonly amountFen: Fen;
  readonly shares: Share[];
  readonly reasons: Reason[];
  readonly trace: CaseResult['trace'];
};

/** Whether a death ends what a person is paid in a month: from the month after it (MF-220, 2012-12-12; handbook §4.7). */
export function isOverBy(deathDate: LegalDay | undefined, month: LegalMonth): boolean {
  return deathDate !== undefined && monthOf(deathDate) < month;
}

/** The assessment that holds for a month; undefined before the first. */
export function assessmentFor(assessments: readonly Assessed[], month: LegalMonth): Assessed | undefined {
  return assessments.findLast(({ fromMonth }) => fromMonth <= month);
}

/**
 * SA-R-30: what an enrolment is due for a month (social-assistance §4.7, §4.9, §5.4, reading 3): nothing outside its
 * months or in a pause, the kept amount in a taper, else the rules over the facts that hold, without who died before it.
 */
export function dueMonth(known: DueFacts, month: LegalMonth, source: ParameterSource): MonthDue {
  const nothing = { month, amountFen: 0, shares: [], reasons: [], trace: [] };
  const assessed = assessmentFor(known.assessments, month);
  const isOutside = month < known.enrolledFrom || (known.lastMonth !== null && month > known.lastMonth);
  if (isOutside || assessed === undefined) return { ...nothing, ground: 'OUTSIDE' };
  if (known.pausedFrom !== null && known.pausedFrom <= month) return { ...nothing, ground: 'PAUSED' };
  if (assessed.kept !== null && month > assessed.kept.until) return { ...nothing, ground: 'KEPT_OVER' };
  const { own, result } = evaluateCase(livingIn(assessed.facts, known.deaths, month), source, month);
  if (assessed.kept !== null) {
    const eligible = result.counted.filter((one) => one.eligible).map(({ personId }) => personId);
    return { ...nothing, ground: 'KEPT', ...keptShares(assessed.kept.amountFen, eligible), trace: result.trace };
  }
  const { amountFen, shares } = own.part;
  return { month, ground: 'COMPUTED', amountFen, shares, reasons: own.reasons, trace: result.trace };
}

/** Who counts in the household in a month, in order; nobody before the first facts. */
export function countedIn(known: DueFacts, month: LegalMonth, source: ParameterSource): string[] {
  const assessed = assessmentFor(known.assessments, month);
  if (assessed === undefined) return [];
  const { result } = evaluateCase(livingIn(assessed.facts, known.deaths, month), source, month);
  return result.counted.filter(({ counted }) => counted).map(({ personId }) => personId);
}

/** The facts with everybody DEAD who died before the month. */
function livingIn(facts: CaseFacts, deaths: DueFacts['deaths'], month: LegalMonth): CaseFacts {
  const members = facts.members.map((member) =>
    isOverBy(deaths.get(member.personId), month) ? { ...member, lifeStatus: 'DEAD' } : member,
  );
  return { ...facts, members };
}

/** The kept amount among those who are left; nothing when nobody is. */
function keptShares(keptFen: Fen, personIds: readonly string[]): { amountFen: Fen; shares: Share[] } {
  if (personIds.length === 0) return { amountFen: 0, shares: [] };
  const weights = [...personIds].sort().map((key) => ({ key, weight: 1 }));
  const shares = splitLargestRemainder(keptFen, weights).map(({ key, amountFen }) => ({ personId: key, amountFen }));
  return { amountFen: keptFen, shares };
}
