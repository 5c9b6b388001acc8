import type { OperationInputOf, OperationOutputOf, searchPlaceNames } from '@mz/contracts';
import type { Context } from '@mz/service-kit';

/** What is asked of the search. */
export type SearchQuestion = OperationInputOf<typeof searchPlaceNames>['query'];

/** A page of what it finds. */
export type SearchPage = OperationOutputOf<typeof searchPlaceNames>;

/** The search as the features beside it ask for it. */
export interface PlaceSearch {
  /** A page of divisions and public places, the best first. */
  find(ctx: Context, question: SearchQuestion): Promise<SearchPage>;
  /** Reads the index, so that no question waits for it. */
  warm(): Promise<void>;
}
