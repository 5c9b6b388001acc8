import { describe, expect, it } from 'vitest';
import { contentDigest, digestMatches } from './content-digest.ts';

// RFC 9530 appendix D and RFC 9421 §B.2.
const HELLO = '{"hello": "world"}';
const SHA256 = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';
const SHA512 = 'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:';

describe('content digest (RFC 9530)', () => {
  it('is the SHA-256 of the published example', () => {
    expect(contentDigest(HELLO)).toBe(SHA256);
    expect(contentDigest(Buffer.from(HELLO))).toBe(SHA256);
  });

  it('of no body is the digest of no bytes', () => {
    expect(contentDigest()).toBe('sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
    expect(digestMatches(contentDigest())).toBe(true);
  });

  it.each([
    [SHA256, true],
    [SHA512, true],
    [`${SHA256}, ${SHA512}`, true],
    [`md5=:1B2M2Y8AsgTpgAmY7PhCfg==:, ${SHA256}`, true],
    ['md5=:1B2M2Y8AsgTpgAmY7PhCfg==:', false],
    [`${SHA256}, sha-512=:AAAA:`, false],
    [`${contentDigest('x')}, ${SHA512}`, false],
    ['sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE', false],
    [`${SHA256}, ${SHA256}`, false],
    ['', false],
  ])('%s: %s', (field, matches) => {
    expect(digestMatches(field, HELLO)).toBe(matches);
  });
});
