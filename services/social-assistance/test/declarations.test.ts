import { createHash, randomUUID } from 'node:crypto';
import { attachDocument, getDeclaration, recordDeclaration, withdrawApplication } from '@mz/contracts';
import { canonicalJson } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Intake, startIntake } from './intake.ts';

let intake: Intake;
beforeAll(async () => {
  intake = await startIntake();
});
afterAll(() => intake?.stop());

const period = { periodFrom: '2013-11-01', periodTo: '2014-04-30' };
const empty = { incomes: [], assets: [], supporters: [] };

/** A draft with a household of one head, at version 2. */
async function aDraft() {
  const { id, caseId } = await intake.draft();
  const head = await intake.person(caseId, '1973-03-03');
  const household = await intake.household(id, [{ personId: head, relationToHead: '01' }], head);
  expect(household.status).toBe(201);
  return { id, caseId, head };
}

function wage(personId: string, change: object = {}) {
  return { personId, type: 'WAGE', amountFen: 540_000, ...period, provenance: 'DECLARED', ...change };
}

function record(id: string, version: number, body: object, token = intake.acceptor) {
  return intake.app.call(recordDeclaration, { token, params: { id }, version, body });
}

async function codesOf(answer: Promise<{ status: number; body: unknown }>) {
  const { status, body } = await answer;
  const problem = body as { code: string; errors?: { pointer: string; code: string }[] };
  return { status, code: problem.code, at: (problem.errors ?? []).map(({ code, pointer }) => `${code} ${pointer}`) };
}

describe('declarations.record', () => {
  test('stores a revision under the hash of its canonical form; the earlier one stays', async () => {
    const { id, head } = await aDraft();
    const body = { ...empty, incomes: [wage(head)], nearRelatives: [] };
    const first = await record(id, 2, body);
    expect(first.status).toBe(200);
    expect(first.body).toEqual({
      applicationId: id,
      sha256: createHash('sha256').update(canonicalJson(body)).digest('hex'),
      recordedOn: '2014-04-28',
      version: 3,
    });
    const second = await record(id, 3, empty);
    expect(second.body.version).toBe(4);
    expect(
      await intake.app.rows('select revision, sha256 from declaration where application_id = $1 order by revision', [
        id,
      ]),
    ).toEqual([
      { revision: 1, sha256: first.body.sha256 },
      { revision: 2, sha256: second.body.sha256 },
    ]);
    const read = await intake.app.call(getDeclaration, { token: intake.acceptor, params: { id } });
    expect(read.body).toEqual(empty);
    expect(
      await intake.app.rows(`select action, after from audit_log where record_id = $1 and action like 'decl%'`, [id]),
    ).toMatchObject([
      { after: { sha256: first.body.sha256, incomes: 1 } },
      { action: 'declarations.record', after: { incomes: 0 } },
    ]);
  });

  test.each([
    ['AMOUNT_INVALID: a negative wage', { amountFen: -1 }, 'AMOUNT_INVALID /body/incomes/0/amountFen'],
    ['AMOUNT_INVALID: above 10^12 fen', { amountFen: 1_000_000_000_001 }, 'AMOUNT_INVALID /body/incomes/0/amountFen'],
    [
      'INCOME_PERIOD_INVALID: an end before the start',
      { periodTo: '2013-10-31' },
      'INCOME_PERIOD_INVALID /body/incomes/0/periodTo',
    ],
    ['INCOME_TYPE_UNKNOWN: a type that the table lacks', { type: 'LUCK' }, 'INCOME_TYPE_UNKNOWN /body/incomes/0/type'],
    [
      'PERSON_NOT_IN_HOUSEHOLD: somebody else',
      { personId: randomUUID() },
      'PERSON_NOT_IN_HOUSEHOLD /body/incomes/0/personId',
    ],
    [
      'DOCUMENT_MISSING: provenance DOCUMENT without the document',
      { provenance: 'DOCUMENT' },
      'DOCUMENT_MISSING /body/incomes/0/evidenceDocumentId',
    ],
    [
      'INPUT_INVALID: nobody declares what only a report can verify',
      { provenance: 'VERIFIED' },
      'INPUT_INVALID /body/incomes/0/provenance',
    ],
  ])('%s', async (_, change, expected) => {
    const { id, head } = await aDraft();
    const refused = await codesOf(record(id, 2, { ...empty, incomes: [wage(head, change)] }));
    expect(refused.at).toEqual([expected]);
    expect(await intake.app.rows('select 1 from declaration where application_id = $1', [id])).toEqual([]);
  });

  test('INCOME_PERIOD_INVALID: the clerk reads words, not the name of a rule', async () => {
    const { id, head } = await aDraft();
    const { body } = await record(id, 2, { ...empty, incomes: [wage(head, { periodTo: '2013-10-31' })] });
    expect(body).toMatchObject({ errors: [{ detail: '收入所属期间无效' }] });
  });

  test('INCOME_OVERLAP: the same source twice in a period; every fault is told at once', async () => {
    const { id, head } = await aDraft();
    const incomes = [
      wage(head),
      wage(head, { periodFrom: '2014-04-30', periodTo: '2014-05-30' }),
      wage(head, { type: 'LUCK' }),
    ];
    const refused = await codesOf(record(id, 2, { ...empty, incomes }));
    expect(refused).toMatchObject({ status: 422, code: 'INCOME_OVERLAP' });
    expect(refused.at).toEqual([
      'INCOME_OVERLAP /body/incomes/1/periodFrom',
      'INCOME_TYPE_UNKNOWN /body/incomes/2/type',
    ]);
  });

  test('a fractional amount and a foreign currency do not have the form of money', async () => {
    const { id, head } = await aDraft();
    const half = await codesOf(record(id, 2, { ...empty, incomes: [wage(head, { amountFen: 0.5 })] }));
    expect(half.code).toBe('AMOUNT_INVALID');
    const dollars = await codesOf(record(id, 2, { ...empty, incomes: [wage(head, { currency: 'USD' })] }));
    expect(dollars).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });

  test('a supporter joins the persons of the case, a relative in office makes it a near-relative case', async () => {
    const { id, caseId, head } = await aDraft();
    const son = await intake.person(caseId, '1995-01-01');
    const supporter = {
      personId: son,
      supportedPersonIds: [head],
      householdSize: 3,
      perCapitaFen: 150_000,
      standardFen: 48_000,
      supportedCount: 4,
      onAssistance: false,
    };
    const nearRelatives = [{ personId: randomUUID(), relation: '堂兄', office: '村委会委员' }];
    expect((await record(id, 2, { ...empty, supporters: [supporter], nearRelatives })).status).toBe(200);
    expect((await intake.application(id)).nearRelativeCase).toBe(true);
    const told = (await intake.app.published()).findLast(({ subject }) => subject === id);
    expect(told?.data).toMatchObject({ personIds: [head, son].sort() });
  });

  test('to apply alone changes who is counted and frees the others', async () => {
    const { id, caseId } = await intake.draft();
    const adult = await intake.person(caseId, '1982-01-01');
    const parent = await intake.person(caseId, '1955-01-01');
    const members = [
      {
        personId: adult,
        relationToHead: '01',
        disabilityLevel: 1,
        disabilityType: 4,
        labourCapacity: 'NONE',
        independentHukou: true,
      },
      { personId: parent, relationToHead: '51' },
    ];
    const { body: household } = await intake.household(id, members, adult);
    const claimed = () =>
      intake.app.rows('select person_id from active_membership where household_id = $1', [household.id]);
    expect(await claimed()).toHaveLength(2);
    const alone = { ground: 'SEVERE_DISABILITY', parentsPerCapitaFen: 70_000 };
    expect((await record(id, 2, { ...empty, applyAlone: alone })).status).toBe(200);
    expect(await claimed()).toEqual([{ person_id: adult }]);
    expect((await record(id, 3, empty)).status).toBe(200);
    expect(await claimed()).toHaveLength(2);
  });

  test('wrong role, wrong region, wrong state, stale version', async () => {
    const { id } = await aDraft();
    const lead = await intake.services.token({ role: 'TOWNSHIP_LEAD', division: '370112008' });
    const other = await intake.services.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112003' });
    expect(await codesOf(record(id, 2, empty, lead))).toMatchObject({ status: 403, code: 'ROLE_NOT_PERMITTED' });
    expect(await codesOf(record(id, 2, empty, other))).toMatchObject({ status: 404, code: 'APPLICATION_UNKNOWN' });
    expect(await codesOf(record(id, 1, empty))).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    const withdrawn = { token: intake.acceptor, params: { id }, version: 2, body: { text: '不再申请' } };
    expect((await intake.app.call(withdrawApplication, withdrawn)).status).toBe(200);
    expect(await codesOf(record(id, 3, empty))).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
  });
});

describe('declarations.get', () => {
  test('finances are not for the village; DECLARATION_UNKNOWN before the first', async () => {
    const { id } = await aDraft();
    const village = await intake.services.token({ role: 'VILLAGE_ASSISTANT', division: '370112008201' });
    const call = { params: { id } };
    expect(await codesOf(intake.app.call(getDeclaration, { ...call, token: village }))).toMatchObject({
      status: 403,
      code: 'ROLE_NOT_PERMITTED',
    });
    expect(await codesOf(intake.app.call(getDeclaration, { ...call, token: intake.acceptor }))).toMatchObject({
      status: 404,
      code: 'DECLARATION_UNKNOWN',
    });
  });
});

describe('documents.attach', () => {
  const paper = { kind: 'PLEDGE', sha256: 'b'.repeat(64), pages: 1 };
  const attach = (id: string, body: object, key?: string) =>
    intake.app.call(attachDocument, { token: intake.acceptor, params: { id }, body, ...(key ? { key } : {}) });

  test('stores the hash once for a key, with its audit row', async () => {
    const { id } = await aDraft();
    const [first, again] = [await attach(id, paper, `paper-${id}`), await attach(id, paper, `paper-${id}`)];
    expect([first.status, again.body]).toEqual([201, first.body]);
    expect(await intake.app.rows('select kind, sha256, pages from document where application_id = $1', [id])).toEqual([
      paper,
    ]);
    expect(
      await intake.app.rows(
        `select after ->> 'kind' as kind from audit_log where action = 'documents.attach' and record_id = $1`,
        [id],
      ),
    ).toEqual([{ kind: 'PLEDGE' }]);
    expect(await codesOf(attach(id, paper))).toMatchObject({ status: 409, code: 'RECORD_DUPLICATE' });
  });

  test('a document can be the evidence of a declared income', async () => {
    const { id, head } = await aDraft();
    const { body } = await attach(id, { ...paper, kind: 'JUDGMENT' });
    const income = wage(head, { type: 'ALIMONY', provenance: 'DOCUMENT', evidenceDocumentId: body.id });
    expect((await record(id, 2, { ...empty, incomes: [income] })).status).toBe(200);
  });

  test.each([
    ['DATE_NOT_ALLOWED: issued tomorrow', { issuedOn: '2014-04-29' }, 'DATE_NOT_ALLOWED'],
    [
      'DATE_ORDER_INVALID: ends before it begins',
      { issuedOn: '2014-04-02', validTo: '2014-04-01' },
      'DATE_ORDER_INVALID',
    ],
    ['INPUT_INVALID: no hash', { sha256: 'x' }, 'INPUT_INVALID'],
  ])('%s', async (_, change, code) => {
    const { id } = await aDraft();
    expect(await codesOf(attach(id, { ...paper, ...change }))).toMatchObject({ code });
  });
});
