import { orient2d } from 'robust-predicates';
import type { Position } from './shapes.ts';

interface Segment {
  readonly a: Position;
  readonly b: Position;
  readonly line: number;
  readonly index: number;
  readonly west: number;
  readonly east: number;
}

/** The first place where lines cross themselves or each other, or run along each other; undefined for none. Touching is none. */
export function findCrossing(lines: readonly (readonly Position[])[]): Position | undefined {
  const segments = lines.flatMap(segmentsOf).sort((a, b) => a.west - b.west);
  for (const [at, segment] of segments.entries()) {
    for (let next = at + 1; next < segments.length; next += 1) {
      const other = segments[next];
      if (other === undefined || other.west > segment.east) break;
      const place = crossingOf(segment, other);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

function segmentsOf(line: readonly Position[], number: number): Segment[] {
  return line.slice(1).flatMap((b, index) => {
    const a = line[index] ?? b;
    if (isSame(a, b)) return [];
    return [{ a, b, line: number, index, west: Math.min(a[0], b[0]), east: Math.max(a[0], b[0]) }];
  });
}

function crossingOf(one: Segment, other: Segment): Position | undefined {
  const [a, b, c, d] = [one.a, one.b, other.a, other.b];
  if (Math.max(a[1], b[1]) < Math.min(c[1], d[1]) || Math.max(c[1], d[1]) < Math.min(a[1], b[1])) return undefined;
  const [ofC, ofD] = [turn(a, b, c), turn(a, b, d)];
  const [ofA, ofB] = [turn(c, d, a), turn(c, d, b)];
  if (ofC === 0 && ofD === 0) return runsAlong(one, other) ? middle(one, other) : undefined;
  return ofC * ofD < 0 && ofA * ofB < 0 ? meetingPoint(one, other) : undefined;
}

function turn(a: Position, b: Position, c: Position): number {
  return Math.sign(orient2d(a[0], a[1], b[0], b[1], c[0], c[1]));
}

/** Whether two segments of one straight line have more than a point in common. */
function runsAlong(one: Segment, other: Segment): boolean {
  const axis = Math.abs(one.b[0] - one.a[0]) >= Math.abs(one.b[1] - one.a[1]) ? 0 : 1;
  const [from, to] = span(one, axis);
  const [otherFrom, otherTo] = span(other, axis);
  return Math.min(to, otherTo) > Math.max(from, otherFrom);
}

function middle(one: Segment, other: Segment): Position {
  const mean = (axis: 0 | 1): number => {
    const [from, to] = span(one, axis);
    const [otherFrom, otherTo] = span(other, axis);
    return (Math.max(from, otherFrom) + Math.min(to, otherTo)) / 2;
  };
  return [mean(0), mean(1)];
}

function span({ a, b }: Segment, axis: 0 | 1): readonly [number, number] {
  return [Math.min(a[axis], b[axis]), Math.max(a[axis], b[axis])];
}

function meetingPoint({ a, b }: Segment, { a: c, b: d }: Segment): Position {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const [ex, ey] = [d[0] - c[0], d[1] - c[1]];
  const share = ((c[0] - a[0]) * ey - (c[1] - a[1]) * ex) / (dx * ey - dy * ex);
  return [a[0] + share * dx, a[1] + share * dy];
}

function isSame(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
