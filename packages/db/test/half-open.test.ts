import { createDatabase, transaction } from '@mz/db';
import { openSilentWay } from '@mz/dev-stack';
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

/** The database by a way whose connections can be silenced. */
async function openWay(appUrl: string): Promise<{ url: string; silence(): void }> {
  const url = new URL(appUrl);
  const folder = url.searchParams.get('host');
  // A server in a container has a port, one of our own a socket.
  const way = await openSilentWay(
    folder === null ? { host: url.hostname, port: Number(url.port) } : { path: `${folder}/.s.PGSQL.5432` },
  );
  onTestFinished(() => way.close());
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(way.port);
  return { url: url.toString(), silence: () => way.silence() };
}
