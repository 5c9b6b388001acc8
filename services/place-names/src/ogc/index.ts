import {
  type OperationInputOf,
  ogcApi,
  ogcCollection,
  ogcCollections,
  ogcConformance,
  ogcItem,
  ogcItems,
  ogcLanding,
} from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { type Context, fail, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { Config } from '../config.ts';
import type { GeometryReader } from '../geometry/index.ts';
import { readBox } from '../sheets/index.ts';
import { apiDocument } from './api-document.ts';
import { lineSource, markerSource } from './boundaries.ts';
import { readDatetime } from './datetime.ts';
import { divisionSource } from './divisions.ts';
import { collection, collections, conformance, featureText, landing, pageText, type Site } from './documents.ts';
import { nameSource } from './names.ts';
import type { Days, FeatureSource } from './source.ts';

const usualPage = 100;
const largestPage = 1_000;

/** Registers OGC API Features (OGC 17-069r4) over divisions, names, boundary lines and markers. */
export function registerOgc(reader: GeometryReader): void {
  const { kit } = reader;
  const sources = new Map<string, FeatureSource>(
    [divisionSource(reader), nameSource(reader), lineSource(kit), markerSource(kit)].map((source) => [
      source.id,
      source,
    ]),
  );
  const all = (): FeatureSource[] => [...sources.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const named = (id: string): FeatureSource => {
    const source = sources.get(id);
    if (source === undefined) throw fail('COLLECTION_UNKNOWN');
    return source;
  };

  kit.operation(ogcLanding, async (ctx) => landing(siteOf(kit, ctx)));
  kit.operation(ogcConformance, async () => conformance());
  kit.stream(ogcApi, async (ctx) => chunks(JSON.stringify(apiDocument(siteOf(kit, ctx), all()))));
  kit.operation(ogcCollections, async (ctx) => {
    const { box } = await reader.polygons.current(ctx);
    return collections(siteOf(kit, ctx), all(), box);
  });
  kit.operation(ogcCollection, async (ctx, { params }) => {
    const source = named(params.collection);
    return collection(siteOf(kit, ctx), source, (await reader.polygons.current(ctx)).box);
  });
  kit.stream(ogcItems, async (ctx, { params, query }) =>
    chunks(await itemsText(kit, ctx, { source: named(params.collection), query })),
  );
  kit.stream(ogcItem, async (ctx, { params }) => {
    const source = named(params.collection);
    const feature = await source.find(ctx, params.feature);
    if (feature === undefined) throw fail('FEATURE_UNKNOWN');
    return chunks(featureText(siteOf(kit, ctx), source, feature));
  });
}

interface ItemsQuestion {
  readonly source: FeatureSource;
  readonly query: OperationInputOf<typeof ogcItems>['query'];
}

async function itemsText(kit: AppKit, ctx: Context, { source, query }: ItemsQuestion): Promise<string> {
  const box = query.bbox === undefined ? undefined : readBox(query.bbox);
  if (box?.ok === false) throw fail('BBOX_INVALID', { pointer: '/query/bbox' });
  const limit = Math.min(query.limit ?? usualPage, largestPage);
  const [after] = readCursor(query.after, ['string']) ?? [];
  const found = await source.list(ctx, {
    box: box?.value,
    days: daysOf(kit, query.datetime),
    after: typeof after === 'string' ? after : undefined,
    limit: limit + 1,
  });
  const features = found.slice(0, limit);
  const last = found.length > limit ? features.at(-1) : undefined;
  const next = last === undefined ? null : encodeCursor([last.id]);
  return pageText(siteOf(kit, ctx), { source, features, query, next, at: kit.clock.wall() });
}

/** Without a time the state of today is shown. */
function daysOf(kit: AppKit, datetime: string | undefined): Days {
  const today = kit.clock.today();
  if (datetime === undefined) return { from: today, to: today };
  const days = readDatetime(datetime);
  if (!days.ok) throw fail(days.code, { pointer: '/query/datetime' });
  return days.value;
}

/** Links are absolute, as clients of the standard expect them: through the gateway unless the site says otherwise. */
function siteOf(kit: AppKit, { language }: Context): Site {
  // Read by the definition's own schema; a test may give none.
  const settings = kit.config as Config | undefined;
  const base = settings?.publicUrl ?? `${kit.peers.urlOf('gateway')}/api/place-names`;
  return { root: `${base.replace(/\/$/, '')}/v1/ogc`, language };
}

async function* chunks(text: string): AsyncGenerator<string> {
  yield text;
}
