import {
  draftApplication,
  getApplication,
  listApplications,
  requestSupplement,
  submitApplication,
  withdrawApplication,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { aHousehold, anApplication, aSubmittable, aVillage } from '../factories.ts';

let app: TestService<DB>;
let village: string;
let acceptor: string;
let lead: string;
let elsewhere: string;
let supervisor: string;

beforeAll(async () => {
  app = await startTestService(service, { seed: true });
  village = await app.token({ role: 'VILLAGE_ASSISTANT', division: aVillage });
  acceptor = await app.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112008' });
  lead = await app.token({ role: 'TOWNSHIP_LEAD', division: '370112008' });
  elsewhere = await app.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370102001' });
  supervisor = await app.token({ role: 'CITY_SUPERVISOR', division: '3701' });
});
afterAll(() => app.stop());

const draft = { programme: 'URBAN_DIBAO', divisionCode: aVillage, filedBy: 'HEAD' };

async function eventsOf(subject: string): Promise<string[]> {
  const all = await app.published();
  return all.filter((event) => event.subject === subject).map(({ type }) => type.replace('cn.gov.sd.mz.', ''));
}

describe('applications.draft', () => {
  test('opens a case: row, step, audit row and case.opened with nobody in it', async () => {
    const answer = await app.call(draftApplication, { token: acceptor, body: draft });
    expect(answer.status).toBe(201);
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.body).toMatchObject({
      caseId: `social-assistance/${answer.body.id}`,
      state: 'DRAFT',
      divisionCode: aVillage,
      clocks: [],
      availableActions: ['submit', 'withdraw'],
      version: 1,
    });
    const { id } = answer.body;
    expect(await app.rows('select state, drafted_on::text from application where id = $1', [id])).toEqual([
      { state: 'DRAFT', drafted_on: '2014-04-28' },
    ]);
    expect(
      await app.rows('select action, actor, actor_role from application_step where application_id = $1', [id]),
    ).toEqual([{ action: 'draft', actor: 'test-township_acceptor-370112008000', actor_role: 'TOWNSHIP_ACCEPTOR' }]);
    expect(await app.rows('select action, actor from audit_log where record_id = $1', [id])).toEqual([
      { action: 'applications.draft', actor: 'test-township_acceptor-370112008000' },
    ]);
    const opened = (await app.published()).find(({ subject }) => subject === id);
    expect(opened).toMatchObject({
      type: 'cn.gov.sd.mz.case.opened.v1',
      divisioncode: aVillage,
      aggregateversion: 1,
      data: { caseId: `social-assistance/${id}`, stage: 'DRAFT', personIds: [], purpose: 'ASSESS_BENEFIT' },
    });
  });

  test('a replay of the same key answers the same draft and opens no second case', async () => {
    const key = 'draft-once';
    const [first, second] = [
      await app.call(draftApplication, { token: acceptor, body: draft, key }),
      await app.call(draftApplication, { token: acceptor, body: draft, key }),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(await eventsOf(first.body.id)).toEqual(['case.opened.v1']);
  });

  test('the same key with another body is IDEMPOTENCY_KEY_REUSED', async () => {
    await app.call(draftApplication, { token: acceptor, body: draft, key: 'reused' });
    const other = { ...draft, programme: 'RURAL_DIBAO' };
    const answer = await app.call(draftApplication, { token: acceptor, body: other, key: 'reused' });
    expect([answer.status, answer.body]).toMatchObject([422, { code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });

  test.each([
    ['a code that never was: DIVISION_NOT_VALID', { divisionCode: '370199001201' }, 422, 'DIVISION_NOT_VALID'],
    [
      'a township in place of the village: DIVISION_NOT_VALID',
      { divisionCode: '370112008000' },
      422,
      'DIVISION_NOT_VALID',
    ],
    ['a summary code: CODE_SUMMARY', { divisionCode: '370101001201' }, 422, 'CODE_SUMMARY'],
    ['outside the office: SCOPE_FORBIDDEN', { divisionCode: '370102001001' }, 403, 'SCOPE_FORBIDDEN'],
    ['the village files without entrustment: DOCUMENT_MISSING', { filedBy: 'VILLAGE' }, 422, 'DOCUMENT_MISSING'],
    ['an agent files without entrustment: DOCUMENT_MISSING', { filedBy: 'AGENT' }, 422, 'DOCUMENT_MISSING'],
    ['an unknown programme: INPUT_INVALID', { programme: 'WUBAO' }, 400, 'INPUT_INVALID'],
    ['a field that is not in the contract: INPUT_INVALID', { name: '张三' }, 400, 'INPUT_INVALID'],
  ])('%s', async (_, change, status, code) => {
    const answer = await app.call(draftApplication, { token: acceptor, body: { ...draft, ...change } });
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
  });

  test('the village files with a written entrustment, in its own village only', async () => {
    const entrusted = { ...draft, filedBy: 'VILLAGE', entrustmentSha256: 'a'.repeat(64) };
    const own = await app.call(draftApplication, { token: village, body: entrusted });
    expect(own.status).toBe(201);
    const next = { ...entrusted, divisionCode: '370112008202' };
    const answer = await app.call(draftApplication, { token: village, body: next });
    expect([answer.status, answer.body]).toMatchObject([403, { code: 'SCOPE_FORBIDDEN' }]);
  });

  test('no login is TOKEN_MISSING, a supervisor ROLE_NOT_PERMITTED, no key IDEMPOTENCY_KEY_REQUIRED', async () => {
    const anonymous = await app.call(draftApplication, { body: draft });
    expect([anonymous.status, anonymous.body]).toMatchObject([401, { code: 'TOKEN_MISSING' }]);
    const wrongRole = await app.call(draftApplication, { token: supervisor, body: draft });
    expect([wrongRole.status, wrongRole.body]).toMatchObject([403, { code: 'ROLE_NOT_PERMITTED' }]);
    const keyless = await app.call(draftApplication, { token: acceptor, body: draft, key: '' });
    expect([keyless.status, keyless.body]).toMatchObject([400, { code: 'IDEMPOTENCY_KEY_REQUIRED' }]);
  });
});

describe('applications.submit', () => {
  async function ready() {
    const row = await anApplication(app.kit);
    await aHousehold(app.kit, row);
    await aSubmittable(app.kit, row);
    return row;
  }

  test('starts the term of acceptance and opens the case for reading', async () => {
    const row = await ready();
    const answer = await app.call(submitApplication, {
      token: acceptor,
      params: { id: row.id },
      version: 1,
      body: { submittedOn: '2014-04-28' },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ state: 'SUBMITTED', submittedOn: '2014-04-28', version: 2 });
    // 5 working days [A] after Mon 04-28: 05-01 to 05-03 are off, Sun 05-04 is a make-up workday.
    expect(answer.body.clocks).toEqual([
      {
        step: 'ACCEPTANCE',
        startedOn: '2014-04-28',
        dueOn: '2014-05-06',
        provisional: false,
        pausedOn: null,
        metOn: null,
        missed: false,
        legalBasis: expect.stringContaining('省民政厅'),
      },
    ]);
    expect(answer.body.availableActions).toEqual(['requestSupplement', 'accept', 'withdraw']);
    const changed = (await app.published()).find(({ subject }) => subject === row.id);
    expect(changed).toMatchObject({ type: 'cn.gov.sd.mz.case.changed.v1', data: { stage: 'OPEN' } });
  });

  test('an empty draft is refused with every reason', async () => {
    const row = await anApplication(app.kit);
    const answer = await app.call(submitApplication, {
      token: acceptor,
      params: { id: row.id },
      version: 1,
      body: { submittedOn: '2014-04-29' },
    });
    expect(answer.status).toBe(422);
    const { errors } = answer.body as unknown as { errors: { code: string }[] };
    expect(errors.map(({ code }) => code)).toEqual([
      'DATE_NOT_ALLOWED',
      'HOUSEHOLD_STRUCTURE_INVALID',
      'DECLARATION_MISSING',
      'DOCUMENT_MISSING',
    ]);
  });

  test('a stale version is VERSION_CONFLICT, none PRECONDITION_REQUIRED', async () => {
    const row = await ready();
    const call = { token: acceptor, params: { id: row.id }, body: { submittedOn: '2014-04-28' } };
    const stale = await app.call(submitApplication, { ...call, version: 7 });
    expect([stale.status, stale.body]).toMatchObject([412, { code: 'VERSION_CONFLICT' }]);
    const none = await app.call(submitApplication, call);
    expect([none.status, none.body]).toMatchObject([428, { code: 'PRECONDITION_REQUIRED' }]);
  });

  test('another township does not see it: APPLICATION_UNKNOWN; a second submission is STATE_TRANSITION_INVALID', async () => {
    const row = await ready();
    const call = { params: { id: row.id }, body: { submittedOn: '2014-04-28' } };
    const foreign = await app.call(submitApplication, { ...call, token: elsewhere, version: 1 });
    expect([foreign.status, foreign.body]).toMatchObject([404, { code: 'APPLICATION_UNKNOWN' }]);
    expect((await app.call(submitApplication, { ...call, token: acceptor, version: 1 })).status).toBe(200);
    const again = await app.call(submitApplication, { ...call, token: acceptor, version: 2 });
    expect([again.status, again.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
  });
});

describe('applications.requestSupplement', () => {
  test('stops the term, is logged with its reason and cannot be asked twice', async () => {
    const row = await anApplication(app.kit);
    await aHousehold(app.kit, row);
    await aSubmittable(app.kit, row);
    const call = { token: acceptor, params: { id: row.id } };
    await app.call(submitApplication, { ...call, version: 1, body: { submittedOn: '2014-04-28' } });
    const items = { items: ['残疾人证复印件'] };
    const asked = await app.call(requestSupplement, { ...call, version: 2, body: items });
    expect(asked.body).toMatchObject({ state: 'SUPPLEMENT_REQUESTED', version: 3 });
    expect(asked.body.clocks).toMatchObject([{ step: 'ACCEPTANCE', pausedOn: '2014-04-28', dueOn: '2014-05-06' }]);
    expect(asked.body.availableActions).toEqual(['submit', 'withdraw']);
    expect(
      await app.rows(
        `select reason, due_before::text, resumed_on from case_clock_pause
          join case_clock on case_clock.id = clock_id where application_id = $1`,
        [row.id],
      ),
    ).toEqual([{ reason: 'SUPPLEMENT_REQUESTED', due_before: '2014-05-06', resumed_on: null }]);

    const back = await app.call(submitApplication, { ...call, version: 3, body: { submittedOn: '2014-04-28' } });
    expect(back.body).toMatchObject({ state: 'SUBMITTED', submittedOn: '2014-04-28' });
    expect(back.body.clocks).toMatchObject([{ step: 'ACCEPTANCE', pausedOn: null, dueOn: '2014-05-06' }]);
    const twice = await app.call(requestSupplement, { ...call, version: 4, body: items });
    expect([twice.status, twice.body]).toMatchObject([409, { code: 'SUPPLEMENT_ALREADY_REQUESTED' }]);
  });

  test('the list that was asked for is stored encrypted', async () => {
    const [step] = await app.rows<{ note: Buffer; detail: unknown }>(
      `select note, detail from application_step where action = 'requestSupplement' limit 1`,
    );
    expect(step?.detail).toEqual({ items: 1 });
    expect(step?.note.toString('utf8')).not.toContain('残疾');
  });

  test('a draft cannot be supplemented: STATE_TRANSITION_INVALID; the lead may not ask: ROLE_NOT_PERMITTED', async () => {
    const row = await anApplication(app.kit);
    const call = { params: { id: row.id }, version: 1, body: { items: ['x'] } };
    const early = await app.call(requestSupplement, { ...call, token: acceptor });
    expect([early.status, early.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
    const wrong = await app.call(requestSupplement, { ...call, token: lead });
    expect([wrong.status, wrong.body]).toMatchObject([403, { code: 'ROLE_NOT_PERMITTED' }]);
  });
});

describe('applications.withdraw', () => {
  test('closes the case, ends its terms and frees its members', async () => {
    const row = await anApplication(app.kit);
    const { householdId } = await aHousehold(app.kit, row);
    await aSubmittable(app.kit, row);
    const call = { token: acceptor, params: { id: row.id } };
    await app.call(submitApplication, { ...call, version: 1, body: { submittedOn: '2014-04-28' } });
    const answer = await app.call(withdrawApplication, { ...call, version: 2, body: { text: '已就业，自愿撤回' } });
    expect(answer.body).toMatchObject({ state: 'WITHDRAWN', availableActions: [], version: 3 });
    expect(answer.body.clocks).toMatchObject([{ step: 'ACCEPTANCE', metOn: '2014-04-28' }]);
    expect(await app.rows('select 1 from active_membership where household_id = $1', [householdId])).toEqual([]);
    expect((await eventsOf(row.id)).at(-1)).toBe('case.closed.v1');
    const again = await app.call(withdrawApplication, { ...call, version: 3, body: { text: '再次' } });
    expect([again.status, again.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
  });
});

describe('reading applications', () => {
  test('a city supervisor sees the case and may do nothing with it; another county sees none', async () => {
    const row = await anApplication(app.kit);
    const seen = await app.call(getApplication, { token: supervisor, params: { id: row.id } });
    expect([seen.status, seen.body.availableActions]).toEqual([200, []]);
    const hidden = await app.call(getApplication, { token: elsewhere, params: { id: row.id } });
    expect([hidden.status, hidden.body]).toMatchObject([404, { code: 'APPLICATION_UNKNOWN' }]);
  });

  test('pages run through the township newest first, each application once', async () => {
    const divisionCode = '370112003201';
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.push((await anApplication(app.kit, { divisionCode })).id);
    const token = await app.token({ role: 'TOWNSHIP_LEAD', division: '370112003' });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await app.call(listApplications, { token, query: { first: 2, ...(after ? { after } : {}) } });
      expect(page.headers.link === undefined).toBe(page.body.next === null);
      seen.push(...page.body.items.map(({ id }) => id));
      after = page.body.next ?? undefined;
    } while (after);
    expect(seen).toEqual([...made].reverse());
  });

  test('a state narrows the list, a foreign cursor is CURSOR_INVALID', async () => {
    const token = await app.token({ role: 'TOWNSHIP_LEAD', division: '370112003' });
    const withdrawn = await app.call(listApplications, { token, query: { state: 'WITHDRAWN' } });
    expect(withdrawn.body).toEqual({ items: [], next: null });
    for (const after of ['zzz', Buffer.from('["no id"]').toString('base64url')]) {
      const wrong = await app.call(listApplications, { token, query: { after } });
      expect([wrong.status, wrong.body]).toMatchObject([400, { code: 'CURSOR_INVALID' }]);
    }
  });
});
