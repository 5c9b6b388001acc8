import { describe, expect, test } from 'vitest';
import { cutPage, decodeCursor, encodeCursor } from '../src/index.ts';

const shape = ['string', 'number', 'string'] as const;

describe('cursors', () => {
  test('a cursor comes back as the key that it was made of, and is safe in a URL', () => {
    const cursor = encodeCursor(['2014-04-28', 45_000, '张三']);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeCursor(cursor, shape)).toEqual({ ok: true, value: ['2014-04-28', 45_000, '张三'] });
  });

  test('a null sort value is kept', () => {
    expect(decodeCursor(encodeCursor([null, 1, 'a']), shape)).toEqual({ ok: true, value: [null, 1, 'a'] });
  });

  test.each([
    ['nothing', ''],
    ['no base64url', 'a b+/='],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no list', Buffer.from('{"a":1}').toString('base64url')],
    ['a key of another length', encodeCursor(['a', 1])],
    ['a key of other kinds', encodeCursor(['a', '1', 'b'])],
    ['a nested value', Buffer.from('[["a"],1,"b"]').toString('base64url')],
    ['too long a text', encodeCursor(['x'.repeat(2_000), 1, 'b'])],
  ])('CURSOR_INVALID: %s', (_, cursor) => {
    expect(decodeCursor(cursor, shape)).toEqual({ ok: false, code: 'CURSOR_INVALID' });
  });
});

describe('cutPage', () => {
  test('the row too many is cut and its page has a cursor of the last row shown', () => {
    const page = cutPage([{ id: 'a' }, { id: 'b' }, { id: 'c' }], 2, ({ id }) => [id]);
    expect(page).toEqual({ items: [{ id: 'a' }, { id: 'b' }], nextCursor: encodeCursor(['b']) });
  });

  test('the last page, full or not, has no cursor', () => {
    expect(cutPage([{ id: 'a' }, { id: 'b' }], 2, ({ id }) => [id])).toEqual({ items: [{ id: 'a' }, { id: 'b' }] });
    expect(cutPage([], 2, () => ['x'])).toEqual({ items: [] });
  });
});
