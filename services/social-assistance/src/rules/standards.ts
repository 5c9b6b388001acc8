import { type Fen, fen, type LegalDay, ParameterError, type Rational, rational } from '@mz/domain';
import { placesOf, type RuleContext } from './rule-context.ts';
import type { Programme, Standard } from './types.ts';

/** A standard with its exact year and month figures. */
export type StandardFigures = {
  readonly id: string;
  readonly validFrom: LegalDay;
  /** S_y in fen. */
  readonly yearFen: Fen;
  /** S_month in fen, exact: 2,800 yuan a year gives 70000/3. */
  readonly monthExact: Rational;
};

/**
 * The standard of a programme on a day, of the most specific division that has one (SA-649 art. 10, in force 2014-05-01;
 * reading 3). A row holds from `validFrom` to before `validTo`. Throws ParameterError PARAMETER_MISSING or PARAMETER_OVERLAP.
 */
export function findStandard(context: RuleContext, programme: Programme, day: LegalDay): StandardFigures {
  const key = `policy_standard.${programme}`;
  const valid = context.facts.standards.filter(
    (row) => row.programme === programme && row.validFrom <= day && (row.validTo === null || day < row.validTo),
  );
  for (const place of placesOf(context.facts)) {
    const [found, second] = valid.filter((row) => row.divisionCode === place);
    if (second !== undefined) throw new ParameterError('PARAMETER_OVERLAP', key, day);
    if (found !== undefined) return figuresOf(found);
  }
  throw new ParameterError('PARAMETER_MISSING', key, day);
}

function figuresOf(row: Standard): StandardFigures {
  const yearFen = row.period === 'MONTH' ? fen(row.amountFen * 12) : row.amountFen;
  return { id: row.id, validFrom: row.validFrom, yearFen, monthExact: rational(yearFen, 12) };
}
