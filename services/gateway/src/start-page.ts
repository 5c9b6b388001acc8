import type { FastifyInstance } from 'fastify';

/** GET /: the API reference, which leads everywhere else. */
export function mountStart(app: FastifyInstance): void {
  app.get('/', async (_request, reply) => reply.redirect('/reference/', 302));
}
