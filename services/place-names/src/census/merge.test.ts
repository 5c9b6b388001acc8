import { describe, expect, it } from 'vitest';
import { factFields, wholeFacts } from './facts.ts';
import { closedConflicts, mergeFields } from './merge.ts';

const base = wholeFacts({
  divisionCode: '370102001001',
  categoryCode: '22100',
  names: [{ kind: 'STANDARD', name: '王庄' }],
});

describe('merging offline work field by field (place-names.md §7)', () => {
  it('takes what only the field side changed and leaves what only the office changed', () => {
    const ours = { ...base, meaning: '因王姓最早居住于此而得名' };
    const theirs = { ...base, lon: 117.01, lat: 36.65 };
    const merged = mergeFields({ base, ours, theirs }, factFields);
    expect([merged.taken, merged.conflicts]).toEqual([['lon', 'lat'], []]);
    expect(merged.facts).toEqual({ ...ours, lon: 117.01, lat: 36.65 });
  });

  it('what both changed to different values is a conflict with base, ours and theirs; ours stands', () => {
    const [ours, theirs] = [
      { ...base, source: '济南市地名志' },
      { ...base, source: '村内老人口述' },
    ];
    const merged = mergeFields({ base, ours, theirs }, factFields);
    expect(merged.conflicts).toEqual([
      { field: 'source', base: 'null', ours: '"济南市地名志"', theirs: '"村内老人口述"' },
    ]);
    expect([merged.taken, merged.facts]).toEqual([[], ours]);
  });

  it('what both changed to the same value is neither taken nor a conflict', () => {
    const same = { ...base, inUse: true };
    const merged = mergeFields({ base, ours: same, theirs: { ...same } }, factFields);
    expect([merged.taken, merged.conflicts]).toEqual([[], []]);
  });

  it('lists are compared as wholes: a name added on both sides is a conflict', () => {
    const names = (alias: string) => [...base.names, { kind: 'ALIAS' as const, name: alias }];
    const merged = mergeFields(
      { base, ours: { ...base, names: names('北王庄') }, theirs: { ...base, names: names('小王庄') } },
      factFields,
    );
    expect(merged.conflicts.map(({ field }) => field)).toEqual(['names']);
  });

  it('a field that was not sent is left alone whatever the package says', () => {
    const theirs = { ...base, lon: 117.01, source: '村内老人口述' };
    expect(mergeFields({ base, ours: base, theirs }, ['lon']).facts).toEqual({ ...base, lon: 117.01 });
  });

  it('a record that has gone on takes nothing: every changed field is listed', () => {
    const theirs = { ...base, lon: 117.01, inUse: false };
    expect(closedConflicts({ base, ours: { ...base, inUse: false }, theirs }, factFields)).toEqual([
      { field: 'lon', base: 'null', ours: 'null', theirs: '117.01' },
    ]);
  });
});
