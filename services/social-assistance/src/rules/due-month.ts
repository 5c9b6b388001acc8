import type { CaseFacts, CaseResult } from '@mz/contracts';
import {
  type Fen,
  type LegalDay,
  type LegalMonth,
  monthOf,
  type ParameterSource,
  splitLargestRemainder,
} from '@mz/domain';
import { kindOfProgramme } from './benefit-eligible.ts';
import { type AmountEvaluation, evaluateAmount, evaluateCase } from './evaluate-case.ts';
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

/** What is due for a month without the steps that led to it. */
export type AmountDue = Omit<MonthDue, 'trace'>;

type Held = { readonly assessed: Assessed } | { readonly ground: 'OUTSIDE' | 'PAUSED' | 'KEPT_OVER' };

/**
 * SA-R-30: what an enrolment is due for a month (social-assistance §4.7, §4.9, §5.4, reading 3): nothing outside its
 * months or in a pause, the kept amount in a taper, else the rules over the facts that hold, without who died before it.
 */
export function dueMonth(known: DueFacts, month: LegalMonth, source: ParameterSource): MonthDue {
  const held = heldIn(known, month);
  if ('ground' in held) return { ...nothing(month, held.ground), trace: [] };
  const evaluated = evaluateCase(livingIn(held.assessed.facts, known.deaths, month), source, month);
  const { household, own, result } = evaluated;
  const found = { household, amounts: own.part, reasons: own.reasons };
  return { ...amountDue(held.assessed, month, found), trace: result.trace };
}

/** SA-R-30 for the many: the same amount, shares and reasons as `dueMonth`, and no trace. */
export function dueAmount(known: DueFacts, month: LegalMonth, source: ParameterSource): AmountDue {
  const held = heldIn(known, month);
  if ('ground' in held) return nothing(month, held.ground);
  const evaluated = evaluateAmount(livingIn(held.assessed.facts, known.deaths, month), source, month);
  return amountDue(held.assessed, month, evaluated);
}

function heldIn(known: DueFacts, month: LegalMonth): Held {
  const assessed = assessmentFor(known.assessments, month);
  const isOutside = month < known.enrolledFrom || (known.lastMonth !== null && month > known.lastMonth);
  if (isOutside || assessed === undefined) return { ground: 'OUTSIDE' };
  if (known.pausedFrom !== null && known.pausedFrom <= month) return { ground: 'PAUSED' };
  if (assessed.kept !== null && month > assessed.kept.until) return { ground: 'KEPT_OVER' };
  return { assessed };
}

function nothing(month: LegalMonth, ground: MonthDue['ground']): AmountDue {
  return { month, ground, amountFen: 0, shares: [], reasons: [] };
}

function amountDue(
  { facts, kept }: Assessed,
  month: LegalMonth,
  { household, amounts, reasons }: AmountEvaluation,
): AmountDue {
  if (kept !== null) {
    const kind = kindOfProgramme(facts.programme);
    const eligible = household.statuses.filter((one) => one.counted && one.reason === null && one.kind === kind);
    const personIds = eligible.map(({ member }) => member.personId);
    return { ...nothing(month, 'KEPT'), ...keptShares(kept.amountFen, personIds) };
  }
  const { amountFen, shares } = amounts;
  return { month, ground: 'COMPUTED', amountFen, shares, reasons };
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
  if (deaths.size === 0) return facts;
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
