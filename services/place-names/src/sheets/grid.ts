import { type Area, crossingsAt, type Position } from '../geometry/index.ts';
import { type SheetScale, sheetGrid } from './sheet-number.ts';

/** A cell of the grid of a scale. */
interface Cell {
  readonly column: number;
  readonly row: number;
}

/** A sheet that has ground of an area on it. */
export interface CoveredSheet extends Cell {
  readonly sheetNo: string;
  /** The middle of the sheet. */
  readonly middle: Position;
}

/** The sheets of a scale that have ground of one of the areas on them, from the south-west to the north-east. */
export function sheetsOver(areas: readonly Area[], scale: SheetScale): CoveredSheet[] {
  const grid = sheetGrid(scale);
  const cells = new Map<string, Cell>();
  const mark = (column: number, row: number): void => {
    cells.set(`${row} ${column}`, { column, row });
  };
  for (const rings of areas.flat()) {
    for (const ring of rings) markEdges(ring, grid, mark);
    markInside(rings, grid, mark);
  }
  return [...cells.values()]
    .sort((a, b) => a.row - b.row || a.column - b.column)
    .map(({ column, row }) => ({
      column,
      row,
      sheetNo: grid.sheetNumber(column, row),
      middle: [(column + 0.5) * grid.width - 180, (row + 0.5) * grid.height],
    }));
}

interface GridSize {
  readonly width: number;
  readonly height: number;
}

type Mark = (column: number, row: number) => void;

/** Every cell that an edge runs through: row by row, from where it enters the row to where it leaves it. */
function markEdges(ring: readonly Position[], { width, height }: GridSize, mark: Mark): void {
  for (let index = 1; index < ring.length; index += 1) {
    const b: Position = ring[index] ?? [0, 0];
    const a: Position = ring[index - 1] ?? b;
    const [low, high] = a[1] <= b[1] ? [a, b] : [b, a];
    for (let row = Math.floor(low[1] / height); row <= Math.floor(high[1] / height); row += 1) {
      const from = lonAt(low, high, Math.max(low[1], row * height));
      const to = lonAt(low, high, Math.min(high[1], (row + 1) * height));
      const [west, east] =
        low[1] === high[1] ? [Math.min(a[0], b[0]), Math.max(a[0], b[0])] : [Math.min(from, to), Math.max(from, to)];
      for (let column = columnOf(west, width); column <= columnOf(east, width); column += 1) mark(column, row);
    }
  }
}

function lonAt(low: Position, high: Position, lat: number): number {
  if (low[1] === high[1]) return low[0];
  return low[0] + ((lat - low[1]) / (high[1] - low[1])) * (high[0] - low[0]);
}

function columnOf(lon: number, width: number): number {
  return Math.floor((lon + 180) / width);
}

/** Cells whose middle lies inside; those that no edge touches are inside as a whole or not at all. */
function markInside(rings: Area[number], { width, height }: GridSize, mark: Mark): void {
  const lats = (rings[0] ?? []).map(([, lat]) => lat);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  for (let row = Math.floor(south / height); row <= Math.floor(north / height); row += 1) {
    const crossings = rings.flatMap((ring) => crossingsAt(ring, (row + 0.5) * height)).sort((a, b) => a - b);
    for (let index = 1; index < crossings.length; index += 2) {
      const [from, to] = [crossings[index - 1] ?? 0, crossings[index] ?? 0];
      for (let column = Math.ceil((from + 180) / width - 0.5); (column + 0.5) * width - 180 < to; column += 1) {
        mark(column, row);
      }
    }
  }
}
