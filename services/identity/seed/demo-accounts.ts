import type { Role } from '@mz/contracts';

/** A log-in of the development stack. */
export interface DemoAccount {
  readonly account: string;
  readonly role: Role;
  readonly division: string;
  /** The natural person's subject, when it is not the account's own name. */
  readonly subject?: string;
  readonly validFrom?: string;
}

const townshipPosts: readonly (readonly [string, Role])[] = [
  ['acceptor', 'TOWNSHIP_ACCEPTOR'],
  ['clerk', 'TOWNSHIP_CLERK'],
  ['investigator-1', 'TOWNSHIP_INVESTIGATOR'],
  ['investigator-2', 'TOWNSHIP_INVESTIGATOR'],
  ['township-lead', 'TOWNSHIP_LEAD'],
  ['place-town-clerk', 'PLACE_TOWN_CLERK'],
];
const countyPosts: readonly (readonly [string, Role])[] = [
  ['reviewer', 'COUNTY_REVIEWER'],
  ['approver', 'COUNTY_APPROVER'],
  ['batch-officer', 'BATCH_OFFICER'],
  ['batch-approver', 'BATCH_APPROVER'],
  ['finance', 'COUNTY_FINANCE'],
  ['fund-officer', 'FUND_OFFICER'],
  ['account-clerk', 'ACCOUNT_CLERK'],
  ['account-checker', 'ACCOUNT_CHECKER'],
  ['entrust-officer', 'ENTRUST_OFFICER'],
  ['center-operator', 'CENTER_OPERATOR'],
  ['center-checker', 'CENTER_CHECKER'],
  ['center-lead', 'CENTER_LEAD'],
  ['recovery-officer', 'RECOVERY_OFFICER'],
  ['center-operator-2', 'CENTER_OPERATOR'],
  ['place-clerk', 'PLACE_COUNTY_CLERK'],
  ['place-checker', 'PLACE_COUNTY_CHECKER'],
];
const provincePosts: readonly (readonly [string, Role])[] = [
  ['policy-1', 'PROVINCE_POLICY'],
  ['policy-2', 'PROVINCE_POLICY'],
  ['admin', 'PROVINCE_ADMIN'],
  ['admin-2', 'PROVINCE_ADMIN'],
  ['auditor', 'AUDITOR'],
  ['identity-admin-1', 'IDENTITY_ADMIN'],
  ['identity-admin-2', 'IDENTITY_ADMIN'],
  ['operator', 'PLATFORM_OPERATOR'],
  ['place-officer-1', 'PLACE_PROVINCE_OFFICER'],
  ['place-officer-2', 'PLACE_PROVINCE_OFFICER'],
  ['place-checker', 'PLACE_PROVINCE_CHECKER'],
  ['place-expert', 'PLACE_EXPERT'],
];

function office(prefix: string, division: string, posts: readonly (readonly [string, Role])[]): DemoAccount[] {
  return posts.map(([post, role]) => ({ account: `${prefix}-${post}`, role, division }));
}

/** One account for each role that the story needs, in two counties and the province. */
export const demoAccounts: readonly DemoAccount[] = [
  ...office('lixia', '370102001000', townshipPosts),
  ...office('lixia', '370102000000', countyPosts),
  ...office('caoxian', '371721101000', townshipPosts),
  ...office('caoxian', '371721000000', countyPosts),
  ...office('province', '370000000000', provincePosts),
  { account: 'jinan-supervisor', role: 'CITY_SUPERVISOR', division: '370100000000' },
  { account: 'jinan-place-officer', role: 'PLACE_CITY_OFFICER', division: '370100000000' },
  { account: 'weihai-place-officer', role: 'PLACE_CITY_OFFICER', division: '371000000000' },
  { account: 'wendeng-place-clerk', role: 'PLACE_COUNTY_CLERK', division: '371081000000' },
  // The acceptor of 历下区 after promotion: another log-in, the same natural person.
  {
    account: 'lixia-promoted',
    role: 'COUNTY_APPROVER',
    division: '370102000000',
    subject: 'lixia-acceptor',
    validFrom: '2014-05-11',
  },
];
