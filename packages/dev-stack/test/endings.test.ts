import { once } from 'node:events';
import { watch } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDataDir, processesOn, runFixture, untilDeserted } from './stack.ts';

let place: ReturnType<typeof makeDataDir>;

beforeEach(() => {
  place = makeDataDir();
});
afterEach(() => place.remove());

describe('however the program ends, no process is left', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('runStack stops all in order on %s', async (signal) => {
    const program = runFixture('run', place.dataDir);
    await program.untilReady();
    expect(processesOn(place.dataDir).length).toBeGreaterThan(0);
    program.child.kill(signal);
    expect(await program.ended).toEqual([0, null]);
    // In order: nothing may be left at the moment of exit, not some time later.
    expect(processesOn(place.dataDir)).toEqual([]);
  });

  test('runStack stops when the process that started it dies', async () => {
    const program = runFixture('run', place.dataDir);
    await program.untilReady();
    // A channel that the parent closed by itself gives no 'close', only 'exit'.
    const exited = once(program.child, 'exit');
    program.child.disconnect();
    expect(await exited).toEqual([0, null]);
    expect(processesOn(place.dataDir)).toEqual([]);
  });

  test('with once, runStack ends with the exit code of the work', async () => {
    const program = runFixture('run', place.dataDir, 'once');
    expect(await program.ended).toEqual([3, null]);
    expect(processesOn(place.dataDir)).toEqual([]);
  });

  test('a signal during the start ends it too', async () => {
    const program = runFixture('run', place.dataDir);
    // The first start on a folder copies and initialises: the claim is there long before the server is.
    await untilClaimed(place.dataDir, program.ended);
    program.child.kill('SIGTERM');
    expect(await program.ended).toEqual([130, null]);
    expect(program.output()).not.toContain('READY');
    await untilDeserted(place.dataDir);
  });

  test.each(['exit', 'throw'])('a program that never calls stop() and ends by %s', async (ending) => {
    const program = runFixture('careless', place.dataDir, ending);
    await program.ended;
    expect(program.output()).toContain('READY');
    await untilDeserted(place.dataDir);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'a program that never calls stop() and gets %s dies of it',
    async (signal) => {
      const program = runFixture('careless', place.dataDir);
      await program.untilReady();
      program.child.kill(signal);
      expect(await program.ended).toEqual([null, signal]);
      await untilDeserted(place.dataDir);
    },
  );

  test('after SIGKILL the next start ends what was left and carries on', async () => {
    const killed = runFixture('run', place.dataDir);
    await killed.untilReady();
    killed.child.kill('SIGKILL');
    await killed.ended;
    const orphans = processesOn(place.dataDir);
    expect(orphans.length).toBeGreaterThan(0);
    const next = runFixture('run', place.dataDir, 'once');
    expect(await next.ended).toEqual([3, null]);
    expect(processesOn(place.dataDir)).toEqual([]);
  });

  test('a second start on the same folder is one clear line and exit code 1', async () => {
    const first = runFixture('run', place.dataDir);
    await first.untilReady();
    const second = runFixture('run', place.dataDir);
    expect(await second.ended).toEqual([1, null]);
    expect(second.output().trim()).toMatch(
      /^PostgreSQL already runs on this data folder \(started by process \d+\)[^\n]*$/,
    );
    first.child.kill('SIGTERM');
    expect(await first.ended).toEqual([0, null]);
  });
});

async function untilClaimed(dataDir: string, ended: Promise<unknown>): Promise<void> {
  const watcher = watch(dataDir, { recursive: true });
  const claimed = new Promise<void>((resolve) => {
    watcher.on('change', (_, name) => {
      if (String(name).startsWith('postgres')) resolve();
    });
  });
  await Promise.race([claimed, ended]);
  watcher.close();
}
