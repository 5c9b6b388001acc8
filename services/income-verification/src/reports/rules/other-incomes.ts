import type { AgencyRow } from '@mz/contracts';
import { monthOf } from '@mz/domain';
import { type Base, register } from './finding.ts';
import { type Brief, type IncomeFinding, sourceRank } from './types.ts';
import { inWindow, monthsInWindow, yearly } from './window.ts';

type Spell = Pick<AgencyRow<'UNEMPLOYMENT'>, 'monthlyFen' | 'firstMonth' | 'lastMonth'>;

function spellsSum(rows: readonly Spell[], brief: Brief): bigint {
  return rows.reduce(
    (sum, { monthlyFen, firstMonth, lastMonth }) =>
      sum + BigInt(monthlyFen) * BigInt(monthsInWindow(firstMonth, lastMonth, brief)),
    0n,
  );
}

/** A monthly payment from its first month to its last; its payer keeps the register of record. */
export function unemployment(
  base: Base,
  rows: readonly Spell[],
  brief: Brief,
  type = 'UNEMPLOYMENT_BENEFIT',
): IncomeFinding[] {
  const sum = spellsSum(rows, brief);
  return sum === 0n ? [] : [register(base, type, yearly(sum, brief))];
}

/** Pay of a public-welfare post: its payer says it, so rank 3. */
export function publicPost(base: Base, rows: readonly AgencyRow<'PUBLIC_POST'>[], brief: Brief): IncomeFinding[] {
  const sum = spellsSum(rows, brief);
  if (sum === 0n) return [];
  return [{ ...register(base, 'PUBLIC_POST', yearly(sum, brief)), rank: sourceRank.PAYROLL }];
}

/** Public payroll is a wage; the stipend of a village cadre is casual pay beside the fields and makes nobody a public employee. */
export function payroll(base: Base, rows: readonly AgencyRow<'PAYROLL'>[], brief: Brief): IncomeFinding[] {
  const paid = rows.filter(({ month }) => inWindow(month, brief));
  return [...Map.groupBy(paid, ({ kind }) => kind)].map(([kind, own]) => {
    const sum = own.reduce((total, { grossFen }) => total + BigInt(grossFen), 0n);
    const type = kind === 'PUBLIC' ? 'WAGE' : 'CASUAL_WORK';
    return { ...register(base, type, yearly(sum, brief)), rank: sourceRank.PAYROLL };
  });
}

/** Grain, inputs and seed are income of the year; the subsidy on a machine lowered its price and is none. */
export function subsidies(base: Base, rows: readonly AgencyRow<'SUBSIDY'>[], brief: Brief): IncomeFinding[] {
  const paid = rows.filter(({ kind, paidOn }) => kind !== 'MACHINERY' && inWindow(monthOf(paidOn), brief));
  if (paid.length === 0) return [];
  const sum = paid.reduce((total, { amountFen }) => total + BigInt(amountFen), 0n);
  return [register(base, 'AGRI_SUBSIDY', yearly(sum, brief))];
}

/** A judgment is rank 1: what the payee is to get counts; what a payer owes is no income of theirs. */
export function supportByJudgment(
  base: Base,
  rows: readonly AgencyRow<'ALIMONY_JUDGMENT'>[],
  { brief, innerCases }: { readonly brief: Brief; readonly innerCases: ReadonlySet<string> },
): IncomeFinding[] {
  const owed = rows.filter(({ side, caseNo }) => side === 'PAYEE' && !innerCases.has(caseNo));
  const groups = Map.groupBy(owed, ({ kind }) => (kind === 'PARENT_SUPPORT' ? 'SUPPORT_RECEIVED' : 'ALIMONY'));
  return [...groups].flatMap(([type, own]) => {
    const spells = own.map(({ monthlyFen, from, to }) => ({
      monthlyFen,
      firstMonth: monthOf(from),
      lastMonth: to === null ? null : monthOf(to),
    }));
    const sum = spellsSum(spells, brief);
    return sum === 0n ? [] : [{ ...register(base, type, yearly(sum, brief)), rank: sourceRank.JUDGMENT }];
  });
}

/** Judgments in which one member pays another. */
export function innerCasesOf(rows: readonly AgencyRow<'ALIMONY_JUDGMENT'>[]): ReadonlySet<string> {
  const paid = new Set(rows.filter(({ side }) => side === 'PAYER').map(({ caseNo }) => caseNo));
  return new Set(rows.filter(({ side, caseNo }) => side === 'PAYEE' && paid.has(caseNo)).map(({ caseNo }) => caseNo));
}

/** Living support under the one type that the table of incomes has for it; medical and temporary help likewise. */
const typeOfProgramme: Readonly<Record<string, string>> = {
  URBAN_DIBAO: 'DIBAO',
  RURAL_DIBAO: 'DIBAO',
  MED_PREMIUM: 'MEDICAL_ASSISTANCE',
  MED_OUTPATIENT: 'MEDICAL_ASSISTANCE',
  MED_INPATIENT: 'MEDICAL_ASSISTANCE',
  MED_MAJOR: 'MEDICAL_ASSISTANCE',
  TEMP_SUDDEN: 'TEMPORARY_ASSISTANCE',
  TEMP_EXPENDITURE: 'TEMPORARY_ASSISTANCE',
  TEMP_INDIVIDUAL: 'TEMPORARY_ASSISTANCE',
};

/** Own registers: each programme's months in the window; whether it counts is the brief's table. */
export function benefits(base: Base, rows: readonly AgencyRow<'BENEFIT'>[], brief: Brief): IncomeFinding[] {
  const byType = new Map<string, bigint>();
  for (const row of rows) {
    if (!inWindow(row.month, brief)) continue;
    const type = typeOfProgramme[row.programme] ?? row.programme;
    byType.set(type, (byType.get(type) ?? 0n) + BigInt(row.amountFen));
  }
  return [...byType].map(([type, sum]) => register(base, type, yearly(sum, brief)));
}
