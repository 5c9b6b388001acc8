// biome-ignore-all lint/performance/useDomNodeTextContent: here it is the driver's innerText, which gives what a reader sees

import type { TestServices } from '@mz/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser, logIn as logInAs, startOperatorServices } from './operator-browser.ts';

let services: TestServices;
let base: string;
let letterId: string;

beforeAll(async () => {
  services = await startOperatorServices(['people', 'payments']);
  base = services.url('gateway');
}, 120_000);
afterAll(() => services?.stop());

beforeEach(async () => {
  const people = services.get('people');
  const [event] = await people.rows<{ id: string }>(
    `insert into inbox (event_id, type, source, subject, aggregate_version, event, state, attempts, first_seen_at)
     values (gen_random_uuid(), 'cn.gov.sd.mz.division.changed.v1', '/services/place-names', 'change-1', 1, '{}', 'DEAD',
       8, now()) returning event_id as id`,
  );
  const body = { data: { changeId: 'C-1', note: '<b>张三</b>' } };
  const [letter] = await people.rows<{ id: string }>(
    `insert into dead_letter (event_id, type, event, attempts, error_code, first_error, last_error, died_at)
     values ($1, 'cn.gov.sd.mz.division.changed.v1', $2, 8, 'TEST_FAULT', 'ProblemError:TEST_FAULT',
       'ProblemError:TEST_FAULT', now()) returning id`,
    [event?.id, JSON.stringify(body)],
  );
  letterId = letter?.id ?? '';
});

const stateOf = async (): Promise<unknown> =>
  (await services.get('people').rows(`select state, decided_by, reason from dead_letter where id = $1`, [letterId]))[0];

describe('without a log-in', () => {
  test('a page leads to identity by a code flow with PKCE, and its attempt is in a closed cookie', async () => {
    const first = await fetch(`${base}/operations`, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/operations/sign-in']);
    const second = await fetch(`${base}/operations/sign-in`, { redirect: 'manual' });
    const to = new URL(second.headers.get('location') ?? '');
    expect(to.origin).toBe(services.url('identity'));
    expect(Object.fromEntries(to.searchParams)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' });
    expect(second.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('a form does nothing: 401', async () => {
    const url = `${base}/operations/services/people/dead-letters/${letterId}/replay`;
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ csrf: 'x' }) });
    expect(answer.status).toBe(401);
    expect(await stateOf()).toMatchObject({ state: 'OPEN' });
  });

  test('a code without its attempt, or with another state, is refused', async () => {
    const answer = await fetch(`${base}/operations/signed-in?code=abc&state=def`, { redirect: 'manual' });
    expect(answer.status).toBe(400);
  });

  test('the services’ own operations are not reached through the proxy', async () => {
    const answer = await fetch(`${base}/api/people/internal/operations/status`);
    expect(answer.status).toBe(404);
  });
});

test('GET / leads to the API reference', async () => {
  const answer = await fetch(base, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/reference/']);
});

// Skipped where there is no /usr/bin/chromium: `apt-get install chromium`.
describe.skipIf(!hasBrowser)(
  `in Chromium without JavaScript${hasBrowser ? '' : ' (skipped: no /usr/bin/chromium)'}`,
  () => {
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;

    beforeAll(async () => {
      browser = await launchBrowser();
    }, 60_000);
    afterAll(() => browser?.close());
    beforeEach(async () => {
      context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 375, height: 700 } });
      page = await context.newPage();
    });
    afterEach(() => context.close());

    const logIn = (account: string): Promise<void> => logInAs(page, base, account);

    async function openLetter(): Promise<void> {
      await logIn('province-operator');
      await page.click('nav a[href="/operations/dead-letters"]');
      await page.click(`a[href$="${letterId}"]`);
    }

    test('an operator sees a dead letter with ids and codes, replays it and sees it gone', async () => {
      await openLetter();
      const text = await page.innerText('main');
      expect(text).toContain('TEST_FAULT');
      expect(text).toContain('C-1');
      expect(text).not.toContain('张三');
      await page.click('form[action$="/replay"] button');
      expect(await page.innerText('[role=status]')).toBe('已重放。');
      expect(await page.locator(`a[href$="${letterId}"]`).count()).toBe(0);
      expect(await stateOf()).toMatchObject({ state: 'REPLAYED', decided_by: 'province-operator' });
    }, 60_000);

    test('too short a reason shows the fault and keeps what was typed; a whole one gives the event up', async () => {
      await openLetter();
      await page.fill('#reason', '太短');
      await page.click('form[action$="/discard"] button');
      expect(await page.innerText('[role=alert]')).toContain('不少于 10 个字');
      expect(await page.inputValue('#reason')).toBe('太短');
      expect(await stateOf()).toMatchObject({ state: 'OPEN' });
      await page.fill('#reason', '重复的事件，效果已经手工补登');
      await page.click('form[action$="/discard"] button');
      expect(await page.innerText('[role=status]')).toBe('已放弃。');
      expect(await stateOf()).toMatchObject({ state: 'DISCARDED', reason: '重复的事件，效果已经手工补登' });
    }, 60_000);

    test('a person without the role is refused with 403 and has no session', async () => {
      await logIn('lixia-acceptor');
      expect(await page.innerText('h1')).toBe('无权访问');
      const cookies = await context.cookies(base);
      expect(cookies.map(({ name }) => name)).not.toContain('mz-operations-session');
    }, 60_000);

    test('every page fits 375 px, says what is empty or down, and runs no script', async () => {
      await logIn('province-operator');
      expect(await page.innerText('main')).toContain('不可达');
      const wanted = {
        'held-lines': '没有暂缓发放的明细。',
        'unknown-outcomes': '没有结果不明的银行文件。',
        partners: '核对服务没有应答',
        schedules: '时间按业务时钟',
        'services/people': '检查与依赖',
      };
      for (const [path, words] of Object.entries(wanted)) {
        const answer = await page.goto(`${base}/operations/${path}`);
        expect([path, answer?.status()]).toEqual([path, 200]);
        expect(answer?.headers()['content-security-policy']).not.toContain('script');
        expect(await page.innerText('main')).toContain(words);
        expect(await page.locator('script').count()).toBe(0);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
      }
    }, 60_000);

    test('a form with another token does nothing; log-out ends the session and asks for the password again', async () => {
      await openLetter();
      const cookie = (await context.cookies(base)).map(({ name, value }) => `${name}=${value}`).join('; ');
      const url = `${base}/operations/services/people/dead-letters/${letterId}/replay`;
      const forged = await fetch(url, {
        method: 'POST',
        headers: { cookie },
        body: new URLSearchParams({ csrf: 'x' }),
      });
      expect(forged.status).toBe(403);
      expect(await stateOf()).toMatchObject({ state: 'OPEN' });
      await page.click('header form button');
      expect(await page.innerText('h1')).toBe('已退出');
      await page.goto(`${base}/operations`);
      expect(await page.locator('input[name=password]').count()).toBe(1);
    }, 60_000);
  },
);
