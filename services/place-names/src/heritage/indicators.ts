import { readNumbers } from '@mz/service-kit';
import type { Db } from '../app-kit.ts';
import type { Indicator, IndicatorRow } from '../indicators/index.ts';

/** PN-07 film episodes made and broadcast in the year; PN-11 measures to protect heritage names issued in it. */
export async function namesIndicators(db: Db, year: number): Promise<Indicator[]> {
  const [episodes, measures] = [await filmEpisodes(db, year), await protectionMeasures(db, year)];
  const { target } = await readNumbers(db, { target: 'heritage.film-episodes' }, `${year}-12-31`);
  return [
    toIndicator({ code: 'PN-07', target, unit: '集' }, episodes),
    // The work plan asks that measures be issued: one document is the least.
    toIndicator({ code: 'PN-11', target: 1, unit: '件' }, measures),
  ];
}

async function filmEpisodes(db: Db, year: number): Promise<IndicatorRow[]> {
  const rows = await db
    .selectFrom('publication')
    .select(['id', 'series', 'number', 'title', 'divisionCode', 'madeOn', 'publishedOn'])
    .where('kind', '=', 'FILM_EPISODE')
    .where('madeOn', '<=', `${year}-12-31`)
    .orderBy('series')
    .orderBy('number')
    .execute();
  return rows
    .filter(({ publishedOn, madeOn }) => isIn(year, publishedOn ?? madeOn))
    .map((row) => ({
      id: row.id,
      title: `《${row.series}》第${row.number}集 ${row.title}`,
      divisionCode: row.divisionCode,
      state: row.publishedOn === null ? 'MADE' : 'BROADCAST',
      counted: row.publishedOn !== null && isIn(year, row.madeOn) && isIn(year, row.publishedOn),
      amount: 1,
    }));
}

async function protectionMeasures(db: Db, year: number): Promise<IndicatorRow[]> {
  const rows = await db
    .selectFrom('heritageMeasure')
    .select(['id', 'title', 'document', 'divisionCode', 'issuedOn'])
    .where('issuedOn', '>=', `${year}-01-01`)
    .where('issuedOn', '<=', `${year}-12-31`)
    .orderBy('issuedOn')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: `${row.title}（${row.document}）`,
    divisionCode: row.divisionCode,
    state: 'ISSUED',
    counted: true,
    amount: 1,
  }));
}

function toIndicator(head: Pick<Indicator, 'code' | 'target' | 'unit'>, rows: readonly IndicatorRow[]): Indicator {
  const reached = rows.reduce((sum, row) => sum + (row.counted ? row.amount : 0), 0);
  return { ...head, reached, done: reached >= head.target, rows };
}

function isIn(year: number, day: string): boolean {
  return day.startsWith(`${year}-`);
}
