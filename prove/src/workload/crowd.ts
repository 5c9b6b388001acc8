import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { insertAccount, logIn } from '@mz/bench';
import { draftApplication, getApplication } from '@mz/contracts';
import type { Random } from '@mz/population';
import { type Platform, producer } from '../platform/index.ts';
import { connectAdmin } from '../platform/spare.ts';
import type { Entry, Ledger } from './ledger.ts';

/** What one call of the crowd came to; status 0 when there was no answer. */
export interface Heard {
  readonly what: 'draft' | 'read';
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | undefined;
  readonly ms: number;
}

/** Many clerks of one office who draft applications and look at them, and one ledger of what they know of their drafts. */
export interface Crowd {
  readonly ledger: Ledger;
  /** One call of some clerk: a draft or a look, half and half. */
  call(hear: (heard: Heard) => void): Promise<void>;
  close(): void;
}

const office = '370102001000';
const villages = ['370102001001', '370102001002', '370102001003'];
const deadlineMs = 60_000;

/** Opens the accounts and logs them in; tokens live ten minutes. */
export async function openCrowd(platform: Platform, random: Random, clerks: number): Promise<Crowd> {
  const names = Array.from({ length: clerks }, (_, index) => `prove-clerk-${index + 1}`);
  await openAccounts(platform, names);
  const tokens: string[] = [];
  for (const name of names) tokens.push(await logIn(platform, name));
  // As many connections as there are calls at once: who has to wait waits at the service.
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 512 });
  const { hostname, port } = new URL(platform.urlOf(producer));
  const ledger: Ledger = [];
  const known: string[] = [];
  const send = (sent: Sent): Promise<Received> => exchange({ agent, hostname, port }, random.pick(tokens), sent);
  return {
    ledger,
    async call(hear) {
      const id = random.chance(50) && known.length > 0 ? random.pick(known) : undefined;
      const start = performance.now();
      const entry = id === undefined ? draftFrom(random) : undefined;
      if (entry !== undefined) ledger.push(entry);
      const received = await send(entry === undefined ? lookAt(String(id)) : asSent(entry, random));
      const { status, text, retryAfter } = received;
      const code = status < 400 ? '' : (/"code":"([A-Z_]+)"/.exec(text)?.[1] ?? '');
      hear({ what: entry ? 'draft' : 'read', status, code, retryAfter, ms: performance.now() - start });
      if (entry === undefined) return;
      note(entry, { status, code, text });
      if (typeof entry.answer?.id === 'string') known.push(entry.answer.id);
    },
    close: () => agent.destroy(),
  };
}

async function openAccounts(platform: Platform, names: readonly string[]): Promise<void> {
  const client = await connectAdmin(platform, 'identity');
  for (const name of names) await insertAccount(client, { name, role: 'TOWNSHIP_ACCEPTOR', division: office });
  await client.end();
}

function draftFrom(random: Random): Entry {
  const drawn = Array.from({ length: 4 }, () => random.int(0, 0xffff_ffff)).join('-');
  const mark = createHash('sha256').update(drawn).digest('hex');
  const key = mark.slice(0, 32);
  return { kind: 'draft', service: producer, key, mark, state: 'PLANNED', tries: 0 };
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function asSent({ key, mark }: Entry, random: Random): Sent {
  const divisionCode = random.pick(villages);
  const body = JSON.stringify({ programme: 'URBAN_DIBAO', divisionCode, filedBy: 'AGENT', entrustmentSha256: mark });
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  return { method: draftApplication.method, path: draftApplication.path, headers, body };
}

function lookAt(id: string): Sent {
  return { method: getApplication.method, path: getApplication.path.replace('{id}', id), headers: {} };
}

/** A refusal for too much to do says that nothing was done; without an answer, or after a fault, nobody knows. */
function note(entry: Entry, { status, code, text }: { status: number; code: string; text: string }): void {
  entry.tries += 1;
  if (status === draftApplication.success.status) {
    entry.state = 'ACKNOWLEDGED';
    entry.answer = JSON.parse(text) as Record<string, unknown>;
    return;
  }
  entry.refusal = `${status} ${code}`;
  entry.state = code === 'OVERLOADED' || code === 'TOO_MANY_REQUESTS' ? 'FAILED' : 'UNKNOWN';
}

interface Received {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

interface Way {
  readonly agent: Agent;
  readonly hostname: string;
  readonly port: string;
}

function exchange(way: Way, token: string, { method, path, headers, body }: Sent): Promise<Received> {
  const { promise, resolve } = Promise.withResolvers<Received>();
  const none = (error: Error): void => resolve({ status: 0, text: String(error), retryAfter: undefined });
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { ...way, method, path, headers: { ...headers, ...length, authorization: `Bearer ${token}` } };
  const outgoing = request({ ...options, timeout: deadlineMs }, (answer) => {
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => {
      text += chunk;
    });
    answer.on('error', none);
    answer.on('end', () =>
      resolve({ status: answer.statusCode ?? 0, text, retryAfter: answer.headers['retry-after'] }),
    );
  });
  outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
  outgoing.on('error', none);
  outgoing.end(body);
  return promise;
}
