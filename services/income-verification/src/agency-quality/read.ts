import type { getAgencyQuality, listAgencyQuality, OperationOutputOf } from '@mz/contracts';
import { firstDayOf, type LegalDay, type LegalMonth, lastDayOf, monthOf, parseLegalMonth } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { listPartnerRows } from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { countedTo } from './count-day.ts';
import { type Ending, listEndings } from './endings.ts';
import { type CountedDay, countQuestions, countUnread, listDays, summaryOf } from './queries.ts';
import { quotaOf } from './quota.ts';
import { listOf, percentileOf } from './rules.ts';

type Listed = OperationOutputOf<typeof listAgencyQuality>;
type Detailed = OperationOutputOf<typeof getAgencyQuality>;

const province = '370000000000';

/** How each partner kept its side in a month; this month unless told. Throws PERIOD_INVALID. */
export async function readQualities(kit: AppKit, ctx: Context, asked?: LegalMonth): Promise<Listed> {
  const month = monthAsked(kit, asked);
  return kit.read(ctx, async (db) => {
    const partners = await listOutside(db);
    const facts = await factsOf(kit, db, { from: firstDayOf(month), to: lastDayOf(month) });
    const items = partners.map((partner) => qualityOf(partner, facts));
    return { month, countedTo: (await countedTo(db)) ?? null, items };
  });
}

/** One partner's month with its days; throws PARTNER_UNKNOWN, too. */
export async function readQuality(
  kit: AppKit,
  ctx: Context,
  { partnerCode, month: asked }: { readonly partnerCode: string; readonly month?: LegalMonth },
): Promise<Detailed> {
  const month = monthAsked(kit, asked);
  return kit.read(ctx, async (db) => {
    const partner = (await listOutside(db)).find(({ code }) => code === partnerCode);
    if (partner === undefined) throw fail('PARTNER_UNKNOWN', { pointer: '/params/partnerCode' });
    const facts = await factsOf(kit, db, { from: firstDayOf(month), to: lastDayOf(month) });
    const days = (facts.days.get(partnerCode) ?? []).map(toDay);
    return { ...qualityOf(partner, facts), month, countedTo: (await countedTo(db)) ?? null, days };
  });
}

/** The graph hands on any text; REST refuses before. */
function monthAsked(kit: AppKit, asked: LegalMonth | undefined): LegalMonth {
  const now = monthOf(kit.clock.today());
  if (asked === undefined) return now;
  const month = parseLegalMonth(asked);
  if (!month.ok || month.value > now) throw fail('PERIOD_INVALID', { pointer: '/query/month' });
  return month.value;
}

interface PartnerName {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
}

/** Whoever is not the platform itself. */
async function listOutside(db: Db): Promise<PartnerName[]> {
  return (await listPartnerRows(db)).filter(({ kind }) => kind !== 'PROVINCE');
}

interface Facts {
  readonly days: ReadonlyMap<string, readonly CountedDay[]>;
  readonly questions: ReadonlyMap<string, number>;
  readonly today: ReadonlyMap<string, number>;
  readonly unread: ReadonlyMap<string, number>;
  readonly endings: ReadonlyMap<string, readonly Ending[]>;
  readonly questionsPerDay: number;
  readonly callsPerMinute: number;
}

async function factsOf(kit: AppKit, db: Db, period: { from: LegalDay; to: LegalDay }): Promise<Facts> {
  const today = kit.clock.today();
  const [days, questions, now, unread, endings, questionsPerDay, parameters] = await Promise.all([
    listDays(db, period),
    countQuestions(db, period),
    countQuestions(db, { from: today, to: today }),
    countUnread(db),
    listEndings(db, today),
    quotaOf(db, today),
    loadParameters(db, province, today),
  ]);
  const callsPerMinute = parameters.number('partner_calls_per_minute');
  const byAgency = Map.groupBy(days, ({ agencyCode }) => agencyCode);
  return { days: byAgency, questions, today: now, unread, endings, questionsPerDay, callsPerMinute };
}

function qualityOf({ code, name, kind }: PartnerName, facts: Facts): Listed['items'][number] {
  return {
    ...{ partnerCode: code, name, kind, ...summaryOf(facts.days.get(code) ?? []) },
    questions: facts.questions.get(code) ?? 0,
    questionsToday: facts.today.get(code) ?? 0,
    questionsPerDay: facts.questionsPerDay,
    callsPerMinute: facts.callsPerMinute,
    unreadNotices: facts.unread.get(code) ?? 0,
    endings: [...(facts.endings.get(code) ?? [])],
  };
}

function toDay({ day, asked, open, answered, failed, timed, inTime, wrongData, ...counts }: CountedDay) {
  const faults = listOf(counts.faults);
  return {
    ...{ day, asked, open, answered, failed, timed, inTime, wrongData, faults },
    medianMs: percentileOf(counts.delays, 50),
  };
}
