import type { CaseFacts } from '@mz/contracts';
import {
  createParameterSource,
  type LegalDay,
  ParameterError,
  type ParameterSource,
  type PolicyParameter,
} from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { Db } from '../app-kit.ts';
import { type FundShares, fundShareKey, placesOf, readParameterRows } from '../rules/index.ts';
import { listParameterRows, listStandardRows, regionGroupOf } from '../standards/index.ts';

/** Parameters and standards of a run, read once. */
export type RunTables = {
  readonly rows: readonly PolicyParameter[];
  readonly source: ParameterSource;
  readonly standards: CaseFacts['standards'];
};

/** Reads what the rules look up for a county. */
export async function readTables(db: Db, divisionCode: string): Promise<RunTables> {
  const [rows, standards] = await Promise.all([
    listParameterRows(db, divisionCode),
    listStandardRows(db, divisionCode),
  ]);
  const checked = checkedRows(rows);
  return { rows, source: createParameterSource(checked), standards };
}

/** The share table of a county on a day (财社〔2012〕171号). */
export function sharesOf({ rows, source }: RunTables, divisionCode: string, date: LegalDay): FundShares {
  const regionGroup = regionGroupOf(rows, { divisionCode, date });
  const place = { date, divisions: placesOf({ divisionCode, ...(regionGroup === undefined ? {} : { regionGroup }) }) };
  return lookedUp(() => ({
    PROVINCE: source.number(fundShareKey('PROVINCE'), place),
    CITY: source.number(fundShareKey('CITY'), place),
    COUNTY: source.number(fundShareKey('COUNTY'), place),
  }));
}

/** The months of one review cycle of a class on a day (国发〔2012〕45号, 2012-09-01). */
export function reviewMonthsOf(
  { source }: RunTables,
  asked: { readonly class: string; readonly programme: string; readonly divisionCode: string; readonly date: LegalDay },
): number {
  const { divisionCode, date, programme } = asked;
  const key = asked.class === 'C' ? `review.months.C.${programme}` : `review.months.${asked.class}`;
  return lookedUp(() => source.number(key, { date, divisions: placesOf({ divisionCode }) }));
}

function checkedRows(rows: readonly PolicyParameter[]): PolicyParameter[] {
  return readParameterRows(rows.map((row) => ({ ...row, approvedBy: [...row.approvedBy] })));
}

/** Runs a rule; a parameter that it misses is the caller's to see: throws PARAMETER_MISSING. */
export function lookedUp<T>(rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof ParameterError) || error.code !== 'PARAMETER_MISSING') throw error;
    throw fail('PARAMETER_MISSING', { detail: `${error.key}，${error.date}`, cause: error });
  }
}
