import { connect, type NetConnectOpts } from 'node:net';

/** The request that a connection carries at the moment, so that it can come once more. */
export interface HttpExchange {
  see(from: 'client' | 'server', chunk: Buffer): void;
  /** Sends the request that has begun a second time, over another connection, as soon as it is whole. */
  repeat(): void;
}

const answerDeadlineMs = 20_000;

/** Follows one connection. */
export function openExchange(upstream: NetConnectOpts): HttpExchange {
  let request: Buffer = Buffer.alloc(0);
  let answered = true;
  let wanted = false;
  const repeatWhenWhole = (): void => {
    if (!wanted || !isWhole(request)) return;
    wanted = false;
    send(upstream, request);
  };
  return {
    see(from, chunk) {
      if (from === 'server') {
        answered = true;
        return;
      }
      request = answered ? Buffer.from(chunk) : Buffer.concat([request, chunk]);
      answered = false;
      repeatWhenWhole();
    },
    repeat() {
      wanted = true;
      repeatWhenWhole();
    },
  };
}

function isWhole(request: Buffer): boolean {
  const headEnd = request.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(request.subarray(0, headEnd).toString('latin1'))?.[1] ?? '0';
  return request.length >= headEnd + 4 + Number(length);
}

// Nobody waits for the answer of a twin.
function send(upstream: NetConnectOpts, request: Buffer): void {
  const socket = connect(upstream);
  socket.on('error', () => socket.destroy());
  socket.setTimeout(answerDeadlineMs, () => socket.destroy());
  socket.on('data', () => socket.end());
  socket.write(request);
}
