import { operatorOperations, type ServiceName, type ServiceStatus } from '@mz/contracts';
import { shownServices } from '../service-files.ts';
import { letterStates } from './dead-letter.ts';
import { chosenOf, type FilterField, filterForm } from './filters.ts';
import { type Html, html } from './html.ts';
import { table } from './layout.ts';
import type { NamedStatus, Sources } from './sources.ts';
import { ageText, moment } from './times.ts';

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
      html`${moment(job.nextDueAt, now)}${isLate(job, now) ? html`<span class="fail">逾期</span>` : null}`,
      outcomeOf(job),
    ]);
  });
  const heads = [...(named ? ['服务'] : []), '任务', '周期', '上次', '下次', '结果'];
  return html`<p>时间按业务时钟。</p>${table(heads, rows, '没有定时任务。')}`;
}

/** A runner takes a slot within a minute; after five nobody runs it. */
const lateMs = 5 * 60_000;

function isLate({ nextDueAt }: ServiceStatus['schedules'][number], now: Date): boolean {
  return now.getTime() - Date.parse(nextDueAt) > lateMs;
}

function outcomeOf({ failures, lastError, lastDone }: ServiceStatus['schedules'][number]): Html | string {
  if (failures > 0) return html`<span class="fail">连续失败 ${failures} 次</span><small>${lastError}</small>`;
  return lastDone === null ? '尚未运行' : `成功，处理 ${lastDone} 项`;
}

/** The type of an event, which is long and without blanks: a narrow column may break it behind a dot. */
function breakable(type: string): Html {
  return html`${type.split(/(?<=\.)/).map((part) => html`${part}<wbr>`)}`;
}

const letterFields: readonly FilterField[] = [
  { name: 'service', label: '服务', options: shownServices.map((name) => [name, name]) },
  { name: 'state', label: '处置', options: Object.entries(letterStates) },
];

/** Dead letters of all services or of one; the open ones unless another state is asked for. */
export async function deadLettersPage(sources: Sources, query: unknown): Promise<Html> {
  const now = new Date();
  const asked = chosenOf(query, letterFields);
  const chosen = query !== null && typeof query === 'object' && 'state' in query ? asked : { ...asked, state: 'OPEN' };
  const state = (['OPEN', 'REPLAYED', 'DISCARDED'] as const).find((one) => one === chosen.state);
  const wanted = { query: { ...(state === undefined ? {} : { state }), first: 100 } };
  const lists = await Promise.all(
    shownServices
      .filter((name) => asked.service === undefined || name === asked.service)
      .map(async (name) => ({ name, answer: await sources.attempt(operatorOperations(name).list, wanted) })),
  );
  const silent = lists.filter(({ answer }) => !answer.ok).map(({ name }) => name);
  const cut = lists.filter(({ answer }) => answer.ok && answer.value.next !== null).map(({ name }) => name);
  const rows = lists.flatMap(({ name, answer }) =>
    (answer.ok ? answer.value.items : []).map((letter) => [
      serviceLink(name),
      html`<a href="/operations/services/${name}/dead-letters/${letter.id}">${breakable(letter.type)}</a>`,
      letter.subject,
      letterStates[letter.state],
      letter.errorCode,
      letter.attempts,
      moment(letter.firstSeenAt, now),
      moment(letter.diedAt, now),
    ]),
  );
  return html`${filterForm('/operations/dead-letters', letterFields, chosen)}
${silent.length === 0 ? null : html`<p class="fault">没有应答：${silent.join('、')}，其死信未列出。</p>`}
${cut.length === 0 ? null : html`<p class="note">只列出最新 100 条：${cut.join('、')}。</p>`}
${table(['服务', '事件', '对象', '处置', '错误', '次数', '首次到达', '失败于'], rows, '没有这样的死信。')}`;
}

/** Partner agencies that are silent, by the check of the service that asks them, with the time since when. */
export async function partnersPage(sources: Sources): Promise<Html> {
  const answer = await sources.attempt(operatorOperations('income-verification').status, {});
  if (!answer.ok) return html`<p class="fault">核对服务没有应答（${answer.code}）。</p>`;
  const check = answer.value.checks.find(({ name }) => name === 'partner silence');
  if (check === undefined) return html`<p class="fault">核对服务没有报告合作单位的情况。</p>`;
  const now = new Date(answer.value.businessNow);
  const rows = silentAgencies(check.detail).map(([agency, since]) => [
    agency,
    html`<span class="warn">没有应答</span>`,
    since === undefined ? '—' : moment(since, now),
  ]);
  return html`<p>时间按业务时钟。</p>${table(['单位', '状态', '自'], rows, '各单位均有应答。')}`;
}

/** The check says `CODE since INSTANT` for each; what it says otherwise is shown as it stands. */
function silentAgencies(detail: string | null): (readonly [agency: string, since?: string])[] {
  return (detail ?? '')
    .split(', ')
    .filter((text) => text !== '')
    .map((text) => {
      const [, agency, since] = /^(\w+) since (\S+Z)$/.exec(text) ?? [];
      return agency === undefined || since === undefined ? [text] : [agency, since];
    });
}
