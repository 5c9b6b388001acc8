import { readNumbers } from '@mz/service-kit';
import type { Db } from '../app-kit.ts';
import type { Indicator } from '../indicators/index.ts';
import { listTimes } from './time-queries.ts';

const province = '370000000000';
const share = 0.95;

/** PN-13: the time within which 95 of 100 searches of a year were answered, by the counts of all processes. */
export async function searchIndicators(db: Db, year: number): Promise<Indicator[]> {
  const times = await listTimes(db, year);
  const { target } = await readNumbers(db, { target: 'search.p95-ms' }, `${year}-12-31`);
  const all = times.reduce((sum, { calls }) => sum + Number(calls), 0);
  let within = 0;
  const rows = times.map(({ upperMs, calls }) => {
    // Up to and with the step in which the 95th of 100 lies.
    const counted = within < all * share;
    within += Number(calls);
    return {
      id: `search-${year}-${upperMs}`,
      title: `${upperMs} 毫秒以内`,
      divisionCode: province,
      state: upperMs <= target ? 'WITHIN' : 'ABOVE',
      counted,
      amount: Number(calls),
    };
  });
  const reached = times.filter((_, at) => rows[at]?.counted).at(-1)?.upperMs ?? 0;
  return [{ code: 'PN-13', reached, target, unit: '毫秒', done: all > 0 && reached <= target, rows }];
}
