import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../app.ts';
import { yearWords } from './place-page.ts';
import { wordsOf } from './words.ts';

let places: Pick<TestService, 'rows' | 'inject' | 'stop'>;
const lake = '11111111-1111-4111-8111-111111111111';
const feature = '22222222-2222-4222-8222-222222222222';
const secret = '33333333-3333-4333-8333-333333333333';

beforeAll(async () => {
  places = await startTestService(service, { seed: 'copied' });
  await addCategory();
  await addName(lake, feature, { name: '试验湖', kind: 'STANDARD', status: 'STANDARD', secrecy: 'PUBLIC' });
  await addName(crypto.randomUUID(), feature, { name: '试验泊', kind: 'FORMER', status: 'FORMER', secrecy: 'PUBLIC' });
  await addName(crypto.randomUUID(), feature, {
    name: '密名CANARY',
    kind: 'ALIAS',
    status: 'STANDARD',
    secrecy: 'SECRET',
  });
  await addName(secret, secret, { name: '秘密山CANARY', kind: 'STANDARD', status: 'STANDARD', secrecy: 'SECRET' });
  await addName(crypto.randomUUID(), crypto.randomUUID(), {
    name: '内部山CANARY',
    kind: 'STANDARD',
    status: 'STANDARD',
    secrecy: 'INTERNAL',
  });
});
afterAll(() => places?.stop());

async function addCategory(): Promise<void> {
  await places.rows(`insert into place_category (category_code, title, group_code, provenance)
    values ('12100', '湖泊', '12', 'ASSUMED') on conflict do nothing`);
}

async function addName(
  id: string,
  featureId: string,
  name: { readonly name: string; readonly kind: string; readonly status: string; readonly secrecy: string },
): Promise<void> {
  await places.rows(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part,
       pinyin, pinyin_plain, initials, division_code, lon, lat, meaning, used_from_year, heritage, protection_level, secrecy,
       source, recorded_at, updated_at)
     values ($1, $2, '12100', $3, $4, $5, $5, '', 'Shìyàn Hú', 'shiyanhu', 'syh', '370102000000', 117.02, 36.67,
       '因<b>试验</b>得名', -133, 'FEATURE', 'PROVINCE', $6, 'SEED', now(), now())`,
    [id, featureId, name.kind, name.status, name.name, name.secrecy],
  );
}

const get = (url: string, headers: Record<string, string> = {}) => places.inject({ url, headers });

describe('pages', () => {
  test.each([
    ['/gazetteer', '山东省地名志'],
    ['/gazetteer/map', '山东省设区的市分布'],
    ['/gazetteer/heritage', '地名文化遗产'],
    ['/gazetteer/divisions/370102', '历下区'],
    ['/gazetteer/divisions/370000', '山东省'],
    ['/gazetteer/divisions/370102001002', '居民委员会'],
    [`/gazetteer/places/${lake}`, '试验湖'],
  ])('%s is a page in Chinese with a heading, no script and nothing from elsewhere', async (url, words) => {
    const { statusCode, payload, headers } = await get(url);
    expect([statusCode, headers['content-type'], headers['content-language']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'zh-CN',
    ]);
    expect(/<h1>(.*)<\/h1>/.exec(payload)?.[1]).toContain(words);
    expect(payload).toMatch(/^<!doctype html><html lang="zh-CN">/);
    expect(payload).not.toMatch(/<script|style="|https?:\/\//);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self';/);
  });

  test('English by the browser’s wish or ?lang=, which links and the form keep', async () => {
    const wished = await get('/gazetteer', { 'accept-language': 'en' });
    expect(wished.payload).toContain('<h1>Gazetteer of Shandong</h1>');
    const { payload } = await get('/gazetteer/divisions/370102?lang=en', { 'accept-language': 'zh' });
    expect(payload).toContain('<html lang="en">');
    expect(payload).toContain('<dd>district</dd>');
    expect(payload).toContain('<h1><span lang="zh-Latn-pinyin">Lìxià Qū</span> <span lang="zh-CN">历下区</span></h1>');
    expect(payload).toContain('href="/gazetteer/divisions/370100?lang=en"');
    expect(payload).toContain('<input type="hidden" name="lang" value="en">');
    expect(payload).toContain('href="/gazetteer/divisions/370102?lang=zh" lang="zh-CN"');
  });

  test('a page is kept for a minute and asked for again by its ETag', async () => {
    const first = await get('/gazetteer/divisions/370102');
    expect(first.headers).toMatchObject({
      'cache-control': 'public, max-age=60',
      vary: 'accept-language, authorization',
    });
    const again = await get('/gazetteer/divisions/370102', { 'if-none-match': String(first.headers.etag) });
    expect([again.statusCode, again.payload]).toEqual([304, '']);
    const other = await get('/gazetteer/divisions/370103', { 'if-none-match': String(first.headers.etag) });
    expect(other.statusCode).toBe(200);
  });

  test('the style sheet is one file of this host', async () => {
    const { statusCode, headers } = await get('/gazetteer/style.css');
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
  });
});

describe('a division’s page', () => {
  const timeline = async (url: string): Promise<string[]> => {
    const { payload } = await get(url);
    const list = /<ol class="timeline">(.*?)<\/ol>/s.exec(payload)?.[1] ?? '';
    return list
      .split(/<li><time/)
      .slice(1)
      .map((one) =>
        one
          .replace(/^[^>]*>/, '')
          .replace(/<[^>]*>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim(),
      );
  };

  test('CH-10: 章丘区 in 2018 shows where it came from, with the document', async () => {
    const [last = ''] = (await timeline('/gazetteer/divisions/370114?asOf=2018-01-01')).slice(-1);
    expect(last).toContain('2016-09-14');
    expect(last).toContain('章丘市 370181 → 章丘区 370114（全部）');
    expect(last).toContain('国函〔2016〕155号');
  });

  test('CH-03: 兰陵县 shows its rename, CH-04: 文登区 the part that went elsewhere', async () => {
    expect((await timeline('/gazetteer/divisions/371324')).join('\n')).toContain(
      '苍山县 371324 → 兰陵县 371324（更名）',
    );
    const wendeng = (await timeline('/gazetteer/divisions/371081')).join('\n');
    expect(wendeng).toContain('文登市 371081 → 文登区 371003（部分）');
    expect(wendeng).toContain('文登市 371081 → 环翠区 371002（部分）');
  });

  test('CH-18, CH-13: 邹平 goes back over two codes to its prefecture of 2000', async () => {
    const events = (await timeline('/gazetteer/divisions/371681?asOf=2019-01-01')).join('\n');
    expect(events).toContain('372330 → ');
    expect(events).toContain('371626 → 邹平市 371681');
  });

  test('what is no more says so and where its ground is now', async () => {
    const { payload } = await get('/gazetteer/divisions/371081');
    expect(payload).toContain('已撤销或变更');
    expect(payload).toContain('现属');
    expect(payload).toMatch(/现属<\/dt><dd>.*文登区.*环翠区|现属<\/dt><dd>.*环翠区.*文登区/);
  });

  test('?asOf= shows the day: 10 divisions of 济南 in 2014, 12 in 2019, and links stay on it', async () => {
    expect((await get('/gazetteer/divisions/370100?asOf=2014-06-01')).payload).toContain('下辖单位（10）');
    const later = (await get('/gazetteer/divisions/370100?asOf=2019-06-01')).payload;
    expect(later).toContain('下辖单位（12）');
    expect(later).toContain('href="/gazetteer/divisions/370116?asOf=2019-06-01"');
  });

  test('a township shows its villages', async () => {
    expect((await get('/gazetteer/divisions/370102001')).payload).toMatch(/下辖单位（\d+）<\/h2><ul class="list"><li>/);
  });
});

describe('a place’s page', () => {
  test('shows what it means and all its public names, a year before Christ as it is written', async () => {
    const { payload } = await get(`/gazetteer/places/${lake}`);
    for (const words of [
      'Shìyàn Hú',
      '12100',
      '历下区',
      '117.0200°E 36.6700°N',
      '试验泊',
      '曾用名',
      '公元前133年',
      '省级',
    ])
      expect(payload).toContain(words);
    expect((await get(`/gazetteer/places/${feature}`)).payload).toContain('<h1><span lang="zh-CN">试验湖</span></h1>');
    expect((await get(`/gazetteer/places/${lake}?lang=en`)).payload).toContain('from 133 BC');
  });

  test('text of the data is text', async () => {
    const { payload } = await get(`/gazetteer/places/${lake}`);
    expect(payload).toContain('因&lt;b&gt;试验&lt;/b&gt;得名');
  });

  test('SECRET and INTERNAL names are on no page (canary)', async () => {
    const urls = [
      `/gazetteer/places/${lake}`,
      `/gazetteer/places/${secret}`,
      '/gazetteer/heritage',
      '/gazetteer/divisions/370102',
      `/gazetteer/search?q=${encodeURIComponent('秘密山')}`,
      `/gazetteer/search?q=${encodeURIComponent('内部山')}`,
      `/gazetteer/search?q=${encodeURIComponent('密名')}`,
    ];
    for (const url of urls) expect([url, (await get(url)).payload.includes('CANARY')]).toEqual([url, false]);
    expect((await get(`/gazetteer/places/${secret}`)).statusCode).toBe(404);
  });
});

test('years of use: there is no year 0', () => {
  const zh = { words: wordsOf('zh'), language: 'zh' } as const;
  const en = { words: wordsOf('en'), language: 'en' } as const;
  expect([yearWords(zh, 596), yearWords(zh, -133), yearWords(zh, null)]).toEqual(['596年', '公元前133年', '']);
  expect([yearWords(en, 596), yearWords(en, -133)]).toEqual(['596', '133 BC']);
});

describe('the search', () => {
  const search = (q: string, more = '') => get(`/gazetteer/search?q=${encodeURIComponent(q)}${more}`);

  test('finds divisions and places, each with a link to its page', async () => {
    const found = await search('章丘');
    expect(found.payload).toContain('href="/gazetteer/divisions/370181" lang="zh-CN">章丘市');
    expect(found.payload).toContain('value="章丘"');
    expect((await search('试验湖')).payload).toContain(`href="/gazetteer/places/${lake}"`);
    expect((await search('没有这个地方')).payload).toContain('没有找到');
  });

  test('SQL and HTML in q are text: no fault, nothing unescaped', async () => {
    for (const q of [
      `'; drop table place_name; --`,
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '%_\\',
    ]) {
      const { statusCode, payload } = await search(q);
      expect([q, statusCode]).toEqual([q, 200]);
      expect(payload).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    }
    expect((await places.rows('select 1 from place_name limit 1')).length).toBe(1);
  });

  test('pages run on and back; a number that is none is the first page', async () => {
    const first = await search('东');
    expect(first.payload).toContain('rel="next"');
    expect(first.payload).not.toContain('rel="prev"');
    const second = await search('东', '&page=2');
    expect(second.payload).toContain('<ol class="results" start="21">');
    expect(second.payload).toContain('rel="prev"');
    expect((await search('东', '&page=x')).payload).toContain('<ol class="results" start="1">');
  });

  test('an empty box leads to the start, a text too long is told', async () => {
    const empty = await search(' ', '&lang=en');
    expect([empty.statusCode, empty.headers.location]).toEqual([303, '/gazetteer?lang=en']);
    const long = await search('长'.repeat(51));
    expect([400, 422]).toContain(long.statusCode);
    expect(long.payload).toContain('role="alert"');
  });
});

describe('faults', () => {
  test.each([
    ['/gazetteer/divisions/370199', 404, 'CODE_UNKNOWN'],
    ['/gazetteer/divisions/12', 422, 'CODE_FORMAT'],
    ['/gazetteer/divisions/440100', 422, 'OUT_OF_PROVINCE'],
    ['/gazetteer/places/nothing', 404, 'NOT_FOUND'],
    [`/gazetteer/places/${crypto.randomUUID()}`, 404, 'NOT_FOUND'],
    ['/gazetteer/divisions/370102?asOf=2014-02-30', 400, 'INPUT_INVALID'],
  ])('%s is a page that says what is wrong (%i %s)', async (url, status, code) => {
    const { statusCode, payload, headers } = await get(url, { 'accept-language': 'en' });
    expect([statusCode, headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(payload).toContain('role="alert"');
    expect(payload).toContain(code);
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('the limit of an address (§8.2)', () => {
  test('pages and public reads share the number of the parameter; the next call is 429, a page for a reader, a problem for a program', async () => {
    const limited = await startTestService(service, { rateLimit: 'usual' });
    try {
      const parameter = `policy_parameter where key = 'gazetteer.public-calls-per-minute'`;
      expect(await limited.rows(`select value from ${parameter}`)).toEqual([{ value: 60 }]);
      await limited.rows(`update policy_parameter set value = '1' where key = 'gazetteer.public-calls-per-minute'`);
      expect((await limited.inject({ url: '/gazetteer/heritage' })).statusCode).toBe(200);
      const page = await limited.inject({ url: '/gazetteer/heritage' });
      expect(page.statusCode).toBe(429);
      expect(Number(page.headers['retry-after'])).toBeGreaterThan(0);
      expect(page.payload).toContain('TOO_MANY_REQUESTS');
      const problem = await limited.inject({ url: '/v1/divisions/370102' });
      expect([problem.statusCode, problem.json().code]).toEqual([429, 'TOO_MANY_REQUESTS']);
      expect(problem.headers['ratelimit-policy']).toBe('"address";q=1;w=60');
      // Its style sheet is no call.
      expect((await limited.inject({ url: '/gazetteer/style.css' })).statusCode).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});
