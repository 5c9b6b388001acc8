import { type Html, html, spoken } from './html.ts';
import { shortCode } from './short-code.ts';
import type { AddressLevelName, AddressPart, ReadAddress } from './sources.ts';
import { linkTo, type Visit } from './visit.ts';
import { bracketed, type Language } from './words.ts';

const levelNames: Readonly<Record<AddressLevelName, readonly [zh: string, en: string]>> = {
  L1: ['省', 'province'],
  L2: ['市', 'city'],
  L3: ['县（市、区）', 'county'],
  L4: ['乡镇（街道）', 'township'],
  L5: ['村（社区）', 'village or community'],
  L6: ['路街', 'street'],
  L7: ['巷、小区', 'lane or estate'],
  L8: ['门牌', 'door plate'],
  L9: ['楼', 'building'],
  L10: ['单元', 'unit'],
  L11: ['室', 'room'],
};

/** A written address in its standard form, part by part; divisions lead to their pages. */
export function addressBody(visit: Visit, address: ReadAddress): Html {
  const { words, language } = visit;
  const { standard, elements, candidates, remarks, rest } = address;
  const parts = elements.map(
    (part) => html`<dt>${levelName(part.level, language)}</dt><dd>${partText(visit, part)}</dd>`,
  );
  const choices = candidates.map(
    ({ code, label }) => html`<li><a href="${divisionHref(visit, code)}" lang="zh-CN">${label}</a></li>`,
  );
  return html`<p role="status">${words.addressRead}</p>
<h2>${words.standardAddress}</h2><p class="lead">${spoken(standard)}</p><dl>${parts}</dl>
${rest === '' ? null : html`<p class="note">${words.unread}${language === 'en' ? ': ' : '：'}${spoken(rest)}</p>`}
${remarks.map(({ detail, places }) => html`<p class="note">${spoken(detail)}${spoken(bracketed(language, places.map(({ label }) => label).join('、')))}</p>`)}
${choices.length === 0 ? null : html`<h2>${words.mayBe}</h2><ul class="list">${choices}</ul>`}`;
}

function levelName(level: AddressLevelName, language: Language): string {
  const [zh, en] = levelNames[level];
  return language === 'en' ? en : zh;
}

function partText(visit: Visit, { text, code, given, translated }: AddressPart): Html {
  const { words } = visit;
  const isDivision = code?.length === 12;
  const name = isDivision ? html`<a href="${divisionHref(visit, code)}" lang="zh-CN">${text}</a>` : spoken(text);
  const before =
    translated && given !== null ? html` <span class="tag">${words.writtenAs} ${spoken(given)}</span>` : null;
  return html`${name}${before}`;
}

function divisionHref(visit: Visit, code: string): string {
  return linkTo(visit, `/divisions/${shortCode(code)}`);
}
