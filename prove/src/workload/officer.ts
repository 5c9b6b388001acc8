import { logIn } from '@mz/bench';
import type { Operation, ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';

/** What a service answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** From the first byte sent to the last byte received. */
  readonly ms: number;
}

/** One call of an operation. */
export interface Call {
  readonly operation: Operation;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly key?: string;
  readonly version?: number;
  /** Such as the purpose and the case of a call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Another process of the service than the usual one. */
  readonly at?: string;
}

/** An officer who speaks HTTP; no answer (the process died, the connection broke) is undefined, any answer is given as it is. */
export interface Officer {
  call(call: Call): Promise<Answer | undefined>;
}

const answerDeadlineMs = 30_000;
const renewAfterMs = 400_000;

/** Logs an account of the start data in; the token is renewed before it ends. */
export async function openOfficer(platform: Pick<Platform, 'urlOf'>, account: string): Promise<Officer> {
  let token = await logIn(platform, account);
  let since = performance.now();
  return {
    async call({ operation, params = {}, body, key, version, headers: more = {}, at: url }) {
      const at = url ?? platform.urlOf(operation.service as ServiceName);
      if (performance.now() - since > renewAfterMs) {
        token = await logIn(platform, account);
        since = performance.now();
      }
      const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
      const headers: Record<string, string> = { ...more, authorization: `Bearer ${token}` };
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (key !== undefined) headers['idempotency-key'] = key;
      if (version !== undefined) headers['if-match'] = `"${version}"`;
      return send(`${at}${path}`, { method: operation.method, headers, body: JSON.stringify(body) ?? null });
    },
  };
}

async function send(url: string, request: RequestInit): Promise<Answer | undefined> {
  const start = performance.now();
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(answerDeadlineMs) });
    const text = await answer.text();
    return { status: answer.status, text, headers: answer.headers, ms: performance.now() - start };
  } catch {
    return undefined; // the client does not know whether its command counts
  }
}
