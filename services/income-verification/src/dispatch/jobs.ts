import type { Context } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { inLanes } from '../lanes.ts';
import { getRequestRow, lockWaitingRequests, openStates, unsentStates } from '../requests/index.ts';
import { type Agencies, askAgencies } from './ask.ts';
import { isLook } from './outcomes.ts';
import { storeSent, tellProgress } from './store.ts';

/** Requests of one run: the next run takes the rest. */
const batch = 100;
/** Beyond the term of its agreement: an answer that has not been stored by then was lost with its process. */
const graceSeconds = 60;
/** Requests at a time: one whose agency is silent keeps few others waiting. */
const lanes = 10;

/** Sends again what waits for its time, and closes what nobody answered by its due date. */
export async function retryQueries(kit: AppKit, ctx: Context, agencies: Agencies): Promise<{ done: number }> {
  const expired = await closeOverdue(kit, ctx);
  const { done } = await inLanes(await listDue(kit, ctx), lanes, async (requestId) => {
    const sent = await askAgencies(kit, ctx, agencies, requestId);
    if (sent === undefined) return 0;
    await kit.write(ctx, (unit) => storeSent({ kit, ctx, unit }, sent));
    // A look at an agency that is still down is none: the schedule may look less often.
    return sent.outcomes.filter(({ reply }) => !isLook(reply)).length;
  });
  return { done: expired + done };
}

async function listDue(kit: AppKit, ctx: Context): Promise<string[]> {
  const now = kit.clock.business();
  const rows = await kit.read(ctx, (db) =>
    db
      .selectFrom('subQuery')
      .innerJoin('verificationRequest', 'verificationRequest.id', 'subQuery.requestId')
      .innerJoin('agencyAgreement', 'agencyAgreement.id', 'subQuery.agreementId')
      .where('agencyAgreement.mode', '=', 'RT')
      .select('subQuery.requestId')
      .distinct()
      .where('subQuery.state', 'in', unsentStates)
      .where('verificationRequest.pausedReason', 'is', null)
      // Without a time it has not been tried yet: that is the work of the event, unless it or its answer came to nothing.
      .where(
        sql<SqlBool>`(sub_query.next_try_at <= ${now} or verification_request.entrusted_on < ${kit.clock.today()}::date
          or sub_query.state = 'QUEUED' and sub_query.sent_at
            < ${kit.clock.wall()}::timestamptz - make_interval(secs => agency_agreement.sla_seconds + ${graceSeconds}))`,
      )
      .orderBy('subQuery.requestId')
      .limit(batch)
      .execute(),
  );
  return rows.map(({ requestId }) => requestId);
}

async function closeOverdue(kit: AppKit, ctx: Context): Promise<number> {
  return kit.write(ctx, async (unit) => {
    // Requests before their questions: every writer locks in this order.
    await lockWaitingRequests(unit.db, { dueBefore: kit.clock.today() });
    const closed = await unit.db
      .updateTable('subQuery')
      .set({ state: 'TIMED_OUT', closedAt: kit.clock.wall(), nextTryAt: null })
      .where('state', 'in', openStates)
      .where('dueOn', '<', kit.clock.today())
      .returning('requestId')
      .execute();
    for (const requestId of [...new Set(closed.map((row) => row.requestId))].sort()) {
      await tellProgress({ kit, ctx, unit }, await getRequestRow(unit.db, requestId, true), false);
    }
    return closed.length;
  });
}
