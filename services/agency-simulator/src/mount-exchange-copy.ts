import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import Value from 'typebox/value';
import type { ExchangeCopy } from './exchange-copy.ts';

const Comparison = Type.Object(
  { code: Type.String(), day: Type.String(), url: Type.String() },
  { additionalProperties: false },
);

/** POST /dev/exchange-copy: an agency compares the platform's ledger of a day with its own notes and countersigns it. */
export async function mountExchangeCopy(app: FastifyInstance, copy: ExchangeCopy): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.post('/dev/exchange-copy', async (request, reply) => {
      if (!Value.Check(Comparison, request.body)) return reply.code(400).send({ code: 'INPUT_INVALID' });
      const verdict = await copy.compare(request.body);
      return reply.code(verdict.ok ? 201 : 409).send(verdict);
    });
    done();
  });
}
