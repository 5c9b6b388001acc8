/** What a role may do at most with personal data, and the Chinese title shown to people (handbooks' role tables). */
export const roles = {
  VILLAGE_ASSISTANT: { title: '村（居）协理员', purposes: ['ASSESS_BENEFIT'] },
  TOWNSHIP_CLERK: { title: '乡镇核对受理员', purposes: ['VERIFY_MEANS'] },
  TOWNSHIP_ACCEPTOR: { title: '乡镇受理员', purposes: ['ASSESS_BENEFIT', 'VERIFY_MEANS', 'REGISTER_EVENT'] },
  TOWNSHIP_INVESTIGATOR: { title: '乡镇调查员', purposes: ['ASSESS_BENEFIT'] },
  TOWNSHIP_LEAD: { title: '乡镇负责人', purposes: ['ASSESS_BENEFIT'] },
  COUNTY_REVIEWER: { title: '县级审核员', purposes: ['ASSESS_BENEFIT', 'REGISTER_EVENT'] },
  COUNTY_APPROVER: { title: '县级审批人', purposes: ['ASSESS_BENEFIT'] },
  BATCH_OFFICER: { title: '县级发放经办', purposes: ['PAY'] },
  BATCH_APPROVER: { title: '县级发放审核', purposes: ['PAY'] },
  COUNTY_FINANCE: { title: '县级财政确认人', purposes: ['PAY'] },
  FUND_OFFICER: { title: '资金管理员', purposes: ['PAY'] },
  ACCOUNT_CLERK: { title: '账户经办', purposes: ['PAY'] },
  ACCOUNT_CHECKER: { title: '账户复核', purposes: ['PAY'] },
  RECOVERY_OFFICER: { title: '追缴经办', purposes: ['RECOVER'] },
  ENTRUST_OFFICER: { title: '核对委托人', purposes: ['VERIFY_MEANS'] },
  CENTER_OPERATOR: { title: '核对中心经办', purposes: ['VERIFY_MEANS'] },
  CENTER_CHECKER: { title: '核对中心复核', purposes: ['VERIFY_MEANS'] },
  CENTER_LEAD: { title: '核对中心负责人', purposes: ['VERIFY_MEANS'] },
  CITY_SUPERVISOR: { title: '市级督查', purposes: ['SUPERVISE', 'STATISTICS'] },
  PROVINCE_POLICY: { title: '省级政策员', purposes: ['STATISTICS'] },
  PROVINCE_ADMIN: { title: '省级核对管理员', purposes: ['SUPERVISE'] },
  AUDITOR: { title: '审计员', purposes: ['SUPERVISE'] },
  IDENTITY_ADMIN: { title: '账号管理员', purposes: [] },
  PLATFORM_OPERATOR: { title: '平台运维', purposes: [] },
  PLACE_TOWN_CLERK: { title: '乡镇区划地名经办', purposes: [] },
  PLACE_COUNTY_CLERK: { title: '县级区划地名经办', purposes: [] },
  PLACE_COUNTY_CHECKER: { title: '县级区划地名审核', purposes: [] },
  PLACE_CITY_OFFICER: { title: '市级区划地名', purposes: [] },
  PLACE_PROVINCE_OFFICER: { title: '省级区划地名经办', purposes: [] },
  PLACE_PROVINCE_CHECKER: { title: '省级区划地名审核', purposes: [] },
  PLACE_EXPERT: { title: '区划地名专家', purposes: [] },
  CITIZEN: { title: '公民', purposes: ['CITIZEN_SELF'] },
} as const satisfies Record<string, { title: string; purposes: readonly string[] }>;

/** A role of a staff account or citizen; a role is always granted for one division. */
export type Role = keyof typeof roles;

/** Why personal data is read (people.md §4). */
export type Purpose = (typeof purposes)[number];
export const purposes = [
  'ASSESS_BENEFIT',
  'VERIFY_MEANS',
  'PAY',
  'RECOVER',
  'REGISTER_EVENT',
  'SUPERVISE',
  'STATISTICS',
  'CITIZEN_SELF',
] as const;

/** Pairs of roles that one account may not hold together (people.md §5, place-names.md §12). */
export const incompatibleRoles: readonly (readonly [Role, Role])[] = [
  ['TOWNSHIP_ACCEPTOR', 'COUNTY_APPROVER'],
  ['BATCH_APPROVER', 'COUNTY_FINANCE'],
  ['ACCOUNT_CLERK', 'ACCOUNT_CHECKER'],
  ['CENTER_OPERATOR', 'CENTER_CHECKER'],
  ['PLACE_COUNTY_CLERK', 'PLACE_COUNTY_CHECKER'],
  ['PLACE_PROVINCE_OFFICER', 'PLACE_PROVINCE_CHECKER'],
];
