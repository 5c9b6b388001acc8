import type { OperationInputOf, resolveCensusConflict } from '@mz/contracts';
import { canonicalJson } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { FactField, Facts } from './facts.ts';
import { type ConflictView, listConflicts, lockConflict } from './package-queries.ts';
import { lockRecord, storedFacts } from './record-queries.ts';
import { openTask, placeOf, saveFacts } from './records.ts';
import { findFaults, groupCodeOf, readStanding, refuseFaults } from './setting.ts';

/** A clerk decides which value of a field holds; theirs is written, ours stands already. */
export async function resolveConflict(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof resolveCensusConflict>,
): Promise<ConflictView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const conflict = await lockConflict(unit.db, params.id);
    expectVersion(ctx, conflict.version);
    kit.authorize(ctx, { divisionCode: conflict.divisionCode });
    if (conflict.kind !== 'BOTH_CHANGED' || conflict.resolution !== null) throw fail('STATE_TRANSITION_INVALID');
    if (body.choose === 'THEIRS') await takeTheirs(work, conflict);
    await unit.db
      .updateTable('censusConflict')
      .set({
        resolution: body.choose,
        resolvedBy: ctx.actor.subject,
        resolvedAt: kit.clock.wall(),
        version: conflict.version + 1,
      })
      .where('id', '=', conflict.id)
      .execute();
    const after = { field: conflict.field, resolution: body.choose };
    unit.audit({ action: 'censusConflicts.resolve', recordType: 'census_conflict', recordId: conflict.id, after });
    const [view] = await listConflicts(unit.db, sql`c.id = ${conflict.id}`);
    if (view === undefined) throw new Error('a conflict without its record');
    return view;
  });
}

interface Decided {
  readonly recordId: string;
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
}

async function takeTheirs(work: Work, { recordId, field, ours, theirs }: Decided): Promise<void> {
  const row = await lockRecord(work.unit.db, recordId);
  const task = await openTask(work, row.taskId);
  if (!['CATALOGUED', 'FIELD_SURVEYED', 'INDOOR_PROCESSED'].includes(row.state)) throw fail('STATE_TRANSITION_INVALID');
  const facts = storedFacts(row);
  // A conflict names a field of facts.
  if (canonicalJson(facts[field as FactField]) !== ours) throw fail('CENSUS_RECORD_CHANGED');
  const changed: Facts = { ...facts, [field]: JSON.parse(theirs) };
  const standing = await readStanding(work.kit, work.unit.db);
  refuseFaults(await findFaults(work.unit.db, changed, { ...placeOf(standing, task), recordId }));
  const state = row.state === 'INDOOR_PROCESSED' ? 'FIELD_SURVEYED' : row.state;
  await saveFacts(work, row, { facts: changed, state, groupCode: groupCodeOf(changed, standing.groups) });
}
