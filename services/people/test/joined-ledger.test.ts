import { createHousehold, draftApplication, getHousehold, queryBenefits, registerPerson } from '@mz/contracts';
import { startTestServices, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anIdNo } from './fixtures.ts';

const village = '370112008201';
let services: TestServices;
let acceptor: string;
let citizen: string;
let personId: string;
let householdId: string;
let caseId: string;

type Page = { items: Record<string, unknown>[]; next: string | null; incomplete: string[] };

beforeAll(async () => {
  services = await startTestServices(['place-names', 'people', 'social-assistance', 'payments', 'gateway'], {
    seed: true,
  });
  acceptor = await services.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112008', subject: 'account-of-zhao' });
  const assistance = services.get('social-assistance');
  const body = { programme: 'URBAN_DIBAO', divisionCode: village, filedBy: 'HEAD' };
  const draft = await assistance.call(draftApplication, { token: acceptor, body });
  caseId = draft.body.caseId;
  personId = await register();
  const members = [
    {
      personId,
      relationToHead: '02',
      inSchool: 'NONE',
      fullTime: true,
      labourCapacity: 'FULL',
      employmentStatus: 'UNEMPLOYED',
      disabilityType: 1,
      disabilityLevel: 2,
    },
  ];
  const household = await assistance.call(createHousehold, {
    token: acceptor,
    body: {
      applicationId: draft.body.id,
      headPersonId: personId,
      hukouDivision: village,
      residenceDivision: village,
      povertyCause: 'ILLNESS',
      housingType: '自有住房',
      members,
    },
  });
  expect([household.status, household.body]).toMatchObject([201, { headPersonId: personId }]);
  householdId = household.body.id;
  citizen = await services.token({ role: 'CITIZEN', personId });
  await readEverywhere();
}, 180_000);
afterAll(() => services.stop());

async function register(): Promise<string> {
  const call = {
    token: acceptor,
    purpose: 'ASSESS_BENEFIT' as const,
    caseId,
    body: {
      idType: 'RESIDENT_ID',
      idNo: anIdNo(),
      name: '张伟',
      sex: '1',
      birthDate: '1982-03-10',
      hukouDivision: village,
      hukouKind: 'NON_AGRI',
    },
  };
  const answer = await services.get('people').call(registerPerson, call);
  expect([answer.status, answer.body]).toMatchObject([200, {}]);
  return String(answer.body.personId);
}

/** One after the other: by REST and by the graph at the gateway, by a service, and by the citizen. */
async function readEverywhere(): Promise<void> {
  const path = `/api/social-assistance${getHousehold.path.replace('{id}', householdId)}`;
  expect((await get(path, acceptor)).status).toBe(200);
  const graph = await graphql(acceptor, `{ household(id: "${householdId}") { id } }`);
  expect(graph.data).toEqual({ household: { id: householdId } });
  const service = await services.get('payments').serviceToken('social-assistance');
  const asked = { personIds: [personId], fromMonth: '2014-01', toMonth: '2014-04' };
  const answer = await services.get('payments').call(queryBenefits, {
    token: service,
    body: { ...asked, purpose: 'ASSESS_BENEFIT', basisId: caseId },
  });
  expect(answer.status).toBe(200);
  expect(await graphql(citizen, '{ myBenefits { benefitMonth } }', 'CITIZEN_SELF')).toEqual({
    data: { myBenefits: [] },
  });
}

async function get(path: string, token: string): Promise<{ status: number; body: Page }> {
  const answer = await fetch(`${services.url('gateway')}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: (await answer.json()) as Page };
}

async function graphql(
  token: string,
  query: string,
  purpose = 'ASSESS_BENEFIT',
): Promise<{ data: unknown; errors?: unknown }> {
  const answer = await fetch(`${services.url('gateway')}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-purpose': purpose },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as { data: unknown; errors?: unknown };
}

const ledgerPath = () => `/api/people/v1/persons/${personId}/access-ledger`;

describe('the access ledger through the gateway (people.md §4)', () => {
  it('joins the rows of all services for the citizen, newest first, in plain words without a case worker’s name', async () => {
    const { status, body } = await get(ledgerPath(), citizen);
    expect(status).toBe(200);
    const told = body.items.map(({ service, role, unit, purpose, fieldClasses }) => [
      service,
      role,
      unit,
      purpose,
      (fieldClasses as string[]).join('、'),
    ]);
    const member = '家庭成员与关系、健康、残疾、就业等情况';
    expect(told.slice(0, 4)).toEqual([
      ['资金发放', '公民', '山东省', '本人查询', '救助金额与发放情况'],
      ['资金发放', '平台内部服务', '社会救助业务', '审核社会救助申请', '救助金额与发放情况'],
      ['社会救助业务', '乡镇受理员', expect.any(String), '审核社会救助申请', member],
      ['社会救助业务', '乡镇受理员', expect.any(String), '审核社会救助申请', member],
    ]);
    expect(told.slice(4).map(([service]) => service)).toContain('人员基础库');
    expect(body.items[2]).toMatchObject({ caseId, basis: caseId, reason: null });
    expect(JSON.stringify(body)).not.toContain('account-of-zhao');
  });

  it('names a service that is silent, and answers with what the others said', async () => {
    const { body } = await get(ledgerPath(), citizen);
    expect(body.incomplete).toEqual(['经济状况核对']);
    expect(body.items.length).toBeGreaterThan(4);
  });

  it('gives each entry once over the pages of the union, by REST and by the graph alike', async () => {
    const whole = (await get(ledgerPath(), citizen)).body.items;
    const paged: Record<string, unknown>[] = [];
    let after = '';
    do {
      const { body } = await get(`${ledgerPath()}?first=2${after}`, citizen);
      expect(body.items.length).toBeLessThanOrEqual(2);
      paged.push(...body.items);
      after = body.next === null ? '' : `&after=${encodeURIComponent(body.next)}`;
    } while (after !== '');
    expect(paged).toEqual(whole);
    const graph = await graphql(
      citizen,
      '{ myAccessLedger(first: 200) { items { at service fieldClasses } incomplete next } }',
    );
    expect(graph.data).toEqual({
      myAccessLedger: {
        items: whole.map(({ at, service, fieldClasses }) => ({ at, service, fieldClasses })),
        incomplete: ['经济状况核对'],
        next: null,
      },
    });
  });

  it('SCOPE_FORBIDDEN for another citizen; CURSOR_INVALID for a cursor that is none', async () => {
    const other = await services.token({ role: 'CITIZEN', personId: '0190f3d2-0000-7000-8000-000000000001' });
    expect((await get(ledgerPath(), other)).body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
    expect((await get(`${ledgerPath()}?after=abc`, citizen)).body).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('keeps rows that nobody may change, by channel, and none for who was out of reach', async () => {
    const rows = await services
      .get('social-assistance')
      .rows<{ channel: string; actor: string }>('select channel, actor from person_read order by at, id');
    expect(rows.map(({ channel, actor }) => [channel, actor])).toEqual([
      ['REST', 'account-of-zhao'],
      ['GRAPHQL', 'account-of-zhao'],
    ]);
    const stranger = await services.token({ role: 'TOWNSHIP_ACCEPTOR', division: '371721001' });
    const path = `/api/social-assistance${getHousehold.path.replace('{id}', householdId)}`;
    expect((await get(path, stranger)).status).toBe(404);
    const after = await services.get('social-assistance').rows('select id from person_read');
    expect(after).toHaveLength(2);
  });
});
