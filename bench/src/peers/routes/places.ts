import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { searchByTrigrams } from './place-tiers.ts';

interface Query {
  readonly q: string;
  readonly plain: string;
  readonly asOf: number;
  readonly size: number;
}

const querystring = {
  type: 'object',
  properties: {
    q: { type: 'string' },
    plain: { type: 'string' },
    asOf: { type: 'integer' },
    size: { type: 'integer' },
  },
  required: ['q', 'plain', 'asOf', 'size'],
};

const item = {
  type: 'object',
  properties: { code: { type: 'string' }, name: { type: 'string' }, tier: { type: 'integer' } },
};

/** The search of names by statements over pg_trgm and B-trees, tier after tier until the page is full. */
export function places(app: FastifyInstance, pool: pg.Pool): void {
  // What this machine adds to any answer at the pace that is asked for.
  app.get('/v1/nothing', async () => ({}));
  const response = { 200: { type: 'object', properties: { items: { type: 'array', items: item } } } };
  app.get<{ Querystring: Query }>('/v1/place-names', { schema: { querystring, response } }, async ({ query }) => ({
    items: await searchByTrigrams(pool, query),
  }));
}
