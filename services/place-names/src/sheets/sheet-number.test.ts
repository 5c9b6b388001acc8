import { describe, expect, it } from 'vitest';
import { readSheetNumber, type SheetScale, scaleOf, sheetGrid, sheetNumberAt, sheetScales } from './sheet-number.ts';

describe('place-names §8.3 sheet numbers (GB/T 13989)', () => {
  it('§8.3 worked example: 117.0°E 36.65°N → J50, r = 81, c = 49 → J50G081049', () => {
    expect(sheetNumberAt(117, 36.65, 'G')).toBe('J50G081049');
  });

  it('§8.3 a 1:10,000 sheet is 2′30″ × 3′45″', () => {
    const sheet = readSheetNumber('J50G081049');
    expect(sheet).toEqual({
      ok: true,
      value: { sheetNo: 'J50G081049', scale: 'G', denominator: 10_000, bounds: [117, 36.625, 117.0625, 36.666666667] },
    });
  });

  const examples: [SheetScale, string][] = [
    ['A', 'J50'],
    ['B', 'J50B002002'],
    ['C', 'J50C004003'],
    ['D', 'J50D011007'],
    ['E', 'J50E021013'],
    ['F', 'J50F041025'],
    ['G', 'J50G081049'],
    ['H', 'J50H161097'],
    ['I', 'J50I483289'],
    ['J', 'J50J09650577'],
    ['K', 'J50K19301153'],
  ];
  it.each(examples)('§8.3 scale %s at 117.0°E 36.65°N is %s', (scale, expected) => {
    expect(sheetNumberAt(117, 36.65, scale)).toBe(expected);
  });

  it.each<[string, number, number, string]>([
    ['the south edge belongs to the sheet above it', 117, 36.625, 'J50G081049'],
    ['just below the south edge is the sheet below', 117, 36.624999999, 'J50G082049'],
    ['the west edge belongs to the sheet', 117.0625, 36.65, 'J50G081050'],
    ['just west of the edge is the sheet before', 117.062499999, 36.65, 'J50G081049'],
    ['the bottom of a million sheet is its last row', 117, 36, 'J50G096049'],
    ['below it begins the million sheet I', 117, 35.999999999, 'I50G001049'],
    ['the west edge of a million sheet is column 1', 114, 37, 'J50G072001'],
    ['120° E begins million column 51', 120, 37, 'J51G072001'],
    ['the equator', 114, 0, 'A50G096001'],
  ])('§8.3 edges: %s', (_, lon, lat, expected) => {
    expect(sheetNumberAt(lon, lat, 'G')).toBe(expected);
  });

  it.each(sheetScales)('§8.3 both ways: the centre of a sheet of scale %s has its number again', (scale) => {
    for (const [lon, lat] of [
      [114.81, 34.41],
      [117, 36.65],
      [119.99999, 35.99999],
      [122.7, 37.4],
    ] as const) {
      const sheetNo = sheetNumberAt(lon, lat, scale);
      const sheet = readSheetNumber(sheetNo);
      if (!sheet.ok) throw new Error(sheetNo);
      const [west, south, east, north] = sheet.value.bounds;
      expect(sheetNumberAt((west + east) / 2, (south + north) / 2, scale)).toBe(sheetNo);
      expect([west <= lon && lon < east, south <= lat && lat < north]).toEqual([true, true]);
    }
  });

  it('§8.3 the cell of the grid is the sheet of its centre', () => {
    const grid = sheetGrid('G');
    const [column, row] = [Math.floor((117 + 180) / grid.width), Math.floor(36.65 / grid.height)];
    expect(grid.sheetNumber(column, row)).toBe('J50G081049');
    expect(grid.sheetNumber(column + 1, row - 1)).toBe('J50G082050');
  });

  it.each(['J50G081', 'J50G097049', 'J50G000049', 'J61G081049', 'J50L081049', 'W50', 'J50J0967577', 'J50G0810490', ''])(
    '§8.3 %s is no number of a sheet: SHEET_NO_INVALID',
    (text) => {
      expect(readSheetNumber(text)).toEqual({ ok: false, code: 'SHEET_NO_INVALID' });
    },
  );

  it('§8.3 full-width and small letters are read', () => {
    expect(readSheetNumber('ｊ50g081049')).toMatchObject({ ok: true, value: { sheetNo: 'J50G081049' } });
  });

  it('§8.3 a point beyond the series is refused', () => {
    expect(() => sheetNumberAt(117, 61, 'G')).toThrow(RangeError);
  });

  it('§8.3 the scale of a denominator', () => {
    expect([scaleOf(10_000), scaleOf(7_000)]).toEqual(['G', undefined]);
  });
});
