import { randomUUID } from 'node:crypto';
import type { World } from './world.ts';

/** What came back. `body` is parsed JSON, or text where the answer is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** `POST /api/…`, for the record. */
  readonly request: string;
}

/** Options of one call. */
export interface CallOptions {
  readonly body?: unknown;
  readonly ifMatch?: unknown;
  readonly key?: string;
  readonly purpose?: string;
  readonly caseId?: string;
}

/** Speaks to the platform as one person of the story. */
export interface Caller {
  readonly account: string;
  get(path: string, options?: CallOptions): Promise<Answer>;
  post(path: string, options?: CallOptions): Promise<Answer>;
  put(path: string, options?: CallOptions): Promise<Answer>;
  graphql(query: string, variables: unknown, options?: CallOptions): Promise<Answer>;
}

/** Everybody who may log in. */
export interface People {
  as(account: string): Caller;
  /** Subject and natural person behind a staff account. */
  staff(account: string): Promise<{ subject: string; personId: string }>;
}

interface Login {
  readonly token: string;
  readonly until: number;
  readonly subject: string;
  readonly personId: string;
}

/** Callers by account; a token is fetched anew when the old one nears its end. */
export function createPeople(world: World): People {
  const logins = new Map<string, Login>();

  async function logIn(account: string): Promise<Login> {
    const known = logins.get(account);
    if (known !== undefined && known.until > Date.now()) return known;
    const answer = await send(
      `${world.services.identity}/dev/token`,
      'POST',
      { 'content-type': 'application/json' },
      { account },
    );
    const { accessToken, expiresIn, subject, personId } = answer.body;
    if (answer.status !== 200 || typeof accessToken !== 'string')
      throw new Error(`No token for ${account}: ${answer.text}`);
    const until = Date.now() + Number(expiresIn) * 500;
    const login = { token: accessToken, until, subject: String(subject), personId: String(personId) };
    logins.set(account, login);
    return login;
  }

  const as = (account: string): Caller => {
    async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
      const headers: Record<string, string> = {
        authorization: `Bearer ${(await logIn(account)).token}`,
        ...headersOf(method, options),
      };
      return send(`${world.gateway}${path}`, method, headers, options.body);
    }
    return {
      account,
      get: (path, options) => call('GET', path, options),
      post: (path, options) => call('POST', path, { body: {}, ...options }),
      put: (path, options) => call('PUT', path, options),
      graphql: (query, variables, options) => call('POST', '/graphql', { ...options, body: { query, variables } }),
    };
  };
  const staff = async (account: string): Promise<{ subject: string; personId: string }> => {
    const { subject, personId } = await logIn(account);
    return { subject, personId };
  };
  return { as, staff };
}

function headersOf(method: string, options: CallOptions): Record<string, string> {
  return {
    ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(method === 'POST' ? { 'idempotency-key': options.key ?? randomUUID() } : {}),
    ...(options.ifMatch === undefined ? {} : { 'if-match': `"${String(options.ifMatch)}"` }),
    ...(options.purpose === undefined ? {} : { 'x-purpose': options.purpose }),
    ...(options.caseId === undefined ? {} : { 'x-case': options.caseId }),
  };
}

const heard: string[] = [];

/** Every answer of this run as it came, for the canary. */
export function allAnswers(): readonly string[] {
  return heard;
}

/** One HTTP exchange. */
export async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // Ends what hangs; on a busy machine a month of the clock takes long.
    signal: AbortSignal.timeout(180_000),
  });
  const text = await response.text();
  heard.push(`${url} ${text}`);
  const json = (response.headers.get('content-type') ?? '').includes('json');
  const parsed = json && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {};
  return {
    status: response.status,
    headers: response.headers,
    body: parsed,
    text,
    request: `${method} ${new URL(url).pathname}`,
  };
}

/** Status and code of a refusal, the way the story compares them. */
export function refusalOf(answer: Answer): string {
  return `${answer.status} ${String(answer.body.code ?? '')}`.trim();
}
