import { expect, test } from 'vitest';
import { buildApart } from './build-apart.ts';
import { buildSegment } from './build-segment.ts';
import { draftSegment } from './draft-segment.ts';
import { createBytePool, createTextPool, type GrowingPool, type Units } from './pool.ts';
import { levels, roles } from './ranks.ts';
import type { UnsortedSegment } from './segment.ts';

const syllables = [...'东西南北中王李张刘陈杨赵黄周吴徐孙胡朱高'];

function nameOf(at: number): string {
  const parts = [at % 20, Math.floor(at / 20) % 20, Math.floor(at / 400) % 20];
  return `${parts.map((part) => syllables[part]).join('')}村`;
}

function filled<U extends Units>(pool: GrowingPool<U>, texts: readonly string[]): ReturnType<GrowingPool<U>['close']> {
  for (const text of texts) pool.push(text);
  return pool.close();
}

/** As many documents as told, each with one name. */
function unsorted(count: number): UnsortedSegment {
  const texts = Array.from({ length: count }, (_, at) => nameOf(at));
  const latin = texts.map((_, at) => `n${at.toString(36)}`);
  const whole = new Int32Array(count);
  return {
    ids: Uint32Array.from({ length: count * 4 }, (_, at) => at),
    codes: new Float64Array(count).fill(370_102_001_001),
    levels: new Uint8Array(count).fill(levels.VILLAGE),
    categories: new Uint32Array(count),
    from: whole.slice(),
    to: whole.slice().fill(99_999_999),
    extinctFrom: whole.slice().fill(99_999_999),
    lon: whole.slice(),
    lat: whole.slice(),
    people: Uint32Array.from({ length: count }, (_, at) => at % 7),
    firstNames: Uint32Array.from({ length: count + 1 }, (_, at) => at),
    nameDocuments: Uint32Array.from({ length: count }, (_, at) => at),
    nameRoles: new Uint8Array(count).fill(roles.FULL),
    nameFrom: whole.slice(),
    nameTo: whole.slice().fill(99_999_999),
    pinyin: filled(createBytePool(), latin),
    names: filled(createTextPool(), texts),
    spelt: filled(createBytePool(), latin),
    shortened: filled(createBytePool(), latin),
  };
}

test('many names are sorted by another thread: the event loop turns on meanwhile', async () => {
  let turns = 0;
  let done = false;
  const turn = (): void => {
    turns += 1;
    if (!done) setImmediate(turn);
  };
  const building = buildApart(unsorted(50_000));
  setImmediate(turn);
  const segment = await building;
  done = true;
  // Sorting here would have held the loop until the end: no turn at all.
  expect(turns).toBeGreaterThan(20);
  expect(segment.texts.order).toHaveLength(50_000);
});

test.each([10, 5_000])('%i names: here or in another thread, the tables are the same', async (count) => {
  expect(await buildApart(unsorted(count))).toEqual(buildSegment(unsorted(count)));
});

test('texts and their endings share one pool on the way back, so that memory is not taken twice', async () => {
  const segment = await buildApart(unsorted(5_000));
  expect(segment.texts.pool).toBe(segment.backward.pool);
  expect(segment.nearPlain.forward.table).toBe(segment.plain);
});

test('an empty draft is a segment that finds nothing', async () => {
  const segment = await draftSegment().build();
  expect([segment.texts.order.length, segment.gone.length]).toEqual([0, 0]);
});
