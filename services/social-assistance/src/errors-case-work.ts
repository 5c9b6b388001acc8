import { defineErrors } from '@mz/service-kit';

const reviewMeasures = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';

/** Refusals from acceptance to payment. */
export const caseWorkErrors = defineErrors({
  SWEEP_UNKNOWN: { status: 404, zh: '未找到该次资格复算', en: 'There is no such eligibility sweep' },
  NEAR_RELATIVE_STATEMENT_MISSING: {
    status: 422,
    zh: '缺少近亲属情况声明',
    en: 'The statement on near relatives is missing',
    legalBasis: reviewMeasures,
  },
  VISIT_TOO_FEW_INVESTIGATORS: {
    status: 422,
    zh: '入户调查人员不足两名',
    en: 'A home visit needs at least two investigators',
    legalBasis: reviewMeasures,
  },
  SIGNATURE_MISSING: { status: 422, zh: '缺少签字', en: 'A signature is missing', legalBasis: reviewMeasures },
  VISIT_MISSING: {
    status: 409,
    zh: '尚未入户调查',
    en: 'There has been no home visit yet',
    legalBasis: reviewMeasures,
  },
  VERIFICATION_MISSING: { status: 409, zh: '尚无有效的核对报告', en: 'There is no valid verification report yet' },
  EVIDENCE_REASON_MISSING: {
    status: 422,
    zh: '核对结论不利而继续办理的，须书面说明理由',
    en: 'Going on against the verdict needs a written reason',
  },
  REVIEW_QUORUM_NOT_MET: {
    status: 422,
    zh: '民主评议人数、代表比例或签字不符合规定',
    en: 'Too few attendees or representatives, or an unsigned minute',
    legalBasis: reviewMeasures,
  },
  PUBLICITY_TOO_SHORT: {
    status: 422,
    zh: '公示期未满',
    en: 'The public notice has not hung long enough',
    legalBasis: reviewMeasures,
  },
  SPOT_CHECK_INSUFFICIENT: {
    status: 409,
    zh: '县级抽查比例不足或近亲属个案未入户',
    en: 'Too few spot checks, or a near-relative case not visited',
    legalBasis: reviewMeasures,
  },
  DECISION_IS_REFUSAL: { status: 409, zh: '依规则应不予批准', en: 'The rules refuse this application' },
  DECISION_IS_APPROVAL: { status: 409, zh: '依规则应予批准，不得拒绝', en: 'The rules grant this application' },
  REFUSAL_GROUND_MISSING: { status: 409, zh: '没有不予受理或批准的依据', en: 'There is no ground for a refusal' },
  DECISION_UNKNOWN: { status: 404, zh: '未找到该决定', en: 'There is no such decision' },
  REVIEW_RUNNING: { status: 409, zh: '该家庭已有正在进行的复核', en: 'Another review of the household is running' },
  REVIEW_REASON_INVALID: { status: 422, zh: '理由与处理意见不符', en: 'The reason does not belong to the outcome' },
  REVIEW_OUTCOME_MISMATCH: {
    status: 409,
    zh: '处理意见与依规则计算的结果不一致',
    en: 'The proposed outcome is not the computed one',
  },
  TAPER_NOT_ALLOWED: {
    status: 409,
    zh: '不符合渐退条件',
    en: 'The household does not leave gradually',
    legalBasis: '国务院关于进一步加强和改进最低生活保障工作的意见(国发〔2012〕45号)',
  },
  WORK_REFUSAL_TOO_FEW: {
    status: 409,
    zh: '无正当理由连续拒绝就业机会未达三次',
    en: 'Suitable work was not refused three times in a row without a reason',
    legalBasis: '《社会救助暂行办法》(国务院令第649号)第四十五条',
  },
  BATCH_UNKNOWN: { status: 404, zh: '未找到该发放批次', en: 'There is no such payment batch' },
  BATCH_TOO_EARLY: {
    status: 409,
    zh: '发放批次自上月25日起编制',
    en: 'A batch is generated from the 25th of the month before',
  },
  NOTHING_TO_PAY: { status: 409, zh: '没有待发放的款项', en: 'There is nothing left to pay' },
  PAYEE_MISSING: {
    status: 409,
    zh: '有家庭尚无经核实的领取账户',
    en: 'An enrolment has no payee with a verified account',
  },
});
