import { accept, type Decision, refuse, toHalfWidth } from '@mz/domain';

/** Scales of the national series, by their letter; the million sheet has none. */
export type SheetScale = keyof typeof scales;

/** South-west and north-east corner in degrees: west, south, east, north. */
export type Bounds = readonly [west: number, south: number, east: number, north: number];

/** One sheet of the series: its number, scale denominator and ground. */
export interface Sheet {
  readonly sheetNo: string;
  readonly scale: SheetScale;
  readonly denominator: number;
  readonly bounds: Bounds;
}

// GB/T 13989-2012: rows and columns into which a million sheet (4° × 6°) is divided, and the digits that count them.
const scales = {
  A: { denominator: 1_000_000, parts: 1, digits: 0 },
  B: { denominator: 500_000, parts: 2, digits: 3 },
  C: { denominator: 250_000, parts: 4, digits: 3 },
  D: { denominator: 100_000, parts: 12, digits: 3 },
  E: { denominator: 50_000, parts: 24, digits: 3 },
  F: { denominator: 25_000, parts: 48, digits: 3 },
  G: { denominator: 10_000, parts: 96, digits: 3 },
  H: { denominator: 5_000, parts: 192, digits: 3 },
  I: { denominator: 2_000, parts: 576, digits: 3 },
  J: { denominator: 1_000, parts: 1152, digits: 4 },
  K: { denominator: 500, parts: 2304, digits: 4 },
} as const;

/** The scales with their denominators, smallest map first. */
export const sheetScales = Object.keys(scales) as SheetScale[];

const million = { height: 4, width: 6 } as const;
const firstColumn = 31;
/** GB/T 13989-2012 §4.1: from 60° on a million sheet is wider; no ground of the country lies there. */
const northernmost = 60;
// Degrees are counted in billionths, so that an edge is an edge and no rounding of a fraction moves a point.
const unitsPerDegree = 1_000_000_000;
const rowLetters = 'ABCDEFGHIJKLMNO';

/** The number of the sheet on which a point lies; on an edge that to the north or east. Throws RangeError beyond the series. */
export function sheetNumberAt(lon: number, lat: number, scale: SheetScale): string {
  const { parts } = scales[scale];
  const [x, y] = [unitsOf(lon, -180, 180), unitsOf(lat, 0, northernmost)];
  const [column, row] = [cellOf(x, million.width), cellOf(y, million.height)];
  const across = partOf(x, million.width, parts);
  const up = partOf(y, million.height, parts);
  return writeNumber({ row, column: column + firstColumn, down: parts - up, across: across + 1, scale });
}

/** Reads a number as people write it; SHEET_NO_INVALID when no sheet of the series has it. */
export function readSheetNumber(input: string): Decision<Sheet, 'SHEET_NO_INVALID'> {
  const text = toHalfWidth(input).replaceAll(/\s/g, '').toUpperCase();
  const match = /^([A-O])(\d{2})(?:([B-K])(\d{3,4})(\d{3,4}))?$/.exec(text);
  if (match === null) return refuse('SHEET_NO_INVALID');
  const [, letter = '', columnText = '', scaleText = 'A', downText = '', acrossText = ''] = match;
  const scale = scaleText as SheetScale; // one of B–K by the pattern, or A
  const { parts, digits, denominator } = scales[scale];
  const column = Number(columnText);
  const [down, across] = scale === 'A' ? [1, 1] : [Number(downText), Number(acrossText)];
  const isWhole = downText.length === digits && acrossText.length === digits;
  const isInside = down >= 1 && down <= parts && across >= 1 && across <= parts;
  if (!isWhole || !isInside || column < 1 || column > 60) return refuse('SHEET_NO_INVALID');
  const place = { row: rowLetters.indexOf(letter), column, down, across, scale };
  return accept({ sheetNo: writeNumber(place), scale, denominator, bounds: boundsOf(place) });
}

/** The scale of a denominator; undefined when the series has none. */
export function scaleOf(denominator: number): SheetScale | undefined {
  return sheetScales.find((scale) => scales[scale].denominator === denominator);
}

/** How the sheets of a scale lie: counted from 180° west and the equator, to find a sheet by its cell. */
export interface SheetGrid {
  readonly width: number;
  readonly height: number;
  /** The sheet of a cell; cells count east from 180° W and north from the equator. */
  sheetNumber(column: number, row: number): string;
}

/** The grid of a scale. */
export function sheetGrid(scale: SheetScale): SheetGrid {
  const { parts } = scales[scale];
  return {
    width: million.width / parts,
    height: million.height / parts,
    sheetNumber(column, row) {
      const [bigColumn, bigRow] = [Math.floor(column / parts), Math.floor(row / parts)];
      const [across, up] = [column - bigColumn * parts, row - bigRow * parts];
      return writeNumber({ row: bigRow, column: bigColumn + 1, down: parts - up, across: across + 1, scale });
    },
  };
}

interface Place {
  /** From the equator, 0 is A. */
  readonly row: number;
  /** 1 begins at 180° W. */
  readonly column: number;
  /** From the north edge of the million sheet, from 1. */
  readonly down: number;
  /** From its west edge, from 1. */
  readonly across: number;
  readonly scale: SheetScale;
}

function writeNumber({ row, column, down, across, scale }: Place): string {
  const { digits } = scales[scale];
  const sheet = `${rowLetters.charAt(row)}${String(column).padStart(2, '0')}`;
  if (scale === 'A') return sheet;
  return `${sheet}${scale}${String(down).padStart(digits, '0')}${String(across).padStart(digits, '0')}`;
}

function boundsOf({ row, column, down, across, scale }: Place): Bounds {
  const { parts } = scales[scale];
  const west = degrees((column - firstColumn) * million.width * parts + (across - 1) * million.width, parts);
  const east = degrees((column - firstColumn) * million.width * parts + across * million.width, parts);
  const south = degrees(row * million.height * parts + (parts - down) * million.height, parts);
  const north = degrees(row * million.height * parts + (parts - down + 1) * million.height, parts);
  return [west, south, east, north];
}

function degrees(count: number, parts: number): number {
  return Math.round((count / parts) * unitsPerDegree) / unitsPerDegree;
}

function unitsOf(angle: number, from: number, to: number): number {
  if (!(angle >= from && angle < to)) throw new RangeError('outside the series of sheets');
  return Math.round(angle * unitsPerDegree);
}

function cellOf(units: number, size: number): number {
  return Math.floor(units / (size * unitsPerDegree));
}

function partOf(units: number, size: number, parts: number): number {
  const span = size * unitsPerDegree;
  const within = ((units % span) + span) % span;
  return Math.floor((within * parts) / span);
}
