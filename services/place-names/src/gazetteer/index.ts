import { fail, ProblemError } from '@mz/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { divisionPage } from './division-page.ts';
import { faultPage, problemPage } from './fault-page.ts';
import { heritagePage, homePage, mapPage } from './home-pages.ts';
import { placePage } from './place-page.ts';
import { searchPage } from './search-page.ts';
import type { GazetteerSources } from './sources.ts';
import { styles } from './styles.ts';
import { asked, linkTo, type Page, sendPage, type Visit, visitOf } from './visit.ts';

export type { GazetteerSources } from './sources.ts';

/** The public gazetteer: pages for everybody, made on the server, without a script. */
export async function mountGazetteer(app: FastifyInstance, sources: GazetteerSources): Promise<void> {
  await app.register((scope, _options, registered) => {
    const visited = (run: (visit: Visit) => Promise<Page>) => (request: FastifyRequest, reply: FastifyReply) =>
      answer(sources, { request, reply, run });
    scope.get('/gazetteer', visited(homePage));
    scope.get('/gazetteer/map', visited(mapPage));
    scope.get('/gazetteer/heritage', visited(heritagePage));
    scope.get<{ Params: { code: string } }>('/gazetteer/divisions/:code', (request, reply) =>
      answer(sources, { request, reply, run: (visit) => divisionPage(visit, request.params.code) }),
    );
    scope.get<{ Params: { id: string } }>('/gazetteer/places/:id', (request, reply) =>
      answer(sources, { request, reply, run: (visit) => placePage(visit, request.params.id) }),
    );
    scope.get('/gazetteer/search', async (request, reply) => {
      const visit = visitOf(sources, request, reply);
      // An empty box asks for nothing.
      if (asked(visit, 'q').trim() === '') return reply.redirect(linkTo(visit, ''), 303);
      return answer(sources, { request, reply, run: searchPage });
    });
    scope.get('/gazetteer/style.css', async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(styles),
    );
    scope.get<{ Params: { '*': string } }>('/gazetteer/*', async (request, reply) => {
      // The start with a slash behind it.
      if (request.params['*'] === '') return reply.redirect(linkTo(visitOf(sources, request, reply), ''), 308);
      return answer(sources, { request, reply, run: () => Promise.reject(fail('NOT_FOUND')) });
    });
    scope.addHook('onSend', async (request, reply, payload) => {
      const isProblem = String(reply.getHeader('content-type')).startsWith('application/problem+json');
      if (!isProblem || typeof payload !== 'string') return payload;
      return problemPage(visitOf(sources, request, reply), payload);
    });
    registered();
  });
}

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  run(visit: Visit): Promise<Page>;
}

async function answer(sources: GazetteerSources, { request, reply, run }: Asked): Promise<FastifyReply> {
  const visit = visitOf(sources, request, reply);
  try {
    await sources.kit.limitAddress(request, reply);
    return sendPage(visit, await run(visit));
  } catch (error) {
    const page = faultPage(visit, error);
    // Faults of ours are logged and answered by the kit.
    if (page === undefined) throw error;
    const { retryAfterSeconds } = error instanceof ProblemError ? error.options : {};
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    return sendPage(visit, page);
  }
}
