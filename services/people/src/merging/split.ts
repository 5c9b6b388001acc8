import { type OperationInputOf, type OperationOutputOf, personSplit, type splitMerge } from '@mz/contracts';
import { type Context, fail, samePersons } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { settlePair } from '../matching/index.ts';
import { saveFacts } from '../persons/index.ts';
import { reachAs } from '../reach.ts';
import { raiseTask } from '../tasks/index.ts';
import { type KeptBefore, ownNumberIndex, returnedColumns } from './gains.ts';
import { type Answered, askHoldings, missingOf } from './holdings.ts';
import { type LoadedPair, loadPair } from './load.ts';
import { getMerge, type MergeRow, publishPair, viewOf } from './queries.ts';
import { type GainedField, gainable } from './rules.ts';

type Answer = OperationOutputOf<typeof splitMerge>;

/**
 * Undoes a merge: the alias goes, the dropped record stands for itself again. What was done in between under any id of
 * the kept person is listed by those who hold it, and each kind is a task: only people can say whose it is (H7).
 * Throws MERGE_NOT_LATEST when the kept record was itself merged away since.
 */
export async function split(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof splitMerge>,
): Promise<Answer> {
  const { since, personIds } = await kit.read(ctx, async (db) => {
    const merge = await getMerge(db, params.id);
    checkState(merge);
    return { since: merge.decidedAt ?? merge.proposedAt, personIds: [...(await samePersons(db, [merge.kept])).keys()] };
  });
  const services = await askHoldings(kit, ctx, { personIds, since });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const merge = await getMerge(unit.db, params.id);
    checkState(merge);
    await reachAs(kit, unit.db, 'merges.decide');
    const pair = await loadPair(kit, unit.db, merge);
    if (pair.kept.isMergedAway) throw fail('MERGE_NOT_LATEST');
    await undo(work, merge, pair, body.reason);
    const row = await saveSplit(work, merge, body.reason);
    const taskIds = await raiseDecisions(work, pair, { merge, since, services });
    return { merge: viewOf(row), since: since.toISOString(), services, missing: missingOf(services), taskIds };
  });
}

function checkState({ state }: MergeRow): void {
  if (state !== 'MERGED') throw fail('STATE_TRANSITION_INVALID');
}

async function undo(work: Work, { kept, dropped, ...merge }: MergeRow, pair: LoadedPair, reason: string) {
  const { kit, ctx, unit } = work;
  const { db } = unit;
  await db.deleteFrom('personAlias').where('alias', '=', dropped).where('canonical', '=', kept).execute();
  const gained = gainable.filter((field) => merge.gained.includes(field));
  // The column holds what `approve` wrote.
  const back = returnedColumns(pair, gained, (merge.keptBefore ?? undefined) as KeptBefore | undefined);
  await db
    .updateTable('person')
    .set({ ...back.columns, matchDue: true })
    .where('id', '=', kept)
    .execute();
  await saveFacts(work, pair.rows.kept, emptied(back.fields), { source: 'SPLIT', reason: merge.id });
  await giveNumberBack(work, pair);
  const settled = { by: ctx.actor.subject, at: kit.clock.wall(), reason };
  await settlePair(db, [kept, dropped], { state: 'DISMISSED', ...settled });
  await publishPair(work, personSplit, { kept, dropped, divisionCode: pair.rows.kept.hukouDivision });
}

/** Each field that the kept record loses again: no value from today. */
function emptied(fields: readonly GainedField[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, '']));
}

/** The dropped record is found by its own number again, unless that number is another person's by now. */
async function giveNumberBack(work: Work, { rows }: LoadedPair): Promise<void> {
  const { db } = work.unit;
  const index = ownNumberIndex(work, rows.dropped);
  const taken =
    index === null
      ? undefined
      : await db.selectFrom('person').select('id').where('idNoIndex', '=', index).executeTakeFirst();
  await db
    .updateTable('person')
    .set({ matchDue: true, ...(index === null || taken !== undefined ? {} : { idNoIndex: index }) })
    .where('id', '=', rows.dropped.id)
    .execute();
}

async function saveSplit({ kit, ctx, unit }: Work, merge: MergeRow, reason: string): Promise<MergeRow> {
  unit.audit({
    action: ctx.operationId,
    recordType: 'person_merge',
    recordId: merge.id,
    before: { state: merge.state },
    after: { state: 'SPLIT', kept: merge.kept, dropped: merge.dropped },
  });
  return unit.db
    .updateTable('personMerge')
    .set({ state: 'SPLIT', splitBy: ctx.actor.subject, splitAt: kit.clock.wall(), splitReason: reason })
    .where('id', '=', merge.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A task for each kind of record, and one for each service that did not answer: somebody must ask it again. */
async function raiseDecisions(
  work: Work,
  { rows }: LoadedPair,
  { merge, since, services }: { merge: MergeRow; since: Date; services: readonly Answered[] },
): Promise<string[]> {
  const open = services.flatMap(({ service, answered, holdings }) =>
    answered
      ? holdings.map(({ personId, kind, count, recordIds }) => ({ service, personId, kind, count, recordIds }))
      : [{ service, personId: merge.kept, kind: 'UNANSWERED', count: 0, recordIds: [] }],
  );
  const ids: string[] = [];
  for (const { personId, ...detail } of open) {
    ids.push(
      await raiseTask(work, merge.kept, {
        kind: 'SPLIT_DECISION',
        divisionCode: rows.kept.hukouDivision,
        about: [merge.id, detail.service, detail.kind, personId].join('/'),
        detail: { ...detail, since: since.toISOString() },
      }),
    );
  }
  return ids;
}
