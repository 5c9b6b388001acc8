import type { Site } from './documents.ts';
import type { FeatureSource } from './source.ts';

const text = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'object' } } },
});
const json = 'application/json';
const geoJson = 'application/geo+json';
const refused = { description: 'Refused', content: { 'application/problem+json': { schema: { type: 'object' } } } };

const parameters = [
  {
    name: 'bbox',
    in: 'query',
    description: 'west,south,east,north',
    required: false,
    schema: { type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } },
    style: 'form',
    explode: false,
  },
  {
    name: 'datetime',
    in: 'query',
    description: 'A day or instant, or an interval; today of the service unless given',
    required: false,
    schema: { type: 'string' },
    style: 'form',
    explode: false,
  },
  {
    name: 'limit',
    in: 'query',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
    style: 'form',
    explode: false,
  },
];

/** The definition of the interface in OpenAPI 3.0.3, with a path for each collection (OGC 17-069r4 §7.3). */
export function apiDocument({ root }: Site, sources: readonly FeatureSource[]): object {
  const get = (operationId: string, type: string, more: object = {}) => ({
    get: { operationId, ...more, responses: { 200: text('OK', type), 400: refused, 404: refused } },
  });
  const paths = sources.flatMap(({ id, title }): [string, object][] => {
    const feature = { name: 'feature', in: 'path', required: true, schema: { type: 'string' } };
    return [
      [`/collections/${id}`, get(`${id}.collection`, json, { summary: title.en })],
      [`/collections/${id}/items`, get(`${id}.items`, geoJson, { summary: title.en, parameters })],
      [`/collections/${id}/items/{feature}`, get(`${id}.item`, geoJson, { summary: title.en, parameters: [feature] })],
    ];
  });
  return {
    openapi: '3.0.3',
    info: { title: 'Divisions and place names of Shandong', version: '1.0.0' },
    servers: [{ url: root }],
    paths: {
      '/': get('landing', json),
      '/conformance': get('conformance', json),
      '/collections': get('collections', json),
      ...Object.fromEntries(paths),
    },
  };
}
