import { getPerson, listAccess } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { county, type People, startPeople } from './fixtures.ts';

let people: People;
let personId: string;

beforeAll(async () => {
  people = await startPeople();
  personId = await people.aPerson();
});
afterAll(() => people.stop());

describe('accessLedger.list', () => {
  it('tells a citizen in plain words who read them, page by page, without the names of case workers', async () => {
    const own = await people.aPerson();
    const naming = await people.openCase([own]);
    const reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'account-of-li-si' });
    await people.call(getPerson, { token: reviewer, purpose: 'ASSESS_BENEFIT', caseId: naming, params: { id: own } });
    const token = await people.token({ role: 'CITIZEN', personId: own });
    const first = await people.call(listAccess, { token, params: { id: own }, query: { first: 1 } });
    expect(first.status).toBe(200);
    expect(first.body.items).toMatchObject([
      {
        role: '县级审核员',
        unit: '历下区',
        purpose: '审核社会救助申请',
        basis: naming,
        channel: '业务系统',
        fieldClasses: ['姓名', '证件号码（遮盖）', '性别、出生日期、户籍、生存状况'],
      },
    ]);
    const after = first.body.next ?? '';
    const second = await people.call(listAccess, { token, params: { id: own }, query: { first: 1, after } });
    expect(second.body.items).toMatchObject([{ role: '乡镇受理员', fieldClasses: ['按证件或姓名查找登记'] }]);
    expect(second.body.next).toBeNull();
    expect(JSON.stringify([first.body, second.body])).not.toContain('account-of-li-si');
  });

  it('SCOPE_FORBIDDEN for another citizen, ROLE_NOT_PERMITTED for staff; an auditor sees it', async () => {
    const citizen = await people.token({ role: 'CITIZEN', personId: await people.aPerson() });
    const nobody = await people.token({ role: 'CITIZEN' });
    const auditor = await people.token({ role: 'AUDITOR' });
    const list = async (token: string) => people.call(listAccess, { token, params: { id: personId } });
    expect((await list(citizen)).body.code).toBe('SCOPE_FORBIDDEN');
    expect((await list(nobody)).body.code).toBe('SCOPE_FORBIDDEN');
    expect((await list(people.acceptor)).body.code).toBe('ROLE_NOT_PERMITTED');
    expect((await list(auditor)).body.items.length).toBeGreaterThan(0);
  });
});
