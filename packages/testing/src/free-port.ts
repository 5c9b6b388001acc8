import { createServer } from 'node:net';

/** A port of 127.0.0.1 that nobody listens on, for what must know its own address before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('the port has no number');
  return address.port;
}
