import { type Html, html } from './html.ts';

/** A field of a filter with its values in words; nothing chosen stands for all. */
export interface FilterField {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, words: string])[];
}

/** What is chosen, by the name of its field. */
export type Chosen = Readonly<Record<string, string>>;

/** What an address asks for; a value that no field offers counts as not asked. */
export function chosenOf(query: unknown, fields: readonly FilterField[]): Chosen {
  const asked = (query ?? {}) as Readonly<Record<string, unknown>>;
  const offered = fields.flatMap(({ name, options }) => {
    const found = options.find(([value]) => value === asked[name]);
    return found === undefined ? [] : [[name, found[0]] as const];
  });
  return Object.fromEntries(offered);
}

/** The position behind which an address wants its page. */
export function positionOf(query: unknown): string | undefined {
  const { after } = (query ?? {}) as { after?: unknown };
  return typeof after === 'string' && after !== '' ? after : undefined;
}

/** A form that asks by the address: it needs no script, and what it finds can be kept as a bookmark. */
export function filterForm(action: string, fields: readonly FilterField[], chosen: Chosen): Html {
  const choices = fields.map(
    ({ name, label, options }) => html`<p><label for="${name}">${label}</label><select id="${name}" name="${name}">
<option value="">全部</option>${options.map(([value, words]) => optionOf(value, words, chosen[name] === value))}</select></p>`,
  );
  return html`<form class="filter" method="get" action="${action}">${choices}<p><button>筛选</button></p></form>`;
}

function optionOf(value: string, words: string, isChosen: boolean): Html {
  return html`<option value="${value}"${isChosen ? html` selected` : null}>${words}</option>`;
}

/** The way to the rest of a list under the same filter. */
export function nextLink(action: string, chosen: Chosen, next: string | null): Html | null {
  if (next === null) return null;
  return html`<p><a href="${action}?${new URLSearchParams({ ...chosen, after: next }).toString()}">下一页</a></p>`;
}
