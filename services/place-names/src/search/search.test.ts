import { listSearchNames, searchPlaceNames } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import type { SearchPage, SearchQuestion } from './place-search.ts';

let test: TestService<DB, unknown>;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

async function find(q: string, more: Partial<SearchQuestion> = {}): Promise<SearchPage> {
  const { status, body } = await test.call(searchPlaceNames, { query: { q, ...more } });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** `<tier> <code of six digits, or all> <matchedBy>` of the first hits. */
async function firstHits(q: string, more: Partial<SearchQuestion> = {}, count = 3): Promise<string[]> {
  return (await find(q, more)).items
    .slice(0, count)
    .map(({ tier, code, matchedBy }) => `${tier} ${short(code)} ${matchedBy}`);
}

function short(code: string): string {
  return code.replace(/(000)+$/, '').padEnd(6, '0');
}

describe('§8.1 the table of queries', () => {
  it('章丘 (2014) is 章丘市 370181', async () => {
    expect(await firstHits('章丘', { asOf: '2014-04-28' }, 1)).toEqual(['950 370181 SHORT']);
  });

  it('章丘市 (2018) is 章丘区 370114 with matched_by FORMER', async () => {
    const { items } = await find('章丘市', { asOf: '2018-01-01' });
    expect(items[0]).toMatchObject({ code: '370114000000', name: '章丘区', matchedBy: 'FORMER', tier: 900 });
    expect(items[0]).toMatchObject({ former: '章丘市', label: '济南市章丘区', kind: 'DIVISION', level: 'COUNTY' });
  });

  it('市中区 (2014) is 370103, 370402 with labels that carry the parent, then 任城区 370811 FORMER', async () => {
    const { items } = await find('市中区', { asOf: '2014-04-28' });
    expect(items.slice(0, 3).map(({ label, matchedBy }) => [label, matchedBy])).toEqual([
      ['济南市市中区', 'FULL'],
      ['枣庄市市中区', 'FULL'],
      ['济宁市任城区', 'FORMER'],
    ]);
    expect(items.map(({ code }) => code)).not.toContain('370802000000');
  });

  it('includeFormer adds 370802 at 890, after the unit that holds its name as FORMER', async () => {
    expect(await firstHits('市中区', { asOf: '2014-04-28', includeFormer: true }, 4)).toEqual([
      '1000 370103 FULL',
      '1000 370402 FULL',
      '900 370811 FORMER',
      '890 370802 EXTINCT',
    ]);
  });

  it.each(['枣庄市中', '枣庄 市中区', '枣庄市市中区'])('%s is 370402 first: the parent is context', async (q) => {
    const page = await find(q, { asOf: '2014-04-28' });
    expect(page.items[0]).toMatchObject({ code: '370402000000' });
    expect(page).toMatchObject({ parsedAs: 'NAME', parentIgnored: false });
    expect(page.items.every(({ code }) => code.startsWith('3704'))).toBe(true);
  });

  it('laiwu (2014) is 莱芜市 371200 first, lw (2014) first in the tier of initials', async () => {
    expect(await firstHits('laiwu', { asOf: '2014-04-28' }, 1)).toEqual(['550 371200 PINYIN']);
    const { items } = await find('lw', { asOf: '2014-04-28' });
    expect(items.filter(({ tier }) => tier === 500)[0]).toMatchObject({ code: '371200000000', matchedBy: 'INITIALS' });
  });

  it('lw (2019-06) is 莱芜区 370116', async () => {
    expect(await firstHits('lw', { asOf: '2019-06-01' }, 1)).toEqual(['500 370116 INITIALS']);
  });

  it('苍山县 (2014-03) is 兰陵县 371324 FORMER', async () => {
    expect(await firstHits('苍山县', { asOf: '2014-03-01' }, 1)).toEqual(['900 371324 FORMER']);
  });

  it('连云 is not 兰陵: no edit distance for length 2, and not homophones', async () => {
    const { items } = await find('连云', { asOf: '2014-04-28', size: 50 });
    expect(items.map(({ name }) => name)).not.toContain('兰陵县');
  });

  it.each(["dong'e", 'donge', "Dōng'ē"])('%s is 东阿县 371524', async (q) => {
    expect(await firstHits(q, { asOf: '2014-04-28' }, 1)).toEqual(['550 371524 PINYIN']);
  });

  it('胶南 (2014) is 胶南街道 by its short name, then 黄岛区 370211 FORMER', async () => {
    expect(await firstHits('胶南', { asOf: '2014-04-28' }, 2)).toEqual(['950 370211013 SHORT', '900 370211 FORMER']);
  });

  it('菏泽市 (2014) is 371700 first, 牡丹区 371702 FORMER second', async () => {
    expect(await firstHits('菏泽市', { asOf: '2014-04-28' }, 2)).toEqual(['1000 371700 FULL', '900 371702 FORMER']);
  });

  it.each(['山东省济南市章丘市双山街道', '山东省济南市章丘市双山街道明水大街12号', '章丘市明水大街12号'])(
    '%s is an address, not a name',
    async (q) => {
      expect(await find(q, { asOf: '2014-04-28' })).toMatchObject({ parsedAs: 'ADDRESS', items: [] });
    },
  );
});

describe('§16 readings settled', () => {
  it('1: a parent filters; when nothing is left it is ignored, and the answer says so', async () => {
    const inside = await find('济南历下区', { asOf: '2014-04-28' });
    expect(inside).toMatchObject({ parentIgnored: false });
    expect(inside.items[0]).toMatchObject({ code: '370102000000', tier: 1_000, confidence: 1 });
    const outside = await find('淄博台儿庄区', { asOf: '2014-04-28' });
    expect(outside).toMatchObject({ parentIgnored: true });
    expect(outside.items[0]).toMatchObject({ code: '370405000000', tier: 1_000, confidence: 0.5 });
  });

  it('2: 莱芜市 in 2020 is the units that cover its ground, labelled FORMER', async () => {
    expect(await firstHits('莱芜市', { asOf: '2020-01-01' })).toEqual(
      expect.arrayContaining(['900 370116 FORMER', '900 370117 FORMER']),
    );
    const { items } = await find('莱芜市', { asOf: '2020-01-01' });
    expect(items.filter(({ tier }) => tier === 900)).toHaveLength(2);
  });

  it('3: with includeFormer an extinct unit ranks at 890, after 900', async () => {
    expect(await firstHits('莱芜市', { asOf: '2020-01-01', includeFormer: true })).toEqual([
      '900 370116 FORMER',
      '900 370117 FORMER',
      '890 371200 EXTINCT',
    ]);
  });

  it('4: pinyin equal to a former name is 540 FORMER', async () => {
    const { items } = await find('cangshanxian', { asOf: '2014-04-28' });
    expect(items[0]).toMatchObject({ code: '371324000000', tier: 540, matchedBy: 'FORMER', former: '苍山县' });
  });

  it('4: wrong tones are 545, below equal tones and toneless equality', async () => {
    expect((await find("Dóng'é", { asOf: '2014-04-28' })).items[0]).toMatchObject({ code: '371524000000', tier: 545 });
    expect((await find("Dōng'ē", { asOf: '2014-04-28' })).items[0]).toMatchObject({ tier: 550 });
    const { items } = await find('Lánshān', { asOf: '2014-04-28', size: 50 });
    const tierOf = (name: string) => items.find((one) => one.name === name)?.tier;
    expect([tierOf('兰山区'), tierOf('岚山区')]).toEqual([550, 550]);
  });

  it('7: before 2012-01-01 the answer says that history is incomplete', async () => {
    expect(await find('章丘', { asOf: '2011-12-31' })).toMatchObject({ historyIncomplete: true });
    expect(await find('章丘', { asOf: '2012-01-01' })).toMatchObject({ historyIncomplete: false });
  });
});

describe('old forms of characters', () => {
  it('a village that keeps one is found by it, by its simplified form, and shown as it is written', async () => {
    for (const q of ['东昇新村', '东升新村'])
      expect((await find(q)).items.find(({ name }) => name.startsWith('东昇新村'))).toMatchObject({ tier: 950 });
  });

  it('a traditional query finds the simplified name', async () => {
    expect(await firstHits('東阿縣', { asOf: '2014-04-28' }, 1)).toEqual(['1000 371524 FULL']);
  });
});

describe('slips', () => {
  it.each([
    ['章秋区', '2018-01-01', '370114000000', 'HOMOPHONE'],
    ['章秋', '2014-04-28', '370181000000', 'HOMOPHONE'],
    ['台儿装区', '2014-04-28', '370405000000', 'HOMOPHONE'],
    ['台庄区', '2014-04-28', '370405000000', 'EDIT'],
    ['zhangqiuqo', '2018-01-01', '370114000000', 'EDIT'],
    ['zhangqu', '2014-04-28', '370181000000', 'EDIT'],
  ])('%s (%s) finds %s by %s at 300', async (q, asOf, code, matchedBy) => {
    const { items } = await find(q, { asOf, size: 50, division: code.slice(0, 6) });
    expect(items.find((one) => one.code === code)).toMatchObject({ tier: 300, matchedBy });
  });
});

describe('the order inside a tier', () => {
  it('is level, then code: no hit stands before one of a higher tier, a higher level or a smaller code', async () => {
    const ranks = ['PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWNSHIP', 'VILLAGE', 'STREET', 'FEATURE'];
    for (const q of ['城', '东', '泰山', 'zhang', 'ls', '新华社区', '王家庄']) {
      const { items } = await find(q, { asOf: '2014-04-28', size: 50 });
      const keys = items.map(({ tier, level, code }) => `${9_999 - tier} ${ranks.indexOf(level)} ${code}`);
      expect(keys, q).toEqual(keys.toSorted());
      expect(items.length, q).toBeGreaterThan(3);
    }
  });

  it('pages follow each other without a gap or a repetition', async () => {
    const whole = (await find('城', { asOf: '2014-04-28', size: 50 })).items.map(({ code }) => code);
    const pages: string[] = [];
    for (const page of [1, 2, 3, 4, 5])
      pages.push(...(await find('城', { asOf: '2014-04-28', page, size: 10 })).items.map(({ code }) => code));
    expect(pages).toEqual(whole);
    expect(new Set(pages).size).toBe(50);
  });
});

describe('refusals and odd input', () => {
  it.each([
    [{ q: ' ' }, 'QUERY_LENGTH'],
    [{ q: '章'.repeat(51) }, 'QUERY_LENGTH'],
    [{ q: '章丘', near: 'here' }, 'NEAR_INVALID'],
    [{ q: '章丘', near: '36.6,117.0' }, 'NEAR_INVALID'],
    [{ q: '章丘', near: '117.0,96.6' }, 'NEAR_INVALID'],
    [{ q: '章丘', radius: 100 }, 'NEAR_INVALID'],
    [{ q: '章丘', division: '3701' }, 'CODE_FORMAT'],
    [{ q: '章丘', division: '440100' }, 'OUT_OF_PROVINCE'],
    [{ q: '章丘', size: 51 }, 'INPUT_INVALID'],
    [{ q: '章丘', page: 0 }, 'INPUT_INVALID'],
    [{ q: '章丘', category: 'x' }, 'INPUT_INVALID'],
    [{ q: '章丘', asOf: '2014-02-30' }, 'INPUT_INVALID'],
  ])('%o is answered %s', async (query, code) => {
    const { body } = await test.call(searchPlaceNames, { query: query as SearchQuestion });
    expect((body as unknown as { code?: string }).code).toBe(code);
  });

  it.each(["'; drop table place_name; --", '<script>alert(1)</script>', "章丘' or '1'='1", '%', '_', '\\', '章丘</b>'])(
    'SQL and HTML in q are text, without an error: %s',
    async (q) => {
      const page = await find(q, { asOf: '2014-04-28' });
      expect(page.query).toBe(q);
      expect(page.items.every(({ tier }) => tier <= 650)).toBe(true);
      expect(await test.rows('select count(*)::int as n from place_name')).toHaveLength(1);
    },
  );

  it('is public: without a token, and with the token of any role', async () => {
    const token = await test.token({ role: 'TOWNSHIP_CLERK', division: '371721101000' });
    const { status, body } = await test.call(searchPlaceNames, { token, query: { q: '历下区' } });
    expect([status, body.items[0]?.code]).toEqual([200, '370102000000']);
  });
});

describe('the search in the graph', () => {
  async function graphql(query: string, variables: object) {
    const headers = {
      authorization: `Bearer ${await test.serviceToken('gateway')}`,
      'x-user-token': await test.token({ role: 'PLACE_COUNTY_CLERK', division: '370102' }),
      'content-type': 'application/json',
    };
    const payload = JSON.stringify({ query, variables });
    return JSON.parse((await test.inject({ method: 'POST', url: '/graphql', headers, payload })).payload);
  }

  it('answers what REST answers, and refuses with the same code', async () => {
    const hit = 'id kind code level name label pinyin categoryCode matchedBy tier confidence reason former';
    const query = `query ($q: String!, $asOf: String, $size: Int) { placeSearch(q: $q, asOf: $asOf, size: $size) {
      items { ${hit} lon lat distanceMetres } page size hasMore asOf query parsedAs parentIgnored historyIncomplete } }`;
    for (const q of ['章丘', '枣庄市中', 'laiwu', '胶南']) {
      const more = { asOf: '2014-04-28', size: 7 };
      expect(await graphql(query, { q, ...more })).toEqual({ data: { placeSearch: await find(q, more) } });
    }
    expect(await graphql(query, { q: ' ' })).toMatchObject({ errors: [{ extensions: { code: 'QUERY_LENGTH' } }] });
    expect(await graphql(query, { q: '章丘', size: 51 })).toMatchObject({
      errors: [{ extensions: { code: 'INPUT_INVALID' } }],
    });
  });
});

describe('the list of names for other services', () => {
  it('has a line a name, to a service and to nobody else', async () => {
    const token = await test.serviceToken('gateway');
    const headers = { authorization: `Bearer ${token}` };
    const { statusCode, payload } = await test.inject({ method: 'GET', url: listSearchNames.path, headers });
    expect(statusCode).toBe(200);
    const lines = payload.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(150_000);
    const first = { code: 370_000_000_000, role: 1, text: '山东省', plain: 'shandongsheng' };
    expect(JSON.parse(lines[0] ?? '')).toMatchObject(first);
    expect((await test.call(listSearchNames)).status).toBe(401);
    const user = await test.token({ role: 'PLACE_PROVINCE_OFFICER', division: '370000' });
    expect((await test.call(listSearchNames, { token: user })).status).toBe(403);
  });
});
