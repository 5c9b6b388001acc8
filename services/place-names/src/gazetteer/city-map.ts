import { type Html, html } from './html.ts';

type Position = readonly [lon: number, lat: number];

/** A prefecture-level city with its ground: polygons of rings, the outer one first. */
export interface CityShape {
  readonly version: {
    readonly code: string;
    readonly name: string;
    readonly shortName: string;
    readonly pinyin?: string;
  };
  readonly area: readonly (readonly (readonly Position[])[])[];
}

/** What a map says around its shapes. */
export interface MapWords {
  readonly title: string;
  readonly sketch: string;
  hrefOf(code: string): string;
  nameOf(city: CityShape['version']): string;
}

const width = 640;
/** A degree of longitude is shorter than one of latitude by this, in the middle of the province. */
const narrowing = Math.cos((36.4 * Math.PI) / 180);
/** Corners nearer than this to the last one add nothing that can be seen. */
const seenPixels = 0.8;

/**
 * The cities as one drawing without a script: each is a link that the keyboard reaches and a screen reader names. It is a
 * sketch and says so: lines of such a drawing are no boundaries.
 */
export function cityMap(cities: readonly CityShape[], words: MapWords, highlighted?: string): Html | null {
  const drawing = drawingOf(cities);
  if (drawing === undefined) return null;
  const { height, shapes } = drawing;
  const links = cities.map(({ version }, index) =>
    link(version, { words, highlighted, path: shapes[index]?.path ?? '' }),
  );
  const labels = cities.map(({ version }, index) => {
    const [x = 0, y = 0] = shapes[index]?.middle ?? [];
    return html`<text x="${x.toFixed(0)}" y="${y.toFixed(0)}">${version.shortName}</text>`;
  });
  return html`<figure class="map"><svg viewBox="0 0 ${width} ${height}" role="group" aria-label="${words.title}">${links}
<g class="labels" aria-hidden="true">${labels}</g><text class="sketch" x="${width - 12}" y="${height - 12}">${words.sketch}</text></svg>
<figcaption>${words.title} · <strong>${words.sketch}</strong></figcaption></figure>`;
}

function link(
  version: CityShape['version'],
  drawn: { readonly words: MapWords; readonly highlighted: string | undefined; readonly path: string },
): Html {
  const { words, highlighted, path } = drawn;
  const name = words.nameOf(version);
  const mark = version.code === highlighted ? html` class="chosen" aria-current="true"` : null;
  return html`<a href="${words.hrefOf(version.code)}" aria-label="${name}"${mark}><title>${name}</title><path d="${path}"/></a>`;
}

/** Shapes in the order of their cities. */
interface Drawing {
  readonly height: number;
  readonly shapes: readonly { readonly path: string; readonly middle: Position }[];
}

// Outlines have many thousands of corners and are the same for years: what was drawn last is kept with them.
const drawn = new WeakMap<object, { readonly areas: readonly object[]; readonly drawing: Drawing }>();

function drawingOf(cities: readonly CityShape[]): Drawing | undefined {
  const areas = cities.map(({ area }) => area);
  const [first] = areas;
  if (first === undefined) return undefined;
  const kept = drawn.get(first);
  if (kept?.areas.length === areas.length && kept.areas.every((area, index) => area === areas[index]))
    return kept.drawing;
  const positions = areas.flatMap((area) => area.flat(2)) as readonly Position[];
  if (positions.length === 0) return undefined;
  const { height, at } = placing(positions);
  const shapes = areas.map((area) => ({
    path: area.flatMap((rings) => rings.map((ring) => pathOf(ring.map(at)))).join(''),
    middle: middleOf(largest(area).map(at)),
  }));
  const drawing = { height, shapes };
  drawn.set(first, { areas, drawing });
  return drawing;
}

interface Placing {
  readonly height: number;
  at(position: Position): Position;
}

/** Fits all positions into the width, north above. */
function placing(positions: readonly Position[]): Placing {
  const lons = positions.map(([lon]) => lon);
  const lats = positions.map(([, lat]) => lat);
  // Not by spreading into Math.min: the outlines have many thousands of corners.
  const [west, east, south, north] = [
    lowest(lons),
    -lowest(lons.map(negated)),
    lowest(lats),
    -lowest(lats.map(negated)),
  ];
  const margin = 14;
  const scale = (width - 2 * margin) / ((east - west) * narrowing);
  return {
    height: Math.ceil((north - south) * scale + 2 * margin),
    at: ([lon, lat]) => [margin + (lon - west) * narrowing * scale, margin + (north - lat) * scale],
  };
}

function lowest(numbers: readonly number[]): number {
  return numbers.reduce((low, one) => Math.min(low, one), Number.POSITIVE_INFINITY);
}

function negated(number: number): number {
  return -number;
}

function pathOf(points: readonly Position[]): string {
  let last: Position | undefined;
  const kept = points.filter((point) => {
    const near = last !== undefined && Math.hypot(point[0] - last[0], point[1] - last[1]) < seenPixels;
    if (!near) last = point;
    return !near;
  });
  // An island of less than three corners is less than a dot.
  return kept.length < 3 ? '' : `M${kept.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}

function largest(area: CityShape['area']): readonly Position[] {
  const rings = area.flatMap(([outer]) => (outer === undefined ? [] : [outer]));
  return rings.reduce<readonly Position[]>((best, ring) => (sizeOf(ring) > sizeOf(best) ? ring : best), []);
}

function sizeOf(ring: readonly Position[]): number {
  return Math.abs(crosses(ring).reduce((sum, { cross }) => sum + cross, 0));
}

/** The centre of an outline by its area. */
function middleOf(ring: readonly Position[]): Position {
  const parts = crosses(ring);
  const doubled = parts.reduce((sum, { cross }) => sum + cross, 0);
  if (doubled === 0) return ring[0] ?? [0, 0];
  const [x, y] = parts.reduce(([a, b], { cross, sum }) => [a + sum[0] * cross, b + sum[1] * cross], [0, 0]);
  return [(x ?? 0) / (3 * doubled), (y ?? 0) / (3 * doubled)];
}

function crosses(ring: readonly Position[]): { readonly cross: number; readonly sum: Position }[] {
  return ring.map((a, index) => {
    const b = ring[(index + 1) % ring.length] ?? a;
    return { cross: a[0] * b[1] - b[0] * a[1], sum: [a[0] + b[0], a[1] + b[1]] };
  });
}
