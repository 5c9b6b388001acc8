import { expect, test } from 'vitest';
import { createPauses } from './pauses.ts';

/** How many turns of the event loop there are while a work of 320 steps runs, each of so many milliseconds. */
async function turnsWithin(stepMs: number): Promise<number> {
  let [clock, turns, done] = [0, 0, false];
  const turn = (): void => {
    if (done) return;
    turns += 1;
    setImmediate(turn);
  };
  setImmediate(turn);
  const pauses = createPauses(() => clock);
  for (let step = 0; step < 320; step += 1) {
    clock += stepMs;
    await pauses.take();
  }
  done = true;
  return turns;
}

test('a long work stands aside again and again, a short one never', async () => {
  // The clock is looked at each 32 steps: a millisecond a step is a pause at each look.
  expect(await turnsWithin(1)).toBe(10);
  expect(await turnsWithin(0.01)).toBe(0);
});
