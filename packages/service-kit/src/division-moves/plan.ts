import type { MoveFoundBy } from '@mz/contracts';
import {
  addDays,
  countyOf,
  createChangeFollower,
  type DivisionChangeItem,
  divisionLevel,
  isWithinDivision,
  type LegalDay,
  scopePrefix,
} from '@mz/domain';

/** What is known of a record beside its code. */
export interface Hints {
  /** The code of the office that holds the record, where the record goes with its office. */
  readonly office?: string | undefined;
  /** A township or village from another column or an address. */
  readonly township?: { readonly code: string; readonly foundBy: MoveFoundBy } | undefined;
  /** A grant of rights: an office may not come to reach more ground than it had. */
  readonly narrow?: boolean | undefined;
}

/** Where a record goes, or who has to say it. */
export type Proposal =
  | { readonly extent: 'FULL'; readonly to: string; readonly foundBy: MoveFoundBy; readonly owner: string }
  | { readonly extent: 'AMBIGUOUS' | 'UNMAPPED'; readonly candidates: readonly string[]; readonly owner: string };

/** One change as the planner takes it. */
export interface PlannedChange {
  readonly effectiveOn: LegalDay;
  /** No rows below the county yet: there the digits of a code are put behind its holder's. */
  readonly draft: boolean;
  readonly items: readonly DivisionChangeItem[];
}

/** Proposals for one change. */
export interface Planner {
  /** The last day of the old codes. */
  readonly before: LegalDay;
  /** Prefixes inside which a code may be touched. */
  readonly prefixes: readonly string[];
  /** Undefined: the record stays where it is. */
  propose(code: string, hints?: Hints): Proposal | undefined;
}

/** Makes the planner of a change; `stood` says whether a code was in force on the day before. */
export function createPlanner(change: PlannedChange, stood: (code: string) => boolean): Planner {
  const follow = createChangeFollower(change.items, change.effectiveOn);
  const context = { change, follow, stood };
  return {
    before: addDays(change.effectiveOn, -1),
    prefixes: prefixesOf(change.items),
    propose(code, hints = {}) {
      if (hints.office !== undefined) return proposeWithOffice(context, code, { ...hints, office: hints.office });
      return proposeByCode(context, code, hints.township);
    },
  };
}

interface PlanContext {
  readonly change: PlannedChange;
  readonly follow: ReturnType<typeof createChangeFollower>;
  readonly stood: (code: string) => boolean;
}

function proposeByCode(context: PlanContext, code: string, township?: Hints['township']): Proposal | undefined {
  const pieces = context.follow(code);
  const [only, ...others] = pieces;
  if (only === undefined || (others.length === 0 && only.code === code)) return undefined;
  if (others.length === 0) {
    if (!only.coarser) return full(only.code, 'CODE');
    const kept = keepRest(only.code, code);
    if (context.change.draft) return full(kept, 'CODE');
    return { extent: 'UNMAPPED', candidates: [kept], owner: countyOf(kept) ?? kept };
  }
  const found = township === undefined || township.code === code ? undefined : proposeByCode(context, township.code);
  if (township !== undefined && found?.extent === 'FULL') {
    // The answer has the level of the record's code (place-names.md §4.2).
    return full(atLevelOf(code, found.to), township.foundBy);
  }
  const codes = pieces.map((piece) => (piece.coarser ? keepRest(piece.code, code) : piece.code));
  // Who has the rest of the old unit decides, whatever the order of the pieces.
  const rest = context.change.items.find((item) => item.fromCode === code && item.remainder)?.toCode;
  const candidates = rest === undefined ? codes : [...new Set([rest, ...codes])];
  return { extent: 'AMBIGUOUS', candidates, owner: ownerOf(candidates[0] ?? code) };
}

/** A record that goes with its office: by its own code while that stays inside the office's new ground, else with the office. */
function proposeWithOffice(
  context: PlanContext,
  code: string,
  { office, narrow = false }: Hints & { readonly office: string },
): Proposal | undefined {
  const target = officeTarget(context, office);
  if (target === undefined) {
    const candidates = context.follow(office).map((piece) => piece.code);
    return { extent: 'AMBIGUOUS', candidates, owner: ownerOf(candidates[0] ?? office) };
  }
  if (narrow && target !== office && takesMore(context, office, target)) {
    const inside = countiesGoingInto(context, office, target);
    return { extent: 'AMBIGUOUS', candidates: inside.length > 0 ? inside : [target], owner: ownerOf(target) };
  }
  const own = code === office ? undefined : proposeByCode(context, code);
  if (own?.extent === 'FULL' && isWithinDivision(countyOf(target) ?? target, own.to)) return { ...own };
  if (own === undefined && code !== office && isWithinDivision(countyOf(target) ?? target, code)) return undefined;
  return target === code ? undefined : full(target, 'OFFICE');
}

/** Where an office goes on: the one new code, or the rest after parts were taken. */
function officeTarget({ change, follow }: PlanContext, office: string): string | undefined {
  const [only, ...others] = follow(office);
  if (only !== undefined && others.length === 0) return only.coarser ? keepRest(only.code, office) : only.code;
  return change.items.find((item) => item.fromCode === office && item.remainder)?.toCode;
}

/** Whether the new unit holds ground that the old one did not: it stood before, or others went into it. */
function takesMore({ change, stood }: PlanContext, office: string, target: string): boolean {
  return stood(target) || change.items.some((item) => item.toCode === target && item.fromCode !== office);
}

/** The new counties that lie in what an absorbed prefecture became. */
function countiesGoingInto({ change, stood }: PlanContext, office: string, target: string): string[] {
  if (divisionLevel(office) !== 'PREFECTURE') return [];
  const inside = change.items.filter(
    ({ fromCode, toCode }) =>
      divisionLevel(fromCode) === 'COUNTY' &&
      isWithinDivision(office, fromCode) &&
      isWithinDivision(target, toCode) &&
      !stood(toCode),
  );
  return [...new Set(inside.map(({ toCode }) => toCode))].sort();
}

function full(to: string, foundBy: MoveFoundBy): Proposal {
  return { extent: 'FULL', to, foundBy, owner: ownerOf(to) };
}

function ownerOf(code: string): string {
  return countyOf(code) ?? code;
}

/** The holder's new digits before the rest of the code (place-names.md §4.2: only proposed, never decided by itself). */
function keepRest(holder: string, code: string): string {
  return scopePrefix(holder) + code.slice(scopePrefix(holder).length);
}

function atLevelOf(code: string, answer: string): string {
  const digits = scopePrefix(code).length;
  return answer.slice(0, digits).padEnd(12, '0');
}

function prefixesOf(items: readonly DivisionChangeItem[]): string[] {
  const prefixes = [...new Set(items.map((item) => scopePrefix(item.fromCode)))].sort();
  return prefixes.filter((prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)));
}
