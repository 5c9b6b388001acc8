import { describe, expect, test } from 'vitest';
import { isId } from './record-id.ts';

describe('the form of an id', () => {
  test.each([
    ['an id', '018f2a10-0000-7000-8000-0000000000c1', true],
    ['an id in capitals', '018F2A10-0000-7000-8000-0000000000C1', true],
    ['a prefix that PostgreSQL does not read', 'urn:uuid:018f2a10-0000-7000-8000-0000000000c1', false],
    ['a line more', '018f2a10-0000-7000-8000-0000000000c1\n', false],
    ['a digit less', '018f2a10-0000-7000-8000-0000000000c', false],
    ['a letter beyond f', '018f2a10-0000-7000-8000-0000000000g1', false],
    ['no dashes', '018f2a100000700080000000000000c1', false],
    ['nothing', '', false],
    ['no text', null, false],
    ['a list that prints as one', ['018f2a10-0000-7000-8000-0000000000c1'], false],
  ])('%s', (_, value, expected) => {
    expect(isId(value)).toBe(expected);
  });
});
