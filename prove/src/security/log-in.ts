import { createHash, randomBytes } from 'node:crypto';
import { type Answer, send } from './send.ts';
import type { Stage } from './stage.ts';

// The default of identity's settings.
const frontendRedirect = 'http://127.0.0.1:8080/signed-in';

/** A log-in page that waits for name and password. */
export interface LoginPage {
  submit(account: string, password: string): Promise<Answer>;
}

/** Opens the log-in page of identity as a browser would: the code flow with PKCE, up to the form. */
export async function openLoginPage(stage: Stage): Promise<LoginPage> {
  const base = stage.platform.urlOf('identity');
  const cookies = new Map<string, string>();
  const query = new URLSearchParams({
    client_id: 'frontend',
    response_type: 'code',
    redirect_uri: frontendRedirect,
    scope: 'openid offline_access',
    prompt: 'consent',
    code_challenge: createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const visit = async (path: string, form?: URLSearchParams): Promise<Answer> => {
    const answer = await send(stage, {
      base,
      method: form === undefined ? 'GET' : 'POST',
      path,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: form.toString() }),
    });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  };
  const started = await visit(`/oidc/auth?${query}`);
  const { location } = started.headers;
  if (typeof location !== 'string') throw new Error(`no log-in page: ${started.status} ${started.text.slice(0, 200)}`);
  const page = new URL(location, base).pathname;
  const shown = await visit(page);
  if (shown.status !== 200) throw new Error(`the log-in page answers ${shown.status}`);
  return { submit: (account, password) => visit(`${page}/login`, new URLSearchParams({ account, password })) };
}
