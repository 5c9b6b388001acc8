import { listDays, percentileOf, sumOf } from '../agency-quality/index.ts';
import { isBank } from '../agreements/index.ts';
import type { Db } from '../app-kit.ts';
import type { Counted, Part, Snapshot } from './indicator.ts';

interface ByAgency {
  readonly agency: string;
  readonly sent: number;
  readonly timely: number;
  readonly median: number;
  readonly late: number;
}

/**
 * IV-06: answers within the agreed time, of the questions sent in the year; median and 95th percentile of the delay. Of the
 * days that the nightly count has counted; letters have no such term.
 */
export async function answersInTime(db: Db, snapshot: Snapshot): Promise<Counted> {
  const rows = await countAgencies(db, snapshot);
  const banks = rows.filter(({ agency }) => isBank(agency));
  const others = rows.filter(({ agency }) => !isBank(agency));
  const part = (name: string, of: readonly ByAgency[], targetBp: number) => ({
    name,
    reached: of.reduce((sum, row) => sum + row.timely, 0),
    of: of.reduce((sum, row) => sum + row.sent, 0),
    targetBp,
  });
  const { parameters } = snapshot;
  return {
    rows: rows.map(({ agency, sent, timely: reached }) => ({
      divisionCode: '370000000000',
      title: agency,
      reached,
      of: sent,
    })),
    parts: [
      part('RT/DF', others, parameters.number('indicators.IV-06')),
      part('BANK', banks, parameters.number('indicators.IV-06.bank')),
      ...rows.flatMap(({ agency, median, late }) => [delay(`${agency} median`, median), delay(`${agency} p95`, late)]),
    ],
  };
}

const quarterHourMs = 900_000;

/** In seconds from a quarter of an hour on: the weeks of a bank do not fit into an Int of the graph as milliseconds. */
function delay(name: string, ms: number): Part {
  if (ms < quarterHourMs) return { name: `${name} ms`, reached: ms, of: null };
  return { name: `${name} s`, reached: Math.round(ms / 1_000), of: null };
}

async function countAgencies(db: Db, { yearFrom, asOf }: Snapshot): Promise<ByAgency[]> {
  const days = await listDays(db, { from: yearFrom, to: asOf });
  return [...Map.groupBy(days, ({ agencyCode }) => agencyCode)].flatMap(([agency, own]) => {
    const { timed, inTime, delays } = sumOf(own);
    if (timed === 0) return [];
    const [median, late] = [percentileOf(delays, 50) ?? 0, percentileOf(delays, 95) ?? 0];
    return [{ agency, sent: timed, timely: inTime, median, late }];
  });
}
