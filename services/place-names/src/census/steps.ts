import { censusBatchAccepted, type OperationInputOf, type stepCensusBatch } from '@mz/contracts';
import { type Context, expectVersion, refusal } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { type BatchRow, type BatchView, lockBatch, moveRecords, showBatch } from './batch-queries.ts';
import { type BatchFacts, decideBatch, recordStateOf } from './machine.ts';
import { roleOf } from './role.ts';

type Step = OperationInputOf<typeof stepCensusBatch>['body'];
type Action = Step['action'];

/** A level moves a whole batch on, with all its records. */
export async function stepBatch(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof stepCensusBatch>,
): Promise<BatchView> {
  return kit.write(ctx, async (unit) => {
    const batch = await lockBatch(unit.db, params.id);
    expectVersion(ctx, batch.version);
    const separatedFrom = earlier(batch, body.action).map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' }));
    kit.authorize(ctx, { divisionCode: batch.divisionCode, separatedFrom });
    const facts = await factsOf(unit.db, batch, body);
    const decision = decideBatch(batch.state, body.action, { role: roleOf(ctx), facts });
    if (!decision.ok) throw refusal(decision.reasons);
    const { to } = decision.value;
    const now = kit.clock.wall();
    await unit.db
      .updateTable('censusBatch')
      .set({ state: to, version: batch.version + 1, updatedAt: now, ...marks(kit, ctx, body) })
      .where('id', '=', batch.id)
      .execute();
    const state = to === 'STORING' ? undefined : recordStateOf(to);
    if (state !== undefined) await moveRecords(unit.db, { batchId: batch.id, state, now });
    if (body.action === 'ACCEPT') await tellAccepted({ kit, ctx, unit }, batch, facts.records);
    const after = { state: to, records: facts.records };
    unit.audit({ action: `censusBatches.${body.action}`, recordType: 'census_batch', recordId: batch.id, after });
    return showBatch(unit.db, batch.id);
  });
}

/** Maker, checker and publisher are different people (place-names.md §12). */
function earlier(batch: BatchRow, action: Action): string[] {
  const { plannedBy, selfCheckedBy, verifiedBy, acceptedBy, reviewedBy } = batch;
  const before: Record<Action, readonly (string | null)[]> = {
    OPEN: [plannedBy],
    SELF_CHECK: [plannedBy],
    VERIFY: [plannedBy, selfCheckedBy],
    ACCEPT: [plannedBy, selfCheckedBy, verifiedBy],
    REVIEW: [],
    STORE: [acceptedBy, reviewedBy],
  };
  return before[action].filter((subject) => subject !== null);
}

function marks(kit: AppKit, ctx: Context, { action, documentNo }: Step) {
  const { subject } = ctx.actor;
  switch (action) {
    case 'OPEN':
      return { openedBy: subject };
    case 'SELF_CHECK':
      return { selfCheckedBy: subject };
    case 'VERIFY':
      return { verifiedBy: subject };
    case 'ACCEPT':
      return { acceptedBy: subject, acceptedOn: kit.clock.today() };
    case 'REVIEW':
      return { reviewedBy: subject, reviewDoc: documentNo ?? null };
    case 'STORE':
      return { storedBy: subject };
  }
}

async function factsOf(db: Db, batch: BatchRow, { action, documentNo }: Step): Promise<BatchFacts> {
  const expected = batch.state === 'OPEN' ? 'TOWNSHIP_CONFIRMED' : (recordStateOf(batch.state) ?? 'CATALOGUED');
  const level = action === 'VERIFY' ? 'CITY' : 'PROVINCE';
  const { rows } = await sql<Omit<BatchFacts, 'hasDocument'>>`
    select (select count(*)::int from census_record where batch_id = ${batch.id}) as records,
      (select count(*)::int from census_record where batch_id = ${batch.id} and state <> ${expected}) as behind,
      (select count(*)::int from census_defect where batch_id = ${batch.id} and resolved_at is null) as open_defects,
      coalesce((select coalesce(outcome, state) from census_sample
        where batch_id = ${batch.id} and round = ${batch.round} and level = ${level}), 'NONE') as sample,
      coalesce((select grade from census_score where batch_id = ${batch.id} and round = ${batch.round}
        order by scored_at desc, id desc limit 1), 'NONE') as grade`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a statement without a row');
  return { ...row, hasDocument: documentNo !== undefined };
}

async function tellAccepted({ unit }: Work, batch: BatchRow, records: number): Promise<void> {
  const { rows } = await sql<{ total: string; grade: string; sampled: number }>`
    select s.total, s.grade, (select size from census_sample p
      where p.batch_id = s.batch_id and p.round = s.round and p.level = 'PROVINCE') as sampled
    from census_score s where s.batch_id = ${batch.id} and s.round = ${batch.round}
    order by s.scored_at desc, s.id desc limit 1`.execute(unit.db);
  const [score] = rows;
  if (score === undefined) throw new Error('an accepted batch without a score');
  const { id, divisionCode, year, number, version } = batch;
  const { total, grade, sampled } = score;
  unit.publish(censusBatchAccepted, {
    subject: id,
    divisionCode,
    aggregateVersion: version + 1,
    data: { batchId: id, divisionCode, year, number, records, sampled, score: total, grade },
  });
}
