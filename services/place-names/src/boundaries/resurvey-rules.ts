import type { divisionChanged, EventPayload } from '@mz/contracts';

type Item = EventPayload<typeof divisionChanged>['items'][number];

/**
 * The units whose ground a change alters: everything but one unit that as a whole becomes one other that was not there
 * before (a rename, a new code, a new type). `stood` are the codes that were in force on the day before.
 */
export function territorialUnits(items: readonly Item[], stood: ReadonlySet<string>): Set<string> {
  const sources = Map.groupBy(items, ({ toCode }) => toCode);
  const altered = items.filter(({ fromCode, toCode, extent }) => {
    const isWhole = extent === 'FULL' && (sources.get(toCode)?.length ?? 0) === 1;
    const isNew = fromCode === toCode || !stood.has(toCode);
    return !(isWhole && isNew);
  });
  return new Set(altered.flatMap(({ fromCode, toCode, partUnits }) => [fromCode, toCode, ...partUnits]));
}

/** The unit that bears the whole of another from now on; undefined while only parts of it have gone somewhere. */
export function successorOf(items: readonly Item[], code: string): string | undefined {
  const [first, ...more] = items.filter(({ fromCode }) => fromCode === code);
  return first !== undefined && more.length === 0 && first.extent === 'FULL' ? first.toCode : undefined;
}
