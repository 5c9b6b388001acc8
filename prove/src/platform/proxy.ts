import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { type HttpExchange, openExchange } from './http-exchange.ts';

/**
 * What can go wrong on a way. `delay`: everything comes later for a while. `cut`: a connection ends now. `cut-answer`: the
 * request gets through and its answer does not. `half-open`: both ends stay connected and nothing passes any more, for
 * ever. `duplicate`: the next request comes twice (HTTP). `corrupt-request`, `corrupt-answer`: the first byte of the next
 * message is another one, which both protocols must notice.
 */
export type Fault = 'delay' | 'cut' | 'cut-answer' | 'half-open' | 'duplicate' | 'corrupt-request' | 'corrupt-answer';

/** A way from one program to another that can be disturbed. */
export interface Link {
  readonly port: number;
  /** Happens to a connection that is open, else to the next one. */
  inflict(fault: Fault, delayMs?: number): void;
  /** Refuses connections and cuts those that are open, until `open`. */
  close(): void;
  open(): void;
  /** Takes back what has not happened yet; a half-open connection stays as it is. */
  heal(): void;
  stop(): Promise<void>;
}

interface Way {
  readonly upstream: NetConnectOpts;
  readonly connections: Set<Connection>;
  /** Faults that wait for the next message. */
  readonly armed: Fault[];
  delay: { ms: number; until: number };
  closed: boolean;
}

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
  readonly exchange: HttpExchange;
  dead: boolean;
  speaker: 'client' | 'server' | undefined;
}

const delayLastsMs = 2_000;

/** Starts a proxy to a port or socket. */
export async function startProxy(upstream: NetConnectOpts): Promise<Link> {
  const way: Way = { upstream, connections: new Set(), armed: [], delay: { ms: 0, until: 0 }, closed: false };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => accept(way, client));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(server),
    inflict: (fault, delayMs = 0) => inflict(way, fault, delayMs),
    close() {
      way.closed = true;
      for (const connection of way.connections) end(way, connection);
    },
    open() {
      way.closed = false;
    },
    heal() {
      way.armed.length = 0;
      way.delay.until = 0;
    },
    async stop() {
      for (const connection of way.connections) end(way, connection);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a proxy has no port');
  return address.port;
}

function inflict(way: Way, fault: Fault, delayMs: number): void {
  // One that waits for an answer is hit hardest.
  const living = [...way.connections].filter(({ dead }) => !dead);
  const open = living.find(({ speaker }) => speaker === 'client') ?? living[0];
  if (fault === 'delay') way.delay = { ms: delayMs, until: performance.now() + delayLastsMs };
  else if (fault === 'cut' && open !== undefined) end(way, open);
  else if (fault === 'half-open' && open !== undefined) open.dead = true;
  else way.armed.push(fault);
}

function accept(way: Way, client: Socket): void {
  if (way.closed) {
    reset(client);
    return;
  }
  const server = connect({ ...way.upstream, noDelay: true, allowHalfOpen: true });
  const connection: Connection = {
    client,
    server,
    exchange: openExchange(way.upstream),
    dead: false,
    speaker: undefined,
  };
  way.connections.add(connection);
  // Of a connection that nothing passes any more, one end does not hear how the other one fares.
  for (const socket of [client, server]) {
    socket.on('error', () => (connection.dead ? socket.destroy() : end(way, connection)));
    socket.on('close', () => {
      if (client.destroyed && server.destroyed) way.connections.delete(connection);
    });
  }
  pass(way, connection, 'client');
  pass(way, connection, 'server');
}

// Chunks of one direction leave in their order, whatever each has to wait.
function pass(way: Way, connection: Connection, from: 'client' | 'server'): void {
  const [source, target] =
    from === 'client' ? [connection.client, connection.server] : [connection.server, connection.client];
  let before: Promise<void> = Promise.resolve();
  source.on('data', (chunk: Buffer) => {
    before = before.then(async () => {
      const waitMs = performance.now() < way.delay.until ? way.delay.ms : 0;
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const passed = disturb(way, connection, { from, chunk });
      if (passed === undefined || target.destroyed || target.write(passed)) return;
      source.pause();
      await new Promise((resolve) => target.once('drain', resolve).once('close', resolve));
      source.resume();
    });
  });
  source.on('end', () => {
    before = before.then(() => {
      if (connection.dead) source.end();
      else target.end();
    });
  });
}

interface Message {
  readonly from: 'client' | 'server';
  readonly chunk: Buffer;
}

/** What of a chunk goes on. */
function disturb(way: Way, connection: Connection, { from, chunk }: Message): Buffer | undefined {
  if (connection.dead) return undefined;
  const first = connection.speaker !== from;
  connection.speaker = from;
  connection.exchange.see(from, chunk);
  const armed = way.armed[0];
  // In the middle of a message a byte of a value might change and nobody would notice.
  if (armed === undefined || !first || !fits(armed, from)) return chunk;
  way.armed.shift();
  switch (armed) {
    case 'cut':
    case 'cut-answer':
      end(way, connection);
      return undefined;
    case 'half-open':
      connection.dead = true;
      return undefined;
    case 'duplicate':
      connection.exchange.repeat();
      return chunk;
    case 'corrupt-request':
    case 'corrupt-answer': {
      const changed = Buffer.from(chunk);
      changed[0] = (changed[0] ?? 0) ^ 0x80;
      return changed;
    }
    case 'delay':
      return chunk;
  }
}

function fits(fault: Fault, from: 'client' | 'server'): boolean {
  const ofServer: readonly Fault[] = ['cut-answer', 'corrupt-answer'];
  return ofServer.includes(fault) === (from === 'server');
}

function end(way: Way, connection: Connection): void {
  way.connections.delete(connection);
  for (const socket of [connection.client, connection.server]) reset(socket);
}

// A unix socket knows no reset.
function reset(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
