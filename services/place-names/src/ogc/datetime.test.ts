import { describe, expect, it } from 'vitest';
import { readDatetime } from './datetime.ts';
import { holdsOn } from './source.ts';

describe('OGC 17-069r4 §7.15.4 datetime', () => {
  it.each<[string, string | null, string | null]>([
    ['2014-04-28', '2014-04-28', '2014-04-28'],
    ['2014-04-28T18:00:00Z', '2014-04-29', '2014-04-29'],
    ['2014-04-28T18:00:00+08:00', '2014-04-28', '2014-04-28'],
    ['2014-01-01/2014-12-31', '2014-01-01', '2014-12-31'],
    ['../2014-12-31', null, '2014-12-31'],
    ['2014-01-01/..', '2014-01-01', null],
    ['2014-01-01/', '2014-01-01', null],
    ['2014-01-01T00:00:00Z/2014-01-02', '2014-01-01', '2014-01-02'],
  ])('%s', (text, from, to) => {
    expect(readDatetime(text)).toEqual({ ok: true, value: { from, to } });
  });

  it.each([
    '2014',
    '2014-02-30',
    'today',
    '../..',
    '/',
    '2014-02-01/2014-01-01',
    '2014-01-01/2014-01-02/2014-01-03',
    '2014-01-01T25:00:00Z',
  ])('%s is refused', (text) => {
    expect(readDatetime(text)).toEqual({ ok: false, code: 'DATETIME_INVALID' });
  });

  it.each([
    [null, null, true],
    ['2014-01-01', null, true],
    ['2014-04-29', null, false],
    [null, '2014-04-28', false],
    [null, '2014-04-29', true],
  ])('a validity from %s to before %s holds on 2014-04-28: %s', (validFrom, validTo, holds) => {
    expect(holdsOn({ validFrom, validTo }, { from: '2014-04-28', to: '2014-04-28' })).toBe(holds);
  });
});
