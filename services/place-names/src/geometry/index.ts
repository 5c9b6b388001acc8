import { checkGeometry, getOutline, readTopology, reverseGeocode } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { check, topology } from './check.ts';
import { geometryGraphql } from './graphql.ts';
import { readOutline } from './outlines.ts';
import { createPolygons } from './polygons.ts';
import type { GeometryReader } from './reader.ts';
import { readPoint } from './reverse.ts';

/** Registers what is asked about points and polygons, and gives the polygons to the features beside it. */
export function registerGeometry(kit: AppKit, tables: CodeTables): GeometryReader {
  const reader: GeometryReader = { kit, tables, polygons: createPolygons(kit, tables) };
  kit.operation(reverseGeocode, (ctx, input) => readPoint(reader, ctx, input));
  kit.operation(checkGeometry, (_, input) => check(input.body));
  kit.operation(readTopology, (ctx, input) => topology(reader, ctx, input));
  kit.operation(getOutline, (ctx, input) => readOutline(reader, ctx, input));
  kit.graphql(geometryGraphql(reader));
  return reader;
}

export { sideOf } from './containment.ts';
export { findCrossing } from './crossing.ts';
export { fromGcj02 } from './gcj02.ts';
export { countiesAt, crossingsAt, holdersAt, innerPoint } from './locate.ts';
export { areaMeetsBox, geometryMeetsBox } from './meets.ts';
export { areaOf, asGeoJson, outlinesOn } from './outlines.ts';
export type { GeometryReader } from './reader.ts';
export type { GeoJson } from './rules.ts';
export {
  type Area,
  areaBox,
  type Box,
  boxesMeet,
  metresToLine,
  type Position,
  squareKilometres,
} from './shapes.ts';
export { union } from './topology.ts';
