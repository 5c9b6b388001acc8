import { describe, expect, it } from 'vitest';
import {
  incompletePositions,
  isNumberedInOrder,
  missingSerials,
  parseMarkerCode,
  type Standing,
} from './marker-code.ts';

describe('marker codes (handbook §5.1)', () => {
  it('`3437012Q` valid: the line, serial 12, single', () => {
    expect(parseMarkerCode('3437012Q')).toEqual({
      ok: true,
      value: { line: '3437', serial: 12, letter: 'Q', kind: 'SINGLE', position: '3437012' },
    });
  });

  it.each([
    ['370181370321001A', 'DOUBLE'],
    ['370181370321999B', 'DOUBLE'],
    ['37013703001C', 'TRIPLE'],
    ['370181001370181002001E', 'TRIPLE'],
  ])('%s is of a %s position', (code, kind) => {
    expect(parseMarkerCode(code)).toMatchObject({ ok: true, value: { kind } });
  });

  it.each([
    ['example B2: `3734012Q` invalid (order)', '3734012Q', 'MARKER_CODE_ORDER'],
    ['both halves equal', '3737012Q', 'MARKER_CODE_ORDER'],
    ['example B3: `3437000Q` invalid (serial)', '3437000Q', 'MARKER_SERIAL'],
    ['a letter that no position has', '3437012F', 'MARKER_CODE_FORMAT'],
    ['a small letter', '3437012q', 'MARKER_CODE_FORMAT'],
    ['a hyphen', '370181-370321012Q', 'MARKER_CODE_FORMAT'],
    ['four digits of serial', '34370123Q', 'MARKER_CODE_FORMAT'],
    ['nothing', '', 'MARKER_CODE_FORMAT'],
  ])('%s', (_, text, code) => {
    expect(parseMarkerCode(text)).toEqual({ ok: false, code });
  });
});

function standing(code: string, lon = 116, lat = 34): Standing {
  return { positionCode: code.slice(0, -1), letter: code.slice(-1), serial: Number(code.slice(-4, -1)), lon, lat };
}

describe('the markers of a line', () => {
  it('two markers `3437015A` and `3437015B` form one position and need both', () => {
    expect(incompletePositions([standing('3437015A')])).toEqual([{ position: '3437015', missing: ['B'] }]);
    expect(incompletePositions([standing('3437015A'), standing('3437015B')])).toEqual([]);
    expect(incompletePositions([standing('3437015B')])).toEqual([{ position: '3437015', missing: ['A'] }]);
  });

  it('a triple position needs C, D and E; a single one nothing more', () => {
    expect(incompletePositions([standing('3437016D'), standing('3437017Q')])).toEqual([
      { position: '3437016', missing: ['C', 'E'] },
    ]);
  });

  it('numbered from 001: what no marker has', () => {
    expect(missingSerials([standing('3437002Q'), standing('3437005A'), standing('3437005B')])).toEqual([1, 3, 4]);
    expect(missingSerials([standing('3437001Q')])).toEqual([]);
    expect(missingSerials([])).toEqual([]);
  });

  it.each([
    ['west to east', [116, 34], [117, 34.1], true],
    ['east to west', [117, 34.1], [116, 34], false],
    ['north to south', [116, 36], [116.1, 35], true],
    ['south to north', [116.1, 35], [116, 36], false],
  ] as const)('numbered %s', (_, [lonA, latA], [lonB, latB], inOrder) => {
    const markers = [standing('3437001Q', lonA, latA), standing('3437002Q', lonB, latB)];
    expect(isNumberedInOrder(markers)).toBe(inOrder);
    expect(isNumberedInOrder(markers.toReversed())).toBe(inOrder);
  });

  it('one position has no direction', () => {
    expect(isNumberedInOrder([])).toBeNull();
    expect(isNumberedInOrder([standing('3437015A'), standing('3437015B')])).toBeNull();
  });
});
