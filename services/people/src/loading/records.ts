import type { BadLine } from '@mz/bulk-load';
import type { AppKit, Db } from '../app-kit.ts';
import { indexOf, type PreparedChunk, type PreparedLine } from './prepare.ts';
import { dropStaged, insertStaged, type Known, listKnown, listNotInserted, listRecords } from './queries.ts';
import { type FoundLine, matchKnown, settleNumberless } from './settle.ts';

/** Who of a chunk is new, who was known, and which lines were refused. */
export interface Settled {
  readonly created: readonly PreparedLine[];
  readonly found: readonly FoundLine[];
  readonly badLines: readonly BadLine[];
}

/**
 * Writes the new persons of a chunk as one set and settles every line as `persons.register` would, line after line. Only
 * the lines of new persons stay in staging.
 */
export async function settleRecords(kit: AppKit, db: Db, chunk: PreparedChunk): Promise<Settled> {
  const { numbered, numberless } = chunk;
  const alone = await settleAlone(kit, db, chunk);
  const headless = await withoutHead(db, [...numbered, ...alone.created]);
  const refusedEarly = new Set(headless.map(({ line }) => line));
  await dropStaged(db, [
    ...numberless.filter((line) => !alone.created.includes(line)).map(({ line }) => line),
    ...refusedEarly,
  ]);
  const staying = [...numbered, ...alone.created].filter(({ line }) => !refusedEarly.has(line));
  const [like] = staying;
  const written = like === undefined ? 0 : await insertStaged(db, 'person', like);
  const passedBy = new Set(written === staying.length ? [] : await listNotInserted(db));
  await dropStaged(db, [...passedBy]);
  // Before the names are compared: of a number that is twice in the chunk the first one's name is opened by its key.
  if (like !== undefined) await insertStaged(db, 'person_key', like);
  const again = [...staying.filter(({ line }) => passedBy.has(line)), ...chunk.doubles];
  const matched = await matchAll(kit, db, again);
  return {
    created: staying.filter(({ line }) => !passedBy.has(line)),
    found: [...alone.found, ...matched.filter(isFound)],
    badLines: [...alone.badLines, ...headless, ...matched.filter((one): one is BadLine => !isFound(one))],
  };
}

/** Lines without a number, one after the other: an earlier line of the chunk may be the candidate of a later one. */
async function settleAlone(kit: AppKit, db: Db, { numbered, numberless }: PreparedChunk): Promise<Settled> {
  const created: PreparedLine[] = [];
  const found: FoundLine[] = [];
  const badLines: BadLine[] = [];
  const known = byIndex(
    await listKnown(
      db,
      'name_birth_index',
      numberless.map(({ rows }) => rows.person.nameBirthIndex),
    ),
  );
  const firstOfName = new Map<string, number>();
  for (const { line, rows } of numberless.length === 0 ? [] : numbered) {
    const name = rows.person.nameBirthIndex.toString('hex');
    if (!firstOfName.has(name)) firstOfName.set(name, line);
  }
  for (const line of numberless) {
    const name = line.rows.person.nameBirthIndex.toString('hex');
    const earlier = (firstOfName.get(name) ?? line.line) < line.line;
    const settled = settleNumberless(kit, line, known.get(name) ?? []);
    if (settled === 'NEW' && earlier && line.entry.newPersonReason === undefined) {
      badLines.push({ line: line.line, code: 'CANDIDATES_FOUND', field: 'newPersonReason' });
    } else if (settled === 'NEW') {
      created.push(line);
      if (!firstOfName.has(name)) firstOfName.set(name, line.line);
    } else if (isFound(settled)) found.push(settled);
    else badLines.push(settled);
  }
  return { created, found, badLines };
}

async function withoutHead(db: Db, lines: readonly PreparedLine[]): Promise<BadLine[]> {
  const heads = lines.flatMap(({ entry }) => (entry.householdHeadId === undefined ? [] : [entry.householdHeadId]));
  const known = await listRecords(db, heads);
  return lines
    .filter(({ entry }) => entry.householdHeadId !== undefined && !known.has(entry.householdHeadId))
    .map(({ line }) => ({ line, code: 'PERSON_UNKNOWN', field: 'householdHeadId' }));
}

async function matchAll(kit: AppKit, db: Db, lines: readonly PreparedLine[]): Promise<(FoundLine | BadLine)[]> {
  const indexes = lines.flatMap(({ rows }) => (rows.person.idNoIndex === null ? [] : [rows.person.idNoIndex]));
  const known = byIndex(await listKnown(db, 'id_no_index', indexes));
  return lines.map((line) => matchKnown(kit, line, known.get(indexOf(line) ?? '')?.[0]));
}

function byIndex(known: readonly Known[]): Map<string, Known[]> {
  return Map.groupBy(known, ({ index }) => index);
}

function isFound(one: FoundLine | BadLine): one is FoundLine {
  return 'personId' in one;
}
