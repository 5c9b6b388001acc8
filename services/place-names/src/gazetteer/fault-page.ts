import { commonErrors, ProblemError } from '@mz/service-kit';
import { errors } from '../errors.ts';
import { html } from './html.ts';
import { linkTo, type Page, type Visit } from './visit.ts';
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
  return {
    title: text,
    // A code that is no code is no page either.
    status: known.status,
    body: html`<p class="fault" role="alert">${language === 'en' ? known.en : known.zh}${bracketed(language, error.code)}</p>
<p><a href="${linkTo(visit, '')}">${words.faultHome}</a></p>`,
  };
}
