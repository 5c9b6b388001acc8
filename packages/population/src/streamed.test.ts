import { parseResidentId } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { streamHouseholds } from './index.ts';

const divisions = ['370102001002', '371721101200'];

describe('streamed households', () => {
  it('are the same for the same seed, and a longer stream begins with the shorter one', () => {
    const long = [...streamHouseholds('test', { households: 300, divisions })];
    expect([...streamHouseholds('test', { households: 300, divisions })]).toEqual(long);
    expect([...streamHouseholds('test', { households: 40, divisions })]).toEqual(long.slice(0, 40));
    expect([...streamHouseholds('other', { households: 40, divisions })]).not.toEqual(long.slice(0, 40));
  });

  it('bear numbers that are valid, agree with birth and sex and come once', () => {
    const members = [...streamHouseholds('test', { households: 3_000, divisions })].flatMap((one) => one.members);
    for (const { idNo, birthDate, sex } of members) {
      expect(parseResidentId(idNo, { birthDate, sex, today: '2014-04-28' }).ok).toBe(true);
    }
    expect(new Set(members.map(({ idNo }) => idNo)).size).toBe(members.length);
  });
});
