import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { currentSecret } from './key-provider.ts';
import { memoryKeyProvider } from './memory-key-provider.ts';
import { constantTimeEqual, hmacOf, randomToken } from './secret.ts';

describe('hmacOf', () => {
  const keys = memoryKeyProvider('secret tests');

  it('is HMAC-SHA-256 of the bytes under the named key; text counts as UTF-8', () => {
    const expected = createHmac('sha256', currentSecret(keys, 'mac/idempotency').secret.export())
      .update('{"名":1}')
      .digest();
    expect(hmacOf(keys, 'mac/idempotency', '{"名":1}').equals(expected)).toBe(true);
    expect(hmacOf(keys, 'mac/idempotency', Buffer.from('{"名":1}')).equals(expected)).toBe(true);
  });

  it('differs by key and by body', () => {
    const here = hmacOf(keys, 'mac/idempotency', 'a');
    expect(hmacOf(keys, 'mac/other', 'a').equals(here)).toBe(false);
    expect(hmacOf(keys, 'mac/idempotency', 'b').equals(here)).toBe(false);
  });
});

describe('constantTimeEqual', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'aa', false],
    ['', '', true],
    ['张', Buffer.from('张'), true],
  ])('%s and %s: %s', (left, right, equal) => {
    expect(constantTimeEqual(left, right)).toBe(equal);
  });
});

describe('randomToken', () => {
  it('carries 256 bits in base64url and differs each time', () => {
    const tokens = Array.from({ length: 500 }, () => randomToken());
    expect(tokens.every((token) => /^[A-Za-z0-9_-]{43}$/.test(token))).toBe(true);
    expect(new Set(tokens).size).toBe(500);
  });

  it('refuses to be short', () => {
    expect(() => randomToken(15)).toThrow(RangeError);
  });
});
