import { describe, expect, test } from 'vitest';
import { townshipIn } from './by-address.ts';

const townships = [
  { code: '371081112000', name: '汪疃镇' },
  { code: '371081113000', name: '苘山镇' },
  { code: '371081100000', name: '文登营镇' },
  { code: '371081199000', name: '大汪疃镇' },
];

describe('a township from an address (place-names.md §9.2)', () => {
  test.each([
    ['文登市汪疃镇祝家庄村12号', '371081112000'],
    ['山东省威海市文登市大汪疃镇西村', '371081199000'],
    ['苘山镇中心街3号', '371081113000'],
    ['文登市文山路1号', undefined],
    ['汪疃镇和苘山镇交界处', undefined],
    ['', undefined],
  ])('%s', (address, expected) => {
    expect(townshipIn(address, townships)).toBe(expected);
  });
});
