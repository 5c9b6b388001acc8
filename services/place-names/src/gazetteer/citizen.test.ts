import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import { foundWords, peopleWords } from './words.ts';

let places: Pick<TestService, 'rows' | 'inject' | 'stop'>;
beforeAll(async () => {
  places = await startTestService(service, { seed: 'copied' });
});
afterAll(() => places?.stop());

const get = (url: string, language = 'zh-CN') => places.inject({ url, headers: { 'accept-language': language } });
const search = (q: string, language?: string) => get(`/gazetteer/search?q=${encodeURIComponent(q)}`, language);

describe('an address in the search box', () => {
  it('is read and shown part by part, old names with what they are now', async () => {
    const { statusCode, payload } = await search('山东省济南市章丘市双山街道明水大街12号');
    expect(statusCode).toBe(200);
    expect(payload).toContain('查询词是一个地址');
    expect(payload).toContain('<dt>门牌</dt><dd><span lang="zh-CN">12号</span></dd>');
    expect(payload).toContain('href="/gazetteer/divisions/370181002" lang="zh-CN">双山街道</a>');
    const old = await search('青岛市胶南市胶南街道海滨大道5号');
    expect(old.payload).toMatch(/黄岛区<\/a> <span class="tag">原写 <span lang="zh-CN">胶南市<\/span>/);
    const english = await search('山东省济南市章丘市双山街道明水大街12号', 'en');
    expect(english.payload).toContain('<dt>door plate</dt>');
  });

  it('is read when it is longer than a name may be', async () => {
    const long = `山东省济南市历下区解放路街道解放桥社区居民委员会历山路5号${'历山家园小区'.repeat(5)}`;
    expect([...long].length).toBeGreaterThan(50);
    const { statusCode, payload } = await search(long);
    expect([statusCode, payload.includes('查询词是一个地址')]).toEqual([200, true]);
  });

  it('that contradicts itself says which parts do', async () => {
    const { statusCode, payload } = await search('烟台市章丘市双山街道明水大街12号');
    expect(statusCode).toBe(422);
    expect(payload).toContain('ADDRESS_CONFLICT');
    expect(payload).toContain('烟台市、章丘市');
  });

  it('HTML in it is text', async () => {
    const { payload } = await search('济南市章丘市双山街道<script>alert(1)</script>路12号');
    expect(payload).not.toMatch(/<script/);
  });
});

describe('what the search says of its results', () => {
  it('a parent inside which nothing matches was ignored, and that is said (§16 reading 1)', async () => {
    const { payload } = await search('济南市荣成市');
    expect(payload).toContain('所写的上级内没有相符的地名');
    expect((await search('荣成市')).payload).not.toContain('所写的上级内没有相符的地名');
  });

  it.each([
    ['zh', { count: 3, page: 1, isAll: true }, '共 3 条结果'],
    ['zh', { count: 20, page: 2, isAll: false }, '第 2 页，本页 20 条结果'],
    ['en', { count: 1, page: 1, isAll: true }, '1 result'],
    ['en', { count: 20, page: 2, isAll: false }, 'Page 2, 20 results on it'],
  ] as const)('%s %j: %s', (language, found, expected) => {
    expect(foundWords(language, found)).toBe(expected);
  });
});

describe('faults as a reader meets them', () => {
  it.each(['/gazetteer/nothing', '/gazetteer/divisions', '/gazetteer/divisions/370102/more', '/gazetteer/map/'])(
    '%s is a page that leads on, not a message for programs',
    async (url) => {
      const { statusCode, payload, headers } = await get(url);
      expect([statusCode, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
      expect(payload).toContain('<h1>没有这一页</h1>');
      expect(payload).toContain('可用上方的查询框按名称查找');
      expect(payload).toContain('<a href="/gazetteer">回到首页</a>');
      expect((await get(url, 'en')).payload).toContain('<h1>There is no such page</h1>');
    },
  );

  it('the start with a slash behind it is the start', async () => {
    const { statusCode, headers } = await get('/gazetteer/?lang=en');
    expect([statusCode, headers.location]).toEqual([308, '/gazetteer?lang=en']);
  });

  it('a fault of ours is a page too: what it is called and by what number it is found again, and nothing of its cause', async () => {
    await places.rows('alter table division_population rename to put_away');
    try {
      const { statusCode, payload, headers } = await get('/gazetteer/divisions/370102');
      expect([statusCode, headers['content-type']]).toEqual([500, 'text/html; charset=utf-8']);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(payload).toContain('<h1>无法显示此页</h1>');
      expect(payload).toMatch(/反映问题时请提供编号：<code>[0-9a-f]{32}<\/code>/);
      expect(payload).not.toMatch(/division_population|relation|select/);
    } finally {
      await places.rows('alter table put_away rename to division_population');
    }
    expect((await get('/gazetteer/divisions/370102')).statusCode).toBe(200);
  });
});

describe('registered people (§3)', () => {
  it('of a division as of the day’s year, with the year; none where nobody counted', async () => {
    await places.rows(`insert into division_population (unit_id, year, hukou_population, source_doc, recorded_at)
      select unit_id, year, year * 10, '试验', now() from division_version, (values (2012), (2014)) as counted (year)
      where code = '370102000000' and valid_to is null`);
    expect((await get('/gazetteer/divisions/370102')).payload).toContain('<dt>户籍人口</dt><dd>20140（2014年）</dd>');
    const before = await get('/gazetteer/divisions/370102?asOf=2013-06-01');
    expect(before.payload).toContain('<dd>20120（2012年）</dd>');
    expect((await get('/gazetteer/divisions/370102?asOf=2011-06-01')).payload).not.toContain('户籍人口');
    expect((await get('/gazetteer/divisions/370103')).payload).not.toContain('户籍人口');
    expect(peopleWords('en', 812, 2013)).toBe('812 (2013)');
  });
});
