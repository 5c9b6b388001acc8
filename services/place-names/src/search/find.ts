import { parseDivisionCode, toHalfWidth } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { Near, Wanted } from './admit.ts';
import { dayNumber } from './day-number.ts';
import { toHit } from './hits.ts';
import type { IndexKeeper } from './keep-index.ts';
import type { SearchPage, SearchQuestion } from './place-search.ts';
import { days } from './ranks.ts';
import { insideOf, searchReadings } from './readings.ts';
import { readQuery, searchText } from './rules.ts';
import { simplify } from './simplify.ts';
import { packQuery } from './whole-characters.ts';

/** A page of what a query finds on a day. */
export async function findPlaces(
  { kit, index }: { readonly kit: AppKit; readonly index: IndexKeeper },
  ctx: Context,
  question: SearchQuestion,
): Promise<SearchPage> {
  const cleaned = readQuery(question.q, simplify);
  if (!cleaned.ok) throw fail(cleaned.code, { pointer: '/query/q' });
  const { page = 1, size = 20 } = question;
  const asOf = question.asOf ?? kit.clock.today();
  const wanted = wantedBy(question, asOf);
  const kept = await index.current();
  const most = page * size;
  const text = searchText(packQuery(cleaned.value));
  const understood = searchReadings(kept, text, { wanted, most: most + 1 });
  const { found, parsedAs, parentIgnored } = understood;
  const shown = { divisions: kept.divisions, wanted, parentIgnored, language: ctx.language, length: text.text.length };
  return {
    items: found.slice(most - size, most).map((one) => toHit(one, shown)),
    ...{ page, size, hasMore: found.length > most, asOf, query: cleaned.value, parsedAs, parentIgnored },
    historyIncomplete: kept.historyIncomplete(asOf),
  };
}

function wantedBy(question: SearchQuestion, asOf: string): Wanted {
  return {
    asOf: dayNumber(asOf, days.never),
    includeFormer: question.includeFormer ?? false,
    within: question.division === undefined ? undefined : [insideOf(codeOf(question.division), true)],
    category: categoryOf(question.category),
    near: nearOf(question),
  };
}

function codeOf(input: string): number {
  const code = parseDivisionCode(input);
  if (!code.ok) throw fail(code.code, { pointer: '/query/division' });
  return Number(code.value);
}

/** All categories that begin with the digits. */
function categoryOf(digits: string | undefined): Wanted['category'] {
  if (digits === undefined) return undefined;
  return { low: Number(digits.padEnd(5, '0')), high: Number(digits.padEnd(5, '9')) + 1 };
}

const degrees = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,2}(?:\.\d+)?)\s*$/;

function nearOf({ near, radius }: SearchQuestion): Near | undefined {
  if (near === undefined && radius === undefined) return undefined;
  const [, lon, lat] = degrees.exec(toHalfWidth(near ?? '')) ?? [];
  if (lon === undefined || lat === undefined || Math.abs(Number(lon)) > 180 || Math.abs(Number(lat)) > 90)
    throw fail('NEAR_INVALID', { pointer: near === undefined ? '/query/radius' : '/query/near' });
  return { lon: Number(lon), lat: Number(lat), radiusM: radius };
}
