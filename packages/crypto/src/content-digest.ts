import { createHash } from 'node:crypto';
import { parseDictionary } from './structured-fields.ts';

const HASHES = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/** The Content-Digest field (RFC 9530) of a body, by SHA-256; no body has the digest of no bytes. */
export function contentDigest(body: Uint8Array | string = ''): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** True when the field has a SHA-256 or SHA-512 digest and each of these that it has is the body's; others are left aside. */
export function digestMatches(field: string, body: Uint8Array | string = ''): boolean {
  const known = [...(parseDictionary(field) ?? [])].flatMap(([name, member]) => {
    const hash = HASHES.get(name);
    return hash === undefined ? [] : [{ hash, member }];
  });
  const matches = known.every(({ hash, member }) => {
    if (member.kind !== 'item' || member.bare.type !== 'bytes') return false;
    return createHash(hash).update(body).digest().equals(member.bare.value);
  });
  return known.length > 0 && matches;
}
