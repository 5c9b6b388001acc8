import { defineErrors } from '@mz/service-kit';

const rules1985 =
  '国务院关于行政区划管理的规定（国发〔1985〕8号）；行政区划管理条例（国务院令第704号，2019-01-01起施行）';

/** Refusals of proposals of adjustment (place-names.md §4.4, §4.5). */
export const proposalErrors = defineErrors({
  PROPOSAL_UNKNOWN: { status: 404, zh: '未找到该区划调整方案', en: 'There is no such proposal of adjustment' },
  SPONSOR_NOT_AFFECTED: {
    status: 422,
    zh: '申请单位与所涉区划无关，或不得作为申请单位',
    en: 'The sponsor has nothing to do with the units that change, or may not sponsor',
  },
  UNIT_TYPE_MISMATCH: {
    status: 422,
    zh: '所涉区划中没有该类型的单位',
    en: 'None of the units that change is of this type',
  },
  PROPOSAL_ROUTE_UNKNOWN: {
    status: 422,
    zh: '该类变更没有法定审批层级，不能单独提出',
    en: 'No authority decides such a change by itself',
    legalBasis: rules1985,
  },
  OPINION_GIVEN: { status: 409, zh: '该专家已发表意见', en: 'This expert has given an opinion already' },
  PROPOSAL_REPORT_UNKNOWN: {
    status: 409,
    zh: '没有待签署的该类报告',
    en: 'No report of this type waits for a signature',
  },
  REPORT_PART_MISSING: {
    status: 422,
    zh: '报告缺少该类型应有的部分',
    en: 'The report lacks the part that its type has',
  },
  REPORT_PART_FOREIGN: {
    status: 422,
    zh: '报告含有不属于该类型的部分',
    en: 'The report has a part that belongs to another type',
  },
  LIVELIHOOD_SECTION_MISSING: {
    status: 422,
    zh: '民生影响评估缺少规定章节',
    en: 'The livelihood report lacks a section of the outline',
  },
  EVALUATION_ROUND_UNKNOWN: {
    status: 422,
    zh: '调整后评估只在规定的月数进行',
    en: 'A change is evaluated after the set numbers of months only',
  },
  EVALUATION_NOT_DUE: {
    status: 409,
    zh: '尚未到评估时间，或前一次评估尚未完成',
    en: 'The evaluation is not due yet, or the one before it is not signed',
  },
  PANEL_TOO_SMALL: { status: 409, zh: '论证专家人数不足', en: 'The panel has too few experts' },
  PANEL_EVEN: { status: 409, zh: '论证专家人数须为单数', en: 'The panel must have an odd number of experts' },
  PANEL_NOT_IN_FAVOUR: {
    status: 409,
    zh: '同意的专家未达到三分之二',
    en: 'Fewer than two thirds of the panel are in favour',
  },
  RISK_HIGH: {
    status: 409,
    zh: '社会稳定风险为高，不得继续',
    en: 'The risk for stability is high: the proposal stops',
  },
  MITIGATION_REQUIRED: {
    status: 409,
    zh: '中风险须有化解方案和责任单位',
    en: 'A medium risk needs a plan and a unit that answers for it',
  },
  LIVELIHOOD_NET_LOSS: {
    status: 409,
    zh: '有群体待遇净减少且无过渡措施',
    en: 'A group of people loses and no measure carries it over',
  },
  CONSULTATION_TOO_SHORT: {
    status: 422,
    zh: '公开征求意见期限不足',
    en: 'The public must be asked for longer',
  },
  CONSULTATION_RUNNING: { status: 409, zh: '征求意见尚未结束', en: 'The public may still speak' },
  CONSULTATION_MISSING: { status: 409, zh: '尚未完成公开征求意见', en: 'The public has not been heard' },
  RESOLUTION_MISSING: {
    status: 409,
    zh: '缺少人大、政府或村民会议的决议',
    en: 'A resolution of congress, government or assembly is missing',
  },
  ASSESSMENT_MISSING: {
    status: 409,
    zh: '缺少已签署的评估报告（专家论证、稳定风险、民生影响）',
    en: 'One of the three signed reports is missing: expert argument, stability risk, livelihood',
  },
  DECISION_OUTCOME_INVALID: {
    status: 422,
    zh: '该环节没有这种结论',
    en: 'This step does not know that outcome',
  },
  DECISION_OPEN: { status: 409, zh: '已有待确认的决定', en: 'A decision waits for its confirmation' },
  PROPOSAL_DECISION_UNKNOWN: { status: 409, zh: '没有待确认的决定', en: 'No decision waits for a confirmation' },
  DOC_REQUIRED: {
    status: 422,
    zh: '须有批准文件的文号，且与批准决定一致',
    en: 'The number of the approval letter is needed, and it must be that of the approval',
    legalBasis: rules1985,
  },
  AUTHORITY_NOT_COMPETENT: {
    status: 422,
    zh: '该机关无权批准此类变更',
    en: 'This authority is not competent for the change',
    legalBasis: rules1985,
  },
  REASON_REQUIRED: { status: 422, zh: '须说明理由', en: 'Give the reason' },
  SUPERVISION_TASK_UNKNOWN: { status: 404, zh: '未找到该督导任务', en: 'There is no such task' },
  SUPERVISION_TASK_DONE: { status: 409, zh: '该督导任务已完成', en: 'The task is done already' },
  TASKS_OPEN: { status: 409, zh: '尚有未完成的督导任务', en: 'Tasks of the supervision are still open' },
  SUPERVISION_REPORT_MISSING: {
    status: 409,
    zh: '缺少已签署的组织实施督导报告',
    en: 'The signed report on the supervision is missing',
  },
});
