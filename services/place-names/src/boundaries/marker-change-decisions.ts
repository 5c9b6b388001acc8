import type { checkMarkerChange, decideMarkerChange as decideOperation, OperationInputOf } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { MarkerChangeTable } from '../database.ts';
import { applyChange } from './marker-change-effects.ts';
import { lockChange, type MarkerChangeRow, type MarkerChangeView, showChange } from './marker-change-queries.ts';
import { decideMarkerChangeStep, type MarkerChangeStep } from './marker-change-rules.ts';
import { authorizeLine } from './reach.ts';

/** Another person than the proposer looks at the change: it goes to the province, or back. */
export function checkChange(
  kit: AppKit,
  ctx: Context,
  input: OperationInputOf<typeof checkMarkerChange>,
): Promise<MarkerChangeView> {
  return onChange(kit, ctx, {
    step: 'CHECK',
    input,
    others: ({ proposedBy }) => [proposedBy],
    set: () => Promise.resolve({ checkedBy: ctx.actor.subject, checkedOn: kit.clock.today() }),
  });
}

/** A third person at the province decides; by an approval the register changes in the same transaction. */
export function decideChange(
  kit: AppKit,
  ctx: Context,
  input: OperationInputOf<typeof decideOperation>,
): Promise<MarkerChangeView> {
  return onChange(kit, ctx, {
    step: 'DECIDE',
    input,
    others: ({ proposedBy, checkedBy }) => [proposedBy, ...(checkedBy === null ? [] : [checkedBy])],
    async set(work, change) {
      const decided = { decidedBy: ctx.actor.subject, decidedOn: kit.clock.today() };
      return input.body.accept ? { ...decided, resultId: await applyChange(work, change) } : decided;
    },
  });
}

interface Act {
  readonly step: MarkerChangeStep;
  readonly input: OperationInputOf<typeof checkMarkerChange>;
  /** Who has had a hand in the change and may not speak again. */
  readonly others: (change: MarkerChangeRow) => readonly string[];
  readonly set: (work: Work, change: MarkerChangeRow) => Promise<Updateable<MarkerChangeTable>>;
}

async function onChange(kit: AppKit, ctx: Context, { step, input, others, set }: Act): Promise<MarkerChangeView> {
  const { params, body } = input;
  return kit.write(ctx, async (unit) => {
    const change = await lockChange(unit.db, params.id);
    expectVersion(ctx, change.version);
    const separatedFrom = others(change).map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' }));
    authorizeLine(kit, ctx, { line: change, separatedFrom });
    const { accept: accepted, remark } = body;
    const decision = decideMarkerChangeStep(step, { state: change.state, accepted, remark });
    if (!decision.ok) {
      throw fail(decision.code, decision.code === 'MARKER_REMARK_REQUIRED' ? { pointer: '/body/remark' } : {});
    }
    const state = decision.value;
    const written = { ...(await set({ kit, ctx, unit }, change)), state, remark: remark ?? null };
    await unit.db
      .updateTable('markerChange')
      .set((build) => ({ ...written, version: build('version', '+', 1), updatedAt: kit.clock.wall() }))
      .where('id', '=', params.id)
      .execute();
    const after = { state, kind: change.kind, markerCode: change.markerCode, resultId: written.resultId ?? null };
    unit.audit({ action: ctx.operationId, recordType: 'marker_change', recordId: params.id, after });
    return showChange(unit.db, params.id);
  });
}
