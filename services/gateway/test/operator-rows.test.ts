// biome-ignore-all lint/performance/useDomNodeTextContent: here it is the driver's innerText, which gives what a reader sees

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aDeadLetter, type MoneyWorld, persons, startMoneyWorld } from './money-world.ts';
import { hasBrowser, launchBrowser, logIn } from './operator-browser.ts';

const paths = [
  '',
  '/dead-letters',
  '/held-lines',
  '/unknown-outcomes',
  '/partners',
  '/schedules',
  '/services/payments',
];

// On 2014-06-11, with real rows of payments and of the check at the agencies.
describe.skipIf(!hasBrowser)('the operator’s pages with rows, in Chromium without JavaScript', () => {
  let world: MoneyWorld;
  let browser: Browser;
  let base: string;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    world = await startMoneyWorld();
    base = world.services.url('gateway');
    browser = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 375, height: 700 } });
    page = await context.newPage();
    await logIn(page, base, 'province-operator');
  });
  afterEach(() => context.close());

  const open = (path: string) => page.goto(`${base}/operations${path}`);

  /** The row that holds a text, by the head of each cell. */
  async function rowOf(text: string): Promise<Record<string, string | undefined>> {
    const cells = page.locator('tbody tr', { hasText: text }).first().locator('td');
    const heads = await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('data-label')));
    const shown = await cells.allInnerTexts();
    return Object.fromEntries(heads.map((head, at) => [head, shown[at]?.replaceAll('\n', ' ')]));
  }

  const rowCount = () => page.locator('tbody tr').count();

  test('held lines: reason, owner and clock; only the one whose clock has run out is marked and was raised', async () => {
    await open('/held-lines');
    expect(await rowCount()).toBe(2);
    expect(await rowOf(world.unverifiedLine)).toMatchObject({
      原因: '账户未核验 ACCOUNT_UNVERIFIED',
      责任角色: '账户复核 ACCOUNT_CHECKER',
      区划: '370102000000',
      状态: '暂缓发放',
      起于: '2014-05-26 16 天前',
      到期: '2014-06-10 1 天前 逾期 2014-06-11 已上报',
    });
    expect(await rowOf(world.reportedLine)).toMatchObject({
      原因: '死亡待确认 DEATH_UNCONFIRMED',
      责任角色: '县级发放经办 BATCH_OFFICER',
      起于: '2014-06-11 今天',
      到期: '2014-06-25 14 天后',
    });
  }, 60_000);

  test.each([
    ['owner', 'BATCH_OFFICER', 'reportedLine'],
    ['code', 'ACCOUNT_UNVERIFIED', 'unverifiedLine'],
    ['overdue', 'true', 'unverifiedLine'],
    ['overdue', 'false', 'reportedLine'],
  ] as const)(
    'held lines are filtered by %s %s, and the form keeps what was chosen',
    async (field, value, left) => {
      await open('/held-lines');
      await page.selectOption(`#${field}`, value);
      await page.click('form.filter button');
      expect(new URL(page.url()).searchParams.get(field)).toBe(value);
      expect(await page.inputValue(`#${field}`)).toBe(value);
      expect(await rowCount()).toBe(1);
      expect(await rowOf(world[left])).toMatchObject({ 明细: world[left] });
    },
    60_000,
  );

  test('a filter that finds nothing says so; one that was never offered is neither asked nor echoed', async () => {
    await open('/held-lines?owner=BATCH_OFFICER&overdue=true');
    expect(await page.innerText('main')).toContain('没有暂缓发放的明细。');
    await open('/held-lines?owner=%22%3E%3Cb%3Ezz&after=not-a-cursor');
    expect(await page.innerText('main')).toContain('CURSOR_INVALID');
    expect(await page.content()).not.toContain('zz');
  }, 60_000);

  test('more held lines than one page: the next page follows under the same filter', async () => {
    const payments = world.services.get('payments');
    await payments.rows(
      `insert into hold (id, line_id, run_id, code, owner, opened_on, due_on, state, current_division_code)
       select gen_random_uuid(), line_id, run_id, 'TEST_' || n, 'FUND_OFFICER', opened_on, due_on, 'FLAGGED',
         current_division_code
       from hold, generate_series(1, 201) n where line_id = $1 and code = 'DEATH_UNCONFIRMED'`,
      [world.reportedLine],
    );
    await open('/held-lines?owner=FUND_OFFICER');
    expect(await rowCount()).toBe(200);
    expect(await rowOf('TEST_')).toMatchObject({ 状态: '仅标记，照常发放' });
    await page.click('text=下一页');
    expect(await rowCount()).toBe(1);
    expect(await page.inputValue('#owner')).toBe('FUND_OFFICER');
    await payments.rows(`delete from hold where code like 'TEST_%'`);
  }, 60_000);

  test('a bank file without a return: who chases it, since when, and that it is late', async () => {
    await open('/unknown-outcomes');
    expect(await rowCount()).toBe(1);
    expect(await rowOf('TESTBANK')).toMatchObject({
      责任角色: '资金管理员 FUND_OFFICER',
      区划: '370102000000',
      项目: 'URBAN_DIBAO 2014-06',
      笔数: '1',
      写出: '2014-05-26 16 天前',
      回盘: '逾期未回盘 已过 11 个工作日',
      催问: '8 次 末次 2014-06-11',
    });
  }, 60_000);

  test('an agency that is silent for one day stands alone, with the time since when', async () => {
    await open('/partners');
    expect(await rowCount()).toBe(1);
    expect(await rowOf('HRSS_PENSION')).toEqual({
      单位: 'HRSS_PENSION',
      状态: '没有应答',
      自: '2014-06-10 09:00:00 24 小时前',
    });
  }, 60_000);

  test('schedules: last run, next run and outcome; one that fails or that nobody runs is marked', async () => {
    await open('/schedules');
    expect(await rowOf('holds.escalate')).toEqual({
      服务: 'payments',
      任务: 'holds.escalate',
      周期: '每日 06:30',
      上次: '2014-06-11 06:30:00 2 小时前',
      下次: '2014-06-12 06:30:00 21 小时后',
      结果: '成功，处理 1 项',
    });
    const payments = world.services.get('payments');
    await payments.rows(`update schedule set failures = 3, last_error = 'ProblemError:UPSTREAM_UNAVAILABLE',
      next_run_at = '2014-06-11T00:30:00Z' where name = 'lines.suspend'`);
    await open('/services/payments');
    expect(await rowOf('lines.suspend')).toMatchObject({
      下次: '2014-06-11 08:30:00 30 分钟前 逾期',
      结果: '连续失败 3 次 ProblemError:UPSTREAM_UNAVAILABLE',
    });
    expect(await page.locator('tr:has-text("holds.escalate") .fail').count()).toBe(0);
  }, 60_000);

  test('no page shows a name, an identity number or an account number', async () => {
    const { letterId } = await aDeadLetter(world.services);
    for (const path of [...paths, `/services/payments/dead-letters/${letterId}`]) {
      const status = (await open(path))?.status();
      const shown = await page.content();
      const told = persons.flatMap(({ name, idNo, card }) => [name, idNo, card]).filter((text) => shown.includes(text));
      expect([path, status, told]).toEqual([path, 200, []]);
      expect([path, /[1-9][0-9]{16}[0-9X]/.test(await page.innerText('main'))]).toEqual([path, false]);
    }
  }, 60_000);

  test('on 375 px nothing lies outside: no page and no table scrolls sideways', async () => {
    const { letterId } = await aDeadLetter(world.services);
    for (const path of [...paths, `/services/payments/dead-letters/${letterId}`]) {
      await open(path);
      const outside = await page
        .locator('body, body *:not(.skip, thead, thead *)')
        .evaluateAll((all) =>
          all
            .filter(
              (one) => one.getBoundingClientRect().right > 375 || one.scrollWidth > Math.max(one.clientWidth, 375),
            )
            .map((one) => one.outerHTML.slice(0, 80)),
        );
      expect([path, outside]).toEqual([path, []]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    }
  }, 60_000);

  test('on 1200 px no day is broken, and no table scrolls', async () => {
    const { letterId } = await aDeadLetter(world.services);
    await page.setViewportSize({ width: 1200, height: 700 });
    for (const path of [...paths, `/services/payments/dead-letters/${letterId}`]) {
      await open(path);
      const broken = await page
        .locator('time')
        .evaluateAll((all) =>
          all.filter((one) => one.getBoundingClientRect().height > 40).map((one) => one.outerHTML.slice(0, 80)),
        );
      const wide = page.locator('.wide');
      const scrolling = await wide.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
      expect([path, broken, scrolling]).toEqual([path, [], 0]);
    }
  }, 60_000);

  test.each([375, 1200])(
    'at %i px Tab reaches each link, field and button once, in reading order, and shows where it is',
    async (width) => {
      const { letterId } = await aDeadLetter(world.services);
      await page.setViewportSize({ width, height: 700 });
      for (const path of ['/held-lines', '/dead-letters', `/services/payments/dead-letters/${letterId}`]) {
        await open(path);
        const wanted = await page
          .locator('a, button, select, textarea')
          .evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 120)));
        const reached: string[] = [];
        let lowest = 0;
        for (const _ of wanted) {
          await page.keyboard.press('Tab');
          const { markup, top, bottom, outline } = await focused();
          reached.push(markup);
          expect([markup, outline]).toEqual([markup, 'solid']);
          expect([markup, bottom > lowest]).toEqual([markup, true]);
          lowest = Math.max(lowest, top);
        }
        expect(reached).toEqual(wanted);
        expect(reached.filter((markup) => markup.startsWith('<button')).length).toBeGreaterThan(1);
      }
    },
    60_000,
  );

  test('by the keyboard alone a dead letter is replayed, and its effect is made', async () => {
    const { letterId, noticeId } = await aDeadLetter(world.services);
    await open(`/services/payments/dead-letters/${letterId}`);
    await page.locator('form[action$="/replay"] button').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/done=replay/);
    expect(await page.innerText('[role=status]')).toBe('已重放。');
    await world.services.settle();
    const [notice] = await world.services
      .get('payments')
      .rows('select revoked_by_notice is not null as revoked from death_notice where notice_id = $1', [noticeId]);
    expect(notice).toEqual({ revoked: true });
  }, 60_000);

  test('dead letters are filtered by service and verdict: a discarded one is found again with who and why', async () => {
    const { letterId } = await aDeadLetter(world.services);
    await open(`/services/payments/dead-letters/${letterId}`);
    await page.fill('#reason', '来源已更正，不再需要此撤销');
    await page.click('form[action$="/discard"] button');
    expect(await page.innerText('[role=status]')).toBe('已放弃。');
    const link = page.locator(`a[href$="${letterId}"]`);
    expect(await link.count()).toBe(0);
    await page.selectOption('#state', 'DISCARDED');
    await page.selectOption('#service', 'people');
    await page.click('form.filter button');
    expect([await link.count(), await page.locator('[role=status]').count()]).toEqual([0, 0]);
    await page.selectOption('#service', 'payments');
    await page.click('form.filter button');
    await link.click();
    expect(await rowOf('处置人')).toMatchObject({ 内容: 'province-operator' });
    expect(await rowOf('理由')).toMatchObject({ 内容: '来源已更正，不再需要此撤销' });
    expect(await page.locator('main form').count()).toBe(0);
  }, 60_000);

  function focused(): Promise<{ markup: string; top: number; bottom: number; outline: string }> {
    return page.evaluate(`(() => {
      const one = document.activeElement;
      const { top, bottom } = one.getBoundingClientRect();
      const outline = getComputedStyle(one).outlineStyle;
      return { markup: one.outerHTML.slice(0, 120), top: top + scrollY, bottom: bottom + scrollY, outline };
    })()`);
  }
});
