import {
  type BadLine,
  type ChunkLoader,
  type Line,
  LoadError,
  type LoaderSetting,
  type Outcome,
  type Prepared,
} from '@mz/bulk-load';
import type { DB } from '../../database.ts';
import { readingOf } from '../naming.ts';
import { factColumns } from '../record-queries.ts';
import { groupCodeOf, listVillages, readStanding } from '../setting.ts';
import { type CheckedLine, checkLine, type LineSetting } from './check.ts';
import type { LoadTarget } from './job.ts';
import { insertStaged, type KnownLine, listKnown, listTasks, requireOpenBatch, stageRecords } from './queries.ts';

type Setting = LoaderSetting<DB, Record<never, never>, LoadTarget>;

/** A line with the row that it becomes. */
export interface PreparedLine {
  readonly checked: CheckedLine;
  readonly row: ReturnType<typeof rowOf>;
}

interface PreparedChunk extends Prepared {
  readonly lines: readonly PreparedLine[];
}

interface Settled {
  /** Lines whose records are new. */
  readonly created: ReadonlySet<number>;
  readonly known: ReadonlyMap<string, KnownLine>;
}

/** Loads chunks of a catalogue: what `censusRecords.create` writes, as sets. */
export async function recordLoader(setting: Setting): Promise<ChunkLoader<DB, PreparedChunk, Settled>> {
  const { own } = setting;
  const lines = await readSetting(setting);
  return {
    prepare: (read) => prepareChunk(setting, read, lines),
    stage: (unit, copy, chunk) => stageRecords(unit.db, copy, chunk.lines),
    async records(unit, chunk) {
      // The batch stays open until the chunk has committed.
      await requireOpenBatch(unit.db, own.censusBatch);
      const created = chunk.lines.length === 0 ? new Set<number>() : await insertStaged(unit.db, chunk.lines);
      const rest = chunk.lines.filter(({ checked }) => !created.has(checked.line)).map(({ checked }) => checked.ref);
      return { created, known: await listKnown(unit.db, own.censusBatch, rest) };
    },
    rest: (_unit, chunk, settled) => Promise.resolve(outcomeOf(chunk, settled)),
  };
}

async function readSetting({ kit, ctx, own }: Setting): Promise<LineSetting> {
  return kit.read(ctx, async (db) => {
    const tasks = await listTasks(db, own.censusBatch);
    const [first] = tasks;
    if (first === undefined) throw new LoadError('SETTINGS_INVALID', `there is no census batch ${own.censusBatch}`);
    return {
      ...(await readStanding(kit, db)),
      stage: own.stage,
      tasks: new Map(tasks.map(({ id, divisionCode }) => [divisionCode.slice(0, 9), id])),
      villages: await listVillages(db, first.divisionCode.slice(0, 6)),
    };
  });
}

function prepareChunk(setting: Setting, read: readonly Line[], lines: LineSetting): PreparedChunk {
  const badLines: BadLine[] = [];
  const prepared: PreparedLine[] = [];
  for (const line of read) {
    const checked = checkLine(line, lines);
    if (Array.isArray(checked)) badLines.push(...checked);
    else prepared.push({ checked, row: rowOf(setting, checked, lines) });
  }
  // Lines that share a feature have no common record key to wait at.
  const serial = prepared.some(({ checked }) => checked.facts.featureId !== null);
  return { passed: prepared.length, badLines, serial, lines: prepared };
}

function rowOf({ kit, ctx, own }: Setting, { ref, taskId, facts, digest }: CheckedLine, { groups }: LineSetting) {
  const groupCode = groupCodeOf(facts, groups);
  const now = kit.clock.wall();
  const { subject } = ctx.actor;
  return {
    id: kit.newId(),
    batchId: own.censusBatch,
    taskId,
    recordKey: ref,
    state: own.stage,
    ...factColumns(facts, groupCode, readingOf(facts)),
    eventDivisionCode: facts.divisionCode,
    names: JSON.stringify(facts.names),
    // COPY takes an array in PostgreSQL's own writing; codes and hashes need no quotes.
    crosses: `{${facts.crosses.join(',')}}`,
    photos: `{${facts.photos.join(',')}}`,
    registrar: subject,
    loadDigest: digest,
    createdBy: subject,
    processedBy: own.stage === 'CATALOGUED' ? null : subject,
    createdAt: now,
    updatedAt: now,
  };
}

function outcomeOf(chunk: PreparedChunk, { created, known }: Settled): Outcome {
  const taken = chunk.lines.flatMap(({ checked: { line, ref, digest }, row }) => {
    if (created.has(line)) return [{ line, ref, recordId: row.id, status: 'created' }];
    const found = known.get(ref);
    return found?.loadDigest === digest ? [{ line, ref, recordId: found.id, status: 'found' }] : [];
  });
  const settled = new Set(taken.map(({ line }) => line));
  // Whoever is not written and has no record of their key stands behind another record of the same feature.
  const refused = chunk.lines
    .filter(({ checked }) => !settled.has(checked.line))
    .map(
      ({ checked: { line, ref } }): BadLine =>
        known.has(ref)
          ? { line, code: 'RECORD_KEY_REUSED', field: 'recordKey' }
          : { line, code: 'MULTI_STANDARD', field: 'featureId' },
    );
  const badLines = [...chunk.badLines, ...refused].sort((a, b) => a.line - b.line);
  return {
    created: created.size,
    found: taken.length - created.size,
    refused: new Set(badLines.map(({ line }) => line)).size,
    refs: taken.map(({ ref, recordId, status }) => ({ ref, recordId, status })),
    badLines,
  };
}
