import { lengthOf, unitAt } from './pool.ts';
import type { PrefixTree } from './prefix-tree.ts';

/** What is near: a query, how many edits it may be away, and how they may lie. */
export interface Nearness {
  /** Units of the query in the direction of the tree. */
  readonly units: Uint16Array;
  readonly allowed: number;
  /** Within the first `turn` units of the query there may be only `early` edits; if none, letters may be added behind them. */
  readonly turn: number;
  readonly early: number;
}

/** Takes the places of equal texts; answers the number from which on texts are of no use. */
export type VisitPlaces = (from: number, to: number, edits: number) => number;

const tooFar = 99;

/**
 * Visits the texts of a tree that are near: down the tree with one row of the edit distance a node, of which only the cells
 * around the diagonal are kept, and not below a node whose row is too far, whose texts are too long, too short or of no use.
 */
export function visitNear(tree: PrefixTree, nearness: Nearness, from: number, visit: VisitPlaces): void {
  const { letters, depths, ends, places, shortest, longest, least } = tree;
  const { allowed } = nearness;
  const [fewest, most] = [nearness.units.length - allowed, nearness.units.length + allowed];
  const band = firstRow(nearness, most);
  let bound = from;
  let node = 0;
  while (node < letters.length) {
    const end = ends[node] ?? 0;
    const isOut = (shortest[node] ?? 0) > most || (longest[node] ?? 0) < fewest || (least[node] ?? 0) >= bound;
    const depth = depths[node] ?? 0;
    if (isOut || !nextRow(band, depth, letters[node] ?? 0)) {
      node = end;
      continue;
    }
    const [start, stop] = [places[node] ?? 0, places[node + 1] ?? 0];
    if (stop > start) {
      const edits = end === node + 1 ? downTail(tree, band, { depth, place: start }) : lastCell(band, depth);
      if (edits <= allowed) bound = visit(start, stop, edits);
    }
    node += 1;
  }
}

/** Rows of the edit distance by depth: cell `c` of row `d` is that of the first `d + c - allowed` units of the query. */
interface Band extends Nearness {
  readonly rows: Uint8Array;
  readonly width: number;
}

function firstRow(nearness: Nearness, mostDepth: number): Band {
  const { allowed, units, turn, early } = nearness;
  const width = 2 * allowed + 1;
  const rows = new Uint8Array((mostDepth + 1) * width);
  for (let cell = 0; cell < width; cell += 1) {
    const column = cell - allowed;
    const isOut = column < 0 || column > units.length || (column <= turn && column > early);
    rows[cell] = isOut ? tooFar : column;
  }
  return { ...nearness, rows, width };
}

/** Fills the row of a depth from the one above it; answers whether any text below can be near. */
function nextRow({ rows, width, units, allowed, turn, early }: Band, depth: number, letter: number): boolean {
  const own = depth * width;
  const above = own - width;
  let isNear = false;
  let before = tooFar;
  for (let cell = 0; cell < width; cell += 1) {
    const column = depth - allowed + cell;
    let edits = tooFar;
    if (column >= 0 && column <= units.length) {
      const replaced = column > 0 ? (rows[above + cell] ?? tooFar) + (units[column - 1] === letter ? 0 : 1) : tooFar;
      const longer = cell + 1 < width ? (rows[above + cell + 1] ?? tooFar) + 1 : tooFar;
      edits = Math.min(replaced, longer, before + 1);
      const isEarly = column < turn || (column === turn && (depth <= turn || early > 0));
      if (edits > (isEarly ? early : allowed)) edits = tooFar;
    }
    rows[own + cell] = edits;
    before = edits;
    if (edits !== tooFar) isNear = true;
  }
  return isNear;
}

/** Edits of a text that ends at a depth. */
function lastCell({ rows, width, units, allowed }: Band, depth: number): number {
  const cell = units.length - depth + allowed;
  return cell < 0 || cell >= width ? tooFar : (rows[depth * width + cell] ?? tooFar);
}

/** Edits of the one text of a leaf, the rest of which is not in the tree. */
function downTail(
  { table, direction }: PrefixTree,
  band: Band,
  { depth, place }: { readonly depth: number; readonly place: number },
): number {
  const text = table.order[place] ?? 0;
  const length = lengthOf(table.pool, text);
  for (let down = depth + 1; down <= length; down += 1)
    if (!nextRow(band, down, unitAt(table.pool, text, down - 1, direction))) return tooFar;
  return lastCell(band, length);
}
