import type { LegalDay } from '@mz/domain';
import { type Context, fail, ProblemError } from '@mz/service-kit';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { raiseAlarm } from '../misuse/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { tellPartner } from '../partner-notices/index.ts';

const province = '370000000000';

/** How many questions a partner may ask of the platform in a day. */
export async function quotaOf(db: Db, day: LegalDay): Promise<number> {
  return (await loadParameters(db, province, day)).number('partner_questions_per_day');
}

/** Counts a partner's questions in the transaction that takes them; throws RATE_LIMITED beyond the quota of the day. */
export async function spendQuota(
  { kit, unit }: Work,
  { partnerCode, questions }: { readonly partnerCode: string; readonly questions: number },
): Promise<void> {
  const day = kit.clock.today();
  const most = await quotaOf(unit.db, day);
  const saved = await unit.db
    .insertInto('partnerQuestion')
    .values({ partnerCode, day, questions })
    .onConflict((conflict) =>
      conflict
        .columns(['partnerCode', 'day'])
        .doUpdateSet((eb) => ({ questions: eb('partnerQuestion.questions', '+', questions) })),
    )
    .returning('questions')
    .executeTakeFirstOrThrow();
  if (saved.questions > most) throw fail('RATE_LIMITED');
}

/**
 * Runs what counts a partner's questions. When the quota is passed, the refusal takes everything back, and alarm and notice
 * are written on their own (income-verification.md §13).
 */
export async function withinQuota<T>(
  kit: AppKit,
  ctx: Context,
  { partnerCode, questions }: { readonly partnerCode: string; readonly questions: number },
  take: () => Promise<T>,
): Promise<T> {
  try {
    return await take();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'RATE_LIMITED') throw error;
    const day = kit.clock.today();
    await raiseAlarm(kit, ctx, { rule: 'PARTNER_QUESTIONS_PER_DAY', count: questions });
    await kit.write(ctx, async (unit) =>
      tellPartner({ kit, unit }, { partnerCode, kind: 'QUOTA_PASSED', ref: day, code: 'RATE_LIMITED' }),
    );
    throw error;
  }
}
