import type pg from 'pg';
import { decidedOn } from './enrolled.ts';

/** How many times as large as the others one county is, which shows how the time of its work grows with its size. */
export const growth = 4;
/** A batch of more than 60,000 lines is refused: the large county's stays below it. */
const householdsOfSmall = 12_000;
const fewest = 4;
/** Counties that are abolished before it have no batch. */
const monthsEnd = '2014-06-01';

/** Counties of the baseline: a large one, those that are as large as each other, and the villages that households are dealt to. */
export interface Spread {
  readonly large: string;
  readonly small: readonly string[];
  readonly divisions: readonly string[];
}

/** Spreads households over five counties, or over as many more as keep a county's batch lawful. */
export async function spreadOver(placeNames: pg.Client, households: number): Promise<Spread> {
  const { rows } = await placeNames.query<{ code: string }>(
    `select v.code from division_version v join division_unit u using (unit_id)
     where v.level = 'COUNTY' and u.unit_kind = 'LEGAL' and v.superseded_at is null
       and daterange(v.valid_from, v.valid_to) @> daterange($1, $2) order by v.code`,
    [decidedOn, monthsEnd],
  );
  const [large, ...others] = rows.map(({ code }) => code);
  const count = Math.max(fewest, Math.ceil(households / householdsOfSmall) - growth);
  if (large === undefined || count > others.length)
    throw new Error(`${households} households need ${count + 1} counties`);
  const small = others.slice(0, count);
  const counties = [...small, ...Array.from({ length: growth }, () => large)];
  return { large, small, divisions: counties.map((county, index) => `${county.slice(0, 6)}00100${(index % 9) + 1}`) };
}
