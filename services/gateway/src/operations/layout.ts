import type { FastifyReply } from 'fastify';
import { type Html, html } from './html.ts';

/** No script, nothing from elsewhere, no frame; forms go to this host alone. */
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The one style sheet. */
export const styles = `:root{color-scheme:light;--line:#c9ced6;--ink:#1b2430;--soft:#5a6675;--link:#0b4fa8}
*{box-sizing:border-box}body{margin:0;font:16px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;color:var(--ink);background:#f6f7f9}
header,main{max-width:70rem;margin:auto;padding:.75rem 1rem}header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}a{color:var(--link)}:focus-visible{outline:3px solid #d98e00;outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;background:#fff;padding:.5rem}
h1{font-size:1.4rem;margin:.5rem 0}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
.wide{overflow-x:auto;background:#fff;border:1px solid var(--line);border-radius:4px}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
time{white-space:nowrap}
th{white-space:nowrap;font-weight:600}small{color:var(--soft);display:block}
.pass{color:#17603a}.warn{color:#8a4b00}.fail{color:#a40000}.pass,.warn,.fail{font-weight:600}
form{margin:.75rem 0}label{display:block}textarea{width:100%;max-width:40rem;font:inherit;padding:.4rem}
button{font:inherit;padding:.4rem 1.2rem;border:1px solid var(--link);background:#fff;color:var(--link);border-radius:4px;cursor:pointer}
.note,.fault{padding:.5rem .75rem;border-left:4px solid #17603a;background:#eaf5ee}.fault{border-color:#a40000;background:#fbeaea}
header form{margin:0 0 0 auto}.filter{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:end}.filter p{margin:0}
select{font:inherit;padding:.4rem;max-width:100%}
@media(max-width:40rem){.wide{border:0;background:none}table,tbody,tr,td{display:block}thead{position:absolute;left:-99rem}
tr{background:#fff;border:1px solid var(--line);border-radius:4px;margin:0 0 .75rem}td{border:0;padding:.2rem .6rem}td::before{content:attr(data-label) "：";color:var(--soft)}}`;

/** What stands on a page. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Form token of the person who is logged in; without it the page has no navigation. */
  readonly csrf?: string;
  readonly status?: number;
}

const places = [
  ['/operations', '概览'],
  ['/operations/dead-letters', '死信'],
  ['/operations/held-lines', '暂缓发放'],
  ['/operations/unknown-outcomes', '银行结果不明'],
  ['/operations/partners', '合作单位'],
  ['/operations/schedules', '定时任务'],
] as const;

/** Sends a whole page. */
export function sendPage(reply: FastifyReply, { title, body, csrf, status = 200 }: Page): FastifyReply {
  const { markup } = html`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · 平台运维</title>
<link rel="stylesheet" href="/operations/style.css"></head><body><a class="skip" href="#main">跳到正文</a>
${csrf === undefined ? null : navigation(csrf)}<main id="main"><h1>${title}</h1>${body}</main></body></html>`;
  return reply.code(status).header('content-security-policy', policy).type('text/html; charset=utf-8').send(markup);
}

function navigation(csrf: string): Html {
  return html`<header><strong>平台运维</strong><nav aria-label="页面">${places.map(
    ([href, name]) => html`<a href="${href}">${name}</a>`,
  )}</nav><form method="post" action="/operations/sign-out">${hidden(csrf)}<button>退出</button></form></header>`;
}

/** The field that proves that a form is ours. */
export function hidden(csrf: string): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`;
}

/** A table, or the words for there being nothing; on a narrow screen each row is a card with the heads before its cells. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly (Html | string | number)[])[],
  empty: string,
): Html {
  if (rows.length === 0) return html`<p>${empty}</p>`;
  return html`<div class="wide"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td data-label="${heads[at]}">${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
