import { expect, test, vi } from 'vitest';
import { silentLog } from '../test/silent-log.ts';
import { startLoop } from './loop.ts';

test('a wake during a step makes one more step follow at once', async () => {
  const gate = Promise.withResolvers<void>();
  const third = Promise.withResolvers<void>();
  const steps: number[] = [];
  const loop = startLoop(
    'test',
    async () => {
      steps.push(steps.length);
      if (steps.length === 1) await gate.promise;
      if (steps.length === 3) third.resolve();
      return 3_600_000;
    },
    silentLog,
  );
  loop.wake();
  gate.resolve();
  await expect.poll(() => steps.length, { timeout: 60_000 }).toBe(2);
  loop.wake();
  await third.promise;
  await loop.stop();
  expect(steps).toEqual([0, 1, 2]);
});

test('after a failure the pause grows from half a second, and a wake does not cut it short', async () => {
  vi.useFakeTimers();
  try {
    const steps: number[] = [];
    const loop = startLoop(
      'test',
      async () => {
        steps.push(Date.now());
        if (steps.length < 4) throw new Error('the store is away');
        return 3_600_000;
      },
      silentLog,
    );
    for (let waited = 0; waited < 4_000; waited += 100) {
      await vi.advanceTimersByTimeAsync(100);
      loop.wake();
    }
    const pauses = steps.slice(1, 4).map((at, index) => at - (steps[index] ?? 0));
    expect(pauses).toEqual([500, 1_000, 2_000]);
    await loop.stop();
  } finally {
    vi.useRealTimers();
  }
});

test('stop ends a pause and waits for the step in work', async () => {
  const ended: string[] = [];
  const gate = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const loop = startLoop(
    'test',
    async () => {
      began.resolve();
      await gate.promise;
      ended.push('step');
      return 3_600_000;
    },
    silentLog,
  );
  await began.promise;
  const stopping = loop.stop().then(() => ended.push('loop'));
  gate.resolve();
  await stopping;
  expect(ended).toEqual(['step', 'loop']);
});
