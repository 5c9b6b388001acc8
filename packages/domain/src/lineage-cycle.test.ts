import { describe, expect, test } from 'vitest';
import { anItem, fixtureItems } from '../test/division-fixture.ts';
import { createDivisionHistory } from './lineage.ts';
import { findLineageCycle, LineageCycleError } from './lineage-cycle.ts';

describe('LINEAGE_CYCLE', () => {
  const [a, b, c] = ['370121000000', '370122000000', '370123000000'] as const;

  test('two units that swap codes on one day are refused', () => {
    const items = [anItem({ fromCode: a, toCode: b }), anItem({ fromCode: b, toCode: a })];
    expect(() => createDivisionHistory({ versions: [], items })).toThrow(LineageCycleError);
    expect(() => createDivisionHistory({ versions: [], items })).toThrow(/^LINEAGE_CYCLE/);
  });

  test('the circle is named without the codes that only lead to it or away from it', () => {
    const items = [
      anItem({ fromCode: c, toCode: a }),
      anItem({ fromCode: a, toCode: b }),
      anItem({ fromCode: b, toCode: a, extent: 'PART' }),
      anItem({ fromCode: b, toCode: '370124000000', extent: 'PART' }),
      anItem({ fromCode: '370124000000', toCode: '370125000000' }),
    ];
    const cycle = findLineageCycle(items);
    expect([...new Set(cycle?.codes)].sort()).toEqual([a, b]);
    expect(cycle?.codes.at(0)).toBe(cycle?.codes.at(-1));
  });

  test.each([
    ['a kept code', [anItem({ fromCode: a, toCode: a })]],
    ['a chain of one day', [anItem({ fromCode: a, toCode: b }), anItem({ fromCode: b, toCode: c })]],
    [
      'ground that goes back later',
      [anItem({ fromCode: a, toCode: b }), anItem({ fromCode: b, toCode: a, effectiveOn: '2020-01-01' })],
    ],
    ['the loaded history', fixtureItems()],
  ])('%s is no cycle', (_what, items) => {
    expect(findLineageCycle(items)).toBeUndefined();
  });
});
