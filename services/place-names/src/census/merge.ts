import { canonicalJson } from '@mz/domain';
import { type FactField, type Facts, isSameValue } from './facts.ts';

/** A field that both sides changed; values are canonical JSON. */
export interface FieldConflict {
  readonly field: FactField;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** What of the offline work is taken, and what both sides changed. */
export interface FieldMerge {
  readonly taken: readonly FactField[];
  readonly facts: Facts;
  readonly conflicts: readonly FieldConflict[];
}

/** The three sides of a record: what was checked out, what stands now, what came back. */
export interface Sides {
  readonly base: Facts;
  readonly ours: Facts;
  readonly theirs: Facts;
}

/**
 * Merges a record field by field: what they left alone stays ours; what only they changed is taken; what both changed to
 * different values is a conflict, and ours stands until somebody decides.
 */
export function mergeFields({ base, ours, theirs }: Sides, fields: readonly FactField[]): FieldMerge {
  const changed = fields.filter((field) => !isSameValue(base[field], theirs[field]));
  const differing = changed.filter((field) => !isSameValue(ours[field], theirs[field]));
  const taken = differing.filter((field) => isSameValue(ours[field], base[field]));
  const conflicts = differing
    .filter((field) => !taken.includes(field))
    .map((field) => conflictOf(field, { base, ours, theirs }));
  const facts: Facts = { ...ours, ...pick(theirs, taken) };
  return { taken, facts, conflicts };
}

/** Every field that they changed, as conflicts: the record has gone on and takes nothing. */
export function closedConflicts(sides: Sides, fields: readonly FactField[]): FieldConflict[] {
  return fields
    .filter((field) => !isSameValue(sides.base[field], sides.theirs[field]))
    .filter((field) => !isSameValue(sides.ours[field], sides.theirs[field]))
    .map((field) => conflictOf(field, sides));
}

function conflictOf(field: FactField, { base, ours, theirs }: Sides): FieldConflict {
  return {
    field,
    base: canonicalJson(base[field]),
    ours: canonicalJson(ours[field]),
    theirs: canonicalJson(theirs[field]),
  };
}

function pick(facts: Facts, fields: readonly FactField[]): Partial<Facts> {
  return Object.fromEntries(fields.map((field) => [field, facts[field]]));
}
