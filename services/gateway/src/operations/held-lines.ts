import { type Hold, listHolds, listUnknownOutcomes, operatorOperations, type Role, roles } from '@mz/contracts';
import type { Static } from 'typebox';
import { chosenOf, type FilterField, filterForm, nextLink, positionOf } from './filters.ts';
import { type Html, html } from './html.ts';
import { table } from './layout.ts';
import type { Sources } from './sources.ts';
import { dayOf, dayText } from './times.ts';

/** Why a line is kept back or marked (payments.md §4), in words. */
const reasons: Readonly<Record<string, string>> = {
  DEAD_PAYEE: '领款人已死亡',
  DEAD_MEMBER: '共同生活成员已死亡',
  DEATH_UNCONFIRMED: '死亡待确认',
  EXCLUSIVE_PROGRAMMES: '重复享受互斥待遇',
  SHARED_ACCOUNT: '账户多户共用',
  ACCOUNT_UNVERIFIED: '账户未核验',
  ACCOUNT_COOLING: '账户变更冷静期',
  ACCOUNT_OWNER_MISMATCH: '户名不符',
  AMOUNT_JUMP: '金额异常变动',
  PERSON_MERGED: '人员档案已合并',
  LINE_SUSPENDED: '明细已暂停',
  DEDUCTION_EXCEEDS_DEBT: '抵扣超过欠款',
  RECALL_AFTER_DEATH: '死亡后发放待追回',
  FILED_WITHDRAWN: '已报盘后撤回',
};
const owners = ['ACCOUNT_CHECKER', 'BATCH_OFFICER', 'FUND_OFFICER', 'RECOVERY_OFFICER'] as const satisfies Role[];
const titles: Readonly<Record<string, { readonly title: string }>> = roles;
const fields: readonly FilterField[] = [
  { name: 'owner', label: '责任角色', options: owners.map((role) => [role, roles[role].title]) },
  { name: 'code', label: '原因', options: Object.entries(reasons) },
  {
    name: 'overdue',
    label: '期限',
    options: [
      ['true', '已逾期'],
      ['false', '未逾期'],
    ],
  },
];
const page = 200;
const heldPath = '/operations/held-lines';
const unknownPath = '/operations/unknown-outcomes';

/** Lines that are kept back in all counties, the oldest due day first, with owner and clock. */
export async function heldLinesPage(sources: Sources, query: unknown): Promise<Html> {
  const chosen = chosenOf(query, fields);
  const { overdue, ...exact } = chosen;
  const asked = { ...exact, ...(overdue === undefined ? {} : { overdue: overdue === 'true' }) };
  const answer = await sources.attempt(listHolds, { query: { ...asked, ...pageAfter(query) } });
  const form = filterForm(heldPath, fields, chosen);
  if (!answer.ok) return html`${form}${silence(answer.code)}`;
  const today = await businessNow(sources);
  const rows = answer.value.items.map((hold) => [
    coded(reasons[hold.code], hold.code),
    coded(titles[hold.owner]?.title, hold.owner),
    hold.divisionCode,
    html`${hold.programme}<small>${hold.benefitMonth}</small>`,
    hold.lineId,
    standing(hold),
    dayText(hold.openedOn, today),
    dueOf(hold, today),
  ]);
  const heads = ['原因', '责任角色', '区划', '项目', '明细', '状态', '起于', '到期'];
  return html`${form}${table(heads, rows, '没有暂缓发放的明细。')}${nextLink(heldPath, chosen, answer.value.next)}`;
}

/** Files that their bank has not answered in time: all of them are late, and those who sent them chase the bank. */
export async function unknownOutcomesPage(sources: Sources, query: unknown): Promise<Html> {
  const answer = await sources.attempt(listUnknownOutcomes, { query: pageAfter(query) });
  if (!answer.ok) return silence(answer.code);
  const today = await businessNow(sources);
  const rows = answer.value.items.map((file) => [
    file.fileNo,
    file.bankCode,
    coded(roles.FUND_OFFICER.title, 'FUND_OFFICER'),
    file.divisionCode,
    html`${file.programme}<small>${file.benefitMonth}</small>`,
    file.lineCount,
    dayText(file.writtenOn, today),
    html`<span class="fail">逾期未回盘</span><small>已过 ${file.ageWorkingDays} 个工作日</small>`,
    html`${file.chaseCount} 次${file.lastChasedOn === null ? null : html`<small>末次 ${file.lastChasedOn}</small>`}`,
  ]);
  const heads = ['文件', '银行', '责任角色', '区划', '项目', '笔数', '写出', '回盘', '催问'];
  const next = nextLink(unknownPath, {}, answer.value.next);
  return html`${table(heads, rows, '没有结果不明的银行文件。')}${next}`;
}

function standing({ state, proposed }: Static<typeof Hold>): Html {
  const words = state === 'OPEN' ? '暂缓发放' : '仅标记，照常发放';
  return html`${words}${proposed ? html`<small>已有一人提出，待第二人</small>` : null}`;
}

function dueOf({ dueOn, escalatedOn }: Static<typeof Hold>, today: Date): Html {
  const late = dueOn < dayOf(today) ? html`<span class="fail">逾期</span>` : null;
  const raised = escalatedOn === null ? null : html`<small>${escalatedOn} 已上报</small>`;
  return html`${dayText(dueOn, today)}${late}${raised}`;
}

/** Words with their code below; a code without words stands for itself. */
function coded(words: string | undefined, code: string): Html {
  return words === undefined ? html`${code}` : html`${words}<small>${code}</small>`;
}

function pageAfter(query: unknown): { first: number; after?: string } {
  const after = positionOf(query);
  return { first: page, ...(after === undefined ? {} : { after }) };
}

function silence(code: string): Html {
  return html`<p class="fault">支付服务没有给出清单（${code}）。</p>`;
}

async function businessNow(sources: Sources): Promise<Date> {
  const answer = await sources.attempt(operatorOperations('payments').status, {});
  return answer.ok ? new Date(answer.value.businessNow) : new Date();
}
