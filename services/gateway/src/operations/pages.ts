import {
  listHolds,
  listUnknownOutcomes,
  operatorOperations,
  type ServiceName,
  type ServiceStatus,
} from '@mz/contracts';
import { shownServices } from '../service-files.ts';
import { type Html, html } from './html.ts';
import { table } from './layout.ts';
import type { NamedStatus, Sources } from './sources.ts';
import { ageText, dayText, moment } from './times.ts';

const stateWords = { pass: '正常', warn: '注意', fail: '故障' } as const;

/** A state in words and colour. */
export function stateOf(state: keyof typeof stateWords): Html {
  return html`<span class="${state}">${stateWords[state]}</span>`;
}

const down = html`<span class="fail">不可达</span>`;
const serviceLink = (name: string): Html => html`<a href="/operations/services/${name}">${name}</a>`;

/** All services; one that is down is a row. */
export async function overview(sources: Sources): Promise<Html> {
  const rows = (await sources.statuses()).map(({ name, answer }) => {
    if (!answer.ok) return [serviceLink(name), down, answer.code, '—', '—', '—'];
    const { ready, checks, events } = answer.value;
    const told = checks
      .filter(({ status }) => status !== 'pass')
      .map((check) => `${check.name}：${check.detail ?? '异常'}`);
    const outbox = events
      ? `${events.outbox.pending + events.outbox.unacknowledged}，最久 ${ageText(events.outbox.oldestAgeMs)}`
      : '—';
    const queue = events === null ? '—' : events.queue ? `${events.queue.waiting}` : '无应答';
    return [
      serviceLink(name),
      stateOf(ready),
      told.join('；') || '各项检查正常',
      outbox,
      queue,
      events?.deadLetters ?? '—',
    ];
  });
  return table(['服务', '状态', '检查', '待发事件', '队列', '死信'], rows, '没有服务。');
}

/** One service. */
export async function servicePage(sources: Sources, name: ServiceName): Promise<Html> {
  const answer = await sources.attempt(operatorOperations(name).status, {});
  if (!answer.ok) return html`<p>${down} 服务没有应答（${answer.code}）。</p>`;
  const { value } = answer;
  const now = new Date();
  const facts: [string, Html | string][] = [
    ['状态', stateOf(value.ready)],
    ['版本', value.release ?? '未标注'],
    ['启动于', moment(value.startedAt, now)],
    ['业务时钟', moment(value.businessNow, now)],
    ...eventFacts(value),
  ];
  return html`${table(['项目', '内容'], facts, '')}
<h2>检查与依赖</h2>${table(
    ['检查', '状态', '说明'],
    value.checks.map(({ name: check, status, detail }) => [check, stateOf(status), detail ?? '—']),
    '没有检查项。',
  )}<h2>定时任务</h2>${schedulesTable([{ name, answer }], false)}`;
}

function eventFacts({ events }: ServiceStatus): [string, string][] {
  if (events === null) return [['事件', '本服务没有事件']];
  const { outbox, queue, inbox, deadLetters } = events;
  return [
    ['待发事件', `${outbox.pending} 待发，${outbox.unacknowledged} 待确认，最久 ${ageText(outbox.oldestAgeMs)}`],
    ['队列', queue === null ? '无应答' : `${queue.waiting} 等待，最久 ${ageText(queue.oldestAgeMs)}`],
    ['收件', `${inbox.pending} 待处理，${inbox.waiting} 等待前因，最久 ${ageText(inbox.oldestAgeMs)}`],
    ['死信', String(deadLetters)],
  ];
}

/** Schedules of all services. */
export async function schedulesPage(sources: Sources): Promise<Html> {
  return schedulesTable(await sources.statuses(), true);
}

function schedulesTable(statuses: readonly NamedStatus[], named: boolean): Html {
  const rows = statuses.flatMap(({ name, answer }) => {
    if (!answer.ok) return [[...(named ? [serviceLink(name)] : []), '—', '—', '—', '—', down]];
    const now = new Date(answer.value.businessNow);
    return answer.value.schedules.map((job) => [
      ...(named ? [serviceLink(name)] : []),
      job.name,
      job.everyMinutes === null ? `每日 ${job.dailyAt}` : `每 ${job.everyMinutes} 分钟`,
      moment(job.lastRunAt, now),
      moment(job.nextDueAt, now),
      outcomeOf(job),
    ]);
  });
  const heads = [...(named ? ['服务'] : []), '任务', '周期', '上次', '下次', '结果'];
  return html`<p>时间按业务时钟。</p>${table(heads, rows, '没有定时任务。')}`;
}

function outcomeOf({ failures, lastError, lastDone }: ServiceStatus['schedules'][number]): Html | string {
  if (failures > 0) return html`<span class="fail">连续失败 ${failures} 次</span><small>${lastError}</small>`;
  return lastDone === null ? '尚未运行' : `成功，处理 ${lastDone} 项`;
}

/** Open dead letters of all services. */
export async function deadLettersPage(sources: Sources): Promise<Html> {
  const now = new Date();
  const lists = await Promise.all(
    shownServices.map(async (name) => {
      const query = { state: 'OPEN' as const, first: 100 };
      return { name, answer: await sources.attempt(operatorOperations(name).list, { query }) };
    }),
  );
  const silent = lists.filter(({ answer }) => !answer.ok).map(({ name }) => name);
  const cut = lists.filter(({ answer }) => answer.ok && answer.value.next !== null).map(({ name }) => name);
  const rows = lists.flatMap(({ name, answer }) =>
    (answer.ok ? answer.value.items : []).map((letter) => [
      serviceLink(name),
      html`<a href="/operations/services/${name}/dead-letters/${letter.id}">${letter.type}</a>`,
      letter.subject,
      letter.errorCode,
      letter.attempts,
      moment(letter.firstSeenAt, now),
      moment(letter.diedAt, now),
    ]),
  );
  return html`${silent.length === 0 ? null : html`<p class="fault">没有应答：${silent.join('、')}，其死信未列出。</p>`}
${cut.length === 0 ? null : html`<p class="note">只列出最新 100 条：${cut.join('、')}。</p>`}
${table(['服务', '事件', '对象', '错误', '次数', '首次到达', '失败于'], rows, '没有待处置的死信。')}`;
}

/** Lines that are kept back in all counties, with owner and clock. */
export async function heldLinesPage(sources: Sources): Promise<Html> {
  const answer = await sources.attempt(listHolds, { query: { first: 200 } });
  if (!answer.ok) return html`<p class="fault">支付服务没有应答（${answer.code}）。</p>`;
  const today = await businessNow(sources);
  const rows = answer.value.items.map((hold) => [
    hold.code,
    hold.owner,
    hold.divisionCode,
    html`${hold.programme}<small>${hold.benefitMonth}</small>`,
    hold.lineId,
    dayText(hold.openedOn, today),
    html`${dayText(hold.dueOn, today)}${hold.escalatedOn === null ? null : html`<span class="fail">已上报</span>`}`,
  ]);
  const more = answer.value.next === null ? null : html`<p class="note">只列出最早到期的 200 条。</p>`;
  return html`${more}${table(['原因', '责任角色', '区划', '项目', '明细', '起于', '到期'], rows, '没有暂缓发放的明细。')}`;
}

/** Files that their bank has not answered in time. */
export async function unknownOutcomesPage(sources: Sources): Promise<Html> {
  const answer = await sources.attempt(listUnknownOutcomes, { query: { first: 200 } });
  if (!answer.ok) return html`<p class="fault">支付服务没有应答（${answer.code}）。</p>`;
  const today = await businessNow(sources);
  const rows = answer.value.items.map((file) => [
    file.fileNo,
    file.bankCode,
    file.divisionCode,
    file.lineCount,
    dayText(file.writtenOn, today),
    `${file.ageWorkingDays} 个工作日`,
    file.chaseCount,
  ]);
  return table(['文件', '银行', '区划', '笔数', '写出', '已过', '催问'], rows, '没有结果不明的银行文件。');
}

/** Partner agencies that are silent, by the checks of the services that ask them. */
export async function partnersPage(sources: Sources): Promise<Html> {
  const answer = await sources.attempt(operatorOperations('income-verification').status, {});
  if (!answer.ok) return html`<p class="fault">核对服务没有应答（${answer.code}）。</p>`;
  const rows = answer.value.checks
    .filter(({ name }) => name === 'partner silence')
    .map(({ name, status, detail }) => [name, stateOf(status), detail ?? '各单位均有应答']);
  return table(['检查', '状态', '说明'], rows, '核对服务没有报告合作单位的情况。');
}

async function businessNow(sources: Sources): Promise<Date> {
  const answer = await sources.attempt(operatorOperations('payments').status, {});
  return answer.ok ? new Date(answer.value.businessNow) : new Date();
}
