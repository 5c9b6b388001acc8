import { expect, it } from 'vitest';
import { silentLogger } from './logging.ts';
import { createWarmUp } from './warm-up.ts';

it('/readyz warns until what is made ready is ready', async () => {
  const ready = Promise.withResolvers<void>();
  const warmUp = createWarmUp(() => ready.promise, { log: silentLogger() });
  expect(await warmUp.check()).toMatchObject({ status: 'warn' });
  warmUp.start();
  expect(await warmUp.check()).toMatchObject({ status: 'warn' });
  ready.resolve();
  await warmUp.stop();
  expect(await warmUp.check()).toEqual({ status: 'pass' });
});

it('a failure is told, and tried again', async () => {
  const again = Promise.withResolvers<void>();
  let runs = 0;
  const warmUp = createWarmUp(
    async () => {
      runs += 1;
      if (runs === 1) throw new Error('the database was away');
      again.resolve();
    },
    { log: silentLogger(), retryMs: 0 },
  );
  warmUp.start();
  await again.promise;
  await warmUp.stop();
  expect(runs).toBe(2);
  expect(await warmUp.check()).toEqual({ status: 'pass' });
});

it('after a stop nothing is tried again', async () => {
  const failing = Promise.withResolvers<void>();
  let runs = 0;
  const warmUp = createWarmUp(
    () => {
      runs += 1;
      return failing.promise;
    },
    { log: silentLogger(), retryMs: 0 },
  );
  warmUp.start();
  const stopped = warmUp.stop();
  failing.reject(new Error('the pool is closed'));
  await stopped;
  // A timer would have run before this one.
  await new Promise<void>((resolve) => setTimeout(resolve, 1));
  expect(runs).toBe(1);
  expect(await warmUp.check()).toMatchObject({ status: 'warn', detail: 'warming up failed and is tried again' });
});
