import { addressBody } from './address-body.ts';
import { type Html, html, romanised, spoken } from './html.ts';
import { shortCode } from './short-code.ts';
import type { FoundName } from './sources.ts';
import { asked, linkTo, type Page, type Visit } from './visit.ts';
import { about, foundWords } from './words.ts';

const size = 20;
const lastPage = 50;
/** A longer text is no name (§8.1). */
const longestName = 50;

/** What the search finds, the best first; whatever is typed is text. */
export async function searchPage(visit: Visit): Promise<Page> {
  const { sources, ctx, words, language } = visit;
  const q = asked(visit, 'q').trim();
  const number = Math.min(Math.max(Math.trunc(Number(asked(visit, 'page')) || 1), 1), lastPage);
  const title = about(language, words.results, q);
  const page = (body: Html): Page => ({
    ...{ title, asked: q, body },
    heading: html`${about(language, words.results, '')}${spoken(q)}`,
  });
  if ([...q].length > longestName) {
    const long = await sources.address(ctx, q);
    if (long.code !== null) return page(addressBody(visit, long));
  }
  const found = await sources.find(ctx, { q, page: number, size });
  if (found.parsedAs === 'ADDRESS') return page(addressBody(visit, await sources.address(ctx, q)));
  if (found.items.length === 0) return page(html`<p role="status">${words.none}</p>`);
  const isAll = number === 1 && !found.hasMore;
  return page(html`<p role="status">${foundWords(language, { count: found.items.length, page: number, isAll })}</p>
${found.parentIgnored ? html`<p class="note">${words.parentIgnored}</p>` : null}<ol class="results" start="${(number - 1) * size + 1}">${found.items.map((one) => html`<li>${entry(visit, one)}</li>`)}</ol>
${pages(visit, q, { number, hasMore: found.hasMore })}`);
}

function entry(visit: Visit, { id, kind, code, name, label, pinyin, former }: FoundName): Html {
  const path = kind === 'DIVISION' ? `/divisions/${shortCode(code)}` : `/places/${id}`;
  const past =
    former === null ? null : html`<span class="tag">${visit.words.formerly} <span lang="zh-CN">${former}</span></span>`;
  return html`<strong><a href="${linkTo(visit, path)}" lang="zh-CN">${name}</a></strong>${past}<small><span lang="zh-CN">${label}</span> ${romanised(pinyin)} ${shortCode(code)}</small>`;
}

function pages(visit: Visit, q: string, { number, hasMore }: { number: number; hasMore: boolean }): Html | null {
  const { words } = visit;
  const to = (page: number): string => linkTo(visit, '/search', { q, page: String(page) });
  const back = number > 1 ? html`<li><a rel="prev" href="${to(number - 1)}">${words.back}</a></li>` : null;
  const on =
    hasMore && number < lastPage ? html`<li><a rel="next" href="${to(number + 1)}">${words.more}</a></li>` : null;
  return back === null && on === null ? null : html`<nav aria-label="${words.results}"><ul>${back}${on}</ul></nav>`;
}
