import { createPayee, getPayee } from '@mz/contracts';
import type { MemoryKeyProvider } from '@mz/crypto';
import { createDatabase, type Database } from '@mz/db';
import { countFingerprints, countSealed, rewrapSealed, sealedColumnsOf } from '@mz/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { service } from '../src/app.ts';
import { enrol, payeeBody, payeeOf, startWorld, type World } from './world.ts';

const columns = sealedColumnsOf(service);
const number = '6299990000000017';
let world: World;
let keys: MemoryKeyProvider;
let admin: Database<unknown>;
let old: string;

beforeAll(async () => {
  world = await startWorld();
  keys = world.payments.kit.keys as MemoryKeyProvider; // what a test service has
  admin = createDatabase({ url: world.payments.database?.adminUrl ?? '', applicationName: 'test' });
  old = keys.current('data-encryption/payments').id;
});
afterAll(async () => {
  await admin.close();
  await world.stop();
});

/** The number of values of each key. */
async function byKey(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { keyId, values } of await countSealed(admin.kysely, columns)) found[keyId] = (found[keyId] ?? 0) + values;
  return found;
}

function maskedOf(id: string, token: string) {
  return world.payments.call(getPayee, { token, params: { id } }).then(({ body }) => body.accountMasked);
}

it('after a turn old values are read, new ones stand under the new key, and a rewrap in small chunks leaves none behind', async () => {
  const clerk = await world.as('ACCOUNT_CLERK');
  const first = await payeeOf(world, await enrol(world, 0), number);
  const before = await byKey();
  expect(Object.keys(before)).toEqual([old]);
  expect(before[old]).toBeGreaterThanOrEqual(4); // number, holder, identity, kept answers

  const { id: next } = keys.rotate('data-encryption/payments');
  expect(await maskedOf(first, clerk)).toMatch(/0017$/);
  const second = await payeeOf(world, await enrol(world, 1), '6299990000000116');
  const both = await byKey();
  expect([both[old], (both[next] ?? 0) > 0]).toEqual([before[old], true]);

  const told: string[] = [];
  const settings = { service: 'payments', db: admin.kysely, keys, columns, chunkRows: 1 } as const;
  const progress = ({ column }: { column: string }, done: number): void => void told.push(`${column} ${done}`);
  expect(await rewrapSealed({ ...settings, progress })).toBe(before[old]);
  expect(told).toContain('number 1');
  expect(await byKey()).toEqual({ [next]: (both[old] ?? 0) + (both[next] ?? 0) });
  expect(await rewrapSealed(settings)).toBe(0);
  expect([await maskedOf(first, clerk), await maskedOf(second, clerk)]).toEqual([
    expect.stringMatching(/0017$/),
    expect.stringMatching(/0116$/),
  ]);
});

it('a kept answer that was rewrapped is still the answer of its Idempotency-Key; its fingerprint holds the old mac key', async () => {
  const call = {
    token: await world.as('ACCOUNT_CLERK'),
    key: 'turned',
    body: payeeBody(await enrol(world, 2), number),
  };
  const answered = await world.payments.call(createPayee, call);
  keys.rotate('data-encryption/payments');
  await rewrapSealed({ service: 'payments', db: admin.kysely, keys, columns });
  const mac = keys.current('mac/idempotency').id;
  const replayed = await world.payments.call(createPayee, call);
  expect([replayed.headers['idempotency-replayed'], replayed.body]).toEqual(['true', answered.body]);
  expect(await countFingerprints(admin.kysely, mac)).toBeGreaterThan(0);
  expect(await countFingerprints(admin.kysely, 'm9-000000000000')).toBe(0);
});
