import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import {
  approveExchangeEndpoint,
  approvePartnerKey,
  type ExchangePublicKey,
  type OperationInputOf,
  type proposePartnerKey as Propose,
  proposeExchangeEndpoint,
  proposePartnerKey,
} from '@mz/contracts';
import { type MessagePrivateKey, type MessagePublicKey, signRequest, verifyResponse } from '@mz/crypto';
import type { TestAnswer, TestService } from '@mz/testing';

/** A partner's own side of the signed protocol, written from the guide alone. */
export interface PartnerClient {
  readonly keyId: string;
  readonly privateKey: MessagePrivateKey;
}

const origin = 'http://exchange.test';

/** What a request of a partner may have otherwise than usual. */
export interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly body?: object;
  readonly nonce?: string;
  readonly ageSeconds?: number;
  readonly alter?: (headers: Record<string, string>) => Record<string, string>;
  readonly sentBody?: string;
}

/** A signed request and its answer; `verified` says whether the platform's key signed it for this request. */
export async function callAs(
  { inject }: Pick<TestService, 'inject'>,
  { keyId, privateKey }: PartnerClient,
  path: string,
  { method = 'GET', body, nonce = randomUUID(), ageSeconds = 0, alter = (same) => same, sentBody }: Sent = {},
): Promise<TestAnswer & { verify(key: MessagePublicKey): Promise<boolean> }> {
  const created = new Date(Date.now() - ageSeconds * 1000);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const content = text === undefined ? {} : { body: text };
  const type = text === undefined ? {} : { 'content-type': 'application/json' };
  const expires = new Date(created.getTime() + 60_000);
  const request = { method, url: origin + path, headers: type, ...content };
  const headers = signRequest({ ...request, keyId, privateKey, created, expires, nonce });
  const payload = sentBody ?? text;
  const response = await inject({
    ...{ method, url: path, headers: { ...alter(headers), host: 'exchange.test' } },
    ...(payload === undefined ? {} : { payload }),
  });
  const answer = { status: response.statusCode, headers: response.headers as never, body: response.payload };
  return {
    status: response.statusCode,
    headers: response.headers,
    body: JSON.parse(response.payload),
    verify: async (key) =>
      (await verifyResponse(answer, { request: { ...request, headers }, keyLookup: () => key, now: new Date() })).ok,
  };
}

/** An Ed25519 pair with its public half as partners register it. */
export function ed25519(): { privateKey: KeyObject; key: ExchangePublicKey } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, key: { kty: 'OKP', crv: 'Ed25519', x } };
}

/** Two administrators register a key; answers its row. */
export async function register(
  service: Pick<TestService, 'call' | 'token'>,
  key: Partial<OperationInputOf<typeof Propose>['body']> & { partnerCode: string; key: ExchangePublicKey },
): Promise<{ id: string; keyId: string; version: number }> {
  const [first, second] = await administrators(service);
  const body = { purpose: 'SIGN', validFrom: '2014-01-01', validTo: '2014-12-31', ...key };
  const proposed = await service.call(proposePartnerKey, { token: first, body });
  if (proposed.status !== 201) throw new Error(`proposing answered ${JSON.stringify(proposed.body)}`);
  const { id, version } = proposed.body;
  const approved = await service.call(approvePartnerKey, { token: second, params: { id }, body: {}, version });
  if (approved.status !== 200) throw new Error(`approving answered ${JSON.stringify(approved.body)}`);
  return approved.body;
}

/** Two administrators register where a partner is reached. */
export async function registerEndpoint(
  service: Pick<TestService, 'call' | 'token'>,
  endpoint: Partial<OperationInputOf<typeof proposeExchangeEndpoint>['body']>,
): Promise<{ id: string; version: number }> {
  const [first, second] = await administrators(service);
  const body = { validFrom: '2014-01-01', ...endpoint };
  const proposed = await service.call(proposeExchangeEndpoint, { token: first, body });
  if (proposed.status !== 201) throw new Error(`proposing answered ${JSON.stringify(proposed.body)}`);
  const { id, version } = proposed.body;
  const approved = await service.call(approveExchangeEndpoint, { token: second, params: { id }, body: {}, version });
  if (approved.status !== 200) throw new Error(`approving answered ${JSON.stringify(approved.body)}`);
  return approved.body;
}

/** Tokens of two administrators of the province. */
export async function administrators({ token }: Pick<TestService, 'token'>): Promise<[string, string]> {
  return [
    await token({ role: 'PROVINCE_ADMIN', subject: 'first-administrator' }),
    await token({ role: 'PROVINCE_ADMIN', subject: 'second-administrator' }),
  ];
}
