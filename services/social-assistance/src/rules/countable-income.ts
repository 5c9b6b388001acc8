import {
  add,
  addMonthsToMonth,
  canonicalJson,
  ceil,
  firstDayOf,
  isLess,
  lastDayOf,
  monthOf,
  multiply,
  type Rational,
  rational,
  toFractionText,
} from '@mz/domain';
import { displacedPeriods } from './income-precedence.ts';
import { countableKey, type IncomeClass, incomeClassOf } from './income-types.ts';
import { countedFraction, type DayPeriod, type IncomeWindow } from './income-window.ts';
import { codesOf, flagOf, numberOf, type RuleContext, record } from './rule-context.ts';
import type { Income, MemberStatus } from './types.ts';

/** One item as it counts: fen in the window, exact. */
export type CountedItem = { readonly item: Income; readonly incomeClass: IncomeClass; readonly windowFen: Rational };

const ZERO = rational(0);

/**
 * SA-R-06: what of each counted member's income counts in the window (MF-220 art. 7; Order 271 art. 2, 1999-10-01, for
 * the exclusions). Types without a row in the table are an error of the input, which `checkDeclaration` refuses before.
 */
export function countableItems(
  context: RuleContext,
  members: readonly MemberStatus[],
  window: IncomeWindow,
): CountedItem[] {
  const countedIds = new Set(members.filter(({ counted }) => counted).map(({ member }) => member.personId));
  const own = context.facts.incomes.filter(({ personId }) => countedIds.has(personId));
  const ordered = [...own].sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  const items = ordered
    .filter((item) => flagOf(context, countableKey(item.type)))
    .map((item): CountedItem => {
      const fraction = countedFraction(periodOf(context, item), window, displacedPeriods(item, own));
      const incomeClass = incomeClassOf(item.type) ?? 'TRANSFER';
      return { item, incomeClass, windowFen: multiply(netAmount(context, item, incomeClass), fraction) };
    });
  record(context, 'countableIncome', () => ({
    inputs: {
      items: ordered.length,
      excluded: ordered.filter((item) => !flagOf(context, countableKey(item.type))).map(({ type }) => type),
    },
    output: items.map(({ item, windowFen }) => ({
      personId: item.personId,
      type: item.type,
      provenance: item.provenance,
      windowFen: toFractionText(windowFen),
    })),
  }));
  return items;
}

/** The sum in the window: the household's business net floors at zero, losses never lower other income [A]. */
export function windowTotal(items: readonly CountedItem[]): Rational {
  const business = sum(items.filter(({ incomeClass }) => incomeClass === 'BUSINESS'));
  const others = sum(items.filter(({ incomeClass }) => incomeClass !== 'BUSINESS'));
  return add(isLess(business, ZERO) ? ZERO : business, others);
}

/** Wages net of tax and own insurance where evidenced (reading 2), migrant wages less the cost deduction [A]; others as they are. */
function netAmount(context: RuleContext, item: Income, incomeClass: IncomeClass): Rational {
  if (incomeClass !== 'WAGE') return rational(item.amountFen);
  const net = rational(Math.max(0, item.amountFen - (item.taxFen ?? 0) - (item.ownInsuranceFen ?? 0)));
  if (item.type !== 'MIGRANT_WORK') return net;
  const deductionBp = numberOf(context, 'income.migrant_work.deduction_bp');
  return multiply(net, rational(10_000 - deductionBp, 10_000));
}

/** A lump sum of one month is spread over the months of local living cost that it pays for [A]; others keep their period. */
function periodOf(context: RuleContext, item: Income): DayPeriod {
  const period = { from: item.periodFrom, to: item.periodTo };
  const isLump = monthOf(period.from) === monthOf(period.to) && item.amountFen > 0;
  if (!isLump || !codesOf(context, 'income.lump_sum.types').includes(item.type)) return period;
  const costFen = numberOf(context, `income.lump_sum.living_cost_month_fen.${context.facts.programme}`);
  const months = Number(ceil(rational(item.amountFen, costFen)));
  const from = monthOf(period.from);
  return { from: firstDayOf(from), to: lastDayOf(addMonthsToMonth(from, months - 1)) };
}

function sum(items: readonly CountedItem[]): Rational {
  return items.reduce((total, { windowFen }) => add(total, windowFen), ZERO);
}
