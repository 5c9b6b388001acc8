import type { mergeCensusPackage, OperationInputOf } from '@mz/contracts';
import { verifySeal } from '@mz/crypto';
import { jsonb } from '@mz/db';
import { canonicalHash } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import type { OpenTask } from './batch-queries.ts';
import { inCurrentCodes } from './current-codes.ts';
import { wholeFacts } from './facts.ts';
import { closedConflicts, type FieldConflict, mergeFields } from './merge.ts';
import { addRecords, isRefusal, type MergeRefusal, type Offline, readChange, toRefusals } from './offline-work.ts';
import { lockPackage, type PackageView, showPackage } from './package-queries.ts';
import { lockRecords, type RecordRow, storedFacts } from './record-queries.ts';
import { openTask, placeOf, saveFacts } from './records.ts';
import { findFaults, groupCodeOf, readStanding, type Standing } from './setting.ts';
import { saveInformants } from './survey.ts';

type Merge = OperationInputOf<typeof mergeCensusPackage>;

/** Brings the work of a package back, once: the same work again answers what became of it, other work is refused. */
export async function mergePackage(kit: AppKit, ctx: Context, { params, body }: Merge): Promise<PackageView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const stored = await lockPackage(unit.db, params.id);
    kit.authorize(ctx, { divisionCode: stored.divisionCode });
    const sha256 = canonicalHash(body.package);
    const isOurs = sha256 === stored.sha256 && verifySeal(sha256, body.seal, kit.sealer.publicKeys()).ok;
    if (!isOurs) throw fail('CENSUS_PACKAGE_ALTERED');
    const mergeSha256 = canonicalHash({ changes: body.changes, additions: body.additions });
    if (stored.state === 'MERGED') {
      if (stored.mergeSha256 !== mergeSha256) throw fail('CENSUS_PACKAGE_MERGED');
      return showPackage(unit.db, stored.id);
    }
    const task = await openTask(work, stored.taskId);
    const given = await inCurrentCodes(unit.db, body, { since: stored.drawnOn, today: kit.clock.today() });
    const standing = await readStanding(kit, unit.db);
    const changed = await mergeChanges(work, { body: given, task, standing, packageId: stored.id });
    const added = await addRecords(work, task, given.additions);
    const refused = [...changed.refused, ...added.refused];
    const mark = { changed: changed.count, added: added.count, refused: jsonb(refused) };
    await unit.db
      .updateTable('censusPackage')
      .set({
        state: 'MERGED',
        mergeSha256,
        mergedBy: ctx.actor.subject,
        mergedAt: kit.clock.wall(),
        version: stored.version + 1,
        ...mark,
      })
      .where('id', '=', stored.id)
      .execute();
    const after = { changed: changed.count, added: added.count, refused: refused.length, conflicts: changed.conflicts };
    unit.audit({ action: 'censusPackages.merge', recordType: 'census_package', recordId: stored.id, after });
    return showPackage(unit.db, stored.id);
  });
}

interface Merging {
  readonly body: Merge['body'];
  readonly task: OpenTask;
  readonly standing: Standing;
  readonly packageId: string;
}

interface Merged {
  readonly count: number;
  readonly conflicts: number;
  readonly refused: readonly MergeRefusal[];
}

async function mergeChanges(work: Work, { body, task, standing, packageId }: Merging): Promise<Merged> {
  const bases = new Map(body.package.records.map((record) => [record.id, record]));
  const ids = body.changes.map(({ recordId }) => recordId);
  const rows = new Map((await lockRecords(work.unit.db, ids)).map((row) => [row.id, row]));
  const refused: MergeRefusal[] = [];
  let [count, conflicts] = [0, 0];
  for (const change of body.changes) {
    const [base, row] = [bases.get(change.recordId), rows.get(change.recordId)];
    if (base === undefined || row === undefined) {
      refused.push({ recordKey: base?.recordKey ?? change.recordId, code: 'CENSUS_RECORD_UNKNOWN', field: null });
      continue;
    }
    const read = readChange(work.ctx, change, { recordKey: base.recordKey, base: wholeFacts(base.facts) });
    if (isRefusal(read)) {
      refused.push(...read);
      continue;
    }
    const place = { ...placeOf(standing, task), recordId: row.id };
    const faults = await findFaults(work.unit.db, read.facts, place);
    if (faults.length > 0) {
      refused.push(...toRefusals(row.recordKey, faults));
      continue;
    }
    const done = await mergeRecord(work, { row, base: wholeFacts(base.facts), offline: read, standing, packageId });
    count += done.changed ? 1 : 0;
    conflicts += done.conflicts;
  }
  return { count, conflicts, refused };
}

interface MergingRecord {
  readonly row: RecordRow;
  readonly base: ReturnType<typeof wholeFacts>;
  readonly offline: Offline;
  readonly standing: Standing;
  readonly packageId: string;
}

const openStates: readonly string[] = ['CATALOGUED', 'FIELD_SURVEYED', 'INDOOR_PROCESSED'];

async function mergeRecord(
  work: Work,
  { row, base, offline, standing, packageId }: MergingRecord,
): Promise<{ changed: boolean; conflicts: number }> {
  const sides = { base, ours: storedFacts(row), theirs: offline.facts };
  if (!openStates.includes(row.state)) {
    const closed = closedConflicts(sides, offline.fields);
    await saveConflicts(work, row, { packageId, kind: 'RECORD_CLOSED', conflicts: closed });
    return { changed: false, conflicts: closed.length };
  }
  const { taken, facts, conflicts } = mergeFields(sides, offline.fields);
  await saveConflicts(work, row, { packageId, kind: 'BOTH_CHANGED', conflicts });
  // What changes after it was processed is processed again; what was visited is surveyed.
  const surveyed = offline.surveyed && row.state === 'CATALOGUED';
  const changed = taken.length > 0 || surveyed;
  if (changed) {
    const state = row.state === 'CATALOGUED' && !surveyed ? 'CATALOGUED' : 'FIELD_SURVEYED';
    await saveFacts(work, row, { facts, state, groupCode: groupCodeOf(facts, standing.groups) });
    const after = { fields: taken, state };
    work.unit.audit({ action: 'censusRecords.merge', recordType: 'census_record', recordId: row.id, after });
  }
  await saveInformants(work, row, offline.informants);
  return { changed, conflicts: conflicts.length };
}

interface NewConflicts {
  readonly packageId: string;
  readonly kind: 'BOTH_CHANGED' | 'RECORD_CLOSED';
  readonly conflicts: readonly FieldConflict[];
}

async function saveConflicts(
  { kit, unit }: Work,
  { id: recordId, divisionCode }: RecordRow,
  { packageId, kind, conflicts }: NewConflicts,
): Promise<void> {
  if (conflicts.length === 0) return;
  const rows = conflicts.map((conflict) => ({ id: kit.newId(), packageId, recordId, divisionCode, kind, ...conflict }));
  await unit.db.insertInto('censusConflict').values(rows).execute();
}
