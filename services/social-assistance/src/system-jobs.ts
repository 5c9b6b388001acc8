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
  { name: 'verification.rejected', tables: ['application'], why: '核对退回个案' },
  { name: 'verification.superseded', tables: ['audit_log'], why: '核对报告新版本留痕' },
  { name: 'person.died', tables: ['person_death'], why: '死亡次月起停发(handbook §11.17)' },
  { name: 'person.death-revoked', tables: ['person_death'], why: '撤销死亡后恢复' },
];
