import { connect, createServer, type Socket } from 'node:net';
import { createDatabase, transaction } from '@mz/db';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openShop, type ShopDatabase } from './shop.ts';

let shop: ShopDatabase;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

it('CONNECTION_LOST for a connection that stays open and answers nothing any more; the next statement takes another one', async () => {
  const way = await openWay(shop.appUrl);
  const db = createDatabase({ url: way.url, applicationName: 'half-open', poolSize: 1, statementTimeoutMs: 100 });
  onTestFinished(() => db.close());
  const scope = { division: '37', actor: 'test' };
  await db.ping();
  way.silence();
  const lost = expect.objectContaining({ kind: 'CONNECTION_LOST' });
  await expect(transaction(db, scope, async () => undefined)).rejects.toEqual(lost);
  await expect(transaction(db, scope, async () => 'works')).resolves.toBe('works');
}, 60_000);

/** A way to the database whose connections can be silenced: both ends stay connected, and nothing passes. */
async function openWay(appUrl: string): Promise<{ url: string; silence(): void }> {
  const url = new URL(appUrl);
  const folder = url.searchParams.get('host');
  // A server in a container has a port, one of our own a socket.
  const target = folder === null ? { host: url.hostname, port: Number(url.port) } : { path: `${folder}/.s.PGSQL.5432` };
  const sockets = new Set<Socket>();
  const silenced = new WeakSet<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => silenced.has(from) || to.write(chunk));
      from.on('error', () => from.destroy());
      from.on('close', () => silenced.has(from) || to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  return {
    url: url.toString(),
    silence() {
      for (const socket of sockets) silenced.add(socket);
    },
  };
}
