import { searchPlaceNames } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { createCodeTables } from '../divisions/code-table.ts';
import { findPlaces } from './find.ts';
import { searchIndicators } from './index.ts';
import { keepIndex } from './keep-index.ts';
import type { SearchQuestion } from './place-search.ts';

let test: TestService<DB, unknown>;

const provinces = `
  insert into division_unit values ('00000000-0000-4000-8000-000000000001', 'LEGAL'), ('00000000-0000-4000-8000-000000000002', 'LEGAL');
  insert into division_version (unit_id, code, level, type, name, short_name, parent_code, code_status, provenance, recorded_at) values
    ('00000000-0000-4000-8000-000000000001', '370000000000', 'PROVINCE', 'PROVINCE', '山东省', '山东', null, 'FINAL', 'TEST', '2014-01-01Z'),
    ('00000000-0000-4000-8000-000000000002', '370100000000', 'PREFECTURE', 'PREFECTURE_CITY', '济南市', '济南', '370000000000', 'FINAL', 'TEST', '2014-01-01Z');
  insert into division_table (version, content_hash, vintage_on, loaded_at) values (1, 'test', '2023-06-30', '2014-01-01Z');
  insert into place_category values ('23400', '道路', '23', 'ASSUMED'), ('13100', '山', '13', 'ASSUMED') on conflict do nothing;
`;

interface Place {
  readonly name: string;
  readonly pinyin: string;
  readonly feature?: string;
  readonly division?: string;
  readonly category?: string;
  readonly kind?: string;
  readonly status?: string;
  readonly secrecy?: string;
  readonly from?: string;
  readonly to?: string;
  readonly lon?: number;
  readonly lat?: number;
}

let placeNumber = 0;

/** A name as its feature would write it, by the superuser. */
async function addPlace(place: Place): Promise<string> {
  placeNumber += 1;
  const id = `10000000-0000-4000-8000-${String(placeNumber).padStart(12, '0')}`;
  const plain = place.pinyin
    .normalize('NFD')
    .replaceAll(/[^a-zA-Z0-9]/g, '')
    .toLowerCase();
  const generic = /(路|山)$/.exec(place.name)?.[0] ?? '';
  await test.rows(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part, pinyin,
       pinyin_plain, initials, division_code, lon, lat, secrecy, valid_from, valid_to, source, recorded_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'SEED', now(), now())`,
    [
      ...[id, place.feature ?? id, place.category ?? '23400', place.kind ?? 'STANDARD', place.status ?? 'STANDARD'],
      ...[place.name, place.name.slice(0, place.name.length - generic.length), generic, place.pinyin, plain],
      ...[plain.slice(0, 1), place.division ?? '370100000000', place.lon ?? null, place.lat ?? null],
      ...[place.secrecy ?? 'PUBLIC', place.from ?? null, place.to ?? null],
    ],
  );
  return id;
}

async function find(q: string, more: Partial<SearchQuestion> = {}) {
  const { status, body } = await test.call(searchPlaceNames, { query: { q, ...more } });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.items;
}

const namesOf = async (q: string, more: Partial<SearchQuestion> = {}) => (await find(q, more)).map(({ name }) => name);

beforeAll(async () => {
  test = await startTestService(service);
  await test.rows(provinces);
});
afterAll(() => test.stop());

describe('places in the search', () => {
  it('a street stands before another feature, both carry parent, category and position', async () => {
    await addPlace({ name: '经十山', pinyin: 'Jīngshí Shān', category: '13100', lon: 117.01, lat: 36.6 });
    await addPlace({ name: '经十路', pinyin: 'Jīngshí Lù', lon: 117.02, lat: 36.65 });
    const hits = await find('经十');
    expect(hits.map(({ name, level, kind }) => [name, level, kind])).toEqual([
      ['经十路', 'STREET', 'PLACE'],
      ['经十山', 'FEATURE', 'PLACE'],
    ]);
    expect(hits[0]).toMatchObject({ label: '济南市经十路', categoryCode: '23400', lon: 117.02, lat: 36.65, tier: 800 });
  });

  it('an alias is 950, a former name of a renamed street 900, the standard name 1000', async () => {
    const feature = await addPlace({ name: '泺源大街路', pinyin: 'Luòyuán Dàjiē Lù', from: '2000-01-01' });
    await addPlace({ name: '老泺源', pinyin: 'Lǎo Luòyuán', feature, kind: 'ALIAS' });
    await addPlace({ name: '南关路', pinyin: 'Nánguān Lù', feature, status: 'FORMER', to: '2000-01-01' });
    expect((await find('泺源大街路'))[0]).toMatchObject({ tier: 1_000, matchedBy: 'FULL' });
    expect((await find('老泺源'))[0]).toMatchObject({ tier: 950, matchedBy: 'ALIAS', name: '泺源大街路' });
    expect((await find('南关路'))[0]).toMatchObject({
      tier: 900,
      matchedBy: 'FORMER',
      former: '南关路',
      name: '泺源大街路',
    });
    expect((await find('南关路', { asOf: '1999-06-01' }))[0]).toMatchObject({ tier: 1_000, name: '南关路' });
  });

  it('near: what is nearer stands first within its level, and a radius leaves the others out', async () => {
    await addPlace({ name: '远山', pinyin: 'Yuǎn Shān', category: '13100', lon: 118, lat: 36.6 });
    await addPlace({ name: '远山路', pinyin: 'Yuǎnshān Lù', lon: 119, lat: 36.6 });
    await addPlace({ name: '远山西路', pinyin: 'Yuǎnshān Xīlù', lon: 117.5, lat: 36.6 });
    expect(await namesOf('远山', { near: '117.5,36.6' })).toEqual(['远山', '远山西路', '远山路']);
    expect(await namesOf('远山', { near: '119,36.6' })).toEqual(['远山', '远山路', '远山西路']);
    expect(await namesOf('远山', { near: '119,36.6', radius: 1_000 })).toEqual(['远山路']);
    expect((await find('远山西路', { near: '117.5,36.6' }))[0]).toMatchObject({ distanceMetres: 0 });
  });

  it('category and division filter', async () => {
    await addPlace({ name: '分水山', pinyin: 'Fēnshuǐ Shān', category: '13100' });
    await addPlace({ name: '分水路', pinyin: 'Fēnshuǐ Lù', division: '370000000000' });
    expect(await namesOf('分水', { category: '13' })).toEqual(['分水山']);
    expect(await namesOf('分水', { category: '23400' })).toEqual(['分水路']);
    expect(await namesOf('分水', { division: '370100' })).toEqual(['分水山']);
    expect(await namesOf('济南', { category: '23' })).toEqual([]);
  });

  it('§6 rule 12: lu finds 吕, lv finds it too', async () => {
    await addPlace({ name: '吕路', pinyin: 'Lǚ Lù' });
    await test.rows(`update place_name set pinyin_plain = 'lvlu' where name = '吕路'`);
    expect(await namesOf('lulu')).toContain('吕路');
    expect(await namesOf('lvlu')).toContain('吕路');
    expect(await namesOf('luly')).not.toContain('吕路');
  });
});

describe('the index follows the table', () => {
  it('what is committed is found by the next search; a rename moves the old name to 900', async () => {
    expect(await namesOf('新铺路')).toEqual([]);
    const feature = await addPlace({ name: '新铺路', pinyin: 'Xīnpù Lù' });
    expect(await namesOf('新铺路')).toEqual(['新铺路']);
    await test.rows(`update place_name set status = 'FORMER', valid_to = '2014-01-01' where feature_id = $1`, [
      feature,
    ]);
    await addPlace({ name: '旧铺路', pinyin: 'Jiùpù Lù', feature, from: '2014-01-01' });
    expect((await find('新铺路'))[0]).toMatchObject({ name: '旧铺路', tier: 900, matchedBy: 'FORMER' });
  });

  it('a cancelled name is found with includeFormer only, at 890', async () => {
    const feature = await addPlace({ name: '消失路', pinyin: 'Xiāoshī Lù' });
    await test.rows(`update place_name set status = 'CANCELLED', valid_to = '2014-01-01' where feature_id = $1`, [
      feature,
    ]);
    expect(await namesOf('消失路')).toEqual([]);
    expect((await find('消失路', { includeFormer: true }))[0]).toMatchObject({ tier: 890, matchedBy: 'EXTINCT' });
  });

  it('a transaction that began before the last look and ends after it is not missed', async () => {
    await test.kit.write(test.kit.system('searches.read'), async ({ db }) => {
      await db
        .updateTable('placeName')
        .set({ name: '慢慢路', specificPart: '慢慢' })
        .where('name', '=', '经十路')
        .execute();
      await addPlace({ name: '快快路', pinyin: 'Kuàikuài Lù' });
      expect(await namesOf('快快路')).toEqual(['快快路']);
      expect(await namesOf('慢慢路')).toEqual([]);
    });
    expect(await namesOf('慢慢路')).toEqual(['慢慢路']);
    expect(await namesOf('经十路')).not.toContain('经十路');
  });

  it('a name that is written again while an older transaction is still open is read again: SECRET is gone at once', async () => {
    await test.kit.write(test.kit.system('searches.read'), async ({ db }) => {
      await db.updateTable('placeName').set({ initials: 'k' }).where('name', '=', '快快路').execute();
      const feature = await addPlace({ name: '忽明路', pinyin: 'Hūmíng Lù' });
      expect(await namesOf('忽明路')).toEqual(['忽明路']);
      await test.rows(`update place_name set secrecy = 'SECRET' where feature_id = $1`, [feature]);
      expect(await namesOf('忽明路')).toEqual([]);
    });
  });

  it('an index beside it, as another process has one, sees the same', async () => {
    const other = keepIndex(test.kit, createCodeTables(test.kit));
    const namesBeside = async (q: string): Promise<string[]> => {
      const page = await findPlaces({ kit: test.kit, index: other }, test.kit.system('searches.read'), { q });
      return page.items.map(({ name }) => name);
    };
    expect(await namesBeside('两处路')).toEqual([]);
    await addPlace({ name: '两处路', pinyin: 'Liǎngchù Lù' });
    expect([await namesBeside('两处路'), await namesOf('两处路')]).toEqual([['两处路'], ['两处路']]);
    await test.rows(`update place_name set name = '三处路', specific_part = '三处' where name = '两处路'`);
    expect([await namesOf('三处路'), await namesBeside('三处路')]).toEqual([['三处路'], ['三处路']]);
  });

  it('is built once, however many ask before it is ready, and a build that failed is tried by the next one', async () => {
    let pages = 0;
    let isAway = true;
    const kit: AppKit = {
      ...test.kit,
      read: async (ctx, run) => {
        if (isAway) throw new Error('the database is away');
        pages += 1;
        return test.kit.read(ctx, run);
      },
    };
    const index = keepIndex(kit, createCodeTables(test.kit));
    await expect(Promise.all([index.current(), index.current()])).rejects.toThrow('the database is away');
    isAway = false;
    const [one, other] = await Promise.all([index.current(), index.current(), index.current()]);
    const once = pages;
    expect(one.divisions).toBe(other.divisions);
    await keepIndex(kit, createCodeTables(test.kit)).current();
    // A transaction that is open beside this test costs another look, three builds would cost three times.
    expect(once).toBeLessThan(2 * (pages - once));
  });

  it('while it is read for the first time sixteen wait for it, whoever comes then is told to ask again', async () => {
    const gate = Promise.withResolvers<void>();
    const kit: AppKit = {
      ...test.kit,
      read: async (ctx, run) => {
        await gate.promise;
        return test.kit.read(ctx, run);
      },
    };
    const index = keepIndex(kit, createCodeTables(test.kit));
    const waiting = Array.from({ length: 16 }, () => index.current());
    const refused = { code: 'SEARCH_INDEX_BUILDING', options: { retryAfterSeconds: 5 } };
    await expect(index.current()).rejects.toMatchObject(refused);
    gate.resolve();
    const [one] = await Promise.all(waiting);
    const later = await Promise.all(Array.from({ length: 17 }, () => index.current()));
    expect(new Set([one, ...later].map((kept) => kept?.divisions)).size).toBe(1);
  });

  it('a new version of the code table is read by the next search', async () => {
    expect(await namesOf('济南市')).toEqual(['济南市']);
    await test.rows(`update division_version set name = '泉城市', short_name = '泉城' where code = '370100000000'`);
    expect(await namesOf('济南市')).toEqual(['济南市']);
    await test.rows('update division_table set version = version + 1');
    expect(await namesOf('泉城')).toEqual(['泉城市']);
  });
});

describe('a character beyond the first plane', () => {
  it('is one character: a slip of it is one edit, and it is shown as it is written', async () => {
    await addPlace({ name: '西𫮃路', pinyin: 'Xīguó Lù' });
    expect(await find('西𫮃路')).toContainEqual(expect.objectContaining({ name: '西𫮃路', tier: 1_000 }));
    expect(await find('西郭路')).toContainEqual(expect.objectContaining({ name: '西𫮃路', tier: 300 }));
    expect(await find('西𫮄路')).toContainEqual(expect.objectContaining({ name: '西𫮃路', tier: 300 }));
  });
});

describe('what is not public', () => {
  it.each(['SECRET', 'INTERNAL'])(
    'a canary of %s is never found, by no name, pinyin, part or slip',
    async (secrecy) => {
      const word = secrecy === 'SECRET' ? '金丝' : '银丝';
      const letters = secrecy === 'SECRET' ? 'Jīnsī' : 'Yínsī';
      await addPlace({ name: `${word}雀密路`, pinyin: `${letters}quèmì Lù`, secrecy });
      const open = await addPlace({ name: `${word}鸟明路`, pinyin: `${letters}niǎomíng Lù` });
      await addPlace({ name: `${word}雀`, pinyin: `${letters}què`, feature: open, kind: 'ALIAS', secrecy });
      for (const q of [`${word}雀密路`, `${word}雀`, '雀密', `${letters}`, `${word}雀蜜路`]) {
        const items = await find(q, { includeFormer: true, size: 50 });
        expect(JSON.stringify(items), q).not.toContain('雀');
      }
    },
  );

  it('a name that becomes SECRET is gone with the next search', async () => {
    const feature = await addPlace({ name: '将密路', pinyin: 'Jiāngmì Lù' });
    expect(await namesOf('将密路')).toEqual(['将密路']);
    await test.rows(`update place_name set secrecy = 'SECRET' where feature_id = $1`, [feature]);
    expect(await namesOf('将密路')).toEqual([]);
  });
});

describe('PN-13', () => {
  it('is the time of 95 of 100 searches by the counts that were written', async () => {
    await test.setToday('2014-04-29');
    const [indicator] = await test.kit.read(test.kit.system('searches.read'), (db) => searchIndicators(db, 2014));
    expect(indicator).toMatchObject({ code: 'PN-13', target: 300, unit: '毫秒' });
    expect(indicator?.rows.reduce((sum, { amount }) => sum + amount, 0)).toBeGreaterThan(20);
    await test.rows('delete from place_search_time');
    await test.rows(`insert into place_search_time values
      ('00000000-0000-4000-8000-000000000001', '2014-05-01', 5, 94),
      ('00000000-0000-4000-8000-000000000002', '2014-05-02', 500, 6)`);
    const [slow] = await test.kit.read(test.kit.system('searches.read'), (db) => searchIndicators(db, 2014));
    expect(slow).toMatchObject({ reached: 500, done: false });
    await test.rows('update place_search_time set calls = 95 where upper_ms = 5');
    await test.rows('update place_search_time set calls = 5 where upper_ms = 500');
    const [fast] = await test.kit.read(test.kit.system('searches.read'), (db) => searchIndicators(db, 2014));
    expect(fast).toMatchObject({ reached: 5, done: true });
    const [none] = await test.kit.read(test.kit.system('searches.read'), (db) => searchIndicators(db, 2013));
    expect(none).toMatchObject({ reached: 0, done: false, rows: [] });
  });
});
