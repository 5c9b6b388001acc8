import type { BadLine, Line, Prepared } from '@mz/bulk-load';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { newPersonRows } from '../persons/index.ts';
import { type CheckedLine, checkLine } from './check.ts';

/** The rows that a line becomes when its person is new. */
export type NewRows = ReturnType<typeof newPersonRows>;

/** A line with its rows, encrypted and indexed. */
export interface PreparedLine extends CheckedLine {
  readonly rows: NewRows;
}

/** A chunk before the database has said who is known. */
export interface PreparedChunk extends Prepared {
  /** With a number that no earlier line of the chunk has: staged. */
  readonly numbered: readonly PreparedLine[];
  /** With a number that an earlier line of the chunk has. */
  readonly doubles: readonly PreparedLine[];
  /** Without a number: staged. */
  readonly numberless: readonly PreparedLine[];
}

/** Checks the lines of a chunk and makes their rows. */
export function prepareChunk(kit: AppKit, ctx: Context, lines: readonly Line[]): PreparedChunk {
  const setting = { today: kit.clock.today(), divisions: kit.divisions() };
  const badLines: BadLine[] = [];
  const numbered: PreparedLine[] = [];
  const doubles: PreparedLine[] = [];
  const numberless: PreparedLine[] = [];
  const numbers = new Set<string>();
  for (const line of lines) {
    const checked = checkLine(line, setting);
    if (Array.isArray(checked)) {
      badLines.push(...checked);
      continue;
    }
    const prepared = { ...checked, rows: newPersonRows({ kit, ctx }, checked.entry) };
    const index = indexOf(prepared);
    if (index === undefined) numberless.push(prepared);
    else if (numbers.has(index)) doubles.push(prepared);
    else numbered.push(prepared);
    if (index !== undefined) numbers.add(index);
  }
  const passed = numbered.length + doubles.length + numberless.length;
  return { passed, badLines, serial: numberless.length > 0, numbered, doubles, numberless };
}

/** The blind index of a line's number, as a key of maps. */
export function indexOf({ rows }: PreparedLine): string | undefined {
  return rows.person.idNoIndex?.toString('hex');
}
