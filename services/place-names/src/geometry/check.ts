import type { checkGeometry, OperationInputOf, OperationOutputOf, readTopology } from '@mz/contracts';
import { scopePrefix } from '@mz/domain';
import { type Context, fail, readNumbers } from '@mz/service-kit';
import { codeOf, settled } from '../divisions/index.ts';
import { areaOf } from './outlines.ts';
import { noteOn } from './polygons.ts';
import type { GeometryReader } from './reader.ts';
import { settleGeometry } from './rules.ts';
import { findFaults } from './topology.ts';

/** Checks a geometry before it is stored; throws GEOM_INVALID with the kind of fault, or LONLAT_SWAPPED. */
export async function check(
  body: OperationInputOf<typeof checkGeometry>['body'],
): Promise<OperationOutputOf<typeof checkGeometry>> {
  const decision = settleGeometry(body.geometry, body.system);
  if (decision.ok) return { geometry: decision.value.geometry, notes: [...decision.value.notes] };
  const detail = decision.detail === undefined ? {} : { detail: decision.detail };
  throw fail(decision.code, { pointer: '/body/geometry', ...detail });
}

/** Gaps and overlaps between the counties inside a province or prefecture on a day. */
export async function topology(
  reader: GeometryReader,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof readTopology>, 'query'>,
): Promise<OperationOutputOf<typeof readTopology>> {
  const asOf = query.asOf ?? reader.kit.clock.today();
  const polygons = await reader.polygons.current(ctx);
  const { table, ground } = await reader.polygons.groundOn(ctx, asOf);
  const code = codeOf(table, query.division, '/query/code');
  const version = settled(table.history.at(code, asOf), '/query/code');
  if (version.level !== 'PROVINCE' && version.level !== 'PREFECTURE')
    throw fail('CODE_LEVEL', { pointer: '/query/division' });
  reader.kit.authorize(ctx, { divisionCode: code });
  const held = ground.of(code);
  const counties = table.versions.filter(
    (one) =>
      one.level === 'COUNTY' &&
      one.type !== 'STATISTICAL_ZONE' &&
      one.supersededAt === undefined &&
      one.code.startsWith(scopePrefix(code)),
  );
  const areas = counties
    .filter(({ validFrom, validTo }) => (validFrom ?? '') <= asOf && (validTo === null || asOf < validTo))
    .flatMap((one) => {
      const own = ground.of(one.code);
      // What two divisions share only by the vintage is no overlap of the polygons.
      return own === undefined || !own.exact ? [] : [{ code: one.code, area: areaOf(polygons, own.counties) }];
    });
  const { leastSquareMetres } = await reader.kit.read(ctx, (db) =>
    readNumbers(db, { leastSquareMetres: 'topology.least-square-metres' }, reader.kit.clock.today()),
  );
  const findings = await findFaults(areas, leastSquareMetres / 1_000_000);
  return {
    division: code,
    asOf,
    checked: areas.length,
    findings: findings.map((finding) => ({ ...finding, codes: [...finding.codes] })),
    polygons: noteOn(polygons, asOf, held?.exact ?? false),
  };
}
