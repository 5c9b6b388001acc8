import type { AgencyRow } from '@mz/contracts';
import { add, multiply, type Rational, rational } from '@mz/domain';
import { type Base, baseOf, confidenceOfAnswer, lower, register, rowsOf } from './finding.ts';
import { benefits, payroll, publicPost, subsidies, supportByJudgment, unemployment } from './other-incomes.ts';
import { type Answer, type Brief, type IncomeFinding, sourceRank, type VerificationParameters } from './types.ts';
import { inWindow, monthsInWindowFrom, windowMonthsOf, yearly } from './window.ts';

/** What the incomes of one answer are read with. */
export interface IncomeContext {
  readonly brief: Brief;
  readonly parameters: VerificationParameters;
  /** Judgments between two members of the household: what one pays the other gets, and the household has no more. */
  readonly innerCases: ReadonlySet<string>;
}

/** Incomes that an answer states (income-verification.md §4, §6.1 items 5–6), at most as sure as the answer is. */
export function incomesOf(answer: Answer, context: IncomeContext): IncomeFinding[] {
  const sure = confidenceOfAnswer(answer);
  return statedIncomes(answer, context).map((finding) => ({ ...finding, confidence: lower(finding.confidence, sure) }));
}

function statedIncomes(answer: Answer, { brief, parameters, innerCases }: IncomeContext): IncomeFinding[] {
  const base = baseOf(answer);
  // Rows were checked against their item's schema when the answer came.
  switch (answer.itemCode) {
    case 'IIT_WAGE':
      return wage(base, answer.rows as AgencyRow<'IIT_WAGE'>[], brief);
    case 'FUND':
      return fundWage(base, answer.rows as AgencyRow<'FUND'>[]);
    case 'CONTRIBUTION':
      return contribution(base, answer.rows as AgencyRow<'CONTRIBUTION'>[], { brief, parameters });
    case 'PENSION':
      return pension(base, answer.rows as AgencyRow<'PENSION'>[], brief);
    case 'RESIDENT_PENSION':
      return residentPension(base, answer.rows as AgencyRow<'RESIDENT_PENSION'>[], brief);
    case 'BENEFIT':
      return benefits(base, answer.rows as AgencyRow<'BENEFIT'>[], brief);
    case 'UNEMPLOYMENT':
      return unemployment(base, answer.rows as AgencyRow<'UNEMPLOYMENT'>[], brief);
    case 'RENT_SUBSIDY':
      return unemployment(base, answer.rows as AgencyRow<'RENT_SUBSIDY'>[], brief, 'RENT_SUBSIDY');
    case 'PUBLIC_POST':
      return publicPost(base, answer.rows as AgencyRow<'PUBLIC_POST'>[], brief);
    case 'PAYROLL':
      return payroll(base, answer.rows as AgencyRow<'PAYROLL'>[], brief);
    case 'SUBSIDY':
      return subsidies(base, answer.rows as AgencyRow<'SUBSIDY'>[], brief);
    case 'ALIMONY_JUDGMENT':
      return supportByJudgment(base, answer.rows as AgencyRow<'ALIMONY_JUDGMENT'>[], { brief, innerCases });
    default:
      return [];
  }
}

/** Wage = gross − tax, where evidenced (social-assistance.md §11.2); the payroll payer has rank 3. */
function wage(base: Base, rows: readonly AgencyRow<'IIT_WAGE'>[], brief: Brief): IncomeFinding[] {
  const months = rows.filter((row) => inWindow(row.month, brief));
  if (months.length === 0) return [];
  const sum = months.reduce((total, row) => total + BigInt(row.grossFen) - BigInt(row.taxFen), 0n);
  const yearFen = yearly(sum, brief);
  return [{ ...base, type: 'WAGE', yearFen, rank: sourceRank.PAYROLL, confidence: 'HIGH', evidenceOnly: false }];
}

/** An active housing-fund base is a good wage proof for employees; a sealed account is none. */
function fundWage(base: Base, rows: readonly AgencyRow<'FUND'>[]): IncomeFinding[] {
  const active = rows.filter((row) => row.status === 'ACTIVE');
  return active.map((row) => ({
    ...base,
    type: 'WAGE',
    yearFen: multiply(rational(BigInt(row.baseFen)), rational(12n)),
    rank: sourceRank.HOUSING_FUND,
    confidence: 'MEDIUM',
    evidenceOnly: false,
  }));
}

/** A contribution base is an income only for employees strictly between floor and cap; else it is evidence of employment. */
function contribution(
  base: Base,
  rows: readonly AgencyRow<'CONTRIBUTION'>[],
  { brief, parameters }: Pick<IncomeContext, 'brief' | 'parameters'>,
): IncomeFinding[] {
  const current = rows.filter(
    (row) => monthsInWindowFrom(row.paidFromMonth, brief) > 0 && row.paidToMonth >= brief.windowFrom,
  );
  return current.map((row) => {
    const between = row.baseFen > parameters.contributionFloorFen && row.baseFen < parameters.contributionCapFen;
    const isIncome = row.kind === 'EMPLOYEE' && between;
    return {
      ...base,
      type: 'WAGE',
      yearFen: multiply(rational(BigInt(row.baseFen)), rational(12n)),
      rank: sourceRank.INSURANCE_BASE,
      confidence: 'LOW',
      evidenceOnly: !isIncome,
    };
  });
}

/** The pension payer is the register of record; the same pension counts once by kind and payer. */
function pension(base: Base, rows: readonly AgencyRow<'PENSION'>[], brief: Brief): IncomeFinding[] {
  const paying = new Map(rows.filter((row) => row.status === 'PAYING').map((row) => [`${row.kind}/${row.payer}`, row]));
  return [...paying.values()].map((row) =>
    register(
      base,
      'EMPLOYEE_PENSION',
      yearly(BigInt(row.monthlyFen) * BigInt(monthsInWindowFrom(row.firstMonth, brief)), brief),
    ),
  );
}

/** Basic part and account part come apart: the basic part is excluded income (人社部发〔2012〕15号). */
function residentPension(base: Base, rows: readonly AgencyRow<'RESIDENT_PENSION'>[], brief: Brief): IncomeFinding[] {
  return rows
    .filter((row) => row.status === 'PAYING')
    .flatMap((row) => {
      const months = BigInt(monthsInWindowFrom(row.firstMonth, brief));
      return [
        register(base, 'RESIDENT_PENSION_BASIC', yearly(BigInt(row.basicFen) * months, brief)),
        register(base, 'RESIDENT_PENSION_ACCOUNT', yearly(BigInt(row.accountFen) * months, brief)),
      ];
    });
}

/** What the family declared, as yearly figures of rank 7; a period counts by its overlap with the window, a lump sum apart. */
export function declaredIncomes(brief: Brief, lumpSumTypes: readonly string[]): IncomeFinding[] {
  const regular = brief.declared.incomes.filter((item) => !isDeclaredLump(item, lumpSumTypes));
  return regular.map((item) => {
    const { overlap, whole } = windowMonthsOf(item.periodFrom, item.periodTo, brief);
    const inside = multiply(rational(BigInt(item.amountFen)), rational(BigInt(overlap), BigInt(whole)));
    return {
      personId: item.personId,
      type: item.type,
      yearFen: multiply(inside, rational(12n, BigInt(brief.windowMonths))),
      rank: sourceRank.DECLARED,
      source: 'DECLARED',
      sourceAsOf: brief.asOf,
      confidence: 'LOW',
      evidenceOnly: false,
    };
  });
}

/** A declared sum that came once: a type that may, in a period of one month. */
export function isDeclaredLump(
  { type, periodFrom, periodTo }: Brief['declared']['incomes'][number],
  lumpSumTypes: readonly string[],
): boolean {
  return lumpSumTypes.includes(type) && periodFrom.slice(0, 7) === periodTo.slice(0, 7);
}

/** Money that came in at the banks, as a yearly figure: others' money may pass an account, so it is evidence only (§4 BANK). */
export function inflowsOf(answers: readonly Answer[]): Rational {
  return rowsOf<AgencyRow<'INFLOW'>>(answers, 'INFLOW')
    .map(({ row: { totalFen, fromMonth, toMonth } }) =>
      multiply(rational(BigInt(totalFen)), rational(12n, BigInt(monthsFromTo(fromMonth, toMonth)))),
    )
    .reduce(add, rational(0n));
}

function monthsFromTo(from: string, to: string): number {
  const months = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  return Math.max(1, months(to) - months(from) + 1);
}
