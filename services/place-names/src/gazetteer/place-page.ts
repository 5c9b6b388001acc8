import { isId } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type Html, html } from './html.ts';
import { listNamesOfFeature, type PublicName } from './queries.ts';
import { shortCode } from './short-code.ts';
import { heritageWord, kindWord, protectionWord } from './terms.ts';
import { linkTo, type Page, type Visit } from './visit.ts';
import { bracketed, peopleWords } from './words.ts';

/** A place: its standard name, what it means, and the names that it has borne. */
export async function placePage(visit: Visit, id: string): Promise<Page> {
  if (!isId(id)) throw fail('NOT_FOUND');
  const { sources, ctx, words } = visit;
  const names = await sources.kit.read(ctx, (db) => listNamesOfFeature(db, id));
  const [standard] = names;
  if (standard === undefined) throw fail('NOT_FOUND');
  const body = html`${facts(visit, standard, await divisionName(visit, standard))}${stories(visit, standard)}
<h2 id="names">${words.names}</h2><ol class="timeline">${names.map((one) => html`<li>${nameEntry(visit, one)}</li>`)}</ol>`;
  return { title: standard.name, heading: html`<span lang="zh-CN">${standard.name}</span>`, body };
}

/** The division that contains the place, by the name of today or of its last day. */
async function divisionName({ sources, ctx }: Visit, { divisionCode }: PublicName): Promise<string> {
  const table = await sources.tables.current(ctx);
  const now = table.history.at(divisionCode, sources.kit.clock.today());
  if (now.ok) return now.value.name;
  return table.versions.findLast(({ code }) => code === divisionCode)?.name ?? divisionCode;
}

function facts(visit: Visit, place: PublicName, division: string): Html {
  const { words, language } = visit;
  const { lon, lat, heritage, protectionLevel } = place;
  const level = protectionLevel === null ? '' : protectionWord(protectionLevel, language);
  return html`<dl><dt>${words.pinyin}</dt><dd lang="zh-Latn-pinyin">${place.pinyin}</dd>
<dt>${words.status}</dt><dd>${place.status === 'STANDARD' ? words.standard : words.former}</dd>
<dt>${words.category}</dt><dd><span lang="zh-CN">${place.category}</span> ${place.categoryCode}</dd>
<dt>${words.division}</dt><dd><a href="${linkTo(visit, `/divisions/${shortCode(place.divisionCode)}`)}" lang="zh-CN">${division}</a></dd>
${place.nationalCode === null ? null : html`<dt>${words.code}</dt><dd>${place.nationalCode}</dd>`}
${lon === null || lat === null ? null : html`<dt>${words.position}</dt><dd>${lon.toFixed(4)}°E ${lat.toFixed(4)}°N${bracketed(language, 'CGCS2000')}</dd>`}
${place.hukouPopulation === null || place.populationYear === null ? null : html`<dt>${words.people}</dt><dd>${peopleWords(language, place.hukouPopulation, place.populationYear)}</dd>`}
${place.approvalDoc === null ? null : html`<dt>${words.document}</dt><dd lang="zh-CN">${place.approvalDoc}</dd>`}
${heritage === 'NONE' ? null : html`<dt>${words.heritage}</dt><dd>${heritageWord(heritage, language)} ${level}</dd>`}</dl>`;
}

function stories({ words }: Visit, { origin, meaning, history, description }: PublicName): Html {
  const told = [
    [words.origin, origin],
    [words.meaning, meaning],
    [words.story, history],
    [words.description, description],
  ] as const;
  return html`${told.map(([title, text]) => (text === null ? null : html`<h2>${title}</h2><p lang="zh-CN">${text}</p>`))}`;
}

function nameEntry(visit: Visit, one: PublicName): Html {
  const { words, language } = visit;
  const from = one.validFrom ?? yearWords(visit, one.usedFromYear);
  const to = one.validTo ?? yearWords(visit, one.usedToYear);
  const span = [from === '' ? '' : `${words.from} ${from}`, to === '' ? '' : `${words.to} ${to}`].join(' ').trim();
  return html`<strong lang="zh-CN">${one.name}</strong> <span class="tag">${kindWord(one.nameKind, language)}</span><p><span lang="zh-Latn-pinyin">${one.pinyin}</span> ${span}</p>`;
}

/** A year as it is written: before Christ without its sign. */
export function yearWords({ words, language }: Pick<Visit, 'words' | 'language'>, year: number | null): string {
  if (year === null) return '';
  if (year > 0) return `${year}${words.year}`;
  return language === 'en' ? `${-year} BC` : `${words.yearBc}${-year}${words.year}`;
}
