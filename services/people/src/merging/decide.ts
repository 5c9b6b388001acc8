import { type approveMerge, type OperationInputOf, personMerged, type refuseMerge } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { settlePair } from '../matching/index.ts';
import { saveFacts } from '../persons/index.ts';
import { reachAs } from '../reach.ts';
import { gainedColumns } from './gains.ts';
import { loadPair } from './load.ts';
import { checkPair } from './propose.ts';
import { getMerge, type MergeRow, type MergeView, publishPair, viewOf } from './queries.ts';
import { gainsOf } from './rules.ts';

/** Two records become one person: the dropped id is an alias for ever, and nobody rewrites an id (people.md §1.2). */
export async function approve(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof approveMerge>,
): Promise<MergeView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const merge = await openProposal(work, params.id);
    await reachAs(kit, unit.db, 'merges.decide');
    const pair = await loadPair(kit, unit.db, merge);
    checkPair(pair);
    const gains = gainsOf(pair.kept, pair.dropped);
    const { kept, dropped } = merge;
    const at = kit.clock.wall();
    // The number is found by the kept record from now on.
    if (gains.includes('idNo')) {
      await unit.db.updateTable('person').set({ idNoIndex: null }).where('id', '=', dropped).execute();
    }
    await unit.db.insertInto('personAlias').values({ alias: dropped, canonical: kept, since: at }).execute();
    const columns = gainedColumns(work, pair, gains);
    await unit.db
      .updateTable('person')
      .set({ ...columns, matchDue: true })
      .where('id', '=', kept)
      .execute();
    await saveFacts(work, pair.rows.kept, gainedFacts(pair.dropped.facts, gains), {
      source: 'MERGE',
      reason: merge.id,
    });
    const { idType, certainty } = pair.rows.kept;
    const row = await decided(work, merge, 'MERGED', {
      gained: [...gains],
      keptBefore: gains.includes('idNo') ? jsonb({ idType, certainty }) : null,
    });
    await settlePair(unit.db, [kept, dropped], { state: 'MERGED', by: ctx.actor.subject, at, reason: merge.reason });
    await publishPair(work, personMerged, { kept, dropped, divisionCode: pair.rows.kept.hukouDivision });
    return viewOf(row);
  });
}

/** The proposal does not stand. */
export async function refuse(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof refuseMerge>,
): Promise<MergeView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const merge = await openProposal(work, params.id);
    return viewOf(await decided(work, merge, 'REFUSED', { refusalReason: body.reason }));
  });
}

async function openProposal({ ctx, unit }: Work, id: string): Promise<MergeRow> {
  const merge = await getMerge(unit.db, id);
  if (merge.state !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
  if (merge.proposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
  return merge;
}

type Change = Parameters<typeof saveDecision>[2];

async function decided(work: Work, merge: MergeRow, state: 'MERGED' | 'REFUSED', change: Change): Promise<MergeRow> {
  const row = await saveDecision(work, merge.id, { ...change, state });
  work.unit.audit({
    action: work.ctx.operationId,
    recordType: 'person_merge',
    recordId: merge.id,
    before: { state: merge.state },
    after: { state, kept: merge.kept, dropped: merge.dropped, gained: row.gained },
  });
  return row;
}

function saveDecision(
  { kit, ctx, unit }: Work,
  id: string,
  change: { state?: string; gained?: string[]; keptBefore?: unknown; refusalReason?: string },
): Promise<MergeRow> {
  return unit.db
    .updateTable('personMerge')
    .set({ ...change, decidedBy: ctx.actor.subject, decidedAt: kit.clock.wall() })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

function gainedFacts(facts: Readonly<Record<string, string | null>>, gains: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    gains.flatMap((field) => {
      const value = facts[field] ?? null;
      return value === null ? [] : [[field, value]];
    }),
  );
}
