import { canonicalJson } from './canonical-json.ts';
import type { DecisionCapsule } from './capsule.ts';

/** A place where two capsules differ: an RFC 6901 pointer and both values; undefined where that side has nothing. */
export type CapsuleDifference = { readonly pointer: string; readonly left: unknown; readonly right: unknown };

/** Every deepest place where two capsules differ, in the order of their canonical form; an empty list means equal bytes. */
export function diffCapsules(left: DecisionCapsule, right: DecisionCapsule): CapsuleDifference[] {
  return differences('', left, right);
}

function differences(pointer: string, left: unknown, right: unknown): CapsuleDifference[] {
  const [leftMembers, rightMembers] = [membersOf(left), membersOf(right)];
  if (leftMembers === undefined || rightMembers === undefined || Array.isArray(left) !== Array.isArray(right)) {
    return isSame(left, right) ? [] : [{ pointer, left, right }];
  }
  const names = [...new Set([...leftMembers.keys(), ...rightMembers.keys()])];
  if (!Array.isArray(left)) names.sort();
  return names.flatMap((name) =>
    differences(`${pointer}/${escapeToken(name)}`, leftMembers.get(name), rightMembers.get(name)),
  );
}

function membersOf(value: unknown): Map<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function isSame(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalJson(left) === canonicalJson(right);
}

function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
