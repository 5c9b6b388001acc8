import { randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import type { ServiceName } from '@mz/contracts';
import { currentSigner, fileKeyProvider } from '@mz/crypto';
import type { Server } from '../server.ts';

const client = 'service:gateway';

/** A token with which the gateway asks a service; it lives a minute. */
export async function gatewayToken(server: Server, audience: ServiceName): Promise<string> {
  const issuer = `${server.urlOf('identity')}/oidc`;
  const keys = fileKeyProvider({ dir: join(server.dataDir, 'keys'), create: false });
  const { id: kid, privateKey } = currentSigner(keys, 'signing/client-gateway');
  const now = Math.floor(Date.now() / 1_000);
  const claims = { iss: client, sub: client, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60 };
  const text = [{ alg: 'EdDSA', kid }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`,
    resource: `urn:mz:${audience}`,
  });
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body: form });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`identity gave the gateway no token: ${answer.status}`);
  return token;
}
