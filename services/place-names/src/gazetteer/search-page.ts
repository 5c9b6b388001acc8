import { type Html, html } from './html.ts';
import type { FoundName } from './sources.ts';
import { asked, linkTo, type Page, type Visit } from './visit.ts';
import { about, foundWords } from './words.ts';

const size = 20;
const lastPage = 50;

/** What the search finds, the best first; whatever is typed is text. */
export async function searchPage(visit: Visit): Promise<Page> {
  const { sources, ctx, words, language } = visit;
  const q = asked(visit, 'q').trim();
  const number = Math.min(Math.max(Math.trunc(Number(asked(visit, 'page')) || 1), 1), lastPage);
  const found = await sources.find(ctx, { q, page: number, size });
  const title = about(language, words.results, q);
  if (found.items.length === 0) return { title, asked: q, body: html`<p role="status">${words.none}</p>` };
  const body = html`<p role="status">${foundWords(language, { count: found.items.length, page: number })}</p>
<ol class="results" start="${(number - 1) * size + 1}">${found.items.map((one) => html`<li>${entry(visit, one)}</li>`)}</ol>
${pages(visit, q, { number, hasMore: found.hasMore })}`;
  return { title, asked: q, body };
}

function entry(visit: Visit, { id, kind, code, name, label, pinyin, former }: FoundName): Html {
  const path = kind === 'DIVISION' ? `/divisions/${shortCode(code)}` : `/places/${id}`;
  const past =
    former === null ? null : html`<span class="tag">${visit.words.formerly} <span lang="zh-CN">${former}</span></span>`;
  return html`<strong><a href="${linkTo(visit, path)}" lang="zh-CN">${name}</a></strong>${past}<small><span lang="zh-CN">${label}</span> ${pinyin} ${shortCode(code)}</small>`;
}

function pages(visit: Visit, q: string, { number, hasMore }: { number: number; hasMore: boolean }): Html | null {
  const { words } = visit;
  const to = (page: number): string => linkTo(visit, '/search', { q, page: String(page) });
  const back = number > 1 ? html`<li><a rel="prev" href="${to(number - 1)}">${words.back}</a></li>` : null;
  const on =
    hasMore && number < lastPage ? html`<li><a rel="next" href="${to(number + 1)}">${words.more}</a></li>` : null;
  return back === null && on === null ? null : html`<nav aria-label="${words.results}"><ul>${back}${on}</ul></nav>`;
}

/** Six digits down to the county, nine for a township, all for a village. */
export function shortCode(code: string): string {
  return code.replace(/^(\d{6})0{6}$/, '$1').replace(/^(\d{9})0{3}$/, '$1');
}
