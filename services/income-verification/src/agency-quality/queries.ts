import type { LegalDay } from '@mz/domain';
import type { Db } from '../app-kit.ts';
import { type Counts, type Figures, faultSums, listOf, percentileOf, percentOf, sumCounts, sumOf } from './rules.ts';

/** A counted day of an agency. */
export interface CountedDay extends Figures {
  readonly agencyCode: string;
  readonly day: LegalDay;
  readonly faults: Counts;
  readonly wrongData: number;
}

/** Counted days of a period, both ends included, of one agency or of all. */
export async function listDays(
  db: Db,
  { from, to, agencyCode }: { readonly from: LegalDay; readonly to: LegalDay; readonly agencyCode?: string },
): Promise<CountedDay[]> {
  let query = db.selectFrom('agencyDay').selectAll().where('day', '>=', from).where('day', '<=', to);
  if (agencyCode !== undefined) query = query.where('agencyCode', '=', agencyCode);
  const rows = await query.orderBy('agencyCode').orderBy('day').execute();
  // Parse border: only the nightly count writes these columns.
  return rows.map(({ outcomes, delays, faults, ...row }) => ({
    ...row,
    ...{ outcomes: outcomes as Counts, delays: delays as Counts, faults: faults as Counts },
  }));
}

/** Questions that partners asked of the platform in a period, by partner. */
export async function countQuestions(
  db: Db,
  { from, to }: { readonly from: LegalDay; readonly to: LegalDay },
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('partnerQuestion')
    .select((eb) => ['partnerCode', eb.fn.sum<string>('questions').as('questions')])
    .where('day', '>=', from)
    .where('day', '<=', to)
    .groupBy('partnerCode')
    .execute();
  return new Map(rows.map(({ partnerCode, questions }) => [partnerCode, Number(questions)]));
}

/** Notices that nobody has acknowledged, by partner. */
export async function countUnread(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('partnerNotice')
    .select(({ fn }) => ['partnerCode', fn.countAll<string>().as('unread')])
    .where('acknowledgedAt', 'is', null)
    .groupBy('partnerCode')
    .execute();
  return new Map(rows.map(({ partnerCode, unread }) => [partnerCode, Number(unread)]));
}

/** Some counted days as one: figures, shares, delays and faults as they are shown. */
export function summaryOf(days: readonly CountedDay[]) {
  const { outcomes, delays, ...figures } = sumOf(days);
  const faults = sumCounts(days.map((day) => day.faults));
  const wrongData = days.reduce((sum, day) => sum + day.wrongData, 0);
  return {
    ...figures,
    answeredPercent: percentOf(figures.answered, figures.asked),
    inTimePercent: percentOf(figures.inTime, figures.timed),
    medianMs: percentileOf(delays, 50),
    p95Ms: percentileOf(delays, 95),
    ...{ outcomes: listOf(outcomes), faults: listOf(faults), ...faultSums(faults), wrongData },
  };
}
