import { describe, expect, it } from 'vitest';
import { createBlindIndex } from './blind-index.ts';
import { memoryKeyProvider } from './memory-key-provider.ts';

const NUMBER = '370900198203109030';

describe.each(['HMAC-SHA-256', 'HMAC-SM3'] as const)('blind index %s', (algorithm) => {
  const index = createBlindIndex(memoryKeyProvider('index tests'), algorithm);

  it('gives the same 32 bytes for the same text, also in another process with the same keys', () => {
    const again = createBlindIndex(memoryKeyProvider('index tests'), algorithm);
    expect(index.of('people.id_no', NUMBER)).toHaveLength(32);
    expect(again.of('people.id_no', NUMBER).equals(index.of('people.id_no', NUMBER))).toBe(true);
  });

  it('gives other bytes for another text, another index and another installation', () => {
    const here = index.of('people.id_no', NUMBER);
    expect(index.of('people.id_no', '370900198203109031').equals(here)).toBe(false);
    expect(index.of('people.former_id_no', NUMBER).equals(here)).toBe(false);
    expect(createBlindIndex(memoryKeyProvider('other'), algorithm).of('people.id_no', NUMBER).equals(here)).toBe(false);
  });

  it('keeps the border between parts: two lists with the same letters differ', () => {
    const one = index.ofParts('people.name_birth', ['张伟1', '982-03-10']);
    const other = index.ofParts('people.name_birth', ['张伟', '1982-03-10']);
    expect(one.equals(other)).toBe(false);
  });

  it('answers one hash for each text in order', () => {
    const each = index.ofEach('people.phone', ['1', '2']);
    expect(each.map((hash) => hash.toString('hex'))).toEqual(
      ['1', '2'].map((text) => index.of('people.phone', text).toString('hex')),
    );
  });
});

describe('blind index algorithms', () => {
  it('differ from each other', () => {
    const keys = memoryKeyProvider('index tests');
    const international = createBlindIndex(keys, 'HMAC-SHA-256').of('people.id_no', NUMBER);
    expect(createBlindIndex(keys, 'HMAC-SM3').of('people.id_no', NUMBER).equals(international)).toBe(false);
  });
});
