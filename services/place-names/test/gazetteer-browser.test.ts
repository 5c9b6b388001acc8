// biome-ignore-all lint/performance/useDomNodeTextContent: here it is the driver's innerText, which gives what a reader sees

import { existsSync } from 'node:fs';
import { startTestServices, type TestServices } from '@mz/testing';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const executablePath = '/usr/bin/chromium';
const hasBrowser = existsSync(executablePath);

// Skipped where there is no /usr/bin/chromium: `apt-get install chromium`.
describe.skipIf(!hasBrowser)(
  `the gazetteer in Chromium without JavaScript, through the gateway${hasBrowser ? '' : ' (skipped: no /usr/bin/chromium)'}`,
  () => {
    let services: TestServices;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let base: string;
    const complaints: string[] = [];

    beforeAll(async () => {
      services = await startTestServices(['place-names', 'gateway'], { seed: 'copied' });
      base = `${services.url('gateway')}/gazetteer`;
      browser = await chromium.launch({
        executablePath,
        args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      });
    });
    afterAll(async () => {
      await browser?.close();
      await services?.stop();
    });
    beforeEach(async () => {
      await open({ locale: 'zh-CN' });
    });
    afterEach(() => context.close());

    async function open(options: { locale: string; width?: number }): Promise<void> {
      const { locale, width = 1000 } = options;
      context = await browser.newContext({ javaScriptEnabled: false, locale, viewport: { width, height: 800 } });
      page = await context.newPage();
      complaints.length = 0;
      page.on('console', (message) => complaints.push(message.text()));
    }

    const focused = (): Promise<string> => page.locator(':focus').first().innerText();

    /** Tab until the element with these words has the focus; more than 200 would be no way for anybody. */
    async function tabTo(words: string): Promise<void> {
      for (let count = 0; count < 200; count += 1) {
        await page.keyboard.press('Tab');
        if ((await page.locator(':focus').count()) > 0 && (await focused()).includes(words)) return;
      }
      throw new Error(`the keyboard does not reach ${words}`);
    }

    test('by the keyboard alone: skip link, search, result, card, history', async () => {
      await page.goto(base);
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('跳到正文');
      await page.keyboard.press('Enter');
      expect(page.url()).toContain('#main');
      await page.goto(base);
      await page.getByRole('searchbox', { name: '查询地名' }).focus();
      await page.keyboard.type('章丘');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/gazetteer/search?q=*');
      expect(await page.getByRole('status').innerText()).toContain('条结果');
      await tabTo('章丘市');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/gazetteer/divisions/370181');
      expect(await page.innerText('h1')).toBe('章丘市');
      await tabTo('济南市');
    });

    test('landmarks and names for a screen reader, one heading of the first rank, a label for each field', async () => {
      await page.goto(`${base}/divisions/371002`);
      for (const role of ['banner', 'main', 'contentinfo', 'search'] as const)
        expect([role, await page.getByRole(role).count()]).toEqual([role, 1]);
      expect(await page.getByRole('navigation', { name: '栏目' }).count()).toBe(1);
      expect(await page.getByRole('navigation', { name: '上级' }).count()).toBe(1);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      for (const field of await page.locator('input:not([type=hidden])').all()) {
        const id = await field.getAttribute('id');
        expect(await page.locator(`label[for="${id}"]`).count()).toBe(1);
      }
      expect(await page.locator('.timeline > li').count()).toBeGreaterThan(0);
      expect(await page.locator('.timeline time').first().getAttribute('datetime')).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    });

    test('no script, no style inside, no word of the browser about the policy', async () => {
      for (const path of ['', '/map', '/heritage', '/divisions/370100', '/search?q=%E5%9F%8E']) {
        const answer = await page.goto(`${base}${path}`);
        expect([path, answer?.status()]).toEqual([path, 200]);
        expect(answer?.headers()['content-security-policy']).not.toContain('script');
        expect(await page.locator('script, [style], style').count()).toBe(0);
      }
      expect(complaints).toEqual([]);
      // The style sheet of this host is taken.
      expect(await page.evaluate(`getComputedStyle(document.querySelector('h1')).fontFamily`)).toContain('Serif');
    });

    test('fits 320 px without scrolling sideways', async () => {
      await context.close();
      await open({ locale: 'zh-CN', width: 320 });
      for (const path of [
        '',
        '/divisions/370100',
        '/divisions/371681?asOf=2019-01-01',
        '/search?q=%E5%9F%8E',
        '/heritage',
      ]) {
        await page.goto(`${base}${path}`);
        expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 320]);
      }
    });

    describe('the map of the cities', () => {
      /** The boxes of all outlines as they are drawn on the page. */
      const boxes = async () =>
        Promise.all((await page.locator('figure.map svg a path').all()).map((path) => path.boundingBox()));

      test('every city of the day is drawn: an outline with ground, inside the drawing, and no two are the same', async () => {
        await page.goto(`${base}/map`);
        const drawn = await boxes();
        expect(drawn).toHaveLength(await page.locator('figure.map svg a').count());
        expect(drawn.length).toBeGreaterThanOrEqual(16);
        const frame = await page.locator('figure.map svg').boundingBox();
        for (const box of drawn) {
          expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(10);
          expect(box?.x).toBeGreaterThanOrEqual(frame?.x ?? Number.NaN);
          expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0));
        }
        expect(new Set(drawn.map((box) => JSON.stringify(box))).size).toBe(drawn.length);
        // Filled and lined: an outline without ink has a box too.
        const style = `getComputedStyle(document.querySelector('figure.map svg a path'))`;
        expect(await page.evaluate(`${style}.fill`)).not.toBe('none');
        expect(await page.evaluate(`${style}.stroke`)).not.toBe('none');
      });

      test('it says in the drawing and below it that it is a sketch (示意图)', async () => {
        await page.goto(`${base}/map`);
        expect(await page.locator('figure.map svg text.sketch').innerHTML()).toContain('示意图');
        expect((await page.locator('figure.map svg text.sketch').boundingBox())?.width).toBeGreaterThan(10);
        expect(await page.locator('figure.map figcaption').innerText()).toContain('示意图');
      });

      test('the keyboard reaches every city in turn and opens one', async () => {
        await page.goto(`${base}/map`);
        const names = await page
          .locator('figure.map svg a')
          .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')));
        await page.locator('figure.map svg a').first().focus();
        const reached = [];
        for (let count = 0; count < names.length; count += 1) {
          reached.push(await page.locator(':focus').first().getAttribute('aria-label'));
          if (count < names.length - 1) await page.keyboard.press('Tab');
        }
        expect(reached).toEqual(names);
        await page.keyboard.press('Enter');
        await page.waitForURL('**/gazetteer/divisions/37*');
        expect(await page.innerText('h1')).toBe(names.at(-1));
      });

      test('in print the map is there with its mark, and nothing around it that a sheet of paper cannot use', async () => {
        await page.goto(`${base}/map`);
        await page.emulateMedia({ media: 'print' });
        expect(await page.locator('figure.map svg').isVisible()).toBe(true);
        expect(await page.locator('figure.map figcaption').isVisible()).toBe(true);
        expect(await page.getByRole('search').isVisible()).toBe(false);
        for (const box of await boxes()) expect(box?.width).toBeGreaterThan(10);
      });
    });

    test('in print there is the matter and no search box', async () => {
      await page.goto(`${base}/divisions/370102`);
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('search').isVisible()).toBe(false);
      expect(await page.locator('dl').first().isVisible()).toBe(true);
    });

    test('an English browser reads English, with the Chinese names marked as such', async () => {
      await context.close();
      await open({ locale: 'en-GB' });
      await page.goto(`${base}/divisions/370102`);
      expect(await page.getByRole('heading', { name: 'Divisions inside' }).count()).toBe(1);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await page.locator('.crumbs [lang="zh-CN"]').count()).toBeGreaterThan(0);
      await page.getByRole('link', { name: '中文' }).click();
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    });

    test('a day chosen in the form shows that day', async () => {
      await page.goto(`${base}/divisions/370100`);
      await page.fill('#asOf', '2019-06-01');
      await page.getByRole('button', { name: '查看' }).click();
      expect(await page.innerText('main')).toContain('下辖单位（12）');
    });

    test('a page that is not there is told in words', async () => {
      const answer = await page.goto(`${base}/divisions/370199`);
      expect(answer?.status()).toBe(404);
      expect(await page.getByRole('alert').innerText()).toContain('从未有过');
    });
  },
);
