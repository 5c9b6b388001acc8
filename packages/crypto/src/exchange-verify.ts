import {
  chainEntries,
  type ExchangeContent,
  type ExchangeEntry,
  type ExchangeRoot,
  isRootCountersigned,
  isRootSigned,
  LEDGER_START,
  type LedgerCopy,
  type LedgerKeys,
} from './exchange-ledger.ts';
import { faultOfObserved } from './exchange-observed.ts';

/** Whose copy is at fault; UNDECIDED where no signed root covers the place. */
export type LedgerSide = 'OURS' | 'THEIRS' | 'UNDECIDED';

/** What is wrong with a ledger, and the message or day that shows it. */
export interface LedgerFault {
  readonly kind: 'OMITTED' | 'ALTERED' | 'INVENTED' | 'REORDERED' | 'ROOT_FORGED' | 'ROOT_CONFLICT';
  readonly side: LedgerSide;
  /** The place in the chain, where the fault has one. */
  readonly sequence?: number;
  readonly ref?: string;
  readonly day?: string;
}

/** Both copies hold and agree; `rooted` entries stand under roots that both sides may show; or the faults found. */
export type LedgerVerdict =
  | { readonly ok: true; readonly entries: number; readonly rooted: number; readonly countersigned: number }
  | { readonly ok: false; readonly faults: readonly LedgerFault[] };

/**
 * Compares the two sides' copies of one partner's ledger and names what was omitted, altered, invented or reordered, and
 * in which copy. A copy that does not lead to a root that the platform signed is the one at fault; a countersigned root
 * counts more than another of its day. Without `theirs` the one copy is checked against its own roots; without `keys`
 * signatures are taken as they stand.
 */
export function verifyLedgers(ours: LedgerCopy, theirs: LedgerCopy | undefined, keys?: LedgerKeys): LedgerVerdict {
  const judged = [
    ...ours.roots.map((root) => judgeRoot(root, ours, keys, 'OURS')),
    ...(theirs?.roots ?? []).map((root) => judgeRoot(root, theirs ?? ours, keys, 'THEIRS')),
  ];
  const forged = judged.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  const { roots, conflicts } = mergeRoots(judged.filter(({ signed }) => signed));
  const chain = roots.map(({ root }) => root);
  const faults = [...forged, ...conflicts, ...compare(ours, theirs, chain)];
  if (faults.length === 0) faults.push(...faultOfObserved(ours, theirs, chain));
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    entries: ours.entries.length,
    rooted: chain.at(-1)?.upToSequence ?? 0,
    countersigned: roots.filter(({ countersigned }) => countersigned).length,
  };
}

interface JudgedRoot {
  readonly root: ExchangeRoot;
  readonly signed: boolean;
  readonly countersigned: boolean;
  readonly fault: LedgerFault | undefined;
}

type Keys = LedgerKeys | undefined;

function judgeRoot(root: ExchangeRoot, copy: LedgerCopy, keys: Keys, side: LedgerSide): JudgedRoot {
  const isSigned = keys === undefined || isRootSigned(root, keys.platform);
  const signed = root.partner === copy.partner && isSigned;
  const countersigned = keys === undefined ? false : isRootCountersigned(root, keys.partner);
  const { day, upToSequence: sequence } = root;
  const holds = signed && (countersigned || keys === undefined || root.countersignature === undefined);
  return { root, signed, countersigned, fault: holds ? undefined : { kind: 'ROOT_FORGED', side, day, sequence } };
}

/** The genuine roots of all copies by day; two that differ are the platform's own contradiction. */
function mergeRoots(judged: readonly JudgedRoot[]): { roots: JudgedRoot[]; conflicts: LedgerFault[] } {
  const byDay = new Map<string, JudgedRoot>();
  const conflicts: LedgerFault[] = [];
  for (const one of judged) {
    const { day, hash, upToSequence: sequence } = one.root;
    const known = byDay.get(day);
    if (known !== undefined && known.root.hash !== hash)
      conflicts.push({ kind: 'ROOT_CONFLICT', side: 'OURS', day, sequence });
    if (known === undefined || (!known.countersigned && one.countersigned)) byDay.set(day, one);
  }
  return { roots: [...byDay.values()].sort((a, b) => a.root.upToSequence - b.root.upToSequence), conflicts };
}

function compare(ours: LedgerCopy, theirs: LedgerCopy | undefined, roots: readonly ExchangeRoot[]): LedgerFault[] {
  const broken = { ours: breakOf(ours, roots), theirs: theirs && breakOf(theirs, roots) };
  if (theirs === undefined) return broken.ours === undefined ? [] : [{ ...broken.ours, side: 'OURS' }];
  if (broken.ours === undefined && broken.theirs === undefined) return tailDifference(ours, theirs);
  if (broken.theirs === undefined) return [named(ours, theirs, 'OURS', broken.ours)];
  if (broken.ours === undefined) return [named(theirs, ours, 'THEIRS', broken.theirs)];
  return [
    { ...broken.ours, side: 'OURS' },
    { ...broken.theirs, side: 'THEIRS' },
  ];
}

type Break = Pick<LedgerFault, 'kind' | 'sequence'> & { readonly ref?: string };

/** Where a copy stops being a chain that leads to the roots; undefined for one that does. */
function breakOf({ partner, entries }: LedgerCopy, roots: readonly ExchangeRoot[]): Break | undefined {
  const ends = new Map(roots.map((root) => [root.upToSequence, root]));
  let previous = { sequence: 0, hash: LEDGER_START };
  let spanStart = 1;
  for (const entry of entries) {
    const [expected] = chainEntries(partner, previous, [entry]);
    if (expected?.sequence !== entry.sequence) {
      return { kind: entry.sequence > previous.sequence + 1 ? 'OMITTED' : 'INVENTED', sequence: previous.sequence + 1 };
    }
    if (expected.hash !== entry.hash) return { kind: 'ALTERED', sequence: entry.sequence, ref: entry.ref };
    const root = ends.get(entry.sequence);
    if (root !== undefined && root.hash !== entry.hash) return { kind: 'ALTERED', sequence: spanStart };
    if (root !== undefined) spanStart = entry.sequence + 1;
    previous = entry;
  }
  const last = roots.at(-1)?.upToSequence ?? 0;
  return last > previous.sequence ? { kind: 'OMITTED', sequence: previous.sequence + 1 } : undefined;
}

/** The fault of the copy at fault, by the first place where it differs from the copy that holds. */
function named(bad: LedgerCopy, good: LedgerCopy, side: LedgerSide, broken: Break | undefined): LedgerFault {
  const difference = firstDifference(bad.entries, good.entries);
  // Equal contents with a wrong number or hash: the entry itself was altered.
  const { kind, sequence, ref } = difference ?? broken ?? { kind: 'ALTERED' };
  const known = ref ?? good.entries.find((entry) => entry.sequence === sequence)?.ref;
  return {
    kind,
    side,
    ...(sequence === undefined ? {} : { sequence }),
    ...(known === undefined ? {} : { ref: known }),
  };
}

/** Both copies hold: what they have in common must be equal; one may have more that no root covers yet. */
function tailDifference(ours: LedgerCopy, theirs: LedgerCopy): LedgerFault[] {
  const common = Math.min(ours.entries.length, theirs.entries.length);
  const difference = firstDifference(ours.entries.slice(0, common), theirs.entries.slice(0, common));
  return difference === undefined ? [] : [{ ...difference, side: 'UNDECIDED' }];
}

function firstDifference(bad: readonly ExchangeEntry[], good: readonly ExchangeEntry[]): Required<Break> | undefined {
  const length = Math.max(bad.length, good.length);
  for (let index = 0; index < length; index += 1) {
    const [mine, right] = [bad[index], good[index]];
    if (mine !== undefined && right !== undefined && contentOf(mine) === contentOf(right)) continue;
    return nameDifference({ bad, good, mine, right });
  }
  return undefined;
}

interface Difference {
  readonly bad: readonly ExchangeEntry[];
  readonly good: readonly ExchangeEntry[];
  readonly mine: ExchangeEntry | undefined;
  readonly right: ExchangeEntry | undefined;
}

function nameDifference({ bad, good, mine, right }: Difference): Required<Break> {
  const extra = mine !== undefined && countOf(bad, mine) > countOf(good, mine);
  const missing = right !== undefined && countOf(bad, right) < countOf(good, right);
  if (right === undefined || (extra && !missing)) {
    return { kind: 'INVENTED', sequence: mine?.sequence ?? 0, ref: mine?.ref ?? '' };
  }
  const { sequence, ref } = right;
  if (missing) return { kind: extra ? 'ALTERED' : 'OMITTED', sequence, ref };
  return { kind: 'REORDERED', sequence, ref };
}

function countOf(entries: readonly ExchangeEntry[], entry: ExchangeEntry): number {
  const content = contentOf(entry);
  return entries.filter((other) => contentOf(other) === content).length;
}

/** What an entry says, without its place. */
function contentOf({ direction, kind, ref, sha256, at }: ExchangeContent): string {
  return `${direction} ${kind} ${sha256} ${at} ${ref}`;
}
