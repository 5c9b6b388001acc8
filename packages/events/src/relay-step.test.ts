import { expect, test } from 'vitest';
import { relayStep } from './relay-step.ts';

test('after work the relay looks three times more before it waits for a notification, and starts over after more work', async () => {
  const batches = [3, 0, 0, 5, 0, 0, 0, 0, 0];
  const step = relayStep(async () => batches.shift() ?? 0, 5_000);
  const pauses: number[] = [];
  while (batches.length > 0) pauses.push(await step());
  expect(pauses).toEqual([0, 20, 100, 0, 20, 100, 500, 5_000, 5_000]);
});

test('a relay that finds nothing at its start waits for a notification at once', async () => {
  expect(await relayStep(async () => 0, 5_000)()).toBe(5_000);
});
