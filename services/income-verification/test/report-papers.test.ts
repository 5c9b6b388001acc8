import { createHash } from 'node:crypto';
import {
  getReport,
  listReportPapers,
  myReportPdf,
  myReports,
  type Operation,
  recordReportConsent,
  reportLifeEvent,
  reportPdf,
  verificationDeathFound,
  verifyReport,
} from '@mz/contracts';
import { createSealer } from '@mz/crypto';
import { pdfText } from '@mz/testing';
import { flattenedVerify, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
let household: Awaited<ReturnType<World['aHousehold']>>;
let requestId: string;
let report: { id: string; reportNo: string; verificationCode: string };

beforeAll(async () => {
  world = await startWorld();
  // A machine that is busy with other tests is no silent agency.
  await world.iv.rows('update agency_agreement set sla_seconds = 120');
  household = await world.aHousehold();
  requestId = await world.request(world.briefOf(household));
  await world.entrust(requestId);
  await world.dispatch(requestId);
  report = await aVersion();
});
afterAll(() => world?.stop());

async function aVersion() {
  const compiled = await world.compile(requestId);
  const issued = await world.issue(compiled.body.id, compiled.body.version);
  expect(issued.status).toBe(200);
  return issued.body;
}

async function fetchPdf(operation: Operation, id: string, token: string) {
  const url = operation.path.replace('{id}', id);
  return world.iv.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } });
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const ask = (query: object) => world.call(verifyReport, { query: query as never });
const known = () => ({ no: report.reportNo, code: report.verificationCode });

describe('a report on paper', () => {
  test('the centre’s paper has its figures as text, and no name or number of anybody', async () => {
    const paper = await fetchPdf(reportPdf, report.id, world.tokens.checker);
    expect([paper.statusCode, paper.headers['content-type']]).toEqual([200, 'application/pdf']);
    const texts = await pdfText(paper.rawPayload);
    expect(texts[0]).toBe('居民家庭经济状况核对报告');
    expect(texts).toEqual(
      expect.arrayContaining([report.reportNo, '申报与核对结果一致', '10800.00', '10800.00 元/年']),
    );
    for (const { name, idNo } of household.story.household.members) {
      expect(texts.join()).not.toContain(name);
      expect(texts.join()).not.toContain(idNo);
    }
  });

  test('its hash is signed by a detached JWS, kept before it leaves; the same paper is kept once', async () => {
    const paper = await fetchPdf(reportPdf, report.id, world.tokens.checker);
    const again = await fetchPdf(reportPdf, report.id, world.tokens.operator);
    expect(again.rawPayload.equals(paper.rawPayload)).toBe(true);
    const sha256 = sha256Of(paper.rawPayload);
    const { body } = await world.call(listReportPapers, { token: world.tokens.lead, params: { id: report.id } });
    const kept = body.items.filter((one: { reader: string }) => one.reader === 'FIGURES');
    expect(kept).toMatchObject([{ sha256, madeOn: '2014-04-28' }]);
    const [head = '', payload, signature = ''] = kept[0].signature.split('.');
    expect(payload).toBe('');
    const [jwk] = createSealer(world.iv.kit.keys, 'signing/income-verification').publicKeys().keys;
    const key = await importJWK(jwk as never, 'EdDSA');
    const jws = { protected: head, signature, payload: Buffer.from(sha256).toString('base64url') };
    expect((await flattenedVerify(jws, key)).protectedHeader).toMatchObject({ typ: 'mz-report+jws' });
    const other = { ...jws, payload: Buffer.from('0'.repeat(64)).toString('base64url') };
    await expect(flattenedVerify(other, key)).rejects.toThrow('signature verification failed');
  });

  test('the township’s paper has bands and no figures', async () => {
    const texts = await pdfText((await fetchPdf(reportPdf, report.id, world.tokens.clerk)).rawPayload);
    expect(texts).toEqual(expect.arrayContaining(['10800.00–10900.00 元/年', '未超过限额', '一致']));
    expect(texts).not.toContain('10800.00');
  });

  test('no log-in, another role, another region: 401, 403, 404, and no paper', async () => {
    const auditor = await world.iv.token({ role: 'AUDITOR' });
    const answers = [];
    for (const token of [auditor, world.tokens.elsewhere]) {
      const { statusCode } = await fetchPdf(reportPdf, report.id, token);
      answers.push(statusCode);
    }
    answers.push((await world.iv.inject({ method: 'GET', url: reportPdf.path.replace('{id}', report.id) })).statusCode);
    expect(answers).toEqual([403, 404, 401]);
  });

  test('REPORT_NOT_ISSUED: a version with one signature is no paper', async () => {
    const compiled = await world.compile(requestId);
    const paper = await fetchPdf(reportPdf, compiled.body.id, world.tokens.checker);
    expect(paper.json()).toMatchObject({ status: 409, code: 'REPORT_NOT_ISSUED' });
    await world.issue(compiled.body.id, compiled.body.version);
  });
});

describe('the QR code of a paper', () => {
  test('whoever has number and code learns whether it holds, and nothing else; without a log-in', async () => {
    report = await aVersion();
    const sha256 = sha256Of((await fetchPdf(reportPdf, report.id, world.tokens.clerk)).rawPayload);
    const { status, body } = await ask({ ...known(), sha256 });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ reportNo: report.reportNo, reportVersion: 3, issuedOn: '2014-04-28', validTo: '2014-10-28' },
      ...{ state: 'VALID', hashMatches: true, signature: expect.stringContaining('..') },
    });
    expect((await ask(known())).body).toMatchObject({ hashMatches: null, signature: null });
    expect((await ask({ ...known(), sha256: '0'.repeat(64) })).body).toMatchObject({ hashMatches: false });
  });

  test('REPORT_UNKNOWN: a wrong code and a wrong number are answered alike', async () => {
    const wrongCode = await ask({ ...known(), code: '0'.repeat(16) });
    const wrongNumber = await ask({ ...known(), no: '0'.repeat(20) });
    for (const { status, body } of [wrongCode, wrongNumber])
      expect([status, body.code]).toEqual([404, 'REPORT_UNKNOWN']);
    expect((await ask({ no: report.reportNo })).status).toBe(400);
  });

  test('a version that was replaced says so', async () => {
    const earlier = known();
    report = await aVersion();
    expect((await ask(earlier)).body).toMatchObject({ state: 'SUPERSEDED' });
    expect((await ask(known())).body).toMatchObject({ state: 'VALID' });
  });
});

describe('the applicant’s own report (§9)', () => {
  const citizen = (personId: string) => world.iv.token({ role: 'CITIZEN', division: '370102001002', personId });
  const earner = () => household.personIds.get(household.story.declaredIncomes[0]?.personRef ?? '') ?? '';
  const another = () => [...household.personIds.values()].find((id) => id !== earner()) ?? '';

  test('in full, but other adults’ items only when they let them; another person has none', async () => {
    const first = earner();
    const token = await citizen(another());
    const mine = await world.call(myReports, { token });
    expect(mine.status).toBe(200);
    const own = mine.body.items.find((one: { id: string }) => one.id === report.id);
    expect(own).toMatchObject({ verdict: 'CONSISTENT', countableIncomeFen: null });
    expect(own.items.filter((item: { personId: string }) => item.personId === first)).toEqual([]);
    const consent = { personId: first, documentSha256: hashOf('consent') };
    const call = { token: world.tokens.clerk, params: { id: requestId }, body: consent };
    expect((await world.call(recordReportConsent, call)).status).toBe(201);
    expect((await world.call(recordReportConsent, call)).body).toMatchObject({ code: 'CONSENT_RECORDED' });
    const after = (await world.call(myReports, { token })).body.items.find(
      (one: { id: string }) => one.id === report.id,
    );
    expect(after.items.filter((item: { personId: string }) => item.personId === first)).toMatchObject([
      { type: 'WAGE', verified: 1_080_000 },
    ]);
    const stranger = await citizen('018f2a10-0000-7000-8000-0000000000ff');
    expect((await world.call(myReports, { token: stranger })).body.items).toEqual([]);
    expect((await fetchPdf(myReportPdf, report.id, stranger)).json()).toMatchObject({ code: 'REPORT_UNKNOWN' });
    expect((await fetchPdf(myReportPdf, report.id, token)).statusCode).toBe(200);
  });

  test('REST and the graph answer the same', async () => {
    const token = await citizen(earner());
    const query =
      '{ myVerificationReports { id verdict perCapitaMonth items { type verified truth } questions { itemCode truth } } }';
    const answer = await world.iv.inject({
      ...{ method: 'POST', url: '/graphql', payload: JSON.stringify({ query }) },
      headers: {
        ...{ authorization: `Bearer ${await world.iv.serviceToken('gateway')}`, 'x-user-token': token },
        'content-type': 'application/json',
      },
    });
    const rest = await world.call(myReports, { token });
    const shown = rest.body.items.map((one: Record<string, unknown>) => ({
      ...{ id: one.id, verdict: one.verdict, perCapitaMonth: one.perCapitaMonth },
      items: (one.items as Record<string, unknown>[]).map(({ type, verified, truth }) => ({ type, verified, truth })),
      questions: (one.questions as Record<string, unknown>[]).map(({ itemCode, truth }) => ({ itemCode, truth })),
    }));
    expect(answer.json()).toEqual({ data: { myVerificationReports: shown } });
  });

  test('a consent is an adult member’s, recorded by the township', async () => {
    const body = { personId: '018f2a10-0000-7000-8000-0000000000ff', documentSha256: hashOf('c') };
    const answer = await world.call(recordReportConsent, {
      token: world.tokens.clerk,
      params: { id: requestId },
      body,
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'SUBJECT_NOT_IN_HOUSEHOLD']);
    const other = { params: { id: requestId }, body, token: world.tokens.operator };
    expect((await world.call(recordReportConsent, other)).status).toBe(403);
  });
});

test('the checkers see rows with masked marks, the township none (§9)', async () => {
  const owner = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  await world.entrust(owner);
  await world.dispatch(owner);
  const { body } = await world.compile(owner);
  expect(body.assets.find((one: { kind: string }) => one.kind === 'VEHICLE').mark).toMatch(/^.[A-Z]\*+/);
  const clerk = await world.call(getReport, { token: world.tokens.clerk, params: { id: body.id } });
  expect(clerk.body.assets).toEqual([]);
  expect(clerk.body.questions.length).toBeGreaterThan(10);
});

test('example V16 over HTTP: a cremation is told to people as a candidate, once', async () => {
  const cremated = { crematedOn: '2014-04-20', home: '第一殡仪馆' };
  await world.override({ personRef: 'S-C.1', item: 'CREMATION', rows: [cremated] });
  const asked = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  await world.entrust(asked);
  await world.dispatch(asked);
  const { body } = await world.compile(asked);
  expect(body.verdict).toBe('IDENTITY_PROBLEM');
  const dead = body.statusFindings.find((one: { code: string }) => one.code === 'DEAD');
  const told = (await world.iv.published()).filter(({ type }) => type.endsWith('.verification.death-found.v1'));
  expect(told).toMatchObject([
    { subject: dead.personId, data: { requestId: asked, eventDate: dead.on, source: 'CREMATION' } },
  ]);
  const publication = { subject: dead.personId, divisionCode: '370102001002', aggregateVersion: 1 };
  await world.iv.deliver(verificationDeathFound, { ...publication, data: told[0]?.data as never });
  const { kit } = world.iv;
  // people knows it by now: the same notice says nothing new.
  const notice = { kind: 'DEATH', personId: dead.personId, eventDate: dead.on, source: 'PARTNER' } as const;
  const known = await kit.call(kit.system('verification.death-found'), reportLifeEvent, {
    body: { ...notice, matchedBy: 'NUMBER' },
  });
  expect(known).toMatchObject({ recorded: false, personId: dead.personId });
});
