import { existsSync } from 'node:fs';
import { startTestServices, type TestServices } from '@mz/testing';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { focusSeen, pageFaults, reachable } from './page-checks.ts';

const executablePath = '/usr/bin/chromium';
const hasBrowser = existsSync(executablePath);
const longName = '长'.repeat(49).concat('路');
const place = '44444444-4444-4444-8444-444444444444';

/** Every kind of page, and each of its states. */
const pages: readonly (readonly [what: string, path: string, status: number])[] = [
  ['the start', '', 200],
  ['the map', '/map', 200],
  ['the list of heritage, with a very long name', '/heritage', 200],
  ['a prefecture with its map', '/divisions/370100', 200],
  ['a county that is no more, with its time line', '/divisions/371081', 200],
  ['a village', '/divisions/370102001002', 200],
  ['a place with a very long name', `/places/${place}`, 200],
  ['results with pages', `/search?q=${encodeURIComponent('东')}`, 200],
  ['no result', `/search?q=${encodeURIComponent('没有这个地方')}`, 200],
  ['a written address', `/search?q=${encodeURIComponent('青岛市胶南市胶南街道海滨大道5号')}`, 200],
  ['an address that contradicts itself', `/search?q=${encodeURIComponent('烟台市章丘市双山街道明水大街12号')}`, 422],
  ['a code that never was', '/divisions/370199', 404],
  ['a path that leads nowhere', '/nothing', 404],
  ['a day that is none', '/divisions/370102?asOf=2014-02-30', 400],
];

// Skipped where there is no /usr/bin/chromium: `apt-get install chromium`.
describe.skipIf(!hasBrowser)(
  `the gazetteer for everybody: WCAG 2.2 AA in Chromium without JavaScript${hasBrowser ? '' : ' (skipped: no /usr/bin/chromium)'}`,
  () => {
    let services: TestServices;
    let browser: Browser;
    let context: BrowserContext | undefined;
    let base: string;

    beforeAll(async () => {
      services = await startTestServices(['place-names', 'gateway'], { seed: 'copied' });
      base = `${services.url('gateway')}/gazetteer`;
      await services.get('place-names').rows(
        `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part,
           pinyin, pinyin_plain, initials, division_code, lon, lat, meaning, heritage, protection_level, source, recorded_at,
           updated_at)
         values ($1, $1, '23500', 'STANDARD', 'STANDARD', $2, $3, '路', $4, 'chang', 'c', '370102000000', 117.02, 36.67,
           '一条名称很长的试验道路，用来看长名称如何换行。', 'STREET', 'CITY', 'SEED', now(), now())`,
        [place, longName, longName.slice(0, -1), `${'Cháng'.repeat(49)} Lù`],
      );
      browser = await chromium.launch({
        executablePath,
        args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      });
    });
    afterAll(async () => {
      await browser?.close();
      await services?.stop();
    });
    afterEach(async () => {
      await context?.close();
      context = undefined;
    });

    async function open(look: { locale: string; width: number; colorScheme?: 'light' | 'dark' }): Promise<Page> {
      const { locale, width, colorScheme = 'light' } = look;
      const viewport = { width, height: 900 };
      context = await browser.newContext({ javaScriptEnabled: false, locale, colorScheme, viewport });
      return context.newPage();
    }

    const looks = [
      { locale: 'zh-CN', width: 1280, colorScheme: 'light' },
      { locale: 'en-GB', width: 390, colorScheme: 'light' },
      { locale: 'en-GB', width: 1280, colorScheme: 'dark' },
      { locale: 'zh-CN', width: 320, colorScheme: 'dark' },
    ] as const;

    test.each(pages)(
      '%s has no fault in either language, on a wide and a narrow screen, light and dark',
      async (_, path, status) => {
        const found: string[] = [];
        for (const look of looks) {
          const page = await open(look);
          const answer = await page.goto(`${base}${path}`);
          expect(answer?.status()).toBe(status);
          const faults = await page.evaluate<string[]>(pageFaults);
          found.push(...faults.map((fault) => `${look.locale} ${look.width} ${look.colorScheme}: ${fault}`));
          await page.emulateMedia({ media: 'print', colorScheme: look.colorScheme });
          const printed = await page.evaluate<string[]>(pageFaults);
          found.push(
            ...printed
              .filter((fault) => fault.startsWith('contrast '))
              .map((fault) => `print ${look.locale}: ${fault}`),
          );
          await context?.close();
        }
        expect(found).toEqual([]);
      },
    );

    test.each([
      ['the start', '', 1280],
      ['a county', '/divisions/371081', 390],
      ['results', `/search?q=${encodeURIComponent('东')}`, 390],
    ])('the keyboard goes through %s in the order of the page, and is seen wherever it is', async (_, path, width) => {
      const page = await open({ locale: 'zh-CN', width });
      await page.goto(`${base}${path}`);
      const order = await page.evaluate<string[]>(reachable);
      expect(order.length).toBeGreaterThan(5);
      const reached: string[] = [];
      const unseen: string[] = [];
      // The parts of a day are stops of their own within one field.
      for (let presses = 0; reached.length < order.length && presses < order.length + 10; presses += 1) {
        await page.keyboard.press('Tab');
        const { html, isSeen } = await page.evaluate<{ html: string; isSeen: boolean }>(focusSeen);
        if (html !== reached.at(-1)) reached.push(html);
        if (!isSeen) unseen.push(html);
      }
      expect(reached).toEqual(order);
      expect(unseen).toEqual([]);
    });

    test('the checks find what they are for: a page made worse in each way has a fault of each kind', async () => {
      const page = await open({ locale: 'zh-CN', width: 1280 });
      await page.goto(`${base}/map`);
      await page.evaluate(`(() => {
        document.querySelector('h2').outerHTML = '<h4>跳级</h4>';
        document.body.insertAdjacentHTML('beforeend', '<p id="pale">浅色</p><p id="broad">宽</p>');
        // By the object model: the policy of the page takes no style from its markup.
        document.getElementById('pale').style.color = '#c8c8c8';
        document.getElementById('broad').style.width = '3000px';
        document.querySelector('main').insertAdjacentHTML('beforeend',
          '<a href="#main"></a><input id="q"><span lang="en">中文</span><ul><p>x</p></ul><dl><dt>x</dt></dl>' +
          '<nav><ul><li><a href="#main">x</a></li></ul></nav>');
        document.querySelector('figure.map path').style.stroke = '#fefefe';
        document.querySelector('header nav a').style.fontSize = '4px';
        document.querySelector('header nav a').style.minHeight = '0';
      })()`);
      const faults = await page.evaluate<string[]>(pageFaults);
      for (const rule of [
        ...[
          'a rank is left out',
          'outside the landmarks',
          'navigations',
          'without a name',
          'without a label',
          'an id twice',
        ],
        ...['Chinese that is not marked', 'no item', 'terms', 'contrast ', 'contrast of an outline', 'a small target'],
        'wider than the page',
      ])
        expect([rule, faults.some((fault) => fault.startsWith(rule))]).toEqual([rule, true]);
    });
  },
);
