import { daysBetween, type LegalDay, parseLegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { countedTo } from './count-day.ts';
import { type Ending, listEndings } from './endings.ts';
import { countQuestions, listDays, summaryOf } from './queries.ts';
import { quotaOf } from './quota.ts';

const province = '370000000000';
const longestDays = 366;

/** What a partner may know of its own traffic: how it answered, how fast, what was wrong, its quota, and what of its ends. */
export interface Traffic extends Omit<ReturnType<typeof summaryOf>, 'outcomes' | 'faults'> {
  readonly partner: string;
  readonly from: LegalDay;
  readonly to: LegalDay;
  /** The last day that is counted. */
  readonly countedTo: LegalDay | null;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly questions: number;
  readonly questionsPerDay: number;
  readonly callsPerMinute: number;
  readonly endings: readonly Ending[];
}

/** Counts of a period, both days included; throws PERIOD_INVALID. Aggregates only: no question and no person can be told apart. */
export async function trafficOf(
  kit: AppKit,
  ctx: Context,
  partner: string,
  query: Readonly<Record<string, string>>,
): Promise<Traffic> {
  const [from, to] = [parseLegalDay(query.from), parseLegalDay(query.to)];
  if (!from.ok || !to.ok || to.value < from.value) throw fail('PERIOD_INVALID', { pointer: '/query' });
  if (daysBetween(from.value, to.value) > longestDays) throw fail('PERIOD_INVALID', { pointer: '/query' });
  const period = { from: from.value, to: to.value };
  const today = kit.clock.today();
  return kit.read(ctx, async (db) => {
    const [days, questions, questionsPerDay, parameters, endings, counted] = await Promise.all([
      listDays(db, { ...period, agencyCode: partner }),
      countQuestions(db, period),
      quotaOf(db, today),
      loadParameters(db, province, today),
      listEndings(db, today),
      countedTo(db),
    ]);
    const { outcomes, faults, ...figures } = summaryOf(days);
    return {
      ...{ partner, ...period, countedTo: counted ?? null, ...figures },
      outcomes: Object.fromEntries(outcomes.map(({ code, count }) => [code, count])),
      faults: Object.fromEntries(faults.map(({ code, count }) => [code, count])),
      questions: questions.get(partner) ?? 0,
      questionsPerDay,
      callsPerMinute: parameters.number('partner_calls_per_minute'),
      endings: endings.get(partner) ?? [],
    };
  });
}
