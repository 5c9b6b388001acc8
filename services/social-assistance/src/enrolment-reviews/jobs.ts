import { anomalyRaised, deadlineMissed } from '@mz/contracts';
import { addMonths, addWorkingDays, type LegalDay, monthOf } from '@mz/domain';
import type { Context, ScheduledJob } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import { adjustEnrolment } from '../adjustments/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import { getParameter } from '../standards/index.ts';
import { type EnrolmentRow, getEnrolmentRow } from './rows.ts';
import { dynamicManagement, suspend } from './suspensions.ts';
import { openTask } from './tasks.ts';
import { endEnrolment } from './terminations.ts';

const pageSize = 500;
/** Days ahead in which a task may open at all; the exact day is the division's parameter. */
const horizonDays = 92;

/** Looks a parameter up once for each county of a run. */
function lookUp(db: Db, date: LegalDay) {
  const known = new Map<string, Promise<unknown>>();
  return (key: string, { currentDivisionCode }: Pick<EnrolmentRow, 'currentDivisionCode'>): Promise<unknown> => {
    const place = `${key}/${currentDivisionCode.slice(0, 6)}`;
    const found =
      known.get(place) ?? getParameter(db, key, { divisionCode: currentDivisionCode, date }).then(({ value }) => value);
    known.set(place, found);
    return found;
  };
}

/** Opens the review of the cycle 10 working days [A] before its day; each day of a cycle once (GF-45, 2012-09-01). */
export function openCycleReviews(kit: AppKit): ScheduledJob {
  return {
    name: 'reviews.open',
    every: { dailyAt: '01:00' },
    async run(ctx) {
      let [done, after]: [number, string | undefined] = [0, undefined];
      for (;;) {
        const page = await kit.read(ctx, (db) => approaching(db, kit.clock.today(), after));
        done += await openPage(kit, ctx, page);
        after = page.at(-1)?.id;
        if (page.length < pageSize) return { done };
      }
    },
  };
}

function openPage(kit: AppKit, ctx: Context, page: readonly EnrolmentRow[]): Promise<number> {
  const today = kit.clock.today();
  return kit.write(ctx, async (unit) => {
    const parameterOf = lookUp(unit.db, today);
    let opened = 0;
    for (const enrolment of page) {
      const days = Number(await parameterOf('review.open_working_days', enrolment));
      if (addWorkingDays(kit.calendar, today, days).day < enrolment.nextReviewOn) continue;
      const task = { kind: 'CYCLE', cause: enrolment.nextReviewOn, dueOn: enrolment.nextReviewOn } as const;
      if (await openTask({ kit, unit }, enrolment, task)) opened += 1;
    }
    return opened;
  });
}

function approaching(db: Db, today: LegalDay, after: string | undefined): Promise<EnrolmentRow[]> {
  const query = db
    .selectFrom('enrolment')
    .selectAll()
    .where('state', 'in', ['ACTIVE', 'SUSPENDED'])
    .where(sql<SqlBool>`next_review_on <= ${today}::date + ${horizonDays}::integer`)
    .where(
      sql<SqlBool>`not exists (
        select from enrolment_review
        where enrolment_id = enrolment.id and kind = 'CYCLE' and cause = enrolment.next_review_on::text)`,
    )
    .orderBy('id')
    .limit(pageSize);
  return (after === undefined ? query : query.where('id', '>', after)).execute();
}

/** A review that is later than one cycle: told once, and after 10 working days [A] more the payments stand still (§5.4, §6.2). */
export function watchOverdueReviews(kit: AppKit): ScheduledJob {
  return {
    name: 'reviews.overdue',
    every: { dailyAt: '01:30' },
    async run(ctx) {
      let done = 0;
      for (const { id, enrolmentId } of await kit.read(ctx, (db) => lateReviews(db, kit.clock.today()))) {
        if (await overdueStep(kit, ctx, { id, enrolmentId })) done += 1;
      }
      return { done };
    },
  };
}

function overdueStep(
  kit: AppKit,
  ctx: Context,
  late: { readonly id: string; readonly enrolmentId: string },
): Promise<boolean> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const enrolment = await getEnrolmentRow(unit.db, late.enrolmentId, true);
    const review = await unit.db
      .selectFrom('enrolmentReview')
      .select(['dueOn', 'warnedOn', 'state'])
      .where('id', '=', late.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const isOpen = review.state !== 'DECIDED' && review.state !== 'COVERED' && enrolment.state === 'ACTIVE';
    const parameterOf = lookUp(unit.db, today);
    const months = Number(await parameterOf(cycleKey(enrolment), enrolment));
    if (!isOpen || today <= addMonths(review.dueOn, months)) return false;
    if (review.warnedOn === null) {
      await unit.db.updateTable('enrolmentReview').set({ warnedOn: today }).where('id', '=', late.id).execute();
      unit.publish(anomalyRaised, {
        subject: enrolment.id,
        divisionCode: enrolment.currentDivisionCode,
        aggregateVersion: enrolment.version,
        data: { code: 'REVIEW_OVERDUE', enrolmentId: enrolment.id, severity: 'WARN' },
      });
      unit.audit({
        action: 'reviews.warn',
        recordType: 'enrolment_review',
        recordId: late.id,
        after: { warnedOn: today },
      });
      return true;
    }
    const days = Number(await parameterOf('review.warning_working_days', enrolment));
    const mayPass = (await parameterOf('review.overdue_suspends', enrolment)) === true;
    if (!mayPass || today <= addWorkingDays(kit.calendar, review.warnedOn, days).day) return false;
    const text = '定期复核逾期超过一个周期，自下月起暂停发放，复核完成后补发。';
    await suspend({ kit, ctx, unit }, enrolment, { reason: 'REVIEW_OVERDUE', causeId: late.id, text });
    unit.audit({
      action: 'reviews.suspend',
      recordType: 'enrolment',
      recordId: enrolment.id,
      after: { reviewId: late.id },
    });
    return true;
  });
}

function cycleKey({ class: found, programme }: EnrolmentRow): string {
  return found === 'C' ? `review.months.C.${programme}` : `review.months.${found}`;
}

function lateReviews(db: Db, today: LegalDay): Promise<{ id: string; enrolmentId: string }[]> {
  return (
    db
      .selectFrom('enrolmentReview')
      .innerJoin('enrolment', 'enrolment.id', 'enrolmentReview.enrolmentId')
      .select(['enrolmentReview.id', 'enrolmentId'])
      .where('enrolmentReview.kind', '=', 'CYCLE')
      .where('enrolmentReview.state', 'in', ['DUE', 'STARTED', 'PROPOSED'])
      .where('enrolment.state', '=', 'ACTIVE')
      // No cycle is shorter than a month.
      .where('dueOn', '<', addMonths(today, -1))
      .orderBy('enrolmentReview.id')
      .execute()
  );
}

/** Ends the households whose gradual exit is over (§4.9). */
export function endTapers(kit: AppKit): ScheduledJob {
  return {
    name: 'tapers.end',
    every: { dailyAt: '00:40' },
    async run(ctx) {
      const over = await kit.read(ctx, (db) => tapersOver(db, monthOf(kit.clock.today())));
      for (const { enrolmentId, keptUntil } of over) await endTaper(kit, ctx, { enrolmentId, keptUntil });
      return { done: over.length };
    },
  };
}

function endTaper(kit: AppKit, ctx: Context, over: { enrolmentId: string; keptUntil: string }): Promise<void> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const enrolment = await getEnrolmentRow(unit.db, over.enrolmentId, true);
    if (enrolment.state !== 'TAPERING' && enrolment.state !== 'SUSPENDED') return;
    const { decisionId } = await adjustEnrolment(work, enrolment.id, {
      cause: 'REVIEW',
      outcome: 'TERMINATED',
      causeId: enrolment.id,
      fromMonth: monthOf(kit.clock.today()),
      lastMonth: over.keptUntil,
      reasons: [{ code: 'TAPER_OVER', legalBasis: dynamicManagement, text: '渐退期已满，停止保障。' }],
    });
    await endEnrolment(work, enrolment, 'TAPER_OVER');
    unit.audit({ action: 'tapers.end', recordType: 'enrolment', recordId: enrolment.id, after: over, decisionId });
  });
}

async function tapersOver(db: Db, month: string): Promise<{ enrolmentId: string; keptUntil: string }[]> {
  const { rows } = await sql<{ enrolmentId: string; keptUntil: string }>`
    select enrolment.id as enrolment_id, latest.kept_until
    from enrolment, lateral (
      select kept_until from assessment where enrolment_id = enrolment.id order by from_month desc, recorded_at desc limit 1
    ) latest
    where enrolment.state in ('TAPERING', 'SUSPENDED') and latest.kept_until < ${month}
    order by enrolment.id`.execute(db);
  return rows;
}

/** A suspension beyond its limit (3 months [A]) is told to the next level, once; it stays listed until it ends. */
export function raiseLongSuspensions(kit: AppKit): ScheduledJob {
  return {
    name: 'suspensions.raise',
    every: { dailyAt: '00:50' },
    async run(ctx) {
      const today = kit.clock.today();
      return kit.write(ctx, async (unit) => {
        const late = await unit.db
          .selectFrom('enrolmentPause')
          .innerJoin('enrolment', 'enrolment.id', 'enrolmentPause.enrolmentId')
          .select(['enrolmentPause.id', 'applicationId', 'endsBy', 'currentDivisionCode', 'version', 'enrolmentId'])
          .where('toMonth', 'is', null)
          .where('endsBy', '<', today)
          .where('missedOn', 'is', null)
          .orderBy('enrolmentPause.id')
          .forUpdate('enrolmentPause')
          .execute();
        for (const { id, applicationId, endsBy, currentDivisionCode, version, enrolmentId } of late) {
          await unit.db.updateTable('enrolmentPause').set({ missedOn: today }).where('id', '=', id).execute();
          unit.publish(deadlineMissed, {
            subject: applicationId,
            divisionCode: currentDivisionCode,
            aggregateVersion: version,
            data: { applicationId, step: 'SUSPENSION', dueOn: endsBy },
          });
          unit.audit({
            action: 'suspensions.raise',
            recordType: 'enrolment',
            recordId: enrolmentId,
            after: { endsBy },
          });
        }
        return { done: late.length };
      });
    },
  };
}
