/** Last numbers of the classes of townships: subdistricts, towns, townships, quasi-townships (GB/T 10114-2003). */
export const townshipClasses = [99, 199, 399, 599] as const;

/** Last numbers of the classes below: residents', villagers' committees, quasi-communities, quasi-villages (statistics code rules). */
export const villageClasses = [199, 399, 499, 599] as const;

/** Which numbers may be given: `taken` are codes of the same length as `prefix` and number together. */
export interface FreeNumbers {
  readonly taken: ReadonlySet<string>;
  readonly classes: readonly number[];
}

/**
 * The code with the wanted three digits where they are free, else the number after the highest of its class
 * (place-names.md §4.2); undefined when the class is full.
 */
export function freeCode(prefix: string, segment: string, { taken, classes }: FreeNumbers): string | undefined {
  if (!taken.has(prefix + segment)) return prefix + segment;
  const ceiling = ceilingOf(Number(segment), classes);
  const used = [...taken].filter((code) => code.startsWith(prefix)).map((code) => Number(code.slice(prefix.length)));
  const next = Math.max(...used.filter((number) => ceilingOf(number, classes) === ceiling)) + 1;
  return next > ceiling ? undefined : prefix + String(next).padStart(3, '0');
}

function ceilingOf(number: number, classes: readonly number[]): number {
  return classes.find((ceiling) => number <= ceiling) ?? Number.POSITIVE_INFINITY;
}
