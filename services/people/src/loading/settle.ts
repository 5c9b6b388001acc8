import type { BadLine } from '@mz/bulk-load';
import { compareNames } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';
import { open } from '../stored.ts';
import type { PreparedLine } from './prepare.ts';
import type { Known } from './queries.ts';

/** A line whose person was known; VARIANT is a name that a checker must look at. */
export interface FoundLine {
  readonly line: PreparedLine;
  readonly personId: string;
  readonly names: 'EQUAL' | 'VARIANT';
}

/** The same person, or PERSON_MISMATCH that says nothing of what is stored (H2, H3). */
export function matchKnown(kit: AppKit, line: PreparedLine, known: Known | undefined): FoundLine | BadLine {
  if (known === undefined || known.erasedAt !== null) return { line: line.line, code: 'CONCURRENT_CHANGE' };
  const names = compareNames(open(kit, { ...known, id: known.recordId }, 'name', known.name), line.entry.name);
  if (names === 'DIFFERENT' || known.birthDate !== line.entry.birthDate) {
    return { line: line.line, code: 'PERSON_MISMATCH', field: 'idNo' };
  }
  return { line, personId: known.id, names };
}

/** Without a number: new when nobody fits or a reason says why none is meant; a chosen candidate; else for a person to decide. */
export function settleNumberless(
  kit: AppKit,
  line: PreparedLine,
  known: readonly Known[],
): 'NEW' | FoundLine | BadLine {
  const { chosenPersonId, newPersonReason } = line.entry;
  if (chosenPersonId !== undefined) {
    const chosen = known.find(({ id }) => id === chosenPersonId);
    return chosen === undefined
      ? { line: line.line, code: 'PERSON_MISMATCH', field: 'chosenPersonId' }
      : matchKnown(kit, line, chosen);
  }
  if (known.length === 0 || newPersonReason !== undefined) return 'NEW';
  return { line: line.line, code: 'CANDIDATES_FOUND', field: 'newPersonReason' };
}
