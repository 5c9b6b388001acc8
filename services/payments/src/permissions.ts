import { definePermissions } from '@mz/service-kit';

/** Who may do what with money; the separation of duties stands at each step (payments.md §12). */
export const permissions = definePermissions({
  'payees:create': { roles: ['ACCOUNT_CLERK'] },
  'payees:verify': { roles: ['ACCOUNT_CHECKER'] },
  'payees:close': { roles: ['ACCOUNT_CLERK', 'ACCOUNT_CHECKER'] },
  'accountWhiteList:propose': { roles: ['ACCOUNT_CLERK'] },
  'accountWhiteList:approve': { roles: ['ACCOUNT_CHECKER'] },
  'payees:read': { roles: ['ACCOUNT_CLERK', 'ACCOUNT_CHECKER', 'COUNTY_FINANCE'] },
  'funds:manage': { roles: ['FUND_OFFICER'] },
  'ledger:read': { roles: ['COUNTY_FINANCE', 'FUND_OFFICER', 'AUDITOR'] },
  'runs:read': {
    roles: [
      'COUNTY_FINANCE',
      'FUND_OFFICER',
      'BATCH_OFFICER',
      'BATCH_APPROVER',
      'ACCOUNT_CHECKER',
      'COUNTY_REVIEWER',
      'COUNTY_APPROVER',
      'AUDITOR',
    ],
  },
  'runs:confirm': { roles: ['COUNTY_FINANCE'] },
  'runs:file': { roles: ['FUND_OFFICER'] },
  'runs:close': { roles: ['COUNTY_FINANCE'] },
  'runs:cancel': { roles: ['COUNTY_FINANCE', 'FUND_OFFICER'] },
  'runs:release': { roles: ['ACCOUNT_CHECKER', 'COUNTY_FINANCE'] },
  'returns:upload': { roles: ['FUND_OFFICER'] },
  'overpayments:read': { roles: ['RECOVERY_OFFICER', 'COUNTY_FINANCE', 'AUDITOR'] },
  'overpayments:recover': { roles: ['RECOVERY_OFFICER'] },
  'overpayments:approveHardship': { roles: ['RECOVERY_OFFICER', 'COUNTY_FINANCE'] },
  'overpayments:writeOff': { roles: ['COUNTY_FINANCE'] },
  'deathConsequences:list': { services: ['people'] },
  'personHoldings:list': { services: ['people'] },
  'benefits:query': { services: ['social-assistance', 'income-verification'] },
});
