import type { FastifyInstance } from 'fastify';
import Value from 'typebox/value';
import { Override, type Overrides } from './overrides.ts';

/** POST /dev/overrides adds one, DELETE /dev/overrides removes all. */
export async function mountOverrides(app: FastifyInstance, overrides: Overrides): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.post('/dev/overrides', async (request, reply) => {
      if (!Value.Check(Override, request.body)) return reply.code(400).send({ code: 'INPUT_INVALID' });
      overrides.add(request.body);
      return reply.code(201).send(request.body);
    });
    scope.delete('/dev/overrides', async (_request, reply) => {
      overrides.clear();
      return reply.code(204).send();
    });
    done();
  });
}
