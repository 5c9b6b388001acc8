import { addDays, type DivisionVersion, divisionLevel } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type CodeTable, codeOf } from '../divisions/index.ts';
import { mapOf } from './home-pages.ts';
import { type Html, html, romanised } from './html.ts';
import { type ChangeTitle, findPeople, listChangeTitles } from './queries.ts';
import { shortCode } from './short-code.ts';
import { typeWord } from './terms.ts';
import { type TimelineEvent, type TimelineMove, timelineOf } from './timeline.ts';
import { dayAsked, linkTo, type Page, type Visit } from './visit.ts';
import { bracketed, peopleWords } from './words.ts';

type Branch = Awaited<ReturnType<Visit['sources']['tables']['branch']>>;

interface Seen {
  readonly visit: Visit;
  readonly branch: Branch;
  readonly version: DivisionVersion;
  /** The day whose state the page shows. */
  readonly day: string;
}

/** A division on a day: what it is, what it holds, where it came from and where it went. */
export async function divisionPage(visit: Visit, written: string): Promise<Page> {
  const { sources, ctx, words, language } = visit;
  const table = await sources.tables.current(ctx);
  const code = codeOf(table, written, '/params/code');
  const branch = await branchOf(visit, table, code);
  const seen = seenOn({ visit, branch }, code);
  const events = timelineOf(code, branch);
  const titles = await sources.kit.read(ctx, (db) =>
    listChangeTitles(
      db,
      events.map(({ changeId }) => changeId),
    ),
  );
  const { version } = seen;
  const spelled = version.pinyin ?? '';
  return {
    title: language === 'en' && spelled !== '' ? `${spelled} ${version.name}` : version.name,
    heading: headingOf(visit, version),
    body: html`${crumbs(seen)}${facts(seen, await peopleOf(seen))}${heldBy(seen)}<h2 id="history">${words.history}</h2>
${timeline(visit, events, titles)}<p class="note">${words.incomplete}</p>
${version.level === 'PREFECTURE' ? await mapOf(visit, version.code) : null}`,
  };
}

function headingOf({ language }: Visit, { name, pinyin }: DivisionVersion): Html {
  const chinese = html`<span lang="zh-CN">${name}</span>`;
  return language === 'en' && pinyin ? html`${romanised(pinyin)} ${chinese}` : chinese;
}

/** How many people the unit had, by the newest count that the day knows. */
async function peopleOf({ visit, version, day }: Seen): Promise<string | null> {
  const { sources, ctx, language } = visit;
  const found = await sources.kit.read(ctx, (db) => findPeople(db, version.unitId, Number(day.slice(0, 4))));
  return found === undefined ? null : peopleWords(language, found.hukouPopulation, found.year);
}

function branchOf({ sources, ctx }: Visit, table: CodeTable, code: string): Promise<Branch> {
  const level = divisionLevel(code);
  const township = `${code.slice(0, 9)}000`;
  return sources.tables.branch(ctx, table, level === 'TOWNSHIP' || level === 'VILLAGE' ? [township] : []);
}

/** The version on the day asked for; of a code that was not in force then, its last one, on its own last day. */
function seenOn({ visit, branch }: Pick<Seen, 'visit' | 'branch'>, code: string): Seen {
  const day = dayAsked(visit);
  const decision = branch.history.at(code, day);
  if (decision.ok) return { visit, branch, version: decision.value, day };
  if (decision.code !== 'CODE_NOT_VALID_ON') throw fail('CODE_UNKNOWN');
  const versions = branch.versions.filter((one) => one.code === code && one.supersededAt === undefined);
  const last = versions.reduce<DivisionVersion | undefined>(
    (best, one) => (best === undefined || (one.validFrom ?? '') > (best.validFrom ?? '') ? one : best),
    undefined,
  );
  if (last === undefined) throw fail('CODE_UNKNOWN');
  return { visit, branch, version: last, day: last.validTo === null ? day : addDays(last.validTo, -1) };
}

function crumbs({ visit, branch, version, day }: Seen): Html {
  const held = branch.history.ancestors(version.code, day);
  const above = held.ok ? [...held.value].reverse() : [];
  const items = above.map(
    ({ code, name }) => html`<li><a href="${divisionLink(visit, code, day)}" lang="zh-CN">${name}</a></li>`,
  );
  return html`<nav class="crumbs" aria-label="${visit.words.parent}"><ol>${items}<li aria-current="page" lang="zh-CN">${version.name}</li></ol></nav>`;
}

function facts(seen: Seen, people: string | null): Html {
  const { visit, version, day } = seen;
  const { words, language, sources } = visit;
  const today = sources.kit.clock.today();
  const isHeld = (version.validFrom ?? '') <= today && (version.validTo === null || today < version.validTo);
  const state = isHeld
    ? html`<span class="tag">${words.inForce}</span>`
    : html`<span class="tag gone">${words.noMore}</span>`;
  const spelled = version.pinyin ?? '';
  return html`<dl><dt>${words.code}</dt><dd>${shortCode(version.code)} ${state}${version.codeStatus === 'PROVISIONAL' ? html`<span class="tag gone">${words.provisional}</span>` : null}</dd>
<dt>${words.type}</dt><dd>${typeWord(version.type, language)}</dd>
${spelled === '' ? null : html`<dt>${words.pinyin}</dt><dd lang="zh-Latn-pinyin">${spelled}</dd>`}
<dt>${words.since}</dt><dd>${dayWords(visit, version.validFrom)}</dd>
${version.validTo === null ? null : html`<dt>${words.until}</dt><dd>${dayWords(visit, version.validTo)}</dd>`}
${people === null ? null : html`<dt>${words.people}</dt><dd>${people}</dd>`}
${isHeld ? null : laterGround(seen)}</dl>
<form method="get"><label for="asOf">${words.asOf}</label><div class="box"><input id="asOf" name="asOf" type="date" value="${day}">${visit.language === 'en' ? html`<input type="hidden" name="lang" value="en">` : null}<button>${words.show}</button></div></form>`;
}

function dayWords({ words }: Visit, day: string | null): Html {
  return day === null ? html`${words.unknownDay}` : html`<time datetime="${day}">${day}</time>`;
}

/** Where the ground of what is no more lies today. */
function laterGround({ visit, branch, version, day }: Seen): Html | null {
  const today = visit.sources.kit.clock.today();
  if (day >= today) return null;
  const decision = branch.history.resolve(version.code, day, today);
  const results = decision.ok ? decision.value.results : [];
  if (results.length === 0) return null;
  const links = results.map(({ code, extent }) => {
    const now = branch.history.at(code, today);
    const name = now.ok ? now.value.name : code;
    return html`<a href="${divisionLink(visit, code)}" lang="zh-CN">${name}</a> ${extent === 'PART' ? bracketed(visit.language, visit.words.part) : ''} `;
  });
  return html`<dt>${visit.words.now}</dt><dd>${links}</dd>`;
}

function heldBy({ visit, branch, version, day }: Seen): Html {
  const { words } = visit;
  const held = branch.history.children(version.code, day);
  const children = held.ok ? held.value : [];
  if (children.length === 0) return html`<h2>${words.children}</h2><p>${words.noChildren}</p>`;
  const items = children.map(
    ({ code, name, pinyin }) =>
      html`<li><a href="${divisionLink(visit, code, day)}" lang="zh-CN">${name}</a><small>${shortCode(code)} ${romanised(pinyin ?? '')}</small></li>`,
  );
  return html`<h2>${words.children}${bracketed(visit.language, children.length)}</h2><ul class="list">${items}</ul>`;
}

/** A link that stays on the day that the reader has chosen. */
function divisionLink(visit: Visit, code: string, day?: string): string {
  const today = visit.sources.kit.clock.today();
  return linkTo(visit, `/divisions/${shortCode(code)}`, day === undefined || day === today ? {} : { asOf: day });
}

function timeline(visit: Visit, events: readonly TimelineEvent[], titles: readonly ChangeTitle[]): Html {
  const { words } = visit;
  if (events.length === 0) return html`<p>${words.noHistory}</p>`;
  const byId = new Map(titles.map((title) => [title.changeId, title]));
  return html`<ol class="timeline">${events.map(({ on, changeId, moves }) => {
    const known = byId.get(changeId);
    const doc = known?.docNo ? html`<small>${words.document} <span lang="zh-CN">${known.docNo}</span></small>` : null;
    return html`<li><time datetime="${on}">${on}</time>${known === undefined ? null : html`<p lang="zh-CN">${known.title}</p>`}
<ul>${moves.map((move) => html`<li>${moveWords(visit, move, on)}</li>`)}</ul>${doc}</li>`;
  })}</ol>`;
}

function moveWords(visit: Visit, { fromCode, fromName, toCode, toName, extent }: TimelineMove, on: string): Html {
  const from = html`<a href="${divisionLink(visit, fromCode, addDays(on, -1))}" lang="zh-CN">${fromName}</a> ${shortCode(fromCode)}`;
  const to = html`<a href="${divisionLink(visit, toCode, on)}" lang="zh-CN">${toName}</a> ${shortCode(toCode)}`;
  const { words, language } = visit;
  const kind = fromCode === toCode ? words.renamed : extent === 'FULL' ? words.whole : words.part;
  return html`${from} → ${to}${bracketed(language, kind)}`;
}
