import { searchPlaceNames } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { newestCount } from './people.ts';
import type { SearchQuestion } from './place-search.ts';
import { firstBehind, peopleOf, placeInOrder, rankByPeople } from './ranking.ts';
import { levels } from './ranks.ts';

describe('the newest count of a version', () => {
  const counted = [
    { year: 2010, hukouPopulation: 900 },
    { year: 2014, hukouPopulation: 1_000 },
    { year: 2016, hukouPopulation: 1_100 },
  ];

  it.each([
    ['in force', 99_999_999, 1_100],
    ['that ended within 2016', 20_160_914, 1_100],
    ['whose last day was 2015-12-31', 20_160_101, 1_000],
    ['that ended before the first count', 20_090_630, 0],
  ])('of a version %s', (_, to, expected) => {
    expect(newestCount(counted, to)).toBe(expected);
  });

  it('of a unit that nobody counted is none', () => {
    expect(newestCount([], 99_999_999)).toBe(0);
  });
});

describe('the order of documents', () => {
  const { COUNTY, TOWNSHIP, STREET } = levels;
  const firstNames = Uint32Array.of(0, 2, 4, 6, 8, 10, 12);

  it('is that of level and code where nobody counted people', () => {
    const documentLevels = Uint8Array.of(COUNTY, COUNTY, TOWNSHIP);
    const ranking = rankByPeople(documentLevels, new Uint32Array(3));
    expect(ranking).toBeUndefined();
    const segment = { ranking, levels: documentLevels, firstNames };
    expect([placeInOrder(segment, 1), peopleOf(segment, 1), firstBehind(segment, 1)]).toEqual([1, 0, 2]);
  });

  it('is by level, then people, then code; what has no count stands behind', () => {
    const documentLevels = Uint8Array.of(COUNTY, TOWNSHIP, TOWNSHIP, TOWNSHIP, TOWNSHIP, STREET);
    const ranking = rankByPeople(documentLevels, Uint32Array.of(0, 0, 500, 800, 500, 0));
    const segment = { ranking, levels: documentLevels, firstNames };
    expect([0, 1, 2, 3, 4, 5].map((document) => placeInOrder(segment, document))).toEqual([0, 4, 2, 1, 3, 5]);
    // Among the townships any may still be better; of streets none.
    expect([0, 2, 5].map((document) => firstBehind(segment, document))).toEqual([0, 10, 10]);
  });
});

describe('§8.1 inside a tier: level, distance when a point is given, population, code', () => {
  let test: TestService<DB, unknown>;
  let placeNumber = 0;

  beforeAll(async () => {
    test = await startTestService(service, { seed: 'copied' });
  });
  afterAll(() => test.stop());

  async function addHamlet(name: string, division: string, people: number | null, lon = 117): Promise<void> {
    placeNumber += 1;
    const id = `20000000-0000-4000-8000-${String(placeNumber).padStart(12, '0')}`;
    await test.rows(
      `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part,
         pinyin, pinyin_plain, initials, division_code, lon, lat, hukou_population, population_year, source, recorded_at,
         updated_at)
       values ($1, $1, '22100', 'STANDARD', 'STANDARD', $2, $2, '', 'Shìyànzhuāng', 'shiyanzhuang', 'syz', $3, $4, 36.6, $5,
         case when $5::int is null then null else 2013 end, 'CENSUS', now(), now())`,
      [id, name, division, lon, people],
    );
  }

  async function codesOf(q: string, more: Partial<SearchQuestion> = {}): Promise<string[]> {
    const { status, body } = await test.call(searchPlaceNames, { query: { q, ...more } });
    expect(status, JSON.stringify(body)).toBe(200);
    return body.items.map(({ code }) => code);
  }

  it('places of one name: the most people first, equal ones and those without a figure by code', async () => {
    await addHamlet('人口试庄', '370102001000', null);
    await addHamlet('人口试庄', '370102002000', 300);
    await addHamlet('人口试庄', '370103001000', 2_000);
    await addHamlet('人口试庄', '370104001000', 300);
    await addHamlet('人口试庄', '370105001000', 0);
    const expected = ['370103001000', '370102002000', '370104001000', '370102001000', '370105001000'];
    expect(await codesOf('人口试庄')).toEqual(expected);
    // The first page is cut at the right place, and the pages go on from each other.
    expect(await codesOf('人口试庄', { size: 1 })).toEqual(['370103001000']);
    expect(await codesOf('人口试庄', { size: 2, page: 2 })).toEqual(['370104001000', '370102001000']);
    expect(await codesOf('人口试', { size: 3 })).toEqual(expected.slice(0, 3));
    expect(await codesOf('口试庄', { size: 3 })).toEqual(expected.slice(0, 3));
  });

  it('distance stands before people', async () => {
    await addHamlet('远近试庄', '370102001000', 10, 117);
    await addHamlet('远近试庄', '370103001000', 9_000, 118);
    expect(await codesOf('远近试庄', { near: '117,36.6' })).toEqual(['370102001000', '370103001000']);
    expect(await codesOf('远近试庄')).toEqual(['370103001000', '370102001000']);
  });

  it('people never cross a tier', async () => {
    await addHamlet('层级试', '370102001000', 1);
    await addHamlet('层级试庄', '370103001000', 90_000);
    expect(await codesOf('层级试')).toEqual(['370102001000', '370103001000']);
  });

  it('a figure that is written later counts with the next search', async () => {
    await addHamlet('后填试庄', '370102001000', null);
    await addHamlet('后填试庄', '370103001000', null);
    expect(await codesOf('后填试庄')).toEqual(['370102001000', '370103001000']);
    await test.rows(`update place_name set hukou_population = 50, population_year = 2014
      where name = '后填试庄' and division_code = '370103001000'`);
    expect(await codesOf('后填试庄')).toEqual(['370103001000', '370102001000']);
  });

  it('divisions of one name: 市中区 by code without figures, by people with them; a level is never left for them', async () => {
    const two = async () => (await codesOf('市中区', { asOf: '2014-04-28' })).slice(0, 2);
    expect(await two()).toEqual(['370103000000', '370402000000']);
    await test.rows(`insert into division_population (unit_id, year, hukou_population, source_doc, recorded_at)
      select unit_id, 2013, case code when '370402000000' then 700 else 400 end, '试验', now() from division_version
      where code in ('370402000000', '370103000000') and valid_to is null`);
    await test.rows('update division_table set version = version + 1');
    expect(await two()).toEqual(['370402000000', '370103000000']);
    // A parent that was taken off still filters by code, and labels still find their parents.
    expect(await codesOf('济南市中区', { asOf: '2014-04-28', size: 1 })).toEqual(['370103000000']);
    const { body } = await test.call(searchPlaceNames, { query: { q: '市中区', asOf: '2014-04-28', size: 2 } });
    expect(body.items.map(({ label }) => label)).toEqual(['枣庄市市中区', '济南市市中区']);
  });
});
