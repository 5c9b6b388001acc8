import { expect, it } from 'vitest';
import { shareNext } from './share-next.ts';

interface Reading {
  resolve(value: number): void;
  reject(error: Error): void;
}

function readings(): { read: () => Promise<number>; begun: Reading[] } {
  const begun: Reading[] = [];
  const read = (): Promise<number> => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    begun.push({ resolve, reject });
    return promise;
  };
  return { read, begun };
}

it('who asks while a reading is under way gets the next one, which all of them share', async () => {
  const { read, begun } = readings();
  const ask = shareNext(read);
  const [first, second, third] = [ask(), ask(), ask()];
  expect(begun).toHaveLength(1);
  begun[0]?.resolve(1);
  expect(await first).toBe(1);
  // Lets the next one begin.
  await Promise.resolve();
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(begun).toHaveLength(2);
  begun[1]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
});

it('a reading that fails is told to those who shared it, and the next one begins anew', async () => {
  const { read, begun } = readings();
  const ask = shareNext(read);
  const [first, second] = [ask(), ask()];
  begun[0]?.reject(new Error('the database was away'));
  await expect(first).rejects.toThrow('the database was away');
  await new Promise<void>((resolve) => setImmediate(resolve));
  begun[1]?.resolve(2);
  expect(await second).toBe(2);
  const third = ask();
  begun[2]?.resolve(3);
  expect(await third).toBe(3);
});
