import { createHmac } from 'node:crypto';
import { lengthPrefixed } from './field-format.ts';
import { currentSecret, type KeyProvider } from './key-provider.ts';

/** The keyed hash of an index: the international one, or the national one. */
export type BlindIndexAlgorithm = 'HMAC-SHA-256' | 'HMAC-SM3';

/** Keyed hashes by which an encrypted value is found again by equality; each index name has its own key. */
export interface BlindIndex {
  /** 32 bytes for one canonical text; canonicalise (NFKC, variants) before, because one other letter is another value. */
  of(indexName: string, canonicalText: string): Buffer;
  /** One hash over several parts together, such as name and birth date; no two different lists of parts agree. */
  ofParts(indexName: string, canonicalParts: readonly string[]): Buffer;
  /** One hash for each text, in the same order: for an array column or a query by several values. */
  ofEach(indexName: string, canonicalTexts: readonly string[]): Buffer[];
}

/** Creates blind indexes on the keys `blind-index/<indexName>`; a key turned there needs the index written again. */
export function createBlindIndex(keys: KeyProvider, algorithm: BlindIndexAlgorithm = 'HMAC-SHA-256'): BlindIndex {
  const hash = algorithm === 'HMAC-SM3' ? 'sm3' : 'sha256';

  function ofParts(indexName: string, canonicalParts: readonly string[]): Buffer {
    const { secret } = currentSecret(keys, `blind-index/${indexName}`);
    return createHmac(hash, secret).update(lengthPrefixed(canonicalParts)).digest();
  }

  function of(indexName: string, canonicalText: string): Buffer {
    return ofParts(indexName, [canonicalText]);
  }

  return { of, ofParts, ofEach: (indexName, texts) => texts.map((text) => of(indexName, text)) };
}
