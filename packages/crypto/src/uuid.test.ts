import { describe, expect, it } from 'vitest';
import { uuidv7 } from './uuid.ts';

describe('uuidv7', () => {
  it('carries the time of RFC 9562 appendix A.6, version 7 and variant 10', () => {
    expect(uuidv7(new Date('2022-02-22T19:22:22.000Z'))).toMatch(
      /^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('differs each time in the same millisecond', () => {
    const now = new Date('2014-04-28T01:00:00Z');
    expect(new Set(Array.from({ length: 1000 }, () => uuidv7(now))).size).toBe(1000);
  });

  it('sorts by time as text', () => {
    const first = uuidv7(new Date('2014-04-28T01:00:00.000Z'));
    expect(first < uuidv7(new Date('2014-04-28T01:00:00.001Z'))).toBe(true);
  });

  it('sorts by the order of the calls within one millisecond', () => {
    const now = new Date('2014-04-28T01:00:00Z');
    const made = Array.from({ length: 20_000 }, () => uuidv7(now));
    expect(made.toSorted()).toEqual(made);
  });

  it.each([new Date(-1), new Date(Number.NaN)])('refuses a time that it cannot carry', (time) => {
    expect(() => uuidv7(time)).toThrow(RangeError);
  });
});
