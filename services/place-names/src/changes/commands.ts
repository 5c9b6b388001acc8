import {
  type ChangeDraft,
  type DivisionChangeFile,
  divisionVersionCorrected,
  type getChangeMapping,
  type OperationOutputOf,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { DivisionChangeTable } from '../database.ts';
import { followPublication } from '../proposals/index.ts';
import { type Origin, requireOrigin, requirePlan } from './checks.ts';
import { correctedFields } from './corrections.ts';
import { type ChangeRow, entryOf, getChangeFile, getChangeForUpdate, listMapped } from './queries.ts';
import { insertItems, nextTableVersion, writePlan } from './write-plan.ts';

type Mapped = OperationOutputOf<typeof getChangeMapping>['items'][number];

const province = '370000000000';

/** Enters a change; it is checked whole, and nothing takes effect. */
export function draftChange(kit: AppKit, ctx: Context, body: ChangeDraft): Promise<DivisionChangeFile> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    kit.authorize(ctx, { divisionCode: province });
    const changeId = kit.newId();
    const columns = await checkedColumns(work, changeId, body);
    const recordedAt = kit.clock.wall();
    await unit.db
      .insertInto('divisionChange')
      .values({ changeId, ...columns, status: 'DRAFT', recordedAt })
      .execute();
    audit(work, changeId, { status: 'DRAFT' });
    return getChangeFile(unit.db, changeId);
  });
}

/** Enters a draft anew. */
export function reviseChange(
  kit: AppKit,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: ChangeDraft },
): Promise<DivisionChangeFile> {
  return changeDraft(kit, ctx, id, async (work, row) => {
    const columns = await checkedColumns(work, id, body);
    await setChange(work, row, columns);
    audit(work, id, { status: 'DRAFT' });
  });
}

/** A third person publishes: versions and code map at every level, the proposal follows, a correction is told. */
export function publishChange(kit: AppKit, ctx: Context, id: string): Promise<DivisionChangeFile> {
  return changeDraft(kit, ctx, id, async (work, row) => {
    const { db } = work.unit;
    const draft = entryOf(row);
    const tableVersion = await nextTableVersion(db);
    const origin = await requireOrigin(work, id, draft);
    kit.authorize(ctx, { divisionCode: province, separatedFrom: earlierHands(row, origin) });
    const plan = await requirePlan({ kit, db }, id, draft);
    const at = kit.clock.wall();
    await writePlan(db, plan, { changeId: id, correctsId: row.correctsId, at });
    await insertItems(db, id, draft.items);
    const status = origin.kind === 'CORRECTION' ? 'CORRECTED' : 'PUBLISHED';
    await setChange(work, row, { status, publishedBy: ctx.actor.subject, publishedAt: at });
    if (origin.kind === 'PROPOSAL') await followPublication(work, origin.proposal, id);
    else await tellCorrection(work, { ...row, version: row.version + 1 }, origin.corrects);
    audit(work, id, { status, tableVersion, codes: plan.newCodes.length });
  });
}

/** From which code to which: of a draft as the rules propose it now, of a published change as written. */
export function readMapping(
  kit: AppKit,
  ctx: Context,
  changeId: string,
): Promise<OperationOutputOf<typeof getChangeMapping>> {
  return kit.read(ctx, async (db) => {
    const row = await db.selectFrom('divisionChange').selectAll().where('changeId', '=', changeId).executeTakeFirst();
    if (row === undefined) throw fail('CHANGE_UNKNOWN');
    if (row.status !== 'DRAFT') return { changeId, items: await listMapped(db, changeId) };
    return { changeId, items: await proposedMapping(kit, db, row) };
  });
}

async function proposedMapping(kit: AppKit, db: Db, row: ChangeRow): Promise<Mapped[]> {
  const plan = await requirePlan({ kit, db }, row.changeId, entryOf(row));
  const names = new Map(plan.insert.filter((one) => one.validTo !== null).map((one) => [one.code, one.name]));
  return plan.codeMap
    .map(({ fromCode, toCode, extent }) => ({ fromCode, toCode, extent, name: names.get(fromCode) ?? '' }))
    .sort((a, b) => (a.fromCode + a.toCode < b.fromCode + b.toCode ? -1 : 1));
}

/** One step on a locked draft of the expected version. */
async function changeDraft(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, row: ChangeRow) => Promise<void>,
): Promise<DivisionChangeFile> {
  return kit.write(ctx, async (unit) => {
    const row = await getChangeForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: province });
    if (row.status !== 'DRAFT') throw fail('STATE_TRANSITION_INVALID');
    await step({ kit, ctx, unit }, row);
    return getChangeFile(unit.db, id);
  });
}

/** Checks an entry whole and gives its columns. */
async function checkedColumns(work: Work, changeId: string, body: ChangeDraft) {
  const { kit, ctx, unit } = work;
  const origin = await requireOrigin(work, changeId, body);
  await requirePlan({ kit, db: unit.db }, changeId, body);
  return {
    kinds: [...body.kinds],
    title: body.title,
    authority: body.authority,
    docNo: body.docNo ?? null,
    approvedOn: body.approvedOn,
    effectiveOn: body.effectiveOn,
    announcedOn: body.announcedOn ?? null,
    provenance: 'PROPOSAL',
    proposalId: origin.kind === 'PROPOSAL' ? origin.proposal.id : origin.corrects.proposalId,
    correctsId: body.correctsId ?? null,
    entry: jsonb(body),
    preparedBy: ctx.actor.subject,
  };
}

/** Maker, checker and publisher are three people (place-names.md §12). */
function earlierHands({ preparedBy }: ChangeRow, origin: Origin) {
  const hands = origin.kind === 'PROPOSAL' ? [origin.approval.madeBy, origin.approval.confirmedBy] : [];
  return [preparedBy, ...hands].map((subject) => ({ subject: subject ?? '', code: 'SEPARATION_OF_DUTIES' }));
}

async function tellCorrection({ unit }: Work, row: ChangeRow, corrects: ChangeRow): Promise<void> {
  unit.publish(divisionVersionCorrected, {
    subject: row.changeId,
    divisionCode: province,
    aggregateVersion: row.version,
    data: {
      changeId: row.changeId,
      correctsId: corrects.changeId,
      correctedFields: correctedFields(corrects, entryOf(row)),
      effectiveOn: row.effectiveOn,
    },
  });
}

async function setChange({ unit }: Work, row: ChangeRow, set: Updateable<DivisionChangeTable>): Promise<void> {
  await unit.db
    .updateTable('divisionChange')
    .set({ ...set, version: row.version + 1 })
    .where('changeId', '=', row.changeId)
    .execute();
}

function audit({ ctx, unit }: Work, recordId: string, after: object): void {
  unit.audit({ action: ctx.operationId, recordType: 'division_change', recordId, after });
}
