import { commonErrors, ProblemError } from '@mz/service-kit';
import { errors } from '../errors.ts';
import { type Html, html, spoken } from './html.ts';
import { describePage, linkTo, markupOf, type Page, type Visit } from './visit.ts';
import { bracketed } from './words.ts';

const catalogue: Readonly<Record<string, { readonly status: number; readonly zh: string; readonly en: string }>> = {
  ...commonErrors,
  ...errors,
};

/** What went wrong, in words, without what a stranger need not know; undefined for a fault of ours. */
export function faultPage(visit: Visit, error: unknown): Page | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const known = catalogue[error.code];
  if (known === undefined) return undefined;
  const { words, language } = visit;
  const text = known.status === 404 ? words.notFound : words.fault;
  const { detail } = error.options;
  return {
    title: text,
    // A code that is no code is no page either.
    status: known.status,
    body: html`<p class="fault" role="alert">${language === 'en' ? known.en : known.zh}${bracketed(language, error.code)}</p>
${detail === undefined ? null : html`<p>${spoken(detail)}</p>`}${wayOn(visit)}`,
  };
}

function wayOn(visit: Visit): Html {
  const { words } = visit;
  return html`<p>${words.faultHint}</p><p><a href="${linkTo(visit, '')}">${words.faultHome}</a></p>`;
}

/** A fault that the kit has logged and written as a problem, as a page: what happened, and by what number it is found again. */
export function problemPage(visit: Visit, payload: string): string {
  // The kit wrote it.
  const { title, code, traceId } = JSON.parse(payload) as { title: string; code: string; traceId: string };
  const { words, language } = visit;
  describePage(visit);
  return markupOf(visit, {
    title: words.fault,
    body: html`<p class="fault" role="alert">${title}${bracketed(language, code)}</p>
<p>${words.faultTrace}${language === 'en' ? ': ' : '：'}<code>${traceId}</code></p>${wayOn(visit)}`,
  });
}
