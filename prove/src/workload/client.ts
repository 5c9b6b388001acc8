import type { Operation } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';
import type { Entry } from './ledger.ts';

/** What of a call differs from command to command. */
export interface Call {
  readonly operation: Operation;
  readonly account: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of the platform that writes down what it knows of its commands. */
export interface Client {
  /** Sends a command once and notes what came back. */
  send(entry: Entry, call: Call): Promise<void>;
  /** A read; the answer's body. Throws for any other answer than success. */
  read(call: Call): Promise<Record<string, unknown>>;
}

/** What a command was answered. */
export interface Answered {
  readonly operation: string;
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | null;
}

/** Where the client reaches each service. */
export type Addresses = Pick<Platform, 'urlOf'>;

interface Received {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

interface Login {
  readonly token: string;
  readonly until: number;
}

/** Longest wait of a client for its answer. */
const answerDeadlineMs = 20_000;
const tokenAttempts = 40;

/** Makes a client; tokens come from identity itself, commands go to `addresses`. */
export function createClient(
  platform: Platform,
  addresses: Addresses = platform,
  hear: (answer: Answered) => void = () => undefined,
): Client {
  const logins = new Map<string, Promise<Login>>();
  const tokenOf = async (account: string): Promise<string> => {
    const known = await logins.get(account)?.catch(() => undefined);
    if (known !== undefined && performance.now() < known.until) return known.token;
    const login = logIn(platform, account);
    logins.set(account, login);
    return (await login).token;
  };

  async function exchange(call: Call, more: Record<string, string>): Promise<Received> {
    const { operation, account, body, headers = {} } = call;
    const answer = await fetch(`${addresses.urlOf(operation.service)}${pathOf(call)}`, {
      method: operation.method,
      headers: { authorization: `Bearer ${await tokenOf(account)}`, ...headers, ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerDeadlineMs),
    });
    return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after') };
  }

  return {
    async send(entry, call) {
      const more = { 'idempotency-key': entry.key, 'content-type': 'application/json' };
      entry.sentAt ??= Date.now();
      const answer = await exchange(call, more).catch(() => undefined); // no answer, and no knowing why
      note(entry, call.operation, answer);
      if (answer === undefined) return;
      const { status, retryAfter, text } = answer;
      hear({ operation: call.operation.id, status, retryAfter, code: codeIn(text) });
    },
    async read(call) {
      const { status, text } = await exchange(call, {});
      if (status !== call.operation.success.status) throw new Error(`${call.operation.id} was answered ${status}`);
      return JSON.parse(text) as Record<string, unknown>;
    },
  };
}

// The ledger is what is proved, so its own log-ins are kept out of the faults.
async function logIn(platform: Platform, account: string): Promise<Login> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(`${platform.urlOf('identity')}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account }),
    }).catch(() => undefined); // identity may be down for a moment
    const { accessToken, expiresIn } = ((await answer?.json()) ?? {}) as { accessToken?: string; expiresIn?: number };
    if (accessToken !== undefined) return { token: accessToken, until: performance.now() + Number(expiresIn) * 500 };
    if (attempt === tokenAttempts) throw new Error(`no token for ${account}: ${answer?.status ?? 'no answer'}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function pathOf({ operation, params = {} }: Call): string {
  return operation.path.replace(/\{([A-Za-z0-9]+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

// Refusals that do not say whether an earlier try of the same command gets through.
const undecided: readonly number[] = [401, 408, 409, 412, 425, 429];

function note(entry: Entry, operation: Operation, answer: Received | undefined): void {
  const retried = entry.tries > 0;
  entry.tries += 1;
  if (answer?.status === operation.success.status) {
    entry.state = 'ACKNOWLEDGED';
    entry.answeredAt = Date.now();
    entry.answer = JSON.parse(answer.text) as Record<string, unknown>;
    return;
  }
  if (answer !== undefined) entry.refusal = `${answer.status} ${codeIn(answer.text)}`;
  const refused = answer !== undefined && answer.status >= 400 && answer.status < 500;
  entry.state = refused && !retried && !undecided.includes(answer.status) ? 'FAILED' : 'UNKNOWN';
}

function codeIn(text: string): string {
  return /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? '';
}
