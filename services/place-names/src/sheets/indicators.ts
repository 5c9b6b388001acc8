import type { Db } from '../app-kit.ts';
import type { Indicator } from '../indicators/index.ts';
import { listWanted } from './queries.ts';

/** PN-06: the 1:10,000 library holds every sheet that has ground of the province on it (work plan 2014, item 28). */
export async function mapIndicators(db: Db, year: number): Promise<Indicator[]> {
  const wanted = await listWanted(db, { denominator: 10_000, counties: undefined, by: `${year}-12-31` });
  const reached = wanted.filter(({ published }) => published).length;
  return [
    {
      code: 'PN-06',
      reached,
      target: wanted.length,
      unit: '幅',
      done: wanted.length > 0 && reached === wanted.length,
      rows: wanted.map(({ sheetNo, divisionCode, published }) => ({
        id: sheetNo,
        title: sheetNo,
        divisionCode,
        state: published ? 'PUBLISHED' : 'MISSING',
        counted: published,
        amount: published ? 1 : 0,
      })),
    },
  ];
}
