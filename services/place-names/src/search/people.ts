/** How many people a unit had in a year. */
export interface Counted {
  readonly year: number;
  readonly hukouPopulation: number;
}

/** The newest count, by year, that is not of a year after a version that ended before the day `to`; 0 when there is none. */
export function newestCount(counted: readonly Counted[], to: number): number {
  const [year, day] = [Math.floor(to / 10_000), to % 10_000];
  const last = day === 101 ? year - 1 : year;
  return counted.findLast((one) => one.year <= last)?.hukouPopulation ?? 0;
}
