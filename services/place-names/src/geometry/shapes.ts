/** Longitude and latitude in degrees, CGCS2000. */
export type Position = readonly [lon: number, lat: number];

/** A closed line: the last position is the first. */
export type Ring = readonly Position[];

/** An outer ring and the holes in it, all in one list of areas that do not overlap. */
export type Area = readonly (readonly Ring[])[];

/** West, south, east, north in degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** The smallest box around positions; throws for none. */
export function boxOf(positions: Iterable<Position>): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of positions) {
    if (lon < west) west = lon;
    if (lon > east) east = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  if (west === Infinity) throw new Error('no position has no box');
  return [west, south, east, north];
}

/** The box around an area: that of its outer rings. */
export function areaBox(area: Area): Box {
  return boxOf(area.flatMap(([outer]) => outer ?? []));
}

/** Whether two boxes have a point in common; touching is one. */
export function boxesMeet(a: Box, b: Box): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/** Metres of a degree of latitude on the ellipsoid of CGCS2000, the mean of the province's latitudes (within 0.1 %). */
export const metresPerDegree = 110_950;

const degree = Math.PI / 180;
// Semi-major axis of CGCS2000, GB 22021-2008 table 1.
const equatorMetresPerDegree = 6_378_137 * degree;

/** Metres of a degree of longitude at a latitude. */
export function metresPerLonDegree(lat: number): number {
  return equatorMetresPerDegree * Math.cos(lat * degree);
}

/** Distance of two near points in metres: the plane that touches the ground between them, good to 0.1 % over 100 km. */
export function metresBetween(a: Position, b: Position): number {
  const east = (b[0] - a[0]) * metresPerLonDegree((a[1] + b[1]) / 2);
  const north = (b[1] - a[1]) * metresPerDegree;
  return Math.hypot(east, north);
}

/** Distance in metres from a point to a line, over a few kilometres. */
export function metresToLine(point: Position, line: readonly Position[]): number {
  const [only] = line;
  if (only === undefined) throw new Error('a line has positions');
  if (line.length === 1) return metresBetween(point, only);
  const scale = metresPerLonDegree(point[1]);
  const flat = line.map(([lon, lat]): Position => [(lon - point[0]) * scale, (lat - point[1]) * metresPerDegree]);
  let nearest = Infinity;
  for (let index = 1; index < flat.length; index += 1) {
    nearest = Math.min(nearest, fromOrigin(flat[index - 1] ?? [0, 0], flat[index] ?? [0, 0]));
  }
  return nearest;
}

/** Square kilometres of an area, by the sphere of equal area. */
export function squareKilometres(area: Area): number {
  return area.reduce(
    (sum, rings) => sum + rings.reduce((own, ring, index) => own + sign(index) * ringArea(ring), 0),
    0,
  );
}

function sign(index: number): number {
  return index === 0 ? 1 : -1;
}

// Radius of the sphere with the surface of the ellipsoid of CGCS2000, in kilometres.
const authalicRadiusKm = 6_371.007;

function ringArea(ring: Ring): number {
  let sum = 0;
  for (let index = 1; index < ring.length; index += 1) {
    const [a, b] = [ring[index - 1] ?? [0, 0], ring[index] ?? [0, 0]];
    sum += (b[0] - a[0]) * degree * (2 + Math.sin(a[1] * degree) + Math.sin(b[1] * degree));
  }
  return Math.abs((sum * authalicRadiusKm * authalicRadiusKm) / 2);
}

function fromOrigin(a: Position, b: Position): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(a[0] * dx + a[1] * dy) / length));
  return Math.hypot(a[0] + along * dx, a[1] + along * dy);
}
