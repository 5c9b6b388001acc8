import type { SystemJob } from '@mz/service-kit';

/** What acts without a person, and why it may. */
export const systemJobs: readonly SystemJob[] = [
  // Intake.
  { name: 'standards.seed', tables: ['policy_standard', 'policy_parameter'], why: '载入起始标准和政策参数' },
  {
    name: 'deadlines.raise',
    tables: ['case_clock', 'application'],
    why: '逾期环节报上一级督办(民发〔2012〕220号各环节时限)',
  },
  { name: 'person.merged', tables: ['person_alias'], why: '登记人员合并后的别名' },
  { name: 'person.split', tables: ['person_alias'], why: '撤销人员合并' },
  { name: 'authorization.signed', tables: ['authorization_copy'], why: '核对授权书只读副本' },
  { name: 'authorization.revoked', tables: ['authorization_copy'], why: '核对授权书只读副本' },
  { name: 'authorization.expired', tables: ['authorization_copy'], why: '核对授权书只读副本' },
  // Case work.
  {
    name: 'verification.completed',
    tables: ['verification_result', 'application'],
    why: '核对报告回到个案(民发〔2012〕220号)',
  },
  { name: 'verification.objection-opened', tables: ['case_clock', 'case_clock_pause'], why: '复核期间各环节时限中止' },
  { name: 'verification.objection-closed', tables: ['case_clock', 'case_clock_pause'], why: '复核办结后时限继续' },
  { name: 'verification.rejected', tables: ['application'], why: '核对退回个案' },
  { name: 'verification.superseded', tables: ['audit_log'], why: '核对报告新版本留痕' },
  {
    name: 'person.died',
    tables: ['person_death', 'decision', 'adjustment', 'enrolment', 'entitlement', 'batch', 'overpayment_claim'],
    why: '死亡次月起停发或者重新核定(handbook §11.17)',
  },
  {
    name: 'person.death-revoked',
    tables: ['person_death', 'decision', 'adjustment', 'enrolment', 'entitlement', 'batch', 'overpayment_claim'],
    why: '撤销死亡后恢复并补发',
  },
  {
    name: 'standard.adjusted',
    tables: [
      'decision',
      'adjustment',
      'enrolment',
      'entitlement',
      'batch',
      'overpayment_claim',
      'standard_application',
    ],
    why: '标准调整后重新核定(《社会救助暂行办法》第十条)',
  },
  // Dynamic management.
  {
    name: 'reviews.open',
    tables: ['enrolment', 'enrolment_review'],
    why: '按分类到期前开启定期复核(国发〔2012〕45号)',
  },
  { name: 'reviews.renew', tables: ['enrolment', 'enrolment_review'], why: '授权缺失时开启续签任务' },
  {
    name: 'reviews.overdue',
    tables: ['enrolment', 'enrolment_review', 'enrolment_pause'],
    why: '复核逾期超过一个周期先预警后暂停(handbook §6.2)',
  },
  { name: 'tapers.end', tables: ['enrolment', 'assessment'], why: '渐退期满停止保障(handbook §4.9)' },
  { name: 'suspensions.raise', tables: ['enrolment', 'enrolment_pause'], why: '暂停超过三个月报上一级督办' },
  {
    name: 'verification.change-detected',
    tables: ['enrolment', 'household_member', 'enrolment_review'],
    why: '核对发现变动后开启复核，不直接停发',
  },
  {
    name: 'authorization.expiring',
    tables: ['enrolment', 'household_member', 'enrolment_review'],
    why: '授权到期前开启续签任务',
  },
  {
    name: 'person.moved',
    tables: ['enrolment', 'household_member', 'enrolment_review'],
    why: '人员迁移后开启复核',
  },
  {
    name: 'person.custody-changed',
    tables: ['enrolment', 'household_member', 'enrolment_review'],
    why: '人员羁押或释放后开启复核',
  },
  // Payment.
  {
    name: 'batches.scan',
    tables: ['enrolment', 'household_member', 'person_alias'],
    why: '全省查重：同一人员不得在两户享受生活救助(handbook §6.2 DUP_PERSON)',
  },
  {
    name: 'sweeps.run',
    tables: ['sweep', 'sweep_chunk'],
    why: '资格复算分块续做；各块只在发起人选定的区划内读取和写入',
  },
  { name: 'payee.activated', tables: ['enrolment'], why: '领取人账户经双人核实后用于发放' },
  { name: 'payment-batch.pulled', tables: ['batch'], why: '发放批次进度' },
  { name: 'payment-batch.refused', tables: ['batch', 'batch_line', 'entitlement'], why: '整批退回后可重新编制批次' },
  { name: 'payment-batch.confirmed', tables: ['batch'], why: '发放批次进度' },
  { name: 'payment-batch.filed', tables: ['batch'], why: '发放批次进度' },
  { name: 'payment-batch.settled', tables: ['batch'], why: '发放批次进度' },
  { name: 'payment-batch.closed', tables: ['batch'], why: '发放批次进度' },
  { name: 'payment.settled', tables: ['entitlement', 'overpayment_claim', 'adjustment'], why: '银行入账结果' },
  { name: 'payment.failed', tables: ['entitlement', 'adjustment'], why: '银行退回结果' },
  { name: 'payment.cancelled', tables: ['entitlement', 'batch_line', 'adjustment'], why: '撤回的发放行终止后重新应发' },
  { name: 'payment.returned', tables: ['entitlement'], why: '扣款后退回，须重新发放' },
  { name: 'payment.suspended', tables: ['entitlement', 'enrolment_review'], why: '发放行已停发，须入户核实' },
  {
    name: 'recovery-plan.changed',
    tables: ['recovery_copy', 'overpayment_claim', 'entitlement', 'adjustment'],
    why: '追回计划只读副本，用于下批抵扣；撤销的多发认定已追回部分重新应发',
  },
  { name: 'payment.held', tables: ['entitlement'], why: '发放暂扣' },
  { name: 'payment.released', tables: ['entitlement'], why: '发放暂扣解除' },
  {
    name: 'load',
    tables: [
      'application',
      'application_step',
      'household',
      'household_member',
      'active_membership',
      'declaration',
      'decision',
      'enrolment',
      'assessment',
      'load_batch',
      'load_chunk',
    ],
    why: '存量救助对象转入：按规则重新审核后成套写入(handbook §6)',
  },
  // What else happens to a household.
  {
    name: 'terms.raise',
    tables: ['duty_term', 'enrolment_review'],
    why: '申诉答复、迁移复核、定期复核逾期报上一级督办',
  },
  { name: 'cases.close', tables: ['application', 'appeal'], why: '不予批准的个案在申诉期满且无在办申诉后结案' },
  {
    name: 'applications.deem-accepted',
    tables: ['application', 'case_clock', 'kin_hit'],
    why: '逾期未作受理决定的，视为材料已受理(handbook §11.14)，不视为批准',
  },
  { name: 'certificates.verify', tables: ['certificate', 'enrolment'], why: '公众核验低保证真伪，不返回人员信息' },
  {
    name: 'certificates.search',
    tables: ['enrolment', 'household_member', 'person_alias'],
    why: '出具未享受低保证明前在全省查询(民发〔2012〕220号)',
  },
  { name: 'personReads.list', tables: ['person_read'], why: '告知本人谁查阅过其信息' },
  { name: 'personReads.forget', tables: ['person_read'], why: '查阅记录保存六年后删除' },
];
