import type { CaseFacts } from '@mz/contracts';
import { add, createParameterSource, isGreater, isLess, multiply, type Rational, rational, subtract } from '@mz/domain';
import { countableItems, windowTotal } from './countable-income.ts';
import { type Evaluation, evaluateCase, firstBenefitMonth } from './evaluate-case.ts';
import { incomeWindow } from './income-window.ts';
import { readParameterRows } from './parameter-rows.ts';

/** What stands against a gradual exit. */
export type TaperRefusal = 'STILL_ELIGIBLE' | 'ASSET_BREACH' | 'CONCEALMENT' | 'OTHER_GROUND' | 'OTHER_INCOME';

/** Whether a household leaves gradually, or every reason why not. */
export type TaperDecision = { readonly ok: true } | { readonly ok: false; readonly reasons: readonly TaperRefusal[] };

/** Work on one's own account: a business of such a person is own labour (reading 8). */
const OWN_ACCOUNT: ReadonlySet<string> = new Set(['SELF_EMPLOYED', 'FARMING', 'FLEXIBLE']);

/**
 * The gradual exit (渐退, §4.9 [A]): only when labour income alone pushes p to the standard or above: the income test is
 * the only ground, all other income stays below the standard, and the labour income of now beside the other income of
 * before would reach it. Labour income is WAGE and own-labour BUSINESS (reading 8); imputed income is none. An asset
 * breach or concealment: no gradual exit. `before` needs standards and parameters as `now` has them.
 */
export function decideTaper(change: {
  readonly before: CaseFacts;
  readonly now: CaseFacts;
  readonly concealed: boolean;
}): TaperDecision {
  const now = evaluated(change.now);
  const codes = new Set(now.own.reasons.map(({ code }) => code));
  if (codes.size === 0) return { ok: false, reasons: ['STILL_ELIGIBLE'] };
  const others = [...codes].filter((code) => code !== 'EXCEEDS_ASSET' && code !== 'INCOME_NOT_BELOW_STANDARD');
  const reasons: TaperRefusal[] = [
    ...(codes.has('EXCEEDS_ASSET') ? (['ASSET_BREACH'] as const) : []),
    ...(change.concealed ? (['CONCEALMENT'] as const) : []),
    ...(others.length > 0 ? (['OTHER_GROUND'] as const) : []),
    ...(isByLabourAlone(evaluated(change.before), now) ? [] : (['OTHER_INCOME'] as const)),
  ];
  return reasons.length === 0 ? { ok: true } : { ok: false, reasons };
}

function isByLabourAlone(before: Evaluation, now: Evaluation): boolean {
  const limit = rational(BigInt(now.own.standard.yearFen) * BigInt(now.own.part.countedMembers));
  const labour = labourYear(now);
  const other = subtract(now.incomeYear, labour);
  const otherBefore = subtract(before.incomeYear, labourYear(before));
  const unchanged = isLess(otherBefore, other) ? otherBefore : other;
  return isLess(other, limit) && !isLess(add(unchanged, labour), limit);
}

/** Labour income in fen a year, exact; of the household's businesses what their net leaves for own labour. */
function labourYear({ context, household }: Evaluation): Rational {
  const window = incomeWindow(context);
  const items = countableItems(context, household.statuses, window);
  const ownAccount = new Set(
    context.facts.members
      .filter(({ employmentStatus }) => OWN_ACCOUNT.has(employmentStatus))
      .map(({ personId }) => personId),
  );
  const labour = items.filter(
    ({ item, incomeClass }) => incomeClass === 'WAGE' || (incomeClass === 'BUSINESS' && ownAccount.has(item.personId)),
  );
  return multiply(smaller(windowTotal(labour), windowTotal(items)), rational(12, window.months));
}

/** A loss of one business lowers the household's net: labour income is never more than all of it. */
function smaller(labour: Rational, all: Rational): Rational {
  return isGreater(labour, all) ? all : labour;
}

function evaluated(facts: CaseFacts): Evaluation {
  const source = createParameterSource(readParameterRows(facts.parameters));
  return evaluateCase(facts, source, firstBenefitMonth(facts.decidedOn));
}
