import { roles } from '@mz/contracts';
import { formatYuan } from '@mz/domain';
import type { Report } from './queries.ts';

/** One table of the report, the same in the CSV and in the PDF. */
export interface ReportTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The title of the report. */
export function titleOf(report: Report): string {
  return report.runId === null ? '资金发放对账表' : '批次资金发放对账表';
}

const lineStates: Readonly<Record<string, string>> = {
  PULLED: '已接收',
  READY: '待发放',
  HELD: '暂缓',
  FILED: '已报银行',
  SETTLED: '已到账',
  FAILED: '银行退回',
  REISSUED: '已补发',
  CANCELLED: '已取消',
  SUSPENDED: '已停发',
};
const levels: Readonly<Record<string, string>> = { CENTRAL: '中央', PROVINCE: '省级', CITY: '市级', COUNTY: '县级' };
const accounts: Readonly<Record<string, string>> = {
  BANK_SPECIAL: '专户存款',
  FUND_SOURCE: '拨入资金',
  EXPENDITURE: '支出',
  PAYABLE: '应付',
  PAYABLE_RETURNED: '退回应付',
  RECEIVABLE_OVERPAY: '应收多发款',
  PRIOR_YEAR_RECOVERY: '收回以前年度资金',
  WRITE_OFF: '核销',
};

const fileStates: Readonly<Record<string, string>> = { WRITTEN: '已生成', SENT: '已送达', RETURNED: '已回盘' };
const holdCodes: Readonly<Record<string, string>> = {
  DEAD_PAYEE: '领款人已死亡',
  DEAD_MEMBER: '共享人员已死亡',
  DEATH_UNCONFIRMED: '死亡待核实',
  EXCLUSIVE_PROGRAMMES: '项目互斥',
  SHARED_ACCOUNT: '账户多人共用',
  ACCOUNT_UNVERIFIED: '账户未核验',
  ACCOUNT_COOLING: '账户变更未满期',
  ACCOUNT_OWNER_MISMATCH: '户名不符',
  AMOUNT_JUMP: '金额突变',
  PERSON_MERGED: '人员合并待核',
};
const posts: ReadonlyMap<string, string> = new Map(Object.entries(roles).map(([role, { title }]) => [role, title]));

/** All tables in their order. */
export function tablesOf(report: Report): ReportTable[] {
  return [summary(report), ...moneyTables(report), ...workTables(report), indicators(report)];
}

function summary(report: Report): ReportTable {
  const { divisionCode, benefitMonth, runId, asOf, runs, lineCount, totalFen, deductedFen, settledFen } = report;
  return {
    title: '总计',
    head: ['项目', '数值'],
    rows: [
      ['地区', divisionCode],
      ['受益月份', benefitMonth],
      ...(runId === null ? [] : [['批次', runId]]),
      ['截至', asOf],
      ['批次数', String(runs)],
      ['笔数', String(lineCount)],
      ['应发合计', formatYuan(totalFen)],
      ['抵扣合计', formatYuan(deductedFen)],
      ['到账合计', formatYuan(settledFen)],
    ],
  };
}

function moneyTables({ lines, fundSplit, accounts: books, bankFiles }: Report): ReportTable[] {
  return [
    {
      title: '发放明细状态',
      head: ['状态', '笔数', '应发', '实发'],
      rows: lines.map(({ state, count, amountFen, netFen }) => [
        lineStates[state] ?? state,
        String(count),
        formatYuan(amountFen),
        formatYuan(netFen),
      ]),
    },
    {
      title: '资金分担',
      head: ['级次', '金额'],
      rows: fundSplit.map(({ level, amountFen }) => [levels[level] ?? level, formatYuan(amountFen)]),
    },
    {
      title: '账目',
      head: ['科目', '级次', '借方', '贷方', '余额'],
      rows: books.map(({ account, level, debitFen, creditFen, balanceFen }) => [
        accounts[account] ?? account,
        level === null ? '' : (levels[level] ?? level),
        ...[debitFen, creditFen, balanceFen].map(formatYuan),
      ]),
    },
    {
      title: '银行文件',
      head: ['文件编号', '银行', '状态', '日期', '笔数', '金额', '成功', '失败'],
      rows: bankFiles.map(({ fileNo, bankCode, state, writtenOn, lineCount, totalFen, settledCount, failedCount }) => [
        ...[fileNo, bankCode, fileStates[state] ?? state, writtenOn],
        ...[String(lineCount), formatYuan(totalFen), String(settledCount), String(failedCount)],
      ]),
    },
  ];
}

function workTables({ holds, unknownOutcomes }: Report): ReportTable[] {
  return [
    {
      title: '暂缓事项',
      head: ['原因', '责任岗位', '笔数', '金额', '最早'],
      rows: holds.map(({ code, owner, count, amountFen, oldestOn }) => [
        ...[holdCodes[code] ?? code, posts.get(owner) ?? owner, String(count), formatYuan(amountFen), oldestOn],
      ]),
    },
    {
      title: '结果不明',
      head: ['笔数', '金额'],
      rows: [[String(unknownOutcomes.count), formatYuan(unknownOutcomes.amountFen)]],
    },
  ];
}

function indicators({ indicators: found }: Report): ReportTable {
  const percent = (bp: number | null) => (bp === null ? '无' : `${formatYuan(bp)}%`);
  return {
    title: '指标',
    head: ['指标', '数值'],
    rows: [
      ['首次发放成功率', percent(found.firstTimeSuccessBp)],
      ['按期到账率', percent(found.paidByPayDayBp)],
      ['拨款至到账天数', found.daysToAccount === null ? '无' : String(found.daysToAccount)],
      ['超期暂缓笔数', String(found.heldOverdue)],
      ['多发资金追回率', percent(found.recoveredShareBp)],
    ],
  };
}
