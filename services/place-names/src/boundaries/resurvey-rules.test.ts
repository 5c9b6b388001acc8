import { describe, expect, it } from 'vitest';
import { successorOf, territorialUnits } from './resurvey-rules.ts';

const full = (fromCode: string, toCode: string) => ({ fromCode, toCode, extent: 'FULL' as const, partUnits: [] });
const part = (fromCode: string, toCode: string, partUnits: string[] = []) => ({
  fromCode,
  toCode,
  extent: 'PART' as const,
  partUnits,
});
const stood = (...codes: string[]) => new Set(codes);

describe('which changes alter ground', () => {
  it('CH-10: a county city becomes a district with its own ground: none', () => {
    expect([...territorialUnits([full('370181', '370114')], stood('370181'))]).toEqual([]);
  });

  it('CH-03: a renamed county keeps its code and ground: none', () => {
    expect([...territorialUnits([full('371324', '371324')], stood('371324'))]).toEqual([]);
  });

  it('CH-01: two become one', () => {
    const items = [full('370203', '370203'), full('370205', '370203')];
    expect([...territorialUnits(items, stood('370203', '370205'))]).toEqual(['370203', '370205']);
  });

  it('CH-04: a split, with its towns', () => {
    const items = [part('371081', '371003'), part('371081', '371002', ['371081112'])];
    expect([...territorialUnits(items, stood('371081', '371002'))]).toEqual([
      '371081',
      '371003',
      '371002',
      '371081112',
    ]);
  });

  it('CH-14: the city that takes the other in is altered although no item begins with it', () => {
    const items = [full('371200', '370100'), full('371202', '370116'), full('371203', '370117')];
    expect([...territorialUnits(items, stood('371200', '370100', '371202', '371203'))]).toEqual(['371200', '370100']);
  });
});

describe('who bears a side afterwards', () => {
  it.each([
    ['a new code', [full('370181', '370114')], '370181', '370114'],
    ['a part of it went: nobody yet', [part('371081', '371003'), part('371081', '371002')], '371081', undefined],
    ['it is not of this change', [full('370181', '370114')], '370321', undefined],
  ])('%s', (_, items, code, successor) => {
    expect(successorOf(items, code)).toBe(successor);
  });
});
