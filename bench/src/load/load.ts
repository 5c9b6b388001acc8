import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadPlan, LoadResult } from './plan.ts';

/** One request of a bench. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
}

/** How much is asked: as fast as the connections allow, or at a rate. */
export type LoadSize = Pick<LoadPlan, 'requests' | 'connections' | 'perSecond'>;

/** The process that asks. */
export interface Asker {
  /** Throws when an answer is no success. */
  load(url: string, calls: readonly Call[], size: LoadSize): Promise<LoadResult>;
  stop(): void;
}

const program = fileURLToPath(new URL('./generator.ts', import.meta.url));

/** Starts the generator as a process of its own, so that what it uses is not counted. */
export function startAsker(): Asker {
  const child = fork(program, { stdio: 'inherit' });
  return {
    async load(url, calls, { requests, connections, perSecond }) {
      const { port } = new URL(url);
      const texts = calls.map(textOf);
      const plan = {
        port: Number(port),
        requests,
        connections,
        texts,
        ...(perSecond === undefined ? {} : { perSecond }),
      };
      const settled = new AbortController();
      const { signal } = settled;
      const reply = once(child, 'message', { signal });
      const death = once(child, 'exit', { signal }).then(() => {
        throw new Error('the generator ended');
      });
      child.send(plan);
      const answer = await Promise.race([reply, death]).finally(() => settled.abort());
      const result = answer[0] as LoadResult;
      if (result.refused !== undefined) throw new Error(`${url} answered ${result.refused}`);
      return result;
    },
    stop: () => child.disconnect(),
  };
}

function textOf({ method, path, headers = {}, body }: Call): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = Object.entries({
    host: '127.0.0.1',
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`;
}
