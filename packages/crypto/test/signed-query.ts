import { generateKeyPairSync } from 'node:crypto';
import type { HttpRequest } from '../src/http-message.ts';
import { type NonceUse, signRequest, type VerifyRequestOptions, verifyRequest } from '../src/http-signature.ts';

export const NOW = new Date('2014-04-28T01:00:00Z');
export const SECOND = 1000;
export const center = generateKeyPairSync('ed25519');
export const agency = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const KEYS = new Map([
  ['center-1', center.publicKey],
  ['agency-1', agency.publicKey],
]);

/** A request with the headers that its signer gave it. */
export interface Signed extends HttpRequest {
  readonly headers: Record<string, string>;
}

interface Times {
  created?: Date;
  expires?: Date;
}

export const QUERY = {
  method: 'POST',
  url: 'https://hukou.example/v1/queries?mode=RT',
  headers: { 'Content-Type': 'application/json', 'X-Purpose': 'VERIFY_MEANS' },
  body: '{"ref":"q-1","items":["HUKOU"]}',
};

export function signed(
  request: HttpRequest = QUERY,
  by = { keyId: 'center-1', privateKey: center.privateKey },
  times: Times = {},
): Signed {
  const created = times.created ?? NOW;
  const expires = times.expires ?? new Date(created.getTime() + 60 * SECOND);
  const headers = signRequest({ ...request, ...by, created, expires, nonce: 'n-0001' });
  return { ...request, headers };
}

export function options(over: Partial<VerifyRequestOptions> = {}): VerifyRequestOptions {
  return { keyLookup: (keyId) => KEYS.get(keyId), now: NOW, nonceSeen: () => false, ...over };
}

export async function codeOf(request: HttpRequest, over: Partial<VerifyRequestOptions> = {}): Promise<string> {
  const answer = await verifyRequest(request, options(over));
  return answer.ok ? 'NONE' : answer.code;
}

export function nonceMemory(): { uses: NonceUse[]; nonceSeen: (use: NonceUse) => boolean } {
  const uses: NonceUse[] = [];
  const nonceSeen = (use: NonceUse): boolean => {
    const seen = uses.some((other) => other.keyId === use.keyId && other.nonce === use.nonce);
    uses.push(use);
    return seen;
  };
  return { uses, nonceSeen };
}

/** The request with one header changed after it was signed. */
export function withHeader(request: Signed, name: string, change: (value: string) => string): Signed {
  const value = request.headers[name];
  if (value === undefined) throw new TypeError(`no header ${name}`);
  return { ...request, headers: { ...request.headers, [name]: change(value) } };
}
