import { listSearchNames, searchPlaceNames } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { findPlaces } from './find.ts';
import { searchGraphql } from './graphql.ts';
import { keepIndex } from './keep-index.ts';
import { listNames } from './list-names.ts';
import type { PlaceSearch } from './place-search.ts';
import { countSearchTimes, timed, timesJob } from './search-times.ts';

/** Registers the search of names and gives it to the features beside it. */
export function registerSearch(kit: AppKit, tables: CodeTables): PlaceSearch {
  const index = keepIndex(kit, tables);
  const times = countSearchTimes(kit);
  const search: PlaceSearch = {
    find: (ctx, question) => timed(times, () => findPlaces({ kit, index }, ctx, question)),
    warm: async () => void (await index.current()),
  };
  kit.operation(searchPlaceNames, (ctx, { query }) => search.find(ctx, query));
  kit.stream(listSearchNames, async () => listNames(index));
  kit.graphql(searchGraphql(search));
  kit.schedule({ name: timesJob, every: { dailyAt: '23:50' }, run: async () => ({ done: await times.write() }) });
  kit.onStop(async () => {
    await times.write();
  });
  return search;
}

export { searchIndicators } from './indicators.ts';
export type { PlaceSearch } from './place-search.ts';
