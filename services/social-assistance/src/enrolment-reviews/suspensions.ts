import type {
  EnrolmentChange,
  listSuspensions,
  OperationInputOf,
  OperationOutputOf,
  resumeEnrolment as resumeOperation,
  suspendEnrolment as suspendOperation,
} from '@mz/contracts';
import { addMonths, addMonthsToMonth, isId, type LegalDay, monthOf } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Adjusted, adjustEnrolment, type PauseReason } from '../adjustments/index.ts';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { getParameter } from '../standards/index.ts';
import { refuseRelatives } from './conflicts.ts';
import { changeEnrolment, type EnrolmentRow, getEnrolmentRow, readExpectedEnrolment } from './rows.ts';

/** What a change of an enrolment led to, as the API shows it. */
export type Changed = Static<typeof EnrolmentChange>;

type SuspendBody = OperationInputOf<typeof suspendOperation>['body'];
type ResumeBody = OperationInputOf<typeof resumeOperation>['body'];

/** 动态管理: suspension and resumption. */
export const dynamicManagement = '国务院关于进一步加强和改进最低生活保障工作的意见(国发〔2012〕45号)';

/** Suspends a household from the next month for one of the reasons of §5.4; at most 3 months [A]. */
export async function suspendEnrolment(kit: AppKit, ctx: Context, id: string, body: SuspendBody): Promise<Changed> {
  await refuseRelatives(kit, ctx, await readExpectedEnrolment(kit, ctx, id));
  return changeEnrolment(kit, ctx, id, async (work, enrolment) => {
    const { reason, text } = body;
    const isOpen = enrolment.state === 'ACTIVE' || enrolment.state === 'SUSPENDED';
    if (!isOpen || (await findPause(work.unit.db, id, reason)) !== undefined) throw fail('STATE_TRANSITION_INVALID');
    const adjusted = await suspend(work, enrolment, { reason, causeId: kit.newId(), text });
    work.unit.audit({
      action: 'enrolments.suspend',
      recordType: 'enrolment',
      recordId: id,
      before: { state: enrolment.state },
      after: { reason },
      decisionId: adjusted.decisionId,
    });
    return toChanged(work, id, { adjusted, fromMonth: nextMonth(kit) });
  });
}

/** Ends a suspension that is cleared: the months that were kept back are owed (§5.4). */
export async function resumeEnrolment(kit: AppKit, ctx: Context, id: string, body: ResumeBody): Promise<Changed> {
  await refuseRelatives(kit, ctx, await readExpectedEnrolment(kit, ctx, id));
  return changeEnrolment(kit, ctx, id, async (work, enrolment) => {
    const pause = await findPause(work.unit.db, id, body.reason);
    if (enrolment.state !== 'SUSPENDED' || pause === undefined) throw fail('STATE_TRANSITION_INVALID');
    const adjusted = await resume(work, enrolment, { ...pause, causeId: kit.newId(), text: body.text });
    work.unit.audit({
      action: 'enrolments.resume',
      recordType: 'enrolment',
      recordId: id,
      before: { state: enrolment.state },
      after: { reason: body.reason, supplementFen: adjusted.supplementFen },
      decisionId: adjusted.decisionId,
    });
    return toChanged(work, id, { adjusted, fromMonth: pause.fromMonth });
  });
}

/** The suspension itself, by the county or in the name of the system. */
export async function suspend(
  work: Work,
  enrolment: EnrolmentRow,
  given: { readonly reason: PauseReason; readonly causeId: string; readonly text: string },
): Promise<Adjusted> {
  const { reason, causeId, text } = given;
  return adjustEnrolment(work, enrolment.id, {
    cause: 'REVIEW',
    outcome: 'SUSPENDED',
    causeId,
    fromMonth: nextMonth(work.kit),
    pause: await pauseUntil(work, enrolment, reason),
    reasons: [{ code: reason, legalBasis: dynamicManagement, text }],
  });
}

/** A pause for a reason, and the day by which it must be over: 3 months [A] after the decision. */
export async function pauseUntil(
  { kit, unit }: Work,
  enrolment: EnrolmentRow,
  reason: string | null,
): Promise<{ readonly reason: PauseReason; readonly endsBy: LegalDay }> {
  const date = kit.clock.today();
  const asked = { divisionCode: enrolment.currentDivisionCode, date };
  const { value } = await getParameter(unit.db, 'suspension.months_max', asked);
  // The proposal and the operation admit reasons of §5.4 only.
  return { reason: reason as PauseReason, endsBy: addMonths(date, Number(value)) };
}

/** A late review that is decided ends the suspension for being late; one that suspends or ends the household leaves it. */
export async function endOverduePause(
  work: Work,
  enrolment: EnrolmentRow,
  decided: { readonly causeId: string; readonly outcome: string },
): Promise<void> {
  if (decided.outcome === 'SUSPEND' || decided.outcome === 'TERMINATE') return;
  const pause = await findPause(work.unit.db, enrolment.id, 'REVIEW_OVERDUE');
  if (pause === undefined) return;
  await resume(work, enrolment, { ...pause, causeId: decided.causeId, text: '定期复核已完成，恢复发放。' });
}

/** Open suspensions of the caller's division, the one that must end first at the top. */
export async function findSuspensions(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof listSuspensions>['query'],
): Promise<OperationOutputOf<typeof listSuspensions>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string', 'string']);
  if (after !== undefined && !isId(after[1])) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  const rows = await kit.read(ctx, (db) => {
    let asked = db
      .selectFrom('enrolmentPause')
      .innerJoin('enrolment', 'enrolment.id', 'enrolmentPause.enrolmentId')
      .select([
        'enrolmentPause.id',
        'enrolmentId',
        'reason',
        'enrolmentPause.fromMonth',
        'endsBy',
        'currentDivisionCode',
      ])
      .where('toMonth', 'is', null);
    if (after !== undefined) {
      asked = asked.where(sql<SqlBool>`(ends_by, enrolment_pause.id) > (${after[0]}::date, ${after[1]}::uuid)`);
    }
    return asked
      .orderBy('endsBy')
      .orderBy('enrolmentPause.id')
      .limit(first + 1)
      .execute();
  });
  const { items, next } = pageOf(rows, first, ({ endsBy, id }) => [endsBy, id]);
  const today = kit.clock.today();
  return {
    items: items.map(({ id: _, currentDivisionCode: divisionCode, ...pause }) => ({
      ...pause,
      divisionCode,
      overdue: pause.endsBy < today,
    })),
    next,
  };
}

/** The answer of a change. */
export async function toChanged(
  { unit }: Work,
  id: string,
  led: { readonly adjusted: Adjusted; readonly fromMonth: string; readonly late?: boolean },
): Promise<Changed> {
  const { state, version } = await getEnrolmentRow(unit.db, id);
  const { decisionId, amountFen, supplementFen, overpaidFen } = led.adjusted;
  const { fromMonth, late = false } = led;
  return { enrolmentId: id, state, decisionId, fromMonth, amountFen, supplementFen, overpaidFen, late, version };
}

/** The month after this one: a decision of today changes from then (§4.7). */
export function nextMonth({ clock }: AppKit): string {
  return addMonthsToMonth(monthOf(clock.today()), 1);
}

function resume(
  work: Work,
  enrolment: EnrolmentRow,
  pause: { readonly reason: PauseReason; readonly fromMonth: string; readonly causeId: string; readonly text: string },
): Promise<Adjusted> {
  const { reason, fromMonth, causeId, text } = pause;
  return adjustEnrolment(work, enrolment.id, {
    cause: 'REVIEW',
    outcome: 'RESUMED',
    causeId,
    fromMonth,
    pause: { reason },
    reasons: [{ code: `${reason}_CLEARED`, legalBasis: dynamicManagement, text }],
  });
}

async function findPause(
  db: Db,
  enrolmentId: string,
  reason: PauseReason,
): Promise<{ readonly reason: PauseReason; readonly fromMonth: string } | undefined> {
  const row = await db
    .selectFrom('enrolmentPause')
    .select('fromMonth')
    .where('enrolmentId', '=', enrolmentId)
    .where('reason', '=', reason)
    .where('toMonth', 'is', null)
    .executeTakeFirst();
  return row === undefined ? undefined : { reason, fromMonth: row.fromMonth };
}
