import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { currentSigner, fileKeyProvider } from '@mz/crypto';
import { type Answer, parsed, send } from './send.ts';
import type { Stage } from './stage.ts';
import { encode } from './tokens.ts';

const client = 'service:people';

/** Forged proofs of a client at identity's token endpoint, and good ones used twice; answers what was taken all the same. */
export async function forgedAssertions(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const { issuer } = stage.mint;
  const keys = fileKeyProvider({ dir: join(stage.platform.surroundings.dataDir, 'keys'), create: false });
  const key = currentSigner(keys, 'signing/client-people');
  const other = currentSigner(keys, 'signing/client-payments');
  const own = generateKeyPairSync('ed25519').privateKey;
  const now = Math.floor(Date.now() / 1_000);
  const header = { alg: 'EdDSA', kid: key.id };
  const claims = (): Record<string, unknown> => ({
    iss: client,
    sub: client,
    aud: issuer,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
  });
  const made = (head: object, body: object, by: KeyObject = key.privateKey): string => {
    const text = `${encode(head)}.${encode(body)}`;
    return `${text}.${sign(null, Buffer.from(text), by).toString('base64url')}`;
  };
  const hmac = `${encode({ ...header, alg: 'HS256' })}.${encode(claims())}`;
  const used = made(header, claims());
  const control = await exchange(stage, used);
  const faults =
    control.status === 200 ? [] : [`a good assertion was refused: ${control.status} ${control.text.slice(0, 200)}`];
  const forged: Readonly<Record<string, string>> = {
    'an assertion used twice': used,
    'alg none': `${encode({ alg: 'none' })}.${encode(claims())}.`,
    'HS256 with the client id': `${hmac}.${createHmac('sha256', client).update(hmac).digest('base64url')}`,
    'the key of another client': made({ ...header, kid: other.id }, claims(), other.privateKey),
    'an own key': made(header, claims(), own),
    'an own key in the header': made({ ...header, jwk: { kty: 'OKP' } }, claims(), own),
    'another subject': made(header, { ...claims(), sub: 'service:payments' }),
    'another issuer': made(header, { ...claims(), iss: 'service:payments' }),
    'another audience': made(header, { ...claims(), aud: 'https://elsewhere.example' }),
    expired: made(header, { ...claims(), iat: now - 600, exp: now - 300 }),
    'from the future': made(header, { ...claims(), nbf: now + 600, iat: now + 600, exp: now + 900 }),
    'no end': made(header, { ...claims(), exp: undefined }),
    'no number of its own': made(header, { ...claims(), jti: undefined }),
  };
  for (const [name, assertion] of Object.entries(forged)) {
    const answer = await exchange(stage, assertion);
    if (answer.status !== 401 && answer.status !== 400)
      faults.push(`assertion, ${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
  const race = made(header, claims());
  const answers = await Promise.all(Array.from({ length: 12 }, () => exchange(stage, race)));
  const taken = answers.filter(({ status }) => status === 200).length;
  if (taken > 1) faults.push(`one assertion sent twelve times at once was taken ${taken} times`);
  const greedy = await exchange(stage, made(header, claims()), 'urn:mz:mz-platform');
  if (greedy.status === 200) faults.push('a service got a token for the whole platform');
  return { runs: Object.keys(forged).length + 2, faults };
}

async function exchange(stage: Stage, assertion: string, resource = 'urn:mz:payments'): Promise<Answer> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    resource,
  });
  const answer = await send(stage, {
    base: stage.platform.urlOf('identity'),
    method: 'POST',
    path: '/oidc/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
  });
  const granted = (parsed(answer.text) as { access_token?: string } | undefined)?.access_token;
  return granted === undefined && answer.status === 200 ? { ...answer, status: 500 } : answer;
}
