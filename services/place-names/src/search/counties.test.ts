import { searchPlaceNames } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { column } from '../../seed/csv.ts';
import { readDivisions } from '../../seed/data-files.ts';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import type { SearchPage } from './place-search.ts';

let test: TestService<DB, unknown>;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

const baseline = '2014-04-28';
const today = '2021-06-01';

/** Counties, districts and cities as the reviewed file has them on a day. */
function countiesOn(day: string): { code: string; name: string; shortName: string }[] {
  return readDivisions()
    .filter((row) => ['COUNTY', 'PREFECTURE'].includes(row.level ?? '') && row.type !== 'STATISTICAL_ZONE')
    .filter((row) => column(row, 'valid_from') <= day && (row.valid_to === '' || day < column(row, 'valid_to')))
    .map((row) => ({ code: column(row, 'code'), name: column(row, 'name'), shortName: column(row, 'short_name') }));
}

async function find(q: string, asOf: string): Promise<SearchPage['items']> {
  const { body } = await test.call(searchPlaceNames, { query: { q, asOf, size: 50 } });
  return body.items;
}

/** The division's own hit, not one of a mountain in it, with no lower level before it. */
async function hitOf(q: string, asOf: string, code: string): Promise<SearchPage['items'][number] | undefined> {
  const items = await find(q, asOf);
  const at = items.findIndex((one) => one.kind === 'DIVISION' && one.code === code);
  const before = items.slice(0, Math.max(0, at));
  expect(before.filter(({ level }) => level === 'TOWNSHIP' || level === 'VILLAGE')).toEqual([]);
  return items[at];
}

describe.each([
  [baseline, 154],
  [today, 152],
])('every county and prefecture of %s', (asOf, count) => {
  const counties = countiesOn(asOf);

  it(`there are ${count}`, () => {
    expect(counties).toHaveLength(count);
  });

  it.each(counties)('$code is found by its name $name', async ({ code, name }) => {
    expect(await hitOf(name, asOf, code)).toMatchObject({ name, tier: 1_000, matchedBy: 'FULL', confidence: 1 });
  });

  it.each(counties.filter(({ name, shortName }) => name !== shortName))(
    '$code $name is found by its short name $shortName',
    async ({ code, shortName }) => {
      expect(await hitOf(shortName, asOf, code)).toMatchObject({ tier: 950, matchedBy: 'SHORT' });
    },
  );

  it.each(counties)('$code $name is found by its pinyin with and without tones', async ({ code, name }) => {
    const { pinyin } = (await find(name, asOf)).find((one) => one.code === code) ?? { pinyin: '' };
    expect(await hitOf(pinyin, asOf, code)).toMatchObject({ tier: 550, matchedBy: 'PINYIN' });
    const plain = pinyin
      .normalize('NFD')
      .replaceAll(/[\u0300\u0301\u0304\u030c']/g, '')
      .toLowerCase();
    expect(await hitOf(plain, asOf, code)).toMatchObject({ tier: 550, matchedBy: 'PINYIN' });
    expect(await hitOf(plain.replaceAll(' ', ''), asOf, code)).toMatchObject({ tier: 550, matchedBy: 'PINYIN' });
  });

  it.each(counties)('$code $name is found by the initials of its name', async ({ code, name }) => {
    const initials = initialsOf((await find(name, asOf)).find((one) => one.code === code)?.pinyin ?? '', name);
    const { body } = await test.call(searchPlaceNames, {
      query: { q: initials, asOf, size: 50, division: code.slice(0, 6) },
    });
    expect(body.items.find((one) => one.code === code)).toMatchObject({ tier: 500, matchedBy: 'INITIALS' });
  });
});

/** The first letters of the syllables: a Han character is one syllable. */
function initialsOf(pinyin: string, name: string): string {
  const syllable =
    /[bpmfdtnlgkhjqxrzcsyw]*h?[aāáǎàeēéěèiīíǐìoōóǒòuūúǔùüǖǘǚǜ]+(?:ng|n(?![aāáǎàeēéěèiīíǐìoōóǒòuūúǔùüǖǘǚǜ])|r(?![aāáǎàeēéěèiīíǐìoōóǒòuūúǔù]))?/g;
  const letters = pinyin
    .toLowerCase()
    .split(/[ ']/)
    .flatMap((word) => word.match(syllable) ?? [])
    .map((one) => one.normalize('NFD').charAt(0));
  expect(letters, pinyin).toHaveLength(name.length);
  return letters.join('');
}

/** Former name, first day of the unit that bears its ground, that unit (§2.2). */
const formerNames = `
四方区 2012-09-30 370203 | 胶南市 2012-09-30 370211 | 市中区 2013-10-18 370811 | 兖州市 2013-10-18 370812
苍山县 2014-01-06 371324 | 文登市 2014-01-25 371003 | 沾化县 2014-09-09 371603 | 陵县 2014-10-20 371403
定陶县 2016-01-07 371703 | 垦利县 2016-06-08 370505 | 章丘市 2016-09-14 370114 | 即墨市 2017-07-18 370215
济阳县 2018-06-19 370115 | 邹平县 2018-07-02 371681 | 莱城区 2018-12-26 370116 | 莱芜市 2018-12-26 370116
莱芜市 2018-12-26 370117 | 茌平县 2019-06-27 371503 | 蓬莱市 2020-06-05 370614 | 长岛县 2020-06-05 370614
滨州市 2000-06-22 371602 | 菏泽市 2000-06-22 371702 | 长清县 2001-06-26 370113 | 滨州地区 2000-06-22 371600
菏泽地区 2000-06-22 371700`
  .split(/[|\n]/)
  .map((line) => line.trim().split(' '))
  .filter((words): words is [string, string, string] => words.length === 3);

describe('every former name', () => {
  it.each(formerNames)('%s leads from %s on to %s, and still in 2021', async (former, from, code) => {
    for (const asOf of [from, today]) {
      const hit = (await find(former, asOf)).find((one) => one.code.startsWith(code) && one.level !== 'TOWNSHIP');
      expect(hit, asOf).toMatchObject({ tier: 900, matchedBy: 'FORMER', former, code: `${code}000000` });
    }
  });

  it.each(formerNames)('%s is no former name before %s of %s', async (former, from, code) => {
    const before = `${Number(from.slice(0, 4)) - 1}${from.slice(4)}`;
    const hits = (await find(former, before)).filter((one) => one.code === `${code}000000`);
    expect(hits.filter(({ matchedBy }) => matchedBy === 'FORMER')).toEqual([]);
  });
});
