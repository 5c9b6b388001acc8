import { connect, type Socket } from 'node:net';
import { readAnswer } from './answer-reader.ts';
import type { LoadPlan, LoadResult } from './plan.ts';

// A process of its own that asks: each connection sends its next request when the answer to the one before is there.
process.on('message', (plan: LoadPlan) => {
  void load(plan).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

async function load(plan: LoadPlan): Promise<LoadResult> {
  const texts = plan.texts.map((text) => Buffer.from(text));
  const sockets = await Promise.all(Array.from({ length: plan.connections }, () => open(plan.port)));
  const seen = { next: 0, bytes: 0, times: [] as number[], refused: undefined as string | undefined };
  const nextText = (): Buffer | undefined =>
    seen.next < plan.requests && seen.refused === undefined ? texts[seen.next++ % texts.length] : undefined;
  const start = performance.now();
  await Promise.all(sockets.map((socket) => converse(socket, seen, nextText)));
  const ms = performance.now() - start;
  for (const socket of sockets) socket.destroy();
  const times = seen.times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const { bytes, refused } = seen;
  return { ms, p50: at(0.5), p99: at(0.99), bytes, ...(refused === undefined ? {} : { refused }) };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

interface Seen {
  bytes: number;
  readonly times: number[];
  refused: string | undefined;
}

/** One request after the other until there is none left. */
function converse(socket: Socket, seen: Seen, nextText: () => Buffer | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest: Buffer = Buffer.alloc(0);
    let sentAt = 0;
    const send = (): void => {
      const text = nextText();
      if (text === undefined) {
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(text);
    };
    socket.on('data', (piece: Buffer) => {
      rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const answer = readAnswer(rest);
      if (answer === undefined) return;
      if (answer.status >= 300) seen.refused ??= rest.toString();
      seen.bytes += answer.length;
      seen.times.push(performance.now() - sentAt);
      rest = rest.subarray(answer.length);
      send();
    });
    socket.once('close', () => reject(new Error('the server closed a connection')));
    send();
  });
}
