import { type Fen, splitLargestRemainder } from '@mz/domain';

/** A part of an amount that one level of government pays. */
export interface LevelPart {
  readonly level: string;
  readonly amountFen: Fen;
}

const levels = ['CENTRAL', 'PROVINCE', 'CITY', 'COUNTY'];

/** An amount split over levels as another one was; largest remainder, ties to the higher level (payments.md §6). */
export function splitAs(amountFen: Fen, like: readonly LevelPart[]): LevelPart[] {
  const ordered = [...like].sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
  return splitLargestRemainder(
    amountFen,
    ordered.map((part) => ({ key: part.level, weight: part.amountFen })),
  ).map(({ key, amountFen: part }) => ({ level: key, amountFen: part }));
}
