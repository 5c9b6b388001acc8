import { describe, expect, test } from 'vitest';
import { inLanes } from './lanes.ts';

describe('work in lanes', () => {
  test('all is done, and what each did is counted', async () => {
    expect(await inLanes([1, 2, 3, 4, 5], 2, async (one) => one)).toEqual({ done: 15 });
    expect(await inLanes([], 2, async (one) => one)).toEqual({ done: 0 });
  });

  test('one that hangs holds back nobody beside its lane; one that fails holds back nobody, and is thrown at the end', async () => {
    const done: number[] = [];
    const hung = Promise.withResolvers<number>();
    const all = inLanes([1, 2, 3, 4], 2, async (one) => {
      if (one === 1) return hung.promise;
      if (one === 3) throw new Error('the third');
      done.push(one);
      if (one === 4) hung.resolve(1);
      return 1;
    });
    await expect(all).rejects.toThrow('the third');
    expect(done).toEqual([2, 4]);
    const both = inLanes([1, 2], 1, async (one) => Promise.reject(new Error(String(one))));
    await expect(both).rejects.toThrow('2 of 2 failed');
  });
});
