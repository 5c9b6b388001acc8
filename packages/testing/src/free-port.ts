import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports that the kernel gives to outgoing connections: one of those may take a free port at any moment.
const [first, last] = [15_000, 32_000];

/** A port of 127.0.0.1 that nobody listens on, for what must know its own address before it listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, last);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') resolve(false);
    else reject(error);
  });
  server.listen(port, '127.0.0.1', () => resolve(true));
  const free = await promise;
  if (free) await new Promise((done) => server.close(done));
  return free;
}
