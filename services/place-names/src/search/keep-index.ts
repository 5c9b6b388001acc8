import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { documentOf } from './document-ids.ts';
import { loadDivisions } from './load-divisions.ts';
import { loadPlaces } from './load-places.ts';
import { listChangedFeatures, listNameIds, searchState } from './queries.ts';
import type { Segments } from './readings.ts';
import type { Segment } from './segment.ts';
import { shareNext } from './share-next.ts';

/** The job under which the index reads. */
export const searchJob = 'searches.read';

/** The index in memory. */
export interface SearchIndex extends Segments {
  /** Whether an answer for the day reaches before the first day of complete history. */
  historyIncomplete(day: string): boolean;
}

/**
 * Keeps the index; `current` has all that was committed before it was asked, by whichever process. While it is read for the
 * first time a few who ask wait for it, and the others get SEARCH_INDEX_BUILDING: calls that wait are calls in work.
 */
export interface IndexKeeper {
  current(): Promise<SearchIndex>;
}

interface Places {
  /** Names that transactions from this one on wrote are read again. */
  readonly floor: number;
  /** Their marks when they were last read; undefined after the floor has risen. */
  readonly known: string | undefined;
  readonly base: Segment;
  /** Features written since the base was read, and what they are now. */
  readonly changed: ReadonlySet<string>;
  readonly delta: Segment | undefined;
}

interface Divisions {
  readonly version: number;
  readonly segment: Segment;
  historyIncomplete(day: string): boolean;
}

/** Above any transaction number: nothing has changed since. */
const noFloor = Number.MAX_SAFE_INTEGER;
/** Marks of no name. */
const noMarks = '0';
/** A larger delta is read into a new base. */
const largestDelta = 20_000;
const province = '370000000000';
/** Below the calls that a busy process takes (ADR 10), so that it goes on answering others. */
const mostWaiting = 16;
const askAgainSeconds = 5;

/** Creates the keeper; it reads nothing before the first question. */
export function keepIndex(kit: AppKit, tables: CodeTables): IndexKeeper {
  let divisions: Divisions | undefined;
  let places: Places | undefined;
  let refreshing: Promise<void> | undefined;
  let waiting = 0;
  const stateNow = shareNext(() => readState(kit, places?.floor ?? noFloor));

  async function refresh(ctx: Context, state: State): Promise<void> {
    if (divisions === undefined || divisions.version !== state.version)
      divisions = await readDivisions(kit, ctx, tables);
    places = places === undefined ? await readPlaces(kit, ctx, state) : await renew({ kit, ctx, places, state });
  }

  /** Whether what is kept is what the state says. */
  function isCurrent(state: State): boolean {
    if (places === undefined || divisions?.version !== state.version) return false;
    return state.marks === (places.known ?? noMarks);
  }

  async function current(): Promise<SearchIndex> {
    const isFirst = places === undefined;
    if (isFirst && waiting >= mostWaiting) throw fail('SEARCH_INDEX_BUILDING', { retryAfterSeconds: askAgainSeconds });
    waiting += 1;
    try {
      return await newest();
    } finally {
      waiting -= 1;
    }
  }

  async function newest(): Promise<SearchIndex> {
    for (;;) {
      const state = await stateNow();
      if (refreshing !== undefined || (places?.floor ?? noFloor) !== state.floor) {
        // What was read belongs to another floor by now.
        await refreshing;
        continue;
      }
      if (divisions !== undefined && places !== undefined && isCurrent(state)) return indexOf(divisions, places);
      refreshing = refresh(kit.system(searchJob), state).finally(() => {
        refreshing = undefined;
      });
      await refreshing;
    }
  }

  return { current };
}

interface State {
  /** Changes were counted from here. */
  readonly floor: number;
  readonly version: number;
  readonly oldestOpen: number;
  readonly changed: number;
  readonly marks: string;
}

async function readState(kit: AppKit, floor: number): Promise<State> {
  const [state] = await kit.readOne(kit.system(searchJob), searchState(floor));
  const { version, oldestOpen = 0, changed, marks } = state ?? {};
  return { floor, version: version ?? 0, oldestOpen, changed: changed ?? 0, marks: marks ?? noMarks };
}

async function readDivisions(kit: AppKit, ctx: Context, tables: CodeTables): Promise<Divisions> {
  const table = await tables.current(ctx);
  return {
    version: table.version,
    segment: await loadDivisions(kit, ctx, table),
    historyIncomplete: (day) => table.history.at(province, day).historyIncomplete,
  };
}

async function readPlaces(kit: AppKit, ctx: Context, { oldestOpen }: State): Promise<Places> {
  // Whatever is written while this reads has a number from here on, and is read again.
  const base = await loadPlaces(kit, ctx);
  return { floor: oldestOpen, known: undefined, base, changed: new Set(), delta: undefined };
}

async function renew(work: {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly places: Places;
  readonly state: State;
}): Promise<Places> {
  const { kit, ctx, places, state } = work;
  if (state.marks === (places.known ?? noMarks)) return places;
  if (state.changed > largestDelta) return readPlaces(kit, ctx, state);
  const written = await kit.read(ctx, (db) => listChangedFeatures(db, places.floor));
  const changed = new Set([...places.changed, ...written]);
  if (changed.size > largestDelta) return readPlaces(kit, ctx, state);
  const features = [...changed];
  const delta = await loadPlaces(kit, ctx, features);
  for (const id of await kit.read(ctx, (db) => listNameIds(db, written))) {
    const document = documentOf(places.base, id);
    if (document !== undefined) places.base.gone[document] = 1;
  }
  const risen = state.oldestOpen > places.floor;
  return {
    ...{ base: places.base, changed, delta },
    floor: risen ? state.oldestOpen : places.floor,
    known: risen ? undefined : state.marks,
  };
}

function indexOf({ segment, historyIncomplete }: Divisions, { base, delta }: Places): SearchIndex {
  const all = delta === undefined ? [segment, base] : [segment, base, delta];
  return { divisions: segment, all, historyIncomplete };
}
