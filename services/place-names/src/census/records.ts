import type { createCensusRecord, OperationInputOf, processCensusRecord, reviseCensusRecord } from '@mz/contracts';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { lockTask, type OpenTask } from './batch-queries.ts';
import { refusing } from './constraints.ts';
import { type Facts, wholeFacts } from './facts.ts';
import { decideRecord, type RecordAction, type RecordState } from './machine.ts';
import { readingOf } from './naming.ts';
import { factColumns, lockRecord, type RecordRow, type RecordView, showRecord } from './record-queries.ts';
import { roleOf } from './role.ts';
import { lacksOf } from './rules.ts';
import { findFaults, groupCodeOf, type Place, readStanding, refuseFaults, type Standing } from './setting.ts';

const doubles = { census_record_key: 'RECORD_KEY_REUSED', census_record_feature: 'MULTI_STANDARD' };

/** A township adds a feature to its catalogue. */
export async function createRecord(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof createCensusRecord>,
): Promise<RecordView> {
  return kit.write(ctx, async (unit) => {
    const task = await openTask({ kit, ctx, unit }, params.id);
    const { recordKey, ...input } = body;
    const facts = wholeFacts(input);
    const id = await insertRecord({ kit, ctx, unit }, task, { recordKey, facts, state: 'CATALOGUED' });
    const after = { recordKey, divisionCode: facts.divisionCode, categoryCode: facts.categoryCode };
    unit.audit({ action: 'censusRecords.create', recordType: 'census_record', recordId: id, after });
    return showRecord(kit, unit.db, id);
  });
}

/** The task of a record that may be worked on: its batch is open and its township the caller's. */
export async function openTask({ kit, ctx, unit }: Work, id: string): Promise<OpenTask> {
  const task = await lockTask(unit.db, id);
  kit.authorize(ctx, { divisionCode: task.divisionCode });
  if (task.batchState !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
  return task;
}

/** What a new record is made of. */
export interface NewRecord {
  readonly recordKey: string;
  readonly facts: Facts;
  readonly state: RecordState;
}

/** Checks and writes a new record; gives its id. Throws every fault, RECORD_KEY_REUSED or MULTI_STANDARD. */
export async function insertRecord(
  { kit, ctx, unit }: Work,
  task: OpenTask,
  { recordKey, facts, state }: NewRecord,
): Promise<string> {
  const standing = await readStanding(kit, unit.db);
  refuseFaults(await findFaults(unit.db, facts, placeOf(standing, task)));
  const groupCode = groupCodeOf(facts, standing.groups);
  const now = kit.clock.wall();
  const row = {
    id: kit.newId(),
    batchId: task.batchId,
    taskId: task.id,
    recordKey,
    state,
    ...factColumns(facts, groupCode, readingOf(facts)),
    eventDivisionCode: facts.divisionCode,
    registrar: ctx.actor.subject,
    createdBy: ctx.actor.subject,
    createdAt: now,
    updatedAt: now,
  };
  await refusing(doubles, unit.db.insertInto('censusRecord').values(row).execute());
  return row.id;
}

/** Where a record of a task stands. */
export function placeOf(standing: Standing, { divisionCode, batchId }: OpenTask): Place {
  return { ...standing, township: divisionCode, batchId };
}

/** A draft is changed as a whole; its state stays. */
export function reviseRecord(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof reviseCensusRecord>,
): Promise<RecordView> {
  return changeFacts(kit, ctx, { id: params.id, action: 'REVISE', facts: wholeFacts(body) });
}

/** A surveyed record is completed: nothing required may be missing, and its defects are answered by it. */
export function processRecord(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof processCensusRecord>,
): Promise<RecordView> {
  return changeFacts(kit, ctx, { id: params.id, action: 'PROCESS', facts: wholeFacts(body) });
}

interface Change {
  readonly id: string;
  readonly action: 'REVISE' | 'PROCESS';
  readonly facts: Facts;
}

async function changeFacts(kit: AppKit, ctx: Context, { id, action, facts }: Change): Promise<RecordView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const { row, task, to } = await stepOf(work, id, action);
    const standing = await readStanding(kit, unit.db);
    refuseFaults([
      ...(await findFaults(unit.db, facts, { ...placeOf(standing, task), recordId: id })),
      ...(action === 'PROCESS' ? lacksOf(facts, standing.groups) : []),
    ]);
    await saveFacts(work, row, {
      facts,
      state: to,
      groupCode: groupCodeOf(facts, standing.groups),
      ...(action === 'PROCESS' ? { processedBy: ctx.actor.subject } : {}),
    });
    if (action === 'PROCESS') await answerDefects(work, id);
    unit.audit({ action: `censusRecords.${action}`, recordType: 'census_record', recordId: id, after: { state: to } });
    return showRecord(kit, unit.db, id);
  });
}

/** The record and its task, when the step is one of its state and the caller's; throws what speaks against it. */
export async function stepOf(
  work: Work,
  id: string,
  action: RecordAction,
): Promise<{ row: RecordRow; task: OpenTask; to: RecordState }> {
  const { kit, ctx, unit } = work;
  const row = await lockRecord(unit.db, id);
  expectVersion(ctx, row.version);
  kit.authorize(ctx, { divisionCode: row.divisionCode });
  const decision = decideRecord(row.state, action, roleOf(ctx));
  if (!decision.ok) throw refusal(decision.reasons);
  const task = await taskOf(work, row.taskId);
  return { row, task, to: decision.value.to };
}

/** The task of a record, its batch open until this transaction has ended. */
async function taskOf({ unit }: Work, taskId: string): Promise<OpenTask> {
  const { rows } = await sql<OpenTask>`
    select t.*, b.state as batch_state, b.round from census_task t join census_batch b on b.id = t.batch_id
    where t.id = ${taskId} for share of b`.execute(unit.db);
  const [task] = rows;
  if (task === undefined) throw new Error(`task ${taskId} is gone`);
  if (task.batchState !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
  return task;
}

/** What is written of a changed record. */
export interface SavedFacts {
  readonly facts: Facts;
  readonly state: RecordState;
  readonly groupCode: string;
  readonly processedBy?: string;
}

/** Writes facts and state of a record; counts its version. */
export async function saveFacts(
  { kit, ctx, unit }: Work,
  row: Pick<RecordRow, 'id' | 'version' | 'divisionCode'>,
  { facts, state, groupCode, processedBy }: SavedFacts,
): Promise<void> {
  await refusing(
    doubles,
    unit.db
      .updateTable('censusRecord')
      .set({
        ...factColumns(facts, groupCode, readingOf(facts)),
        // Found elsewhere by a person: of this day. What follows a change of divisions keeps the code of its own.
        ...(facts.divisionCode === row.divisionCode ? {} : { eventDivisionCode: facts.divisionCode }),
        state,
        registrar: ctx.actor.subject,
        ...(processedBy === undefined ? {} : { processedBy }),
        version: row.version + 1,
        updatedAt: kit.clock.wall(),
      })
      .where('id', '=', row.id)
      .execute(),
  );
}

async function answerDefects({ kit, ctx, unit }: Work, recordId: string): Promise<void> {
  await unit.db
    .updateTable('censusDefect')
    .set({ resolvedBy: ctx.actor.subject, resolvedAt: kit.clock.wall() })
    .where('recordId', '=', recordId)
    .where('resolvedAt', 'is', null)
    .execute();
}
