import { type Direction, lengthOf, type Pool, unitAt } from './pool.ts';
import type { SortedTable } from './sorted-table.ts';

/**
 * The texts of a sorted table as a tree of their letters, a node behind the nodes above it. A branch ends where one text is
 * left, so that a leaf may stand for a longer text than its depth. The empty text has no node.
 */
export interface PrefixTree {
  readonly table: SortedTable<Uint8Array>;
  readonly direction: Direction;
  readonly letters: Uint8Array;
  /** Letters down to the node, its own among them. */
  readonly depths: Uint16Array;
  /** The first node that is not below. */
  readonly ends: Uint32Array;
  /** Places of the texts that end at the node: from its own to before that of the node behind it. */
  readonly places: Uint32Array;
  /** Lengths of the texts at and below the node. */
  readonly shortest: Uint16Array;
  readonly longest: Uint16Array;
  /** The smallest number of a text at and below the node. */
  readonly least: Uint32Array;
}

/** Builds the tree of a table that is sorted in the direction. */
export function treeOf(table: SortedTable<Uint8Array>, direction: Direction): PrefixTree {
  const texts = distinctTexts(table, direction);
  const columns = createColumns(texts.nodes);
  const open: number[] = [];
  let count = 0;
  for (let at = 0; at < texts.count; at += 1) {
    const place = texts.places[at] ?? 0;
    const text = table.order[place] ?? 0;
    const shared = texts.shared[at] ?? 0;
    close(columns, { open, depth: shared, count });
    for (let depth = shared + 1; depth <= (texts.deepest[at] ?? 0); depth += 1) {
      columns.letters[count] = unitAt(table.pool, text, depth - 1, direction);
      columns.depths[count] = depth;
      columns.places[count] = place;
      open.push(count);
      count += 1;
    }
    const length = lengthOf(table.pool, text);
    widen(columns, open.at(-1) ?? 0, { shortest: length, longest: length, least: text });
  }
  close(columns, { open, depth: 0, count });
  columns.places[count] = table.order.length;
  return { table, direction, ...columns };
}

interface DistinctTexts {
  readonly count: number;
  /** Of all texts together. */
  readonly nodes: number;
  /** The first place of each. */
  readonly places: Uint32Array;
  /** With how many units of the text before it each begins. */
  readonly shared: Uint16Array;
  /** Depth of the last node of each: where no other text goes on. */
  readonly deepest: Uint16Array;
}

/** The texts that have units, each once. */
function distinctTexts({ pool, order }: SortedTable, direction: Direction): DistinctTexts {
  const places = new Uint32Array(order.length);
  const shared = new Uint16Array(order.length + 1);
  let count = 0;
  for (let place = 0; place < order.length; place += 1) {
    const text = order[place] ?? 0;
    const length = lengthOf(pool, text);
    const before = place === 0 ? 0 : sharedOf(pool, direction, [order[place - 1] ?? 0, text]);
    if (before === length) continue;
    places[count] = place;
    shared[count] = before;
    count += 1;
  }
  shared[count] = 0;
  const deepest = new Uint16Array(count);
  let nodes = 0;
  for (let at = 0; at < count; at += 1) {
    const before = shared[at] ?? 0;
    const needed = Math.max(before, shared[at + 1] ?? 0) + 1;
    deepest[at] = Math.min(lengthOf(pool, order[places[at] ?? 0] ?? 0), needed);
    nodes += (deepest[at] ?? 0) - before;
  }
  return { count, nodes, places, shared, deepest };
}

/** With how many equal units two texts begin. */
function sharedOf(pool: Pool, direction: Direction, [one, other]: readonly [number, number]): number {
  const { units, starts } = pool;
  const most = Math.min(lengthOf(pool, one), lengthOf(pool, other));
  const [step, at] = direction === 'FORWARD' ? [1, 0] : [-1, 1];
  const [a, b] = [(starts[one + at] ?? 0) - at, (starts[other + at] ?? 0) - at];
  let depth = 0;
  while (depth < most && units[a + step * depth] === units[b + step * depth]) depth += 1;
  return depth;
}

type Columns = Omit<PrefixTree, 'table' | 'direction'>;

function createColumns(nodes: number): Columns {
  return {
    letters: new Uint8Array(nodes),
    depths: new Uint16Array(nodes),
    ends: new Uint32Array(nodes),
    places: new Uint32Array(nodes + 1),
    shortest: new Uint16Array(nodes).fill(0xffff),
    longest: new Uint16Array(nodes),
    least: new Uint32Array(nodes).fill(0xffff_ffff),
  };
}

/** Ends the open branches that are deeper than `depth`. */
function close(
  columns: Columns,
  { open, depth, count }: { readonly open: number[]; readonly depth: number; readonly count: number },
): void {
  while (open.length > depth) {
    const node = open.pop() ?? 0;
    columns.ends[node] = count;
    const above = open.at(-1);
    if (above === undefined) continue;
    const [shortest, longest] = [columns.shortest[node] ?? 0, columns.longest[node] ?? 0];
    widen(columns, above, { shortest, longest, least: columns.least[node] ?? 0 });
  }
}

function widen(
  { shortest, longest, least }: Columns,
  node: number,
  below: { readonly shortest: number; readonly longest: number; readonly least: number },
): void {
  shortest[node] = Math.min(shortest[node] ?? 0, below.shortest);
  longest[node] = Math.max(longest[node] ?? 0, below.longest);
  least[node] = Math.min(least[node] ?? 0, below.least);
}
