import { Agent, request } from 'node:http';
import type { Stage } from './stage.ts';

/** One request as it goes over the wire; the path is not tidied up on its way. */
export interface Sent {
  readonly base: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What came back; status 0 when the connection broke. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly ms: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const deadlineMs = 60_000;

/** Sends one request and listens to its answer; never throws. */
export async function send({ heard }: Pick<Stage, 'heard'>, sent: Sent): Promise<Answer> {
  const started = performance.now();
  try {
    const answer = await exchange(sent);
    heard.listen(`answer ${sent.method} ${sent.path.split(/[?]/)[0]}`, answer.text);
    return { ...answer, ms: performance.now() - started };
  } catch (error) {
    return { status: 0, type: '', headers: {}, text: String(error), ms: performance.now() - started };
  }
}

/** The code of a problem, or the codes of a GraphQL answer's errors; [] for an answer without either. */
export function codesOf({ text }: Answer): string[] {
  const body = parsed(text) as { code?: unknown; errors?: { extensions?: { code?: unknown } }[] } | undefined;
  if (typeof body?.code === 'string') return [body.code];
  if (!Array.isArray(body?.errors)) return [];
  return body.errors.map(({ extensions }) => String(extensions?.code ?? ''));
}

/** JSON as it came; undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Works through a list, `lanes` at a time. */
export async function inLanes<T>(list: readonly T[], lanes: number, work: (one: T) => Promise<void>): Promise<void> {
  const waiting = list.values();
  const lane = async (): Promise<void> => {
    for (const one of waiting) await work(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function exchange({ base, method, path, headers, body }: Sent): Promise<Omit<Answer, 'ms'>> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request(
      {
        hostname,
        port,
        method,
        path,
        headers: { ...length, ...headers },
        agent,
        signal: AbortSignal.timeout(deadlineMs),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            headers: answer.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
