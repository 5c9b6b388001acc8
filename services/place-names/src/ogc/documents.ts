import type {
  OgcCollection,
  OgcLink,
  OperationOutputOf,
  ogcCollections,
  ogcConformance,
  ogcLanding,
} from '@mz/contracts';
import type { Static } from 'typebox';
import type { Box } from '../geometry/index.ts';
import type { Feature, FeatureSource } from './source.ts';

type Link = Static<typeof OgcLink>;
type Collection = Static<typeof OgcCollection>;
type Language = 'zh-CN' | 'en';

const geoJson = 'application/geo+json';
const json = 'application/json';
const openApi = 'application/vnd.oai.openapi+json;version=3.0';
/** CGCS2000 differs from it by less than a metre. */
const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const gregorian = 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian';

/** What holds here: OGC 17-069r4, core with its definition in OpenAPI 3.0, and GeoJSON. */
export const conformanceClasses = ['core', 'oas30', 'geojson'].map(
  (name) => `http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${name}`,
);

/** Where the documents stand outside, and whom they speak to. */
export interface Site {
  /** Without a slash at the end. */
  readonly root: string;
  readonly language: Language;
}

/** The landing page. */
export function landing({ root, language }: Site): OperationOutputOf<typeof ogcLanding> {
  const title = language === 'en' ? 'Divisions and place names of Shandong' : '山东省区划地名要素服务';
  const description =
    language === 'en'
      ? 'Public outlines, for sketches only; no basis for a boundary'
      : '公开的概略要素，仅作示意，不作划界依据';
  return {
    title,
    description,
    links: [
      { href: root, rel: 'self', type: json, title },
      { href: `${root}/api`, rel: 'service-desc', type: openApi, title: 'OpenAPI' },
      { href: `${root}/conformance`, rel: 'conformance', type: json, title: 'OGC API' },
      { href: `${root}/collections`, rel: 'data', type: json, title: language === 'en' ? 'Collections' : '要素集' },
    ],
  };
}

/** The conformance declaration. */
export function conformance(): OperationOutputOf<typeof ogcConformance> {
  return { conformsTo: [...conformanceClasses] };
}

/** All collections. */
export function collections(
  site: Site,
  sources: readonly FeatureSource[],
  box: Box,
): OperationOutputOf<typeof ogcCollections> {
  return {
    collections: sources.map((source) => collection(site, source, box)),
    links: [{ href: `${site.root}/collections`, rel: 'self', type: json }],
  };
}

/** One collection. */
export function collection({ root, language }: Site, source: FeatureSource, box: Box): Collection {
  const own = `${root}/collections/${source.id}`;
  const title = language === 'en' ? source.title.en : source.title.zh;
  return {
    id: source.id,
    title,
    description: language === 'en' ? source.description.en : source.description.zh,
    itemType: 'feature',
    extent: {
      spatial: { bbox: [[...box]], crs: crs84 },
      temporal: { interval: [[null, null]], trs: gregorian },
    },
    crs: [crs84],
    links: [
      { href: own, rel: 'self', type: json, title },
      { href: `${own}/items`, rel: 'items', type: geoJson, title },
    ],
  };
}

/** A page of features. */
export interface FeaturePage {
  readonly source: FeatureSource;
  readonly features: readonly Feature[];
  /** The query as it came, for the link to itself. */
  readonly query: Readonly<Record<string, string | number | undefined>>;
  /** Cursor of the next page. */
  readonly next: string | null;
  readonly at: Date;
}

/** A page as GeoJSON. */
export function pageText({ root }: Site, { source, features, query, next, at }: FeaturePage): string {
  const items = `${root}/collections/${source.id}/items`;
  const links: Link[] = [{ href: `${items}${queryText(query)}`, rel: 'self', type: geoJson }];
  if (next !== null)
    links.push({ href: `${items}${queryText({ ...query, after: next })}`, rel: 'next', type: geoJson });
  links.push({ href: `${root}/collections/${source.id}`, rel: 'collection', type: json });
  return JSON.stringify({
    type: 'FeatureCollection',
    timeStamp: at.toISOString(),
    numberReturned: features.length,
    links,
    features: features.map(asFeature),
  });
}

/** One feature as GeoJSON. */
export function featureText({ root }: Site, source: FeatureSource, feature: Feature): string {
  const own = `${root}/collections/${source.id}`;
  const links: Link[] = [
    { href: `${own}/items/${encodeURIComponent(feature.id)}`, rel: 'self', type: geoJson },
    { href: own, rel: 'collection', type: json },
  ];
  return JSON.stringify({ ...asFeature(feature), links });
}

function asFeature({ id, geometry, properties }: Feature): object {
  return { type: 'Feature', id, geometry, properties };
}

function queryText(query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
