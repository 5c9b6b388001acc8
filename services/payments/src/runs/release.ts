import { type OperationInputOf, paymentReleased, type releaseHold } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { HoldTable } from '../database.ts';
import { mayJudge, standingCodes, tellLine } from '../screening/index.ts';
import { type LineView, listLineViews, lockRun } from './queries.ts';
import { changeRun, requireState } from './steps.ts';

type HoldRow = Selectable<HoldTable>;

/** Lifts a hold whose cause has ended or that two persons may judge away: the second person's call takes effect. */
export async function release(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof releaseHold>,
): Promise<LineView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const hold = await unit.db.selectFrom('hold').selectAll().where('id', '=', params.id).executeTakeFirst();
    if (hold === undefined) throw fail('HOLD_UNKNOWN');
    const run = await lockRun(unit.db, hold.runId);
    kit.authorize(ctx, { divisionCode: hold.currentDivisionCode });
    requireState(run, 'release');
    if (hold.state !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
    if (!mayJudge(hold.code)) {
      const standing: readonly string[] = await standingCodes(work, run, hold.lineId);
      if (standing.includes(hold.code)) throw fail('HOLD_CAUSE_OPEN');
    }
    if (hold.proposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    if (hold.proposedBy === null) await propose(work, hold, body.reason);
    else await takeEffect(work, hold);
    await changeRun(work, run, {});
    const proposed = hold.proposedBy === null;
    unit.audit({
      action: 'holds.release',
      recordType: 'hold',
      recordId: hold.id,
      after: { code: hold.code, proposed },
    });
    const [line] = await listLineViews(unit.db, sql`l.id = ${hold.lineId}`, 1);
    if (line === undefined) throw new Error('a hold without its line');
    return line;
  });
}

async function propose({ ctx, unit }: Work, hold: HoldRow, reason: string): Promise<void> {
  const set = { proposedBy: ctx.actor.subject, reason };
  await unit.db.updateTable('hold').set(set).where('id', '=', hold.id).execute();
}

async function takeEffect(work: Work, hold: HoldRow): Promise<void> {
  const { ctx, unit } = work;
  const set = { state: 'RELEASED', releasedBy: ctx.actor.subject };
  await unit.db.updateTable('hold').set(set).where('id', '=', hold.id).execute();
  await freeLine(work, hold);
}

/** READY once no hold is open any more; tells the bureau. */
export async function freeLine(
  work: Work,
  hold: Pick<HoldRow, 'lineId' | 'runId' | 'code' | 'currentDivisionCode'>,
): Promise<void> {
  const { rows } = await sql<{ enrolmentId: string; benefitMonth: string }>`
    update line set state = 'READY', version = version + 1 where id = ${hold.lineId} and state = 'HELD'
      and not exists (select from hold h where h.line_id = line.id and h.state = 'OPEN')
    returning enrolment_id, benefit_month`.execute(work.unit.db);
  const [freed] = rows;
  if (freed === undefined) return;
  await sql`update benefit_entry set state = 'OWED' where line_id = ${hold.lineId}`.execute(work.unit.db);
  const run = { id: hold.runId, currentDivisionCode: hold.currentDivisionCode };
  tellLine(work, paymentReleased, run, { lineId: hold.lineId, ...freed, code: hold.code });
}
