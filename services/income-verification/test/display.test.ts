import {
  getLetter,
  getReport,
  letterPdf,
  listLetters,
  myReports,
  type Operation,
  type Role,
  reportPdf,
  roles,
} from '@mz/contracts';
import { pdfText } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Household, startWorld, type World } from './world.ts';

const plate = '鲁A7Q2X9';
const account = '6222020200112233445';

let world: World;
let household: Household;
let reportId: string;
let letterId: string;

beforeAll(async () => {
  world = await startWorld();
  // A machine that is busy with other tests is no silent agency.
  await world.iv.rows('update agency_agreement set sla_seconds = 120');
  await world.agree({ agencyCode: 'LAND', mode: 'ML', items: ['LAND_COMP'] });
  // An agency that says more than it should: a plate in clear, and an account in the name of a bank.
  const car = { type: 'CAR', use: 'PRIVATE', displacementMl: 1600, firstRegisteredOn: '2012-01-01', status: 'NORMAL' };
  await world.override({
    personRef: 'S-C.1',
    item: 'VEHICLE',
    rows: [{ ...car, plateMasked: plate, listPriceFen: 8_000_000 }],
  });
  const deposit = { product: 'DEMAND', accounts: 1, balanceFen: 1_234_500, balanceOn: '2014-04-28' };
  await world.override({ personRef: 'S-C.1', item: 'DEPOSIT', rows: [{ ...deposit, bank: `某银行${account}` }] });
  household = await world.aHousehold('carOwner');
  const requestId = await world.request(world.briefOf(household));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  await world.nextHour();
  const { body } = await world.compile(requestId);
  expect((await world.issue(body.id, body.version)).status).toBe(200);
  reportId = body.id;
  const letters = await world.call(listLetters, { token: world.tokens.operator, query: { requestId } });
  letterId = letters.body.items[0].id;
});
afterAll(() => world?.stop());

/** What each role is shown of a report (§9); a role that is not named is shown nothing. */
const grades: Partial<Record<Role, 'BANDS' | 'FIGURES' | 'APPLICANT'>> = {
  ...{ TOWNSHIP_CLERK: 'BANDS', TOWNSHIP_ACCEPTOR: 'BANDS', TOWNSHIP_INVESTIGATOR: 'BANDS', TOWNSHIP_LEAD: 'BANDS' },
  ...{ ENTRUST_OFFICER: 'BANDS', COUNTY_REVIEWER: 'FIGURES', COUNTY_APPROVER: 'FIGURES' },
  ...{ CENTER_OPERATOR: 'FIGURES', CENTER_CHECKER: 'FIGURES', CENTER_LEAD: 'FIGURES', CITIZEN: 'APPLICANT' },
};
const letterReaders: readonly Role[] = ['CENTER_OPERATOR', 'CENTER_CHECKER', 'CENTER_LEAD'];
const everyRole = Object.keys(roles) as Role[];

/** Figures, which a township may not see. */
const figures = [
  'countableIncomeFen',
  'excludedIncomeFen',
  'perCapitaMonth',
  'perCapitaMonthExact',
  'financialPerHeadFen',
];
/** What everybody sees who may read at all. */
const conclusions = ['verdict', 'countableIncomeBand', 'financialBand', 'confidence', 'vehicles', 'dwellings', 'limit'];

const tokenOf = (role: Role) =>
  world.iv.token(
    role === 'CITIZEN'
      ? { role, personId: household.personIds.get('S-C.1') ?? '' }
      : { role, division: role.startsWith('TOWNSHIP') ? '370102001000' : '370102000000' },
  );

async function graph(token: string, query: string) {
  const gateway = await world.iv.serviceToken('gateway');
  const headers = { authorization: `Bearer ${gateway}`, 'x-user-token': token, 'content-type': 'application/json' };
  return (
    await world.iv.inject({ method: 'POST', url: '/graphql', headers, payload: JSON.stringify({ query }) })
  ).json();
}

const fetchPdf = (operation: Operation, id: string, token: string) =>
  world.iv.inject({
    ...{ method: 'GET', url: operation.path.replace('{id}', id) },
    headers: { authorization: `Bearer ${token}`, 'x-purpose': 'VERIFY_MEANS' },
  });

/** Plates, accounts, identity numbers and names: whole, and the middle of the plate that its mask hides. */
function secrets(): string[] {
  const own = household.story.household.members.flatMap(({ idNo, name }) => [idNo, name]);
  return [plate, plate.slice(2, 5), account, ...own];
}

function expectClean(text: string): void {
  for (const secret of secrets()) expect(text).not.toContain(secret);
}

interface Shown extends Record<string, unknown> {
  readonly items: readonly { declared: number | null; verified: number | null; difference: number | null }[];
  readonly assets: readonly { kind: string; mark: string | null }[];
}

/** The fields of a report by the grade of their reader. */
function expectGrade(report: Shown, grade: 'BANDS' | 'FIGURES' | 'APPLICANT'): void {
  for (const field of conclusions) expect([field, report[field]]).not.toEqual([field, null]);
  // The applicant lacks the sums over all, since the other adult has not let them read.
  for (const field of figures) expect([field, report[field] === null]).toEqual([field, grade !== 'FIGURES']);
  const clear = report.items.filter((one) => one.declared !== null || one.verified !== null || one.difference !== null);
  expect(clear.length > 0).toBe(grade !== 'BANDS');
  expect(report.assets.length > 0).toBe(grade !== 'BANDS');
  for (const { kind, mark } of report.assets)
    expect([kind, mark]).toEqual([kind, kind === 'VEHICLE' ? '鲁A***X9' : kind === 'DEPOSIT' ? null : mark]);
}

describe('display of a report: TOWNSHIP bands, COUNTY_CENTER rows masked, the applicant, AUDITOR only logs (§9)', () => {
  test.each(everyRole)('by REST: %s', async (role) => {
    const grade = grades[role];
    const token = await tokenOf(role);
    if (grade === 'APPLICANT') {
      expect((await world.call(getReport, { token, params: { id: reportId } })).status).toBe(403);
      const { body } = await world.call(myReports, { token });
      expectGrade(body.items[0], grade);
      return expectClean(JSON.stringify(body));
    }
    const { status, body } = await world.call(getReport, { token, params: { id: reportId } });
    expectClean(JSON.stringify(body));
    if (grade === undefined) return expect([status, body.code]).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(status).toBe(200);
    expectGrade(body, grade);
  });

  test.each(everyRole)('by the graph: %s', async (role) => {
    const grade = grades[role];
    const fields = `verdict countableIncomeBand financialBand confidence vehicles dwellings limit { comparison } ${figures.join(' ')}
      items { declared verified difference } assets { kind mark valueFen }`;
    const answer = await graph(
      await tokenOf(role),
      grade === 'APPLICANT'
        ? `{ myVerificationReports { ${fields} } }`
        : `{ verificationReport(id: "${reportId}") { ${fields} } }`,
    );
    expectClean(JSON.stringify(answer));
    if (grade === undefined) return expect(answer.errors[0].extensions.code).toBe('ROLE_NOT_PERMITTED');
    expectGrade(answer.data.verificationReport ?? answer.data.myVerificationReports[0], grade);
  });

  test.each(everyRole)('on paper: %s', async (role) => {
    const grade = grades[role];
    const answer = await fetchPdf(reportPdf, reportId, await tokenOf(role));
    if (grade === undefined || grade === 'APPLICANT') return expect(answer.statusCode).toBe(403);
    const text = (await pdfText(answer.rawPayload)).join('\n');
    expectClean(text);
    expect(text.includes('财产明细')).toBe(grade === 'FIGURES');
    expect(text.includes('鲁A***X9')).toBe(grade === 'FIGURES');
  });
});

describe('display of a letter, which names persons by number: the centre alone', () => {
  test.each(everyRole)('%s', async (role) => {
    const token = await tokenOf(role);
    const call = { token, purpose: 'VERIFY_MEANS' as const, params: { id: letterId } };
    const { status, body } = await world.call(getLetter, call);
    const paper = await fetchPdf(letterPdf, letterId, token);
    if (letterReaders.includes(role)) {
      expect([status, paper.statusCode]).toEqual([200, 200]);
      for (const secret of [plate, plate.slice(2, 5), account]) expect(body.text).not.toContain(secret);
      return expect(body.text).toContain(household.story.adults[0]?.idNo);
    }
    expectClean(JSON.stringify(body));
    expect([status, paper.statusCode]).toEqual([403, 403]);
  });

  test('what stands in the log, the audit trail and the events has no plate, account, number or name', async () => {
    const tables = ['query_log', 'audit_log', 'outbox', 'person_read', 'exchange_message', 'misuse_alarm'];
    for (const table of tables) {
      const rows = await world.iv.rows<{ text: string }>(`select string_agg(t::text, ' ') as text from "${table}" t`);
      expectClean(rows[0]?.text ?? '');
    }
  });
});
