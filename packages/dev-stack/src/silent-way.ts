import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** A way to a server whose connections can be silenced: both ends stay connected, and nothing passes. */
export interface SilentWay {
  readonly port: number;
  /** Silences the connections that are open; those to come pass. */
  silence(): void;
  close(): void;
}

/** Opens a way to a socket or port, for tests of what a service does on a connection that leads nowhere. */
export async function openSilentWay(target: NetConnectOpts): Promise<SilentWay> {
  const sockets = new Set<Socket>();
  const silenced = new WeakSet<Socket>();
  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (chunk) => silenced.has(from) || to.write(chunk));
    from.on('error', () => from.destroy());
    from.on('close', () => silenced.has(from) || to.destroy());
  };
  const server = createServer((client) => {
    const upstream = connect(target);
    join(client, upstream);
    join(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a way has no port');
  return {
    port: address.port,
    silence() {
      for (const socket of sockets) silenced.add(socket);
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
