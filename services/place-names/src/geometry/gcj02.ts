import type { Position } from './shapes.ts';

// The published form of the shift of Chinese web maps (火星坐标系): Krasovsky 1940 ellipsoid and a fixed series of sines.
const semiMajorAxis = 6_378_245;
const eccentricitySquared = 0.006_693_421_622_965_943;

/** Where a point of CGCS2000 (for this purpose WGS 84) stands on a map in GCJ-02. */
export function toGcj02([lon, lat]: Position): Position {
  const [east, north] = shiftMetres(lon - 105, lat - 35);
  const radians = (lat / 180) * Math.PI;
  const flattening = 1 - eccentricitySquared * Math.sin(radians) ** 2;
  const root = Math.sqrt(flattening);
  const metresNorth = ((semiMajorAxis * (1 - eccentricitySquared)) / (flattening * root)) * (Math.PI / 180);
  const metresEast = (semiMajorAxis / root) * Math.cos(radians) * (Math.PI / 180);
  return [lon + east / metresEast, lat + north / metresNorth];
}

// Each step leaves a few millionths of the error before it; five are far below a millimetre.
const steps = 5;

/** The point of CGCS2000 that stands at this place of a map in GCJ-02: the shift undone by iteration. */
export function fromGcj02(shown: Position): Position {
  let [lon, lat] = shown;
  for (let step = 0; step < steps; step += 1) {
    const [shownLon, shownLat] = toGcj02([lon, lat]);
    lon += shown[0] - shownLon;
    lat += shown[1] - shownLat;
  }
  return [lon, lat];
}

function shiftMetres(x: number, y: number): readonly [east: number, north: number] {
  const common = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  const root = Math.sqrt(Math.abs(x));
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common + waves(x, [20, 40, 150, 300]);
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common + northWaves(y);
  return [east, north];
}

function waves(x: number, [first, second, third, fourth]: readonly [number, number, number, number]): number {
  const slow = first * Math.sin(x * Math.PI) + second * Math.sin((x / 3) * Math.PI);
  return (slow + third * Math.sin((x / 12) * Math.PI) + fourth * Math.sin((x / 30) * Math.PI)) * (2 / 3);
}

function northWaves(y: number): number {
  const slow = 20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI);
  return (slow + 160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * (2 / 3);
}
