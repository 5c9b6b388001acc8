/** Text that is markup already; everything else is escaped where it is put in. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | null | undefined | readonly Part[];

/** A template of markup; what is put in is escaped unless it is markup itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const last = texts.length - 1;
  const markup = texts.map((text, index) => (index === last ? text : text + markupOf(parts[index])));
  return { markup: markup.join('') };
}

/** Text that is marked as Chinese where it has Han characters, so that a screen reader says it right on an English page. */
export function spoken(text: string): Html {
  return /\p{Script=Han}/u.test(text) ? html`<span lang="zh-CN">${text}</span>` : html`${text}`;
}

/** Pinyin, which no reader should take for English. */
export function romanised(text: string): Html {
  return html`<span lang="zh-Latn-pinyin">${text}</span>`;
}

function markupOf(part: Part): string {
  if (part === null || part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}
