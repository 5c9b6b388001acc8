import type { BadLine, ChunkLoader, LoaderSetting, Outcome } from '@mz/bulk-load';
import { personRegistered, subscriptions } from '@mz/contracts';
import type { Work } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { writeLedger } from '../ledger/index.ts';
import { keyOf, registeredEvent, saveFacts } from '../persons/index.ts';
import { raiseTask } from '../tasks/index.ts';
import { type PreparedChunk, prepareChunk } from './prepare.ts';
import { insertStaged, saveRegistrations, stageRows } from './queries.ts';
import { type Settled, settleRecords } from './records.ts';
import type { FoundLine } from './settle.ts';

type Setting = LoaderSetting<DB, Record<never, never>, unknown>;

/** Nobody subscribes: a delivery is made when an event is written, so these rows would wait for nobody. */
const isAwaited = subscriptions.some(({ event, to }) => event === personRegistered && to.length > 0);

/** Loads chunks of persons: what `persons.register` writes, as sets. */
export function personLoader(setting: Setting): ChunkLoader<DB, PreparedChunk, Settled> {
  const { kit, ctx } = setting;
  return {
    prepare: (lines) => prepareChunk(kit, ctx, lines),
    stage: (unit, copy, { numbered, numberless }) => stageRows(unit.db, copy, [...numbered, ...numberless]),
    records: (unit, chunk) => settleRecords(kit, unit.db, chunk),
    rest: (unit, chunk, settled) => writeRest({ kit, ctx, unit }, setting.batchId, chunk, settled),
  };
}

async function writeRest(work: Work, batchId: string, chunk: PreparedChunk, settled: Settled): Promise<Outcome> {
  const { kit, unit } = work;
  const { created, found } = settled;
  const [like] = created;
  if (like !== undefined) await insertStaged(unit.db, 'person_fact', like);
  const taken = [
    ...created.map(({ line, ref, rows }) => ({ line, ref, personId: rows.person.id, status: 'registered' })),
    ...found.map(({ line: { line, ref }, personId }) => ({ line, ref, personId, status: 'found' })),
  ].sort((a, b) => a.line - b.line);
  const caseId = `load/${batchId}`;
  await saveRegistrations(unit.db, {
    personIds: taken.map(({ personId }) => personId),
    caseId,
    at: kit.clock.wall(),
    on: kit.clock.today(),
  });
  await noteFound(work, caseId, found);
  if (isAwaited)
    for (const { rows, entry } of created) unit.publish(personRegistered, registeredEvent(rows.person.id, entry));
  const badLines = [...chunk.badLines, ...settled.badLines].sort((a, b) => a.line - b.line);
  return {
    created: created.length,
    found: found.length,
    refused: countLines(badLines),
    refs: taken.map(({ ref, personId, status }) => ({ ref, personId, status })),
    badLines,
  };
}

/** Who was known is told so in a file: a ledger row each; another spelling is for a checker. */
async function noteFound(work: Work, basis: string, found: readonly FoundLine[]): Promise<void> {
  const { kit, ctx, unit } = work;
  if (found.length === 0) return;
  await writeLedger(kit, ctx, unit.db, {
    personIds: found.map(({ personId }) => personId),
    fieldClasses: ['IDENTITY_MATCH'],
    purpose: 'REGISTER_EVENT',
    basis,
    channel: 'SERVICE',
  });
  for (const { line, personId, names } of found) {
    if (names === 'EQUAL') continue;
    const key = await keyOf(unit.db, personId);
    await saveFacts(work, key, { nameVariant: line.entry.name }, { source: 'REGISTRATION' });
    await raiseTask(work, personId, { kind: 'SOFT_MATCH', divisionCode: line.entry.hukouDivision });
  }
}

function countLines(badLines: readonly BadLine[]): number {
  return new Set(badLines.map(({ line }) => line)).size;
}
