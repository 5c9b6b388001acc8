import type { AgencyRow } from '@mz/contracts';
import { multiply, type Rational, rational } from '@mz/domain';
import { type Answer, type Brief, type IncomeFinding, sourceRank, type VerificationParameters } from './types.ts';
import { inWindow, monthsInWindowFrom, windowMonthsOf, yearly } from './window.ts';

type Base = Pick<IncomeFinding, 'personId' | 'source' | 'sourceAsOf'>;

/** Incomes that an answer states (income-verification.md §4, §6.1 items 5–6). */
export function incomesOf(answer: Answer, brief: Brief, parameters: VerificationParameters): IncomeFinding[] {
  const base: Base = { personId: answer.personId, source: answer.agencyCode, sourceAsOf: answer.sourceAsOf };
  switch (answer.itemCode) {
    case 'IIT_WAGE':
      return wage(base, answer.rows as AgencyRow<'IIT_WAGE'>[], brief);
    case 'FUND':
      return fundWage(base, answer.rows as AgencyRow<'FUND'>[]);
    case 'CONTRIBUTION':
      return contribution(base, answer.rows as AgencyRow<'CONTRIBUTION'>[], brief, parameters);
    case 'PENSION':
      return pension(base, answer.rows as AgencyRow<'PENSION'>[], brief);
    case 'RESIDENT_PENSION':
      return residentPension(base, answer.rows as AgencyRow<'RESIDENT_PENSION'>[], brief);
    case 'BENEFIT':
      return benefits(base, answer.rows as AgencyRow<'BENEFIT'>[], brief);
    case 'LAND_COMP':
      return landCompensation(base, answer.rows as AgencyRow<'LAND_COMP'>[], brief);
    default:
      return [];
  }
}

/** Land offices pay the village, which shares it out: what the letter says is to be looked at, no exact figure (§4 LAND). */
function landCompensation(base: Base, rows: readonly AgencyRow<'LAND_COMP'>[], brief: Brief): IncomeFinding[] {
  const paid = rows.filter((row) => inWindow(row.paidOn.slice(0, 7), brief));
  if (paid.length === 0) return [];
  const sum = paid.reduce((total, row) => total + BigInt(row.amountFen), 0n);
  return [{ ...register(base, 'LAND_COMPENSATION', yearly(sum, brief)), confidence: 'LOW' }];
}

function register(base: Base, type: string, yearFen: Rational): IncomeFinding {
  return { ...base, type, yearFen, rank: sourceRank.REGISTER, confidence: 'HIGH', evidenceOnly: false };
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
  brief: Brief,
  parameters: VerificationParameters,
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

/** Own registers: each programme's months in the window; whether it counts is the brief's table. */
function benefits(base: Base, rows: readonly AgencyRow<'BENEFIT'>[], brief: Brief): IncomeFinding[] {
  const byProgramme = new Map<string, bigint>();
  for (const row of rows) {
    if (!inWindow(row.month, brief)) continue;
    byProgramme.set(row.programme, (byProgramme.get(row.programme) ?? 0n) + BigInt(row.amountFen));
  }
  return [...byProgramme].map(([programme, sum]) => register(base, programme, yearly(sum, brief)));
}

/** What the family declared, as yearly figures of rank 7; a period counts by its overlap with the window. */
export function declaredIncomes(brief: Brief): IncomeFinding[] {
  return brief.declared.incomes.map((item) => {
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
