import { connect, type Socket } from 'node:net';
import { readAnswer } from './answer-reader.ts';
import type { LoadPlan, LoadResult } from './plan.ts';

// A process of its own that asks: each connection sends its next request when the answer to the one before is there,
// and, at a rate, not before it falls due.
process.on('message', (plan: LoadPlan) => {
  void load(plan).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

async function load(plan: LoadPlan): Promise<LoadResult> {
  const texts = plan.texts.map((text) => Buffer.from(text));
  const sockets = await Promise.all(Array.from({ length: plan.connections }, () => open(plan.port)));
  const seen = { next: 0, bytes: 0, times: [] as number[], refused: undefined as string | undefined };
  const start = performance.now();
  const gap = plan.perSecond === undefined ? 0 : 1_000 / plan.perSecond;
  const take = (): Due | undefined => {
    const at = seen.next++;
    const text = texts[at % texts.length];
    return at >= plan.requests || text === undefined || seen.refused !== undefined
      ? undefined
      : { text, at: gap === 0 ? undefined : start + at * gap };
  };
  await Promise.all(sockets.map((socket) => converse(socket, seen, take)));
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

/** A request and, at a rate, the moment from which it is owed. */
interface Due {
  readonly text: Buffer;
  readonly at: number | undefined;
}

/** One request after the other until there is none left. */
function converse(socket: Socket, seen: Seen, take: () => Due | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest: Buffer = Buffer.alloc(0);
    let sentAt = 0;
    const send = (): void => {
      const due = take();
      if (due === undefined) {
        resolve();
        return;
      }
      const early = (due.at ?? 0) - performance.now();
      // What waited for a free connection counts from its moment; a timer that rings late is no fault of the server.
      if (early <= 0) write(due.text, due.at ?? performance.now());
      else setTimeout(() => write(due.text, performance.now()), early);
    };
    const write = (text: Buffer, from: number): void => {
      sentAt = from;
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
