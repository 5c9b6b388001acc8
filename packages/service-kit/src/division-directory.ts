import type { divisionSnapshot, OperationOutputOf } from '@mz/contracts';
import {
  createDivisionHistory,
  type DivisionHistory,
  type DivisionHistoryData,
  type DivisionVersion,
} from '@mz/domain';
import type { Logger } from 'pino';
import type { CheckResult } from './health.ts';

/** All division versions down to the township with their change items, as place-names answers them. */
export type DivisionSnapshot = OperationOutputOf<typeof divisionSnapshot>;

/** Where the last snapshot is kept, so that a service starts while place-names is down. */
export interface DivisionCopy {
  load(): Promise<DivisionSnapshot | undefined>;
  /** Table version of what is kept; another process of the service may have kept a newer one. */
  version(): Promise<string | undefined>;
  save(snapshot: DivisionSnapshot): Promise<void>;
}

/** What the directory works with; `fetch` asks place-names. */
export interface DivisionDirectorySettings {
  readonly log: Logger;
  readonly copy: DivisionCopy;
  fetch(): Promise<DivisionSnapshot>;
}

/** The divisions in memory of one service. */
export interface DivisionDirectory {
  history(): DivisionHistory;
  /** Loads the copy and starts to refresh in the background; never fails because place-names is down. */
  start(): Promise<void>;
  /** Asks place-names now; with back-off until it answers. Called after `division.changed`. */
  refresh(): Promise<void>;
  stop(): void;
  check(): Promise<CheckResult>;
}

const firstRetryMs = 500;
const longestRetryMs = 60_000;
/** An event reaches one process of a service; the others find what it kept. */
const lookAgainMs = 10_000;

/** Creates the directory; until something is loaded it knows no division. */
export function createDivisionDirectory(settings: DivisionDirectorySettings): DivisionDirectory {
  let history = createDivisionHistory({ versions: [], items: [] });
  let state: 'empty' | 'copy' | 'fresh' = 'empty';
  let shown: string | undefined;
  let retry: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;
  let stopped = false;

  function show(snapshot: DivisionSnapshot, from: 'copy' | 'fresh'): void {
    history = createDivisionHistory(divisionData(snapshot));
    shown = snapshot.tableVersion;
    state = from;
  }

  async function lookAgain(): Promise<void> {
    try {
      const kept = await settings.copy.version();
      if (kept === undefined || !isNewer(kept, shown)) return;
      const copy = await settings.copy.load();
      if (copy && !stopped) show(copy, 'fresh');
    } catch (error) {
      settings.log.warn({ err: error }, 'the kept divisions cannot be read');
    }
  }

  async function attempt(delayMs: number): Promise<void> {
    clearTimeout(retry);
    if (stopped) return;
    try {
      const snapshot = await settings.fetch();
      show(snapshot, 'fresh');
      await settings.copy.save(snapshot);
    } catch (error) {
      if (stopped) return;
      settings.log.warn({ err: error, retryMs: delayMs }, 'place-names gave no divisions');
      retry = setTimeout(() => void attempt(Math.min(delayMs * 2, longestRetryMs)), delayMs).unref();
    }
  }

  return {
    history: () => history,
    async start() {
      const copy = await settings.copy.load();
      if (copy) show(copy, 'copy');
      void attempt(firstRetryMs);
      watch = setInterval(() => void lookAgain(), lookAgainMs).unref();
    },
    refresh: () => attempt(firstRetryMs),
    stop() {
      stopped = true;
      clearTimeout(retry);
      clearInterval(watch);
    },
    async check() {
      if (state === 'fresh') return { status: 'pass' };
      return { status: 'warn', detail: state === 'copy' ? 'on the stored copy' : 'no divisions are loaded yet' };
    },
  };
}

/** Labels begin with the number of the table; a process that saved late does not take the others back. */
function isNewer(label: string, than: string | undefined): boolean {
  return than === undefined || Number.parseInt(label, 10) > Number.parseInt(than, 10);
}

/** A directory that always answers from the given history: place-names' own, or a test's. */
export function fixedDivisionDirectory(history: () => DivisionHistory): DivisionDirectory {
  return {
    history,
    start: () => Promise.resolve(),
    refresh: () => Promise.resolve(),
    stop: () => undefined,
    check: () => Promise.resolve({ status: 'pass' }),
  };
}

/** A snapshot as the domain's history takes it. */
export function divisionData(snapshot: DivisionSnapshot): DivisionHistoryData {
  return { versions: snapshot.versions.map(divisionVersion), items: snapshot.items };
}

type SnapshotVersion = DivisionSnapshot['versions'][number];

function divisionVersion(version: SnapshotVersion): DivisionVersion {
  const { managedByCode, fiscalParentCode, ...rest } = version;
  // Parse border: the contract has the enumerations of place-names as plain text.
  return {
    ...(rest as Omit<DivisionVersion, 'managedByCode' | 'fiscalParentCode'>),
    ...(managedByCode === null ? {} : { managedByCode }),
    ...(fiscalParentCode === null ? {} : { fiscalParentCode }),
  };
}
