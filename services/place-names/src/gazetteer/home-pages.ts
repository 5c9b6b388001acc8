import { type CityShape, cityMap } from './city-map.ts';
import { type Html, html, romanised } from './html.ts';
import { listHeritage, type PublicName } from './queries.ts';
import { heritageWord, protectionWord } from './terms.ts';
import { dayAsked, linkTo, type Page, type Visit } from './visit.ts';

/** The start: what this is, the cities on a sketch and as a list. */
export async function homePage(visit: Visit): Promise<Page> {
  const { words } = visit;
  const cities = await citiesOf(visit);
  return {
    title: words.site,
    body: html`<p class="lead">${words.lead}</p>${await mapOf(visit)}<h2>${words.cities}</h2>${cities}`,
  };
}

/** The sketch alone, with the list that says the same in words. */
export async function mapPage(visit: Visit): Promise<Page> {
  const { words } = visit;
  return {
    title: words.mapTitle,
    body: html`<p class="note">${words.mapNote}</p>${await mapOf(visit)}<h2>${words.cities}</h2>${await citiesOf(visit)}`,
  };
}

/** The sketch with a city marked, or the words for there being none. */
export async function mapOf(visit: Visit, highlighted?: string): Promise<Html> {
  const { sources, ctx, words, language } = visit;
  const asOf = dayAsked(visit);
  const shapes = await sources.cities(ctx, asOf);
  const nameOf = ({ name, pinyin = '' }: CityShape['version']): string =>
    language === 'en' && pinyin !== '' ? `${pinyin} ${name}` : name;
  const hrefOf = (code: string): string => linkTo(visit, `/divisions/${code.slice(0, 6)}`);
  const drawn = cityMap(shapes, { title: words.mapTitle, sketch: words.sketch, hrefOf, nameOf }, highlighted);
  return drawn ?? html`<p class="note">${words.mapMissing}</p>`;
}

async function citiesOf(visit: Visit): Promise<Html> {
  const { sources, ctx } = visit;
  const { history } = await sources.tables.current(ctx);
  const held = history.children('370000000000', dayAsked(visit));
  const cities = held.ok ? held.value.filter(({ level }) => level === 'PREFECTURE') : [];
  return html`<ul class="list">${cities.map(
    ({ code, name, pinyin }) =>
      html`<li><a href="${linkTo(visit, `/divisions/${code.slice(0, 6)}`)}" lang="zh-CN">${name}</a><small>${code.slice(0, 6)} ${romanised(pinyin ?? '')}</small></li>`,
  )}</ul>`;
}

/** What is protected, by its kind. */
export async function heritagePage(visit: Visit): Promise<Page> {
  const { sources, ctx, words, language } = visit;
  const names = await sources.kit.read(ctx, listHeritage);
  const kinds = [...Map.groupBy(names, ({ heritage }) => heritage)];
  const parts = kinds.map(
    ([kind, members]) =>
      html`<h2>${heritageWord(kind, language)}</h2><ul class="list">${members.map(
        (one) => html`<li>${heritageEntry(visit, one)}</li>`,
      )}</ul>`,
  );
  return { title: words.heritage, body: names.length === 0 ? html`<p>${words.noHeritage}</p>` : html`${parts}` };
}

function heritageEntry(visit: Visit, { placeId, name, pinyin, protectionLevel }: PublicName): Html {
  const level = protectionLevel === null ? '' : protectionWord(protectionLevel, visit.language);
  return html`<a href="${linkTo(visit, `/places/${placeId}`)}" lang="zh-CN">${name}</a><small>${romanised(pinyin)} ${level}</small>`;
}
