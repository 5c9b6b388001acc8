import { readDivisionFiles, testDivisions } from '@mz/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDivisionDirectory, type DivisionSnapshot } from '../src/division-directory.ts';
import { silentLogger } from '../src/logging.ts';

const snapshot = snapshotOf('v1');

function snapshotOf(tableVersion: string): DivisionSnapshot {
  const { versions, items } = readDivisionFiles();
  return {
    tableVersion,
    versions: versions.map((version) => ({
      ...version,
      managedByCode: version.managedByCode ?? null,
      fiscalParentCode: version.fiscalParentCode ?? null,
    })),
    items: items.map((item) => ({ ...item, partUnits: [...item.partUnits] })),
    regionGroups: [],
  };
}

function directoryOf(fetch: () => Promise<DivisionSnapshot>, stored?: DivisionSnapshot) {
  const saved: string[] = [];
  const directory = createDivisionDirectory({
    log: silentLogger(),
    fetch,
    copy: {
      load: async () => stored,
      version: async () => stored?.tableVersion,
      save: async ({ tableVersion }) => {
        saved.push(tableVersion);
      },
    },
  });
  return { directory, saved };
}

const down = (): Promise<DivisionSnapshot> => Promise.reject(new Error('place-names is down'));

afterEach(() => {
  vi.useRealTimers();
});

describe('divisions in memory', () => {
  it('start from the stored copy while place-names is down, and say so', async () => {
    const { directory } = directoryOf(down, snapshot);
    await directory.start();
    expect(directory.history().at('370102', '2014-04-28')).toMatchObject({ ok: true, value: { name: '历下区' } });
    expect(await directory.check()).toMatchObject({ status: 'warn' });
    directory.stop();
  });

  it('start empty, with a warning, when there is no copy either', async () => {
    const { directory } = directoryOf(down);
    await directory.start();
    expect(directory.history().at('370102', '2014-04-28')).toMatchObject({ ok: false, code: 'CODE_UNKNOWN' });
    expect(await directory.check()).toEqual({ status: 'warn', detail: 'no divisions are loaded yet' });
    directory.stop();
  });

  it('are asked for again, ever more slowly, until place-names answers; then kept', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const { directory, saved } = directoryOf(async () => {
      asked += 1;
      if (asked < 4) throw new Error('place-names is down');
      return snapshot;
    });
    await directory.start();
    await vi.advanceTimersByTimeAsync(500 + 1_000 + 2_000 - 1);
    expect([asked, saved]).toEqual([3, []]);
    await vi.advanceTimersByTimeAsync(1);
    expect([asked, saved]).toEqual([4, ['v1']]);
    expect(await directory.check()).toEqual({ status: 'pass' });
  });

  it('are taken over when another process of the service has kept a newer table', async () => {
    vi.useFakeTimers();
    let kept = snapshotOf('1-a');
    const directory = createDivisionDirectory({
      log: silentLogger(),
      fetch: async () => snapshotOf('1-a'),
      copy: { load: async () => kept, version: async () => kept.tableVersion, save: async () => undefined },
    });
    await directory.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(directory.history().at('370102', '2014-04-28')).toMatchObject({ value: { name: '历下区' } });
    const versions = kept.versions.map((one) => (one.code === '370102000000' ? { ...one, name: '历下新区' } : one));
    kept = { ...kept, tableVersion: '2-a', versions };
    await vi.advanceTimersByTimeAsync(9_999);
    expect(directory.history().at('370102', '2014-04-28')).toMatchObject({ value: { name: '历下区' } });
    await vi.advanceTimersByTimeAsync(1);
    expect(directory.history().at('370102', '2014-04-28')).toMatchObject({ value: { name: '历下新区' } });
    kept = { ...snapshotOf('1-a') };
    await vi.advanceTimersByTimeAsync(10_000);
    expect(directory.history().at('370102', '2014-04-28')).toMatchObject({ value: { name: '历下新区' } });
    directory.stop();
  });

  it('stay as they were when a refresh fails', async () => {
    let up = true;
    const { directory } = directoryOf(() => (up ? Promise.resolve(snapshot) : down()));
    await directory.refresh();
    up = false;
    await directory.refresh();
    expect(directory.history().at('370102', '2014-04-28').ok).toBe(true);
    directory.stop();
  });
});

describe('divisions of tests', () => {
  it('are those of the files of place-names, with their history', () => {
    const divisions = testDivisions();
    expect(divisions.counts('2013-12-31')).toMatchObject({ prefectures: 17, countyLevel: 137 });
    expect(divisions.children('370102', '2014-04-28')).toMatchObject({ ok: true });
  });
});
