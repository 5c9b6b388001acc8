import { createHash, randomBytes } from 'node:crypto';

/** Tokens of a log-in. */
export interface FlowTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The authorization code flow as a browser without JavaScript plays it. */
export interface Flow {
  logIn(account: string, password: string): Promise<FlowTokens>;
  refresh(refreshToken: string): Promise<{ status: number; refreshToken: string }>;
}

/** Plays the flow over HTTP with a cookie jar and PKCE; throws with the status of the page where it stopped. */
export function codeFlow(base: string, redirectUri: string): Flow {
  async function token(fields: Record<string, string>): Promise<{ status: number; body: Record<string, string> }> {
    const answer = await fetch(`${base}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'frontend', ...fields }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  }

  return {
    async logIn(account, password) {
      const verifier = randomBytes(32).toString('base64url');
      const code = await authorize({ base, redirectUri, verifier, account, password });
      const { status, body } = await token({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });
      if (status !== 200) throw new Error(`${status} ${body.error}`);
      return { accessToken: body.access_token ?? '', refreshToken: body.refresh_token ?? '' };
    },
    async refresh(refreshToken) {
      const { status, body } = await token({ grant_type: 'refresh_token', refresh_token: refreshToken });
      return { status, refreshToken: body.refresh_token ?? '' };
    },
  };
}

interface Attempt {
  readonly base: string;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly account: string;
  readonly password: string;
}

async function authorize({ base, redirectUri, verifier, account, password }: Attempt): Promise<string> {
  const cookies = new Map<string, string>();
  const query = new URLSearchParams({
    client_id: 'frontend',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid offline_access',
    prompt: 'consent',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  let url = `${base}/oidc/auth?${query}`;
  for (let hop = 0; hop < 10; hop += 1) {
    const answer = await visit(url, cookies);
    const location = answer.headers.get('location');
    if (location?.startsWith(redirectUri)) return codeIn(location);
    if (location !== null) {
      url = new URL(location, base).href;
      continue;
    }
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    const submitted = await visit(`${url}/login`, cookies, { account, password });
    const next = submitted.headers.get('location');
    if (next === null) throw new Error(String(submitted.status));
    url = new URL(next, base).href;
  }
  throw new Error('too many redirects');
}

function codeIn(location: string): string {
  const code = new URL(location).searchParams.get('code');
  if (code === null) throw new Error(`no code in ${location}`);
  return code;
}

async function visit(url: string, cookies: Map<string, string>, form?: Record<string, string>): Promise<Response> {
  const answer = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
  });
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return answer;
}
