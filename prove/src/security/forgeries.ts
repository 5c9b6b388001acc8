import { forgedAssertions } from './forged-assertions.ts';
import { forgedMessages } from './forged-messages.ts';
import { type Forgery, forgedTokens } from './forged-tokens.ts';
import { codesOf, parsed, send } from './send.ts';
import type { Stage } from './stage.ts';

/** Forged tokens at a service and through the gateway, forged proofs of clients at identity, forged signed messages at an agency. */
export async function forgeries(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const published = await send(stage, {
    base: stage.platform.urlOf('identity'),
    method: 'GET',
    path: '/oidc/jwks',
    headers: {},
  });
  const { keys = [] } = (parsed(published.text) ?? {}) as { keys?: { kid: string; x: string; d?: string }[] };
  const faults = keys.some(({ d }) => d !== undefined) ? ['identity publishes a private key'] : [];
  const jwk = keys.find(({ kid }) => kid === stage.mint.keyId);
  if (jwk === undefined) return { runs: 1, faults: ['identity does not publish the key that it signs with'] };
  const control = await present(
    stage,
    { name: 'good', token: stage.mint.user('somebody', [{ role: 'AUDITOR', division: '370000000000' }]) },
    'social-assistance',
  );
  if (control.status !== 200) faults.push(`a good token was refused: ${control.status}`);
  let runs = 0;
  const tokens = forgedTokens(stage.mint, jwk);
  for (const forgery of tokens) {
    // The gateway passes on no token beside the caller's own.
    const doors =
      forgery.as === 'user' ? (['social-assistance'] as const) : (['social-assistance', 'gateway'] as const);
    for (const door of doors) {
      runs += 1;
      const answer = await present(stage, forgery, door);
      if (answer.status !== 401 || !['TOKEN_INVALID', 'TOKEN_MISSING'].includes(codesOf(answer)[0] ?? ''))
        faults.push(`token at ${door}, ${forgery.name}: ${answer.status} ${answer.text.slice(0, 120)}`);
    }
  }
  const parts = [await forgedAssertions(stage), await forgedMessages(stage)];
  stage.say(
    `${tokens.length} tokens at two doors, ${parts.map(({ runs }) => runs).join(' and ')} proofs of clients and signed messages`,
  );
  return {
    runs: runs + parts.reduce((sum, { runs }) => sum + runs, 0),
    faults: [...faults, ...parts.flatMap((part) => part.faults)],
  };
}

function present({ platform, mint, heard }: Stage, { token, as }: Forgery, door: 'social-assistance' | 'gateway') {
  const bearer =
    as === 'header' ? token : `Bearer ${as === 'user' ? mint.service('gateway', 'social-assistance') : token}`;
  const headers = { authorization: bearer, ...(as === 'user' ? { 'x-user-token': token } : {}) };
  const path = door === 'gateway' ? '/api/social-assistance/v1/applications' : '/v1/applications';
  return send({ heard }, { base: platform.urlOf(door), method: 'GET', path, headers });
}
