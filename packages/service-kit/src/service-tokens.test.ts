import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { currentSigner, memoryKeyProvider } from '@mz/crypto';
import { jwtVerify } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { createLocalIssuer } from './local-issuer.ts';
import { clientKeyName, createServiceTokens } from './service-tokens.ts';

const keys = memoryKeyProvider('service-tokens');
let server: Server | undefined;

afterEach(() => {
  server?.close();
});

/** A token endpoint by RFC 6749 and RFC 7523 that checks the assertion as a provider does. */
async function tokenEndpoint(status = 200) {
  const issuer = await createLocalIssuer();
  const asked: Record<string, string>[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    asked.push(form);
    const { publicKey } = currentSigner(keys, clientKeyName('payments'));
    const { payload } = await jwtVerify(form.client_assertion ?? '', publicKey, { audience: 'https://issuer.test' });
    const audience = form.resource === 'urn:mz:people' ? 'people' : 'identity';
    const good = { access_token: await issuer.serviceToken('payments', audience), expires_in: 60, sub: payload.sub };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? good : { error: 'invalid_client' }));
  });
  const listening = server;
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  return { asked, tokenUrl: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/token` };
}

describe('tokens of a service', () => {
  test('are asked for by a signed assertion, once for many calls, again shortly before they end', async () => {
    const { asked, tokenUrl } = await tokenEndpoint();
    let now = new Date();
    const tokens = createServiceTokens({
      name: 'payments',
      issuer: 'https://issuer.test',
      keys,
      tokenUrl,
      now: () => now,
    });
    const [first, second] = await Promise.all([tokens.tokenFor('people'), tokens.tokenFor('people')]);
    expect(first).toBe(second);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      grant_type: 'client_credentials',
      client_id: 'service:payments',
      resource: 'urn:mz:people',
    });
    now = new Date(now.getTime() + 44_000);
    await tokens.tokenFor('people');
    expect(asked).toHaveLength(1);
    now = new Date(now.getTime() + 2_000);
    await tokens.tokenFor('people');
    expect(asked).toHaveLength(2);
    await tokens.tokenFor('identity');
    expect(asked).toHaveLength(3);
  });

  test('UPSTREAM_UNAVAILABLE: a refusal keeps its reason for the log and is not remembered', async () => {
    const { asked, tokenUrl } = await tokenEndpoint(401);
    const tokens = createServiceTokens({ name: 'payments', issuer: 'https://issuer.test', keys, tokenUrl });
    for (let round = 0; round < 2; round += 1) {
      await expect(tokens.tokenFor('people')).rejects.toMatchObject({
        code: 'UPSTREAM_UNAVAILABLE',
        cause: { message: 'identity gave no token for people: 401 invalid_client' },
      });
    }
    expect(asked).toHaveLength(2);
  });
});
