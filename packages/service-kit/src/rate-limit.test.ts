import { expect, test } from 'vitest';
import { createRateLimiter } from './rate-limit.ts';

test('a clock that is put back an hour takes no caller’s calls away, and refilling goes on from there', () => {
  const clock = { now: 10_000_000 };
  const take = createRateLimiter({ burst: 3, perSecond: 1 }, () => clock.now);
  expect(take('a')).toMatchObject({ allowed: true, remaining: 2 });
  clock.now -= 3_600_000;
  expect([take('a').allowed, take('a').allowed, take('a').allowed]).toEqual([true, true, false]);
  clock.now += 1_000;
  expect(take('a').allowed).toBe(true);
});
