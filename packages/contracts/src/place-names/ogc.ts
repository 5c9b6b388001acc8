import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';

const callers = ['public', 'user', 'service', 'partner'] as const;
const common = { service: 'place-names', method: 'GET', permission: 'geometries:read', callers } as const;

/** A link of RFC 8288 as the OGC documents write it. */
export const OgcLink = Type.Object(
  { href: Type.String(), rel: Type.String(), type: Type.Optional(Type.String()), title: Type.Optional(Type.String()) },
  { $id: 'OgcLink' },
);

/** What a collection of features says of itself (OGC 17-069r4 §7.14). */
export const OgcCollection = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    description: Type.String(),
    itemType: Type.Literal('feature'),
    extent: Type.Object({
      spatial: Type.Object({ bbox: Type.Array(Type.Array(Type.Number())), crs: Type.String() }),
      temporal: Type.Object({
        interval: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
        trs: Type.String(),
      }),
    }),
    crs: Type.Array(Type.String()),
    links: Type.Array(OgcLink),
  },
  { $id: 'OgcCollection' },
);

const CollectionParams = Type.Object(
  { collection: Type.String({ minLength: 1, maxLength: 40 }) },
  { additionalProperties: false },
);
/** A day or instant, or two of them with a slash between; .. or nothing is an open end. */
const datetime = Type.Optional(Type.String({ minLength: 1, maxLength: 80 }));

export const ogcLanding = defineOperation({
  ...common,
  id: 'features.landing',
  path: '/v1/ogc',
  summary: 'OGC API Features: the landing page',
  success: {
    status: 200,
    schema: Type.Object({ title: Type.String(), description: Type.String(), links: Type.Array(OgcLink) }),
  },
});

export const ogcConformance = defineOperation({
  ...common,
  id: 'features.conformance',
  path: '/v1/ogc/conformance',
  summary: 'OGC API Features: the conformance classes that hold here',
  success: { status: 200, schema: Type.Object({ conformsTo: Type.Array(Type.String()) }) },
});

export const ogcApi = defineOperation({
  ...common,
  id: 'features.api',
  path: '/v1/ogc/api',
  summary: 'OGC API Features: the definition of the interface in OpenAPI 3.0',
  success: { status: 200, schema: Type.String(), stream: 'application/vnd.oai.openapi+json;version=3.0' },
});

export const ogcCollections = defineOperation({
  ...common,
  id: 'features.collections',
  path: '/v1/ogc/collections',
  summary: 'OGC API Features: the collections',
  success: {
    status: 200,
    schema: Type.Object({ collections: Type.Array(OgcCollection), links: Type.Array(OgcLink) }),
  },
});

export const ogcCollection = defineOperation({
  ...common,
  id: 'features.collection',
  path: '/v1/ogc/collections/{collection}',
  summary: 'OGC API Features: one collection',
  params: CollectionParams,
  success: { status: 200, schema: OgcCollection },
  errors: ['COLLECTION_UNKNOWN'],
});

export const ogcItems = defineOperation({
  ...common,
  id: 'features.items',
  path: '/v1/ogc/collections/{collection}/items',
  summary: 'OGC API Features: features of a collection in a box on a day, as GeoJSON, page by page',
  params: CollectionParams,
  query: Type.Object({
    bbox: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    datetime,
    /** A larger number than the most that a page holds is answered with the most. */
    limit: Type.Optional(Type.Integer({ minimum: 1 })),
    after: Type.Optional(Type.String({ maxLength: 512 })),
  }),
  success: { status: 200, schema: Type.String(), stream: 'application/geo+json' },
  errors: ['COLLECTION_UNKNOWN', 'BBOX_INVALID', 'DATETIME_INVALID', 'CURSOR_INVALID'],
});

export const ogcItem = defineOperation({
  ...common,
  id: 'features.item',
  path: '/v1/ogc/collections/{collection}/items/{feature}',
  summary: 'OGC API Features: one feature, as GeoJSON',
  params: Type.Object(
    { ...CollectionParams.properties, feature: Type.String({ minLength: 1, maxLength: 100 }) },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Type.String(), stream: 'application/geo+json' },
  errors: ['COLLECTION_UNKNOWN', 'FEATURE_UNKNOWN'],
});
