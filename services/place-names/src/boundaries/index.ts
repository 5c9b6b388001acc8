import { divisionChanged } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { boundariesGraphql } from './graphql.ts';
import { markerChangesGraphql } from './marker-changes-graphql.ts';
import { onDivisionChanged } from './resurveys.ts';
import { registerBoundaryRoutes } from './routes.ts';

export { refusing } from './constraints.ts';
export { boundaryIndicators, countYear, readTargets } from './indicators.ts';
export { lengthOf, readLongest } from './lines.ts';
export { lineTables } from './living-lines.ts';
export { listMarkerRows, lockMarker } from './marker-queries.ts';
export { publicLines, publicMarkers } from './outline.ts';
export { type LineRow, lockLine } from './queries.ts';
export {
  authorizeLead,
  authorizeLine,
  authorizeReport,
  authorizeSide,
  authorizeSuperior,
  homeOf,
  type Side,
} from './reach.ts';
export { kilometresOf, type LineLevel, unitName } from './rules.ts';

/** Boundary lines and markers: register, incidents, re-surveys after changes (place-names.md §5.1). */
export function registerBoundaries(kit: AppKit): void {
  registerBoundaryRoutes(kit);
  kit.graphql(boundariesGraphql(kit));
  kit.graphql(markerChangesGraphql(kit));
  kit.consume(divisionChanged, { apply: (unit, event, _, ctx) => onDivisionChanged({ kit, ctx, unit }, event) });
}
