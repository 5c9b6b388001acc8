import type { DivisionChangeItem, DivisionVersion } from '@mz/domain';

/** One move of ground between two codes, with the names that they bore then. */
export interface TimelineMove {
  readonly fromCode: string;
  readonly fromName: string;
  readonly toCode: string;
  readonly toName: string;
  readonly extent: 'FULL' | 'PART';
}

/** What happened on a day: by which change, and which ground went where. */
export interface TimelineEvent {
  readonly on: string;
  readonly changeId: string;
  readonly moves: readonly TimelineMove[];
}

interface Loaded {
  readonly versions: readonly DivisionVersion[];
  readonly items: readonly DivisionChangeItem[];
}

/** More than any code of the province has had. */
const mostSteps = 400;

/**
 * The history of a code, the earliest first: where its ground came from, step by step back, where it went, and the changes
 * of its name. A code that ground came from earlier is followed back only to before that day, and the other way round.
 */
export function timelineOf(code: string, { versions, items }: Loaded): TimelineEvent[] {
  const inForce = versions.filter(({ supersededAt }) => supersededAt === undefined);
  const names = Map.groupBy(inForce, (version) => version.code);
  const steps = [...follow(code, items, 'BACK'), ...follow(code, items, 'ON')];
  const renames = renamesOf(code, names);
  const byChange = Map.groupBy([...new Set(steps), ...renames], (item) => `${item.effectiveOn} ${item.changeId}`);
  return [...byChange.values()]
    .map((group): TimelineEvent => {
      const { effectiveOn: on = '', changeId = '' } = group[0] ?? {};
      return { on, changeId, moves: once(group.map((item) => moveOf(item, names)).filter(isSomething)) };
    })
    .filter(({ moves }) => moves.length > 0)
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

type Step = Pick<DivisionChangeItem, 'fromCode' | 'toCode' | 'effectiveOn' | 'changeId' | 'extent'>;

function follow(code: string, items: readonly DivisionChangeItem[], way: 'BACK' | 'ON'): Step[] {
  const back = way === 'BACK';
  const index = Map.groupBy(items, (item) => (back ? item.toCode : item.fromCode));
  const queue: { readonly code: string; readonly bound: string }[] = [{ code, bound: back ? '9999-12-31' : '' }];
  const found = new Set<DivisionChangeItem>();
  for (let at = 0; at < queue.length && found.size < mostSteps; at += 1) {
    const { code: reached, bound } = queue[at] ?? { code: '', bound: '' };
    for (const item of index.get(reached) ?? []) {
      const inTime = back ? item.effectiveOn < bound : item.effectiveOn > bound;
      if (!inTime || found.has(item)) continue;
      found.add(item);
      queue.push({ code: back ? item.fromCode : item.toCode, bound: item.effectiveOn });
    }
  }
  return [...found];
}

type Names = ReadonlyMap<string, readonly DivisionVersion[]>;

/** A version that follows one of another name under the same code. */
function renamesOf(code: string, names: Names): Step[] {
  const own = [...(names.get(code) ?? [])].sort((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1));
  return own.flatMap((version, index): Step[] => {
    const before = own[index - 1];
    if (before === undefined || before.name === version.name || version.validFrom === null) return [];
    const { changeIdIn: changeId = '', validFrom: effectiveOn } = version;
    return [{ fromCode: code, toCode: code, effectiveOn, changeId, extent: 'FULL' }];
  });
}

function moveOf({ fromCode, toCode, effectiveOn, extent }: Step, names: Names): TimelineMove {
  const fromName = nameBefore(names.get(fromCode), effectiveOn);
  const toName = nameOn(names.get(toCode), effectiveOn);
  return { fromCode, fromName, toCode, toName, extent };
}

/** The whole of a code that stays what it is, under its name, is no event. */
function isSomething({ fromCode, toCode, fromName, toName }: TimelineMove): boolean {
  return fromCode !== toCode || fromName !== toName;
}

/** A rename may stand in the code map too. */
function once(moves: readonly TimelineMove[]): TimelineMove[] {
  const keyed = moves.map((move) => [`${move.fromCode} ${move.toCode} ${move.extent}`, move] as const);
  return [...new Map(keyed).values()];
}

function nameOn(versions: readonly DivisionVersion[] = [], day: string): string {
  const held = versions.find(
    ({ validFrom, validTo }) => (validFrom ?? '') <= day && (validTo === null || day < validTo),
  );
  return held?.name ?? versions.at(-1)?.name ?? '';
}

function nameBefore(versions: readonly DivisionVersion[] = [], day: string): string {
  const held = versions.find(
    ({ validFrom, validTo }) => (validFrom ?? '') < day && (validTo === null || day <= validTo),
  );
  return held?.name ?? versions[0]?.name ?? '';
}
