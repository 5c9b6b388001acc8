import { parseLegalDay } from '@mz/domain';
import { type Context, entityTag, fail, keptAnswer } from '@mz/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Html, html } from './html.ts';
import type { GazetteerSources } from './sources.ts';
import { type Language, type Words, wordsOf } from './words.ts';

/** Somebody reads a page. */
export interface Visit {
  readonly sources: GazetteerSources;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly ctx: Context;
  readonly language: Language;
  readonly words: Words;
}

/** A page between its frame. */
export interface Page {
  readonly title: string;
  /** The title as the first heading shows it, where parts of it are in other languages. */
  readonly heading?: Html;
  readonly body: Html;
  readonly status?: number;
  /** What stands in the box of the search. */
  readonly asked?: string;
}

/** Nobody in particular, who sees what is public. */
export function visitOf(sources: GazetteerSources, request: FastifyRequest, reply: FastifyReply): Visit {
  const language = languageOf(request);
  const ctx: Context = {
    actor: { kind: 'public', subject: 'public', roles: [] },
    scope: { division: '', actor: 'public' },
    operationId: 'gazetteer.page',
    permission: 'divisions:read',
    traceparent: request.trace.traceparent,
    language: language === 'en' ? 'en' : 'zh-CN',
  };
  return { sources, request, reply, ctx, language, words: wordsOf(language) };
}

/** `?lang=` where it is given, else the browser's wish. */
function languageOf(request: FastifyRequest): Language {
  const { lang } = request.query as { lang?: unknown };
  if (lang === 'en' || lang === 'zh') return lang;
  return request.trace.language === 'en' ? 'en' : 'zh';
}

/** One value of the address, '' where it is not given or given twice. */
export function asked({ request }: Visit, name: string): string {
  const value = (request.query as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : '';
}

/** The day that is asked for, or today of the business clock; throws INPUT_INVALID for what is no day. */
export function dayAsked(visit: Visit): string {
  const text = asked(visit, 'asOf');
  if (text === '') return visit.sources.kit.clock.today();
  const decision = parseLegalDay(text);
  if (!decision.ok) throw fail('INPUT_INVALID', { pointer: '/query/asOf' });
  return decision.value;
}

/** An address of these pages that keeps a chosen language. */
export function linkTo(visit: Visit, path: string, query: Readonly<Record<string, string>> = {}): string {
  const lang = asked(visit, 'lang');
  const kept = lang === 'en' || lang === 'zh' ? { ...query, lang } : query;
  const text = new URLSearchParams(Object.entries(kept).filter(([, value]) => value !== '')).toString();
  return `/gazetteer${path}${text === '' ? '' : `?${text}`}`;
}

/** No script, nothing from elsewhere, no frame; the form goes to this host alone. */
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The page in its frame. */
export function markupOf(visit: Visit, page: Page): string {
  const { language, words } = visit;
  const { title, heading, body } = page;
  return html`<!doctype html><html lang="${language === 'en' ? 'en' : 'zh-CN'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · ${words.site}</title>
<link rel="stylesheet" href="/gazetteer/style.css"></head><body><a class="skip" href="#main">${words.skip}</a>
${frame(visit, page.asked ?? '')}<main id="main" tabindex="-1"><h1>${heading ?? title}</h1>${body}</main>
<footer><p>${words.foot}</p></footer></body></html>`.markup;
}

/** What a browser is told of a page. */
export function describePage({ reply, language }: Pick<Visit, 'reply' | 'language'>): FastifyReply {
  return reply
    .header('content-security-policy', policy)
    .header('content-language', language === 'en' ? 'en' : 'zh-CN')
    .type('text/html; charset=utf-8');
}

/** Sends a whole page, or 304 to whoever has it. */
export function sendPage(visit: Visit, page: Page): FastifyReply {
  const { reply, request } = visit;
  const { status = 200 } = page;
  const markup = markupOf(visit, page);
  describePage(visit).code(status);
  if (status !== 200) return reply.send(markup);
  const kept = keptAnswer({
    request,
    reply,
    payload: markup,
    tag: entityTag(markup, undefined),
    control: 'public, max-age=60',
  });
  return reply.send(kept);
}

function frame(visit: Visit, query: string): Html {
  const { words, language, request } = visit;
  const places = [
    ['', words.home],
    ['/map', words.map],
    ['/heritage', words.heritage],
  ] as const;
  const here = `/gazetteer${request.url.split('?')[0]?.replace(/^\/gazetteer/, '')}`;
  const links = places.map(([path, name]) => {
    const current = here === `/gazetteer${path}`;
    return html`<li><a href="${linkTo(visit, path)}"${current ? html` aria-current="page"` : null}>${name}</a></li>`;
  });
  const other = language === 'en' ? 'zh' : 'en';
  return html`<header><p class="site"><a href="${linkTo(visit, '')}">${words.site}</a></p>
<nav aria-label="${words.main}"><ul>${links}<li><a href="${otherLanguage(request, other)}" lang="${other === 'en' ? 'en' : 'zh-CN'}" hreflang="${other}">${words.other}</a></li></ul></nav>
<form role="search" method="get" action="/gazetteer/search"><label for="q">${words.search}</label>
<div class="box"><input id="q" name="q" type="search" maxlength="120" value="${query}" placeholder="${words.placeholder}" aria-describedby="hint" autocomplete="off">${languageField(visit)}<button>${words.go}</button></div>
<p id="hint" class="hint">${words.hint}</p></form></header>`;
}

function languageField(visit: Visit): Html | null {
  const lang = asked(visit, 'lang');
  return lang === 'en' || lang === 'zh' ? html`<input type="hidden" name="lang" value="${lang}">` : null;
}

/** The same page in the other language. */
function otherLanguage(request: FastifyRequest, lang: Language): string {
  const [path = '', query = ''] = request.url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('lang', lang);
  return `${path}?${parameters.toString()}`;
}
