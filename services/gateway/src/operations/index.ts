import { operatorOperations, type ServiceName } from '@mz/contracts';
import { commonErrors, fail, ProblemError } from '@mz/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppKit } from '../app-kit.ts';
import { shownServices } from '../service-files.ts';
import { letterPage } from './dead-letter.ts';
import { heldLinesPage, unknownOutcomesPage } from './held-lines.ts';
import { type Html, html } from './html.ts';
import { sendPage, styles } from './layout.ts';
import * as pages from './pages.ts';
import { createCookies, isSame, type Session } from './session.ts';
import { mountSignIn, signOut } from './sign-in.ts';
import { type Sources, sourcesOf } from './sources.ts';

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly session: Session;
  readonly sources: Sources;
}

const letterPath = '/operations/services/:service/dead-letters/:id';

/** The operator's pages: server-rendered, without scripts. */
export async function mountOperatorPages(app: FastifyInstance, kit: AppKit): Promise<void> {
  await app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 16_384 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.setErrorHandler((error, request, reply) => faultPage(kit, error, { request, reply }));
    mountPages(scope, kit);
    registered();
  });
}

function mountPages(scope: FastifyInstance, kit: AppKit): void {
  const cookies = createCookies(kit);
  mountSignIn(scope, kit, cookies);
  scope.get('/operations/style.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(styles));

  const visited =
    (run: (visit: Visit) => Promise<FastifyReply>) => async (request: FastifyRequest, reply: FastifyReply) => {
      const session = cookies.read<Session>(request, 'session');
      if (session === undefined && request.method === 'GET') return reply.redirect('/operations/sign-in', 303);
      if (session === undefined) return refused(reply, 401, '登录已过期，刚才的操作没有执行。');
      const { csrf } = (request.body ?? {}) as { csrf?: unknown };
      if (request.method === 'POST' && !isSame(csrf, session.csrf))
        return refused(reply, 403, '表单已失效，操作没有执行。');
      return run({ request, reply, session, sources: sourcesOf(kit, request, session) });
    };
  const show = (url: string, title: string, body: (sources: Sources, query: unknown) => Promise<Html>): void => {
    scope.get(
      url,
      visited(async ({ request, reply, session, sources }) =>
        sendPage(reply, { title, body: await body(sources, request.query), csrf: session.csrf }),
      ),
    );
  };
  show('/operations', '概览', pages.overview);
  show('/operations/held-lines', '暂缓发放', heldLinesPage);
  show('/operations/unknown-outcomes', '银行结果不明', unknownOutcomesPage);
  show('/operations/partners', '合作单位', pages.partnersPage);
  show('/operations/schedules', '定时任务', pages.schedulesPage);
  scope.get('/operations/dead-letters', visited(showDeadLetters));
  scope.get('/operations/services/:service', visited(showService));
  scope.get(
    letterPath,
    visited((visit) => showLetter(visit)),
  );
  scope.post(`${letterPath}/replay`, visited(replay));
  scope.post(`${letterPath}/discard`, visited(discard));
  scope.post(
    '/operations/sign-out',
    visited(async ({ reply }) => {
      signOut(kit, cookies, reply);
      return reply.redirect('/operations/signed-out', 303);
    }),
  );
}

async function showDeadLetters({ request, reply, session, sources }: Visit): Promise<FastifyReply> {
  const { done } = request.query as { done?: unknown };
  const note = done === 'replay' ? '已重放。' : done === 'discard' ? '已放弃。' : undefined;
  const body = html`${note === undefined ? null : html`<p class="note" role="status">${note}</p>`}${await pages.deadLettersPage(sources, request.query)}`;
  return sendPage(reply, { title: '死信', body, csrf: session.csrf });
}

async function showService({ request, reply, session, sources }: Visit): Promise<FastifyReply> {
  const { service } = addressOf(request);
  return sendPage(reply, { title: service, body: await pages.servicePage(sources, service), csrf: session.csrf });
}

async function showLetter(
  { request, reply, session, sources }: Visit,
  refusal?: { reason: string; fault: string },
): Promise<FastifyReply> {
  const { service, id } = addressOf(request);
  const letter = await sources.call(operatorOperations(service).get, { params: { id } });
  const view = { service, letter, csrf: session.csrf, ...(refusal ? { refused: refusal } : {}) };
  return sendPage(reply, {
    title: '死信',
    body: letterPage(view),
    csrf: session.csrf,
    ...(refusal ? { status: 422 } : {}),
  });
}

async function replay({ request, reply, sources }: Visit): Promise<FastifyReply> {
  const { service, id } = addressOf(request);
  await sources.call(operatorOperations(service).replay, { params: { id }, body: {} });
  return reply.redirect('/operations/dead-letters?done=replay', 303);
}

async function discard(visit: Visit): Promise<FastifyReply> {
  const { service, id } = addressOf(visit.request);
  const { reason = '' } = visit.request.body as { reason?: string };
  const answer = await visit.sources.attempt(operatorOperations(service).discard, { params: { id }, body: { reason } });
  if (answer.ok) return visit.reply.redirect('/operations/dead-letters?done=discard', 303);
  if (answer.code !== 'DISCARD_REASON_TOO_SHORT') throw fail(answer.code);
  return showLetter(visit, { reason, fault: commonErrors.DISCARD_REASON_TOO_SHORT.zh });
}

function addressOf({ params }: FastifyRequest): { service: ServiceName; id: string } {
  const { service: given, id = '' } = params as { service: string; id?: string };
  const service = shownServices.find((name) => name === given);
  if (service === undefined) throw fail('NOT_FOUND');
  return { service, id };
}

function refused(reply: FastifyReply, status: number, text: string): FastifyReply {
  const body = html`<p class="fault" role="alert">${text}</p><p><a href="/operations">回到概览</a></p>`;
  return sendPage(reply, { status, title: '操作未执行', body });
}

function faultPage(kit: AppKit, error: unknown, { request, reply }: Pick<Visit, 'request' | 'reply'>): FastifyReply {
  const known = error instanceof ProblemError ? commonErrors[error.code as keyof typeof commonErrors] : undefined;
  if (known === undefined) kit.log.error({ err: error, route: request.routeOptions.url }, 'an operator page failed');
  const { status, zh } = known ?? commonErrors.INTERNAL;
  return refused(reply, status, `${zh}。`);
}
