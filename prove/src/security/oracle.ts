import type { Role } from '@mz/contracts';
import type { Policy } from './policy.ts';

/** Where a grant lies, seen from the record. */
export type Relation = 'own' | 'above' | 'below' | 'beside' | 'other' | 'none';

/** Who asks in a cell: a role with a relation to the record, another service, a partner, or nobody. */
export interface Asker {
  readonly kind: 'role' | 'service' | 'partner' | 'nobody';
  readonly name: string;
  readonly relation: Relation;
}

/**
 * What an operation's permission reaches. `record`: the one that its path names, which lies in a division. `caller`: what is
 * filtered or decided by more than the place (lists, persons of a case, the caller's own), so that a cell tells the role alone.
 */
export type Reach = 'record' | 'caller';

/** The oracle: reads the table of the policy and nothing of the code. */
export function expectedAnswer(
  policy: Policy,
  operationId: string,
  asker: Asker,
  reach: Reach,
): 'admitted' | 'refused' {
  const who = policy.get(operationId);
  if (who === undefined) throw new Error(`${operationId} has no row in prove/policy.json`);
  if (who.includes('public')) return 'admitted';
  switch (asker.kind) {
    case 'nobody':
      return 'refused';
    case 'partner':
      return who.includes('partner') ? 'admitted' : 'refused';
    case 'service':
      return who.includes(`service:${asker.name}`) ? 'admitted' : 'refused';
    case 'role':
      if (!who.includes(asker.name)) return 'refused';
      return reach === 'caller' || asker.relation === 'own' || asker.relation === 'above' ? 'admitted' : 'refused';
  }
}

/** A division that stands in the relation to the record's; undefined where the country has none. */
export function divisionIn(relation: Relation, record: string): string | undefined {
  const level = levelOf(record);
  switch (relation) {
    case 'own':
      return record;
    case 'above':
      return level === 0 ? undefined : cut(record, level - 1);
    case 'below':
      return level === 4 ? undefined : inside(record);
    case 'beside':
      return next(record);
    case 'other':
      return record.startsWith('3717') ? '370102001000' : '371721101000';
    case 'none':
      return '370000000000';
  }
}

// Digits that a code has at each level: province, prefecture, county, township, village.
const digits = [2, 4, 6, 9, 12] as const;

function levelOf(code: string): number {
  return digits.findIndex((length) => /^0*$/.test(code.slice(length)));
}

function cut(code: string, level: number): string {
  return code.slice(0, digits[level]).padEnd(12, '0');
}

/** The first one a level deeper. */
function inside(code: string): string {
  const [from, to] = [digits[levelOf(code)] ?? 0, digits[levelOf(code) + 1] ?? 12];
  return `${code.slice(0, from)}${'1'.padStart(to - from, '0')}`.padEnd(12, '0');
}

/** The next one of the same level below the same parent. */
function next(code: string): string | undefined {
  const level = levelOf(code);
  if (level === 0) return undefined;
  const [from, to] = [digits[level - 1] ?? 0, digits[level] ?? 0];
  const number = (Number(code.slice(from, to)) + 1) % 10 ** (to - from);
  return `${code.slice(0, from)}${String(number).padStart(to - from, '0')}`.padEnd(12, '0');
}

/** The relations that a record's cells have. */
export const relations: readonly Relation[] = ['own', 'above', 'below', 'beside', 'other'];

/** A role as an asker. */
export function asRole(name: Role, relation: Relation): Asker {
  return { kind: 'role', name, relation };
}
