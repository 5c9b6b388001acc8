import { storyHouseholds, storyStaff } from '@mz/population';

/** The answers of a call, each looked through once as it came. */
export interface Heard {
  listen(place: string, text: string): void;
  /** Places where a number or account stood in clear, and how often. */
  hits(): ReadonlyMap<string, number>;
  count(): number;
}

/** Identity numbers and accounts of the story's people and staff: they may stand nowhere in clear. */
export function plantedNumbers(): string[] {
  const people = storyHouseholds.flatMap(({ household, account }) => [
    account.accountNo,
    ...household.members.map((one) => one.idNo),
  ]);
  return [...people, ...storyStaff.map(({ idNo }) => idNo)];
}

/** Listens to answers and keeps only where something was heard. */
export function openHeard(): Heard {
  const planted = plantedNumbers();
  const found = new Map<string, number>();
  let count = 0;
  return {
    listen(place, text) {
      count += 1;
      if (planted.some((number) => text.includes(number))) found.set(place, (found.get(place) ?? 0) + 1);
    },
    hits: () => found,
    count: () => count,
  };
}
