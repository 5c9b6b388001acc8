import type { OperationInputOf, registerBoundaryMarker } from '@mz/contracts';
import { fail, readNumbers } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { geometryOf, type LineRow } from './queries.ts';
import { checkPosition, metresFromLine, type Position, wgs84Note } from './survey.ts';

type Written = Omit<
  OperationInputOf<typeof registerBoundaryMarker>['body'],
  'lineId' | 'markerCode' | 'otherLineIds' | 'setOn'
>;

/** Where and how a marker stands, as its columns have it. */
export interface MarkerPlace {
  readonly material: string;
  readonly lon: string;
  readonly lat: string;
  readonly heightM: string | null;
  readonly azimuthFeatures: unknown;
  readonly photoIds: string[];
  readonly offLineM: string | null;
  readonly offLineReason: string | null;
  readonly datumNote: string | null;
}

/** The coordinates of a body; throws LONLAT_SWAPPED or GEOM_INVALID. */
export function readPosition({ lon, lat }: Pick<Written, 'lon' | 'lat'>): Position {
  const position = checkPosition([lon, lat]);
  if (!position.ok) throw fail(position.code, { pointer: '/body/lat' });
  return position.value;
}

/** The place of a body on its line; throws GEOM_OFF_LINE for one too far from the line without a reason. */
export async function placeOn(work: Work, line: LineRow, written: Written): Promise<MarkerPlace> {
  const position = readPosition(written);
  const off = await offLine(work, line, { position, reason: written.offLineReason });
  return { ...placeOf(written), ...off };
}

/** The place of a body as columns; how far it is off its line is told elsewhere. */
export function placeOf(written: Written): Omit<MarkerPlace, 'offLineM' | 'offLineReason'> {
  return {
    material: written.material,
    lon: written.lon.toFixed(7),
    lat: written.lat.toFixed(7),
    heightM: written.heightM === undefined ? null : written.heightM.toFixed(3),
    azimuthFeatures: written.azimuthFeatures,
    photoIds: written.photoIds ?? [],
    datumNote: written.datum === 'WGS84' ? wgs84Note : null,
  };
}

/** How far a marker stands off its line, when that is farther than allowed and a reason is given. */
async function offLine(
  { kit, unit }: Work,
  line: LineRow,
  { position, reason }: { readonly position: Position; readonly reason: string | undefined },
): Promise<Pick<MarkerPlace, 'offLineM' | 'offLineReason'>> {
  const geometry = geometryOf(line);
  if (geometry === null) return { offLineM: null, offLineReason: null };
  const { allowedM } = await readNumbers(unit.db, { allowedM: 'boundaries.off-line-m' }, kit.clock.today());
  const metres = metresFromLine(position, geometry);
  if (metres <= allowedM) return { offLineM: null, offLineReason: null };
  if (reason === undefined) {
    throw fail('GEOM_OFF_LINE', { pointer: '/body/offLineReason', detail: `${metres.toFixed(1)} m` });
  }
  return { offLineM: metres.toFixed(1), offLineReason: reason };
}
