import type { LegalDay, Sex } from '@mz/domain';
import { residentNumber } from './resident-numbers.ts';

/** A member of staff in the story: a natural person with one role in one division. */
export interface StaffPerson {
  /** Account name. */
  readonly account: string;
  /** A role of the platform, as the contracts name it. */
  readonly role: string;
  readonly divisionCode: string;
  readonly idNo: string;
  readonly name: string;
  readonly sex: Sex;
  readonly birthDate: LegalDay;
}

type Post = readonly [account: string, role: string, name: string, sex: Sex];

const townshipPosts: readonly Post[] = [
  ['acceptor', 'TOWNSHIP_ACCEPTOR', '王立新', '1'],
  ['clerk', 'TOWNSHIP_CLERK', '李素贞', '2'],
  ['investigator-1', 'TOWNSHIP_INVESTIGATOR', '张海涛', '1'],
  ['investigator-2', 'TOWNSHIP_INVESTIGATOR', '刘春燕', '2'],
  ['township-lead', 'TOWNSHIP_LEAD', '陈德厚', '1'],
];
const countyPosts: readonly Post[] = [
  ['reviewer', 'COUNTY_REVIEWER', '赵慧敏', '2'],
  ['approver', 'COUNTY_APPROVER', '黄宝山', '1'],
  ['batch-officer', 'BATCH_OFFICER', '吴爱华', '2'],
  ['batch-approver', 'BATCH_APPROVER', '徐长顺', '1'],
  ['finance', 'COUNTY_FINANCE', '孙玉洁', '2'],
  ['fund-officer', 'FUND_OFFICER', '胡庆余', '1'],
  ['account-clerk', 'ACCOUNT_CLERK', '朱小芹', '2'],
  ['account-checker', 'ACCOUNT_CHECKER', '高兆丰', '1'],
  ['entrust-officer', 'ENTRUST_OFFICER', '林凤霞', '2'],
  ['center-operator', 'CENTER_OPERATOR', '何学军', '1'],
  ['center-checker', 'CENTER_CHECKER', '郭雪莲', '2'],
  ['recovery-officer', 'RECOVERY_OFFICER', '罗志军', '1'],
  ['center-operator-2', 'CENTER_OPERATOR', '邓春华', '2'],
];
const provincePosts: readonly Post[] = [
  ['policy-1', 'PROVINCE_POLICY', '马志强', '1'],
  ['policy-2', 'PROVINCE_POLICY', '罗玉梅', '2'],
  ['auditor', 'AUDITOR', '梁永福', '1'],
  ['identity-admin-1', 'IDENTITY_ADMIN', '宋建国', '1'],
  ['identity-admin-2', 'IDENTITY_ADMIN', '唐淑芬', '2'],
];

/** Posts of one office: `offset` keeps the invented numbers of the offices apart. */
function office(prefix: string, divisionCode: string, posts: readonly Post[], offset: number): StaffPerson[] {
  return posts.map(([account, role, name, sex], index) => {
    const birthDate = `${1965 + ((index * 3 + offset) % 24)}-0${1 + (index % 9)}-1${index % 9}`;
    const serial = 2 * (offset * 20 + index) + (sex === '1' ? 1 : 2);
    const idNo = residentNumber('370000', birthDate, sex, serial);
    return { account: `${prefix}${account}`, role, divisionCode, idNo, name, sex, birthDate };
  });
}

/** The staff of 历下区 with 解放路街道, of 曹县 with 庄寨镇, and of the province. */
export const storyStaff: readonly StaffPerson[] = [
  ...office('lixia-', '370102001000', townshipPosts, 0),
  ...office('lixia-', '370102000000', countyPosts, 1),
  ...office('caoxian-', '371721101000', townshipPosts, 2),
  ...office('caoxian-', '371721000000', countyPosts, 3),
  ...office('province-', '370000000000', provincePosts, 4),
];
