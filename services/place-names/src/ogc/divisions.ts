import { addDays, type DivisionVersion, type LegalDay } from '@mz/domain';
import { areaMeetsBox, areaOf, asGeoJson, type GeometryReader } from '../geometry/index.ts';
import { type Days, type Feature, type FeatureSource, holdsOn } from './source.ts';

/** Province, prefectures and counties with their outlines; each version of a division is a feature. */
export function divisionSource(reader: GeometryReader): FeatureSource {
  return {
    id: 'divisions',
    title: { zh: '行政区划', en: 'Administrative divisions' },
    description: {
      zh: '省、市、县三级区划的概略范围（示意），按日期给出当日的区划',
      en: 'Sketched ground of province, prefectures and counties, as they stood on the asked day',
    },
    async list(ctx, { box, days, after, limit }) {
      const table = await reader.tables.current(ctx);
      const asked = table.versions
        .filter(isShown)
        .filter((version) => holdsOn(version, days) && (after === undefined || idOf(version) > after))
        .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
      const features: Feature[] = [];
      for (const version of asked) {
        if (features.length === limit) break;
        const { area, exact } = await groundOf(version, dayWithin(version, days));
        if (box === undefined || areaMeetsBox(area, box)) features.push(toFeature(version, area, exact));
      }
      return features;

      async function groundOf(version: DivisionVersion, day: LegalDay) {
        const polygons = await reader.polygons.current(ctx);
        const { ground } = await reader.polygons.groundOn(ctx, day);
        const held = ground.of(version.code);
        return { area: areaOf(polygons, held?.counties ?? []), exact: held?.exact ?? false };
      }
    },
    async find(ctx, id) {
      const table = await reader.tables.current(ctx);
      const version = table.versions.filter(isShown).find((one) => idOf(one) === id);
      if (version === undefined) return undefined;
      const polygons = await reader.polygons.current(ctx);
      const day =
        version.validTo === null ? laterOf(version.validFrom, reader.kit.clock.today()) : addDays(version.validTo, -1);
      const { ground } = await reader.polygons.groundOn(ctx, day);
      const held = ground.of(version.code);
      return toFeature(version, areaOf(polygons, held?.counties ?? []), held?.exact ?? false);
    },
  };
}

function isShown({ level, type, supersededAt }: DivisionVersion): boolean {
  const isAbove = level === 'PROVINCE' || level === 'PREFECTURE' || level === 'COUNTY';
  return isAbove && type !== 'STATISTICAL_ZONE' && supersededAt === undefined;
}

/** A code is borne once on a day: with its first day it names one version for good. */
function idOf({ code, validFrom }: DivisionVersion): string {
  return validFrom === null ? code : `${code}.${validFrom}`;
}

/** The last of the asked days on which the version held: what it was in the end. */
function dayWithin({ validFrom, validTo }: DivisionVersion, { from, to }: Days): LegalDay {
  const last = validTo === null ? null : addDays(validTo, -1);
  if (to !== null && (last === null || to < last)) return to;
  return last ?? laterOf(validFrom, from);
}

function laterOf(a: LegalDay | null, b: LegalDay | null): LegalDay {
  const days = [a, b].filter((day) => day !== null).sort();
  return days.at(-1) ?? '9999-12-31';
}

function toFeature(version: DivisionVersion, area: Parameters<typeof asGeoJson>[0], exact: boolean): Feature {
  const { code, name, shortName, level, type, parentCode, managedByCode, validFrom, validTo, codeStatus } = version;
  return {
    id: idOf(version),
    geometry: area.length === 0 ? null : asGeoJson(area),
    properties: {
      code,
      name,
      shortName,
      level,
      type,
      parentCode,
      managedByCode: managedByCode ?? null,
      validFrom,
      validTo,
      codeStatus,
      exact,
      sketch: true,
    },
  };
}
