import type { cancelRun, OperationInputOf } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { mirrorOf, postJournal } from '../funds/index.ts';
import { lockRun, type RunRow, type RunView, showRun } from './queries.ts';
import { changeRun, requireState, tellRefused } from './steps.ts';

/** Cancels a run before it is filed: the first call proposes, the call of a second person takes effect. */
export async function cancel(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof cancelRun>,
): Promise<RunView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const run = await lockRun(unit.db, params.id);
    expectVersion(ctx, run.version);
    kit.authorize(ctx, { divisionCode: run.currentDivisionCode });
    requireState(run, 'cancel');
    if (run.cancelProposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    if (run.cancelProposedBy === null) {
      await changeRun(work, run, { cancelProposedBy: ctx.actor.subject, cancelReason: body.reason });
    } else {
      await takeEffect(work, run);
    }
    const proposed = run.cancelProposedBy === null;
    unit.audit({ action: 'runs.cancel', recordType: 'run', recordId: run.id, after: { proposed } });
    return showRun(unit.db, run.id);
  });
}

async function takeEffect(work: Work, run: RunRow): Promise<void> {
  const { db } = work.unit;
  const journal = await db
    .selectFrom('journal')
    .select('id')
    .where('referenceId', '=', run.id)
    .where('kind', '=', 'CONFIRMATION')
    .executeTakeFirst();
  if (journal !== undefined) {
    await postJournal(work, {
      kind: 'CANCELLATION',
      reference: { type: 'run', id: run.id },
      divisionCode: run.currentDivisionCode,
      postings: await mirrorOf(db, journal.id),
      reverses: journal.id,
    });
  }
  await sql`update benefit_entry b set state = 'CANCELLED' from line l
    where l.id = b.line_id and l.run_id = ${run.id}`.execute(db);
  await sql`update line set state = 'CANCELLED', version = version + 1
    where run_id = ${run.id} and state <> 'CANCELLED'`.execute(db);
  await sql`update hold set state = 'CANCELLED' where run_id = ${run.id} and state in ('OPEN', 'FLAGGED')`.execute(db);
  await changeRun(work, run, { state: 'CANCELLED' });
  tellRefused(work, run, 'CANCELLED');
}
