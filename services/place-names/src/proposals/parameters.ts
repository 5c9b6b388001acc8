import type { LegalDay } from '@mz/domain';
import { readNumbers } from '@mz/service-kit';
import type { Db } from '../app-kit.ts';
import type { PanelLimits, RiskLimits } from './rules.ts';

/** Limits of the panel and of the risk, as they hold on a day. */
export async function readLimits(db: Db, day: LegalDay): Promise<{ panel: PanelLimits; risk: RiskLimits }> {
  const { size, favourNumerator, favourDenominator, low, medium, dimension } = await readNumbers(
    db,
    {
      size: 'proposals.panel-size',
      favourNumerator: 'proposals.panel-favour-numerator',
      favourDenominator: 'proposals.panel-favour-denominator',
      low: 'proposals.risk-low-score',
      medium: 'proposals.risk-medium-score',
      dimension: 'proposals.risk-dimension-score',
    },
    day,
  );
  return { panel: { size, favourNumerator, favourDenominator }, risk: { low, medium, dimension } };
}

/** Day counts of the consultation and of the review. */
export function readClocks(
  db: Db,
  day: LegalDay,
): Promise<Readonly<Record<'consultationDays' | 'reviewDays', number>>> {
  return readNumbers(
    db,
    { consultationDays: 'proposals.consultation-days', reviewDays: 'proposals.review-working-days' },
    day,
  );
}

/** Terms of the tasks while a change is carried out. */
export interface TaskTerms {
  readonly surveyMonths: number;
  readonly signsMonths: number;
  readonly codeTableDays: number;
  readonly redFlagDays: number;
}

/** The terms as they hold on a day. */
export function readTerms(db: Db, day: LegalDay): Promise<TaskTerms> {
  return readNumbers(
    db,
    {
      surveyMonths: 'proposals.survey-months',
      signsMonths: 'proposals.signs-months',
      codeTableDays: 'proposals.code-table-working-days',
      redFlagDays: 'proposals.red-flag-days',
    },
    day,
  );
}

/** Months after which a change is evaluated: the first and the last time. */
export async function readEvaluationMonths(db: Db, day: LegalDay): Promise<{ first: number; last: number }> {
  return readNumbers(db, { first: 'proposals.first-evaluation-months', last: 'proposals.last-evaluation-months' }, day);
}
