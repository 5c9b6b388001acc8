import { randomUUID } from 'node:crypto';
import {
  authorizationForm,
  draftAuthorization,
  getAuthorization,
  getAuthorizationDraft,
  getLetter,
  listAuthorizations,
  revokeAuthorization,
  signAuthorizationDraft,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { pdfText } from '@mz/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collectFiles } from '../src/files/outgoing.ts';
import { writeLetters } from '../src/letters/write.ts';
import { type Household, hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  expect((await world.agree({ agencyCode: 'BANK', mode: 'DF', items: ['DEPOSIT'] })).status).toBe(201);
  expect((await world.agree({ agencyCode: 'LAND', mode: 'ML', items: ['LAND_COMP'] })).status).toBe(201);
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

type Opened = Omit<Household, 'authorizationIds'>;
const purpose = 'VERIFY_MEANS' as const;
const today = (): string => world.iv.kit.clock.today();

function draftBody(household: Opened, change: object = {}): object {
  return {
    ...{ caseId: household.caseId, divisionCode: household.story.household.divisionCode, supporter: false },
    ...{ grantorPersonId: household.personIds.get('S-C.1'), continuous: true },
    ...{ scopeItems: ['HUKOU', 'DEPOSIT'], scopePurposes: ['DIBAO', 'HOUSING'], ...change },
  };
}

function signature(change: object = {}): object {
  return {
    ...{ signedOn: today(), method: 'FINGERPRINT', documentSha256: hashOf(randomUUID()), witnessSubject: 'witness-1' },
    ...change,
  };
}

const draft = (body: object, token: string | undefined = world.tokens.clerk, key = randomUUID()) =>
  world.call(draftAuthorization, { ...(token === undefined ? {} : { token }), purpose, body, key });
const signIt = (id: string, body: object, version = 1, token = world.tokens.clerk) =>
  world.call(signAuthorizationDraft, { token, purpose, params: { id }, body, version });

async function counts() {
  const [row] = await world.iv.rows(
    `select (select count(*)::int from authorization_draft) as drafts, (select count(*)::int from means_authorization) as signed,
       (select count(*)::int from audit_log) as audit, (select count(*)::int from outbox) as events`,
  );
  return row;
}

async function statesOf(requestId: string, personId?: string): Promise<string[]> {
  const rows = await world.iv.rows<{ state: string }>(
    `select distinct on (person_id, agency_code, item_code) state from sub_query
     where request_id = $1 and ($2::uuid is null or person_id = $2::uuid)
     order by person_id, agency_code, item_code, round desc`,
    [requestId, personId ?? null],
  );
  return [...new Set(rows.map(({ state }) => state))].sort();
}

describe('a draft and its form', () => {
  test('is printed with parties, scope in Chinese words, purposes, period, clause, notice, lines, number and code, and no identity number', async () => {
    const household = await world.openCase('carOwner');
    const made = await draft(draftBody(household));
    expect(made).toMatchObject({
      status: 201,
      body: { status: 'DRAFT', draftedOn: today(), no: expect.stringMatching(/^37010220140428\d{6}$/), version: 1 },
    });
    const params = { id: made.body.id };
    const read = await world.call(getAuthorizationDraft, { token: world.tokens.entrust, params });
    expect(read.body).toEqual(made.body);
    const printed = await world.iv.inject({
      ...{ method: 'GET', url: `/v1/authorization-drafts/${made.body.id}/form` },
      headers: { authorization: `Bearer ${world.tokens.clerk}` },
    });
    expect(printed.statusCode).toBe(200);
    expect(printed.headers['content-type']).toContain('application/pdf');
    const text = (await pdfText(printed.rawPayload)).join('');
    const [person] = household.story.adults;
    for (const words of [
      ...['家庭经济状况核对授权书', person?.name ?? '', '户籍登记、存款', '最低生活保障、住房保障', '撤回即时生效'],
      ...['授权人签字', '见证人签字', made.body.no, 'continuous=是', '36个月', '2013-04-28 至 签署之日'],
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain(person?.idNo);
    const shown = await world.iv.rows('select field_classes from person_read where person_id = $1', [
      household.personIds.get('S-C.1'),
    ]);
    expect(shown.length).toBeGreaterThan(0);
  });

  test('DRAFT → ACTIVE under the same id and number; the draft is used up; audit and event stand beside the row', async () => {
    const household = await world.openCase('carOwner');
    const { body: made } = await draft(draftBody(household));
    const scan = hashOf(randomUUID());
    expect((await signIt(made.id, signature(), 7)).body).toMatchObject({ code: 'VERSION_CONFLICT' });
    const signed = await signIt(made.id, signature({ documentSha256: scan }));
    expect(signed).toMatchObject({
      status: 201,
      body: {
        id: made.id,
        no: made.no,
        status: 'ACTIVE',
        method: 'FINGERPRINT',
        validTo: '2017-04-28',
        continuous: true,
      },
    });
    expect((await signIt(made.id, signature(), 2)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    const form = await world.call(authorizationForm, { token: world.tokens.clerk, params: { id: made.id } });
    expect([form.status, form.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
    const [row] = await world.iv.rows(
      'select document_sha256, witness_subject from means_authorization where id = $1',
      [made.id],
    );
    expect(row).toEqual({ document_sha256: scan, witness_subject: 'witness-1' });
    const audit = await world.iv.rows('select action from audit_log where record_id = $1 order by action', [made.id]);
    expect(audit).toEqual([{ action: 'authorizations.draft' }, { action: 'authorizations.sign' }]);
    const events = (await world.iv.published()).filter(({ subject }) => subject === made.id);
    expect(events.map(({ data }) => data)).toMatchObject([{ status: 'ACTIVE', caseId: household.caseId }]);
  });

  test('a replay of the key answers the same draft and makes no second one', async () => {
    const household = await world.openCase('carOwner');
    const key = randomUUID();
    const first = await draft(draftBody(household), world.tokens.clerk, key);
    const before = await counts();
    const second = await draft(draftBody(household), world.tokens.clerk, key);
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(await counts()).toEqual(before);
  });

  test('no login, a role or place that may not, a person of another case, and each fault of the form change nothing', async () => {
    const household = await world.openCase('carOwner');
    const stranger = await world.openCase('wageEarner');
    const before = await counts();
    const code = async (change: object, token?: string) => (await draft(draftBody(household, change), token)).body.code;
    expect((await world.call(draftAuthorization, { purpose, body: draftBody(household) })).status).toBe(401);
    expect(await code({}, world.tokens.entrust)).toBe('ROLE_NOT_PERMITTED');
    const far = await world.iv.token({ role: 'TOWNSHIP_CLERK', division: '371721104000' });
    expect(['SCOPE_FORBIDDEN', 'CASE_REQUIRED']).toContain(await code({}, far));
    expect(await code({ grantorPersonId: stranger.personIds.get('S-A.1') })).toBe('CASE_REQUIRED');
    expect(await code({ scopeItems: [] })).toBe('INPUT_INVALID');
    expect(await code({ scopeItems: ['DREAMS'] })).toBe('ITEM_UNKNOWN');
    expect(await code({ scopePurposes: ['PARTY'] })).toBe('PURPOSE_NOT_PERMITTED');
    expect(await code({ periodFrom: '2014-04-02', periodTo: '2014-04-01' })).toBe('PERIOD_INVALID');
    expect(await code({ divisionCode: '370199001000' })).toBe('DIVISION_NOT_VALID');
    expect(await counts()).toEqual(before);
  });

  test('AUTHORIZATION_DATE_INVALID: signed tomorrow, or before the form was printed; AUTHORIZATION_DOC_REUSED: the scan of another', async () => {
    const household = await world.openCase('carOwner');
    const { body: made } = await draft(draftBody(household));
    const other = await world.sign(household, 'S-C.2');
    const [{ scan } = { scan: '' }] = await world.iv.rows<{ scan: string }>(
      'select document_sha256 as scan from means_authorization where id = $1',
      [other.body.id],
    );
    const before = await counts();
    const code = async (change: object) => (await signIt(made.id, signature(change))).body.code;
    expect(await code({ signedOn: addDays(today(), 1) })).toBe('AUTHORIZATION_DATE_INVALID');
    expect(await code({ signedOn: addDays(today(), -1) })).toBe('AUTHORIZATION_DATE_INVALID');
    expect(await code({ documentSha256: scan })).toBe('AUTHORIZATION_DOC_REUSED');
    expect(await counts()).toEqual(before);
    const unknown = await signIt(randomUUID(), signature());
    expect([unknown.status, unknown.body.code]).toEqual([404, 'AUTHORIZATION_UNKNOWN']);
  });
});

describe('who signs for whom', () => {
  test('GUARDIAN_REQUIRED: an adult whom people know without capacity; with a capable guardian and proof it stands', async () => {
    const household = await world.openCase('carOwner');
    const personId = household.personIds.get('S-C.1') ?? '';
    await world.setCapacity(personId, 'NONE');
    expect((await draft(draftBody(household))).body).toMatchObject({ code: 'GUARDIAN_REQUIRED' });
    expect((await world.sign(household, 'S-C.1')).body).toMatchObject({ code: 'GUARDIAN_REQUIRED' });
    const guardianPersonId = household.personIds.get('S-C.2');
    expect((await world.sign(household, 'S-C.1', { guardianPersonId })).body).toMatchObject({
      code: 'DOCUMENT_MISSING',
    });
    const { body: made } = await draft(draftBody(household, { guardianPersonId }));
    expect((await signIt(made.id, signature())).body).toMatchObject({ code: 'DOCUMENT_MISSING' });
    const signed = await signIt(made.id, signature({ guardianProofSha256: hashOf('判决书') }));
    expect(signed.body).toMatchObject({ status: 'ACTIVE', guardianPersonId, grantorPersonId: personId });
    await world.setCapacity(personId, 'FULL');
  });
});

describe('the states of an authorization', () => {
  test('SIGNED until its first day: nothing is asked before (AUTHORIZATION_NOT_YET_VALID), ACTIVE on it; then the request goes on', async () => {
    const opened = await world.openCase('carOwner');
    const validFrom = addDays(today(), 1);
    const first = await world.sign(opened, 'S-C.1', { validFrom });
    expect(first.body).toMatchObject({ status: 'SIGNED', validFrom, signedOn: today() });
    const second = await world.sign(opened, 'S-C.2');
    const authorizationIds = new Map([
      ['S-C.1', first.body.id],
      ['S-C.2', second.body.id],
    ]);
    const requestId = await world.request(world.briefOf({ ...opened, authorizationIds }));
    const events = await world.iv.published();
    expect(events.findLast(({ subject }) => subject === requestId)?.data).toMatchObject({
      code: 'AUTHORIZATION_NOT_YET_VALID',
    });
    await world.setToday(validFrom);
    const params = { id: first.body.id };
    const active = await world.call(getAuthorization, { token: world.tokens.clerk, params });
    expect(active.body).toMatchObject({ status: 'ACTIVE', version: 2 });
    const told = (await world.iv.published()).filter(({ subject }) => subject === first.body.id);
    expect(told.map(({ data }) => (data as { status: string }).status)).toEqual(['SIGNED', 'ACTIVE']);
  });

  test('a new one of the same person and case that covers it takes its place (SUPERSEDED) and its waiting questions', async () => {
    const household = await world.aHousehold('carOwner');
    const requestId = await world.request(world.briefOf(household, { dueDate: addDays(today(), 14) }));
    expect((await world.entrust(requestId)).status).toBe(200);
    const old = household.authorizationIds.get('S-C.1') ?? '';
    const narrow = await world.sign(household, 'S-C.1', { scopeItems: ['HUKOU'] });
    const read = async (id: string) =>
      (await world.call(getAuthorization, { token: world.tokens.clerk, params: { id } })).body;
    expect(await read(old)).toMatchObject({ status: 'ACTIVE', supersededBy: null });
    const newer = await world.sign(household, 'S-C.1', { continuous: true });
    expect(await read(old)).toMatchObject({
      ...{ status: 'SUPERSEDED', supersededBy: newer.body.id, endedOn: today(), endedReason: 'SUPERSEDED' },
    });
    expect(await read(narrow.body.id)).toMatchObject({ status: 'SUPERSEDED', supersededBy: newer.body.id });
    const waiting = await world.iv.rows(
      'select distinct authorization_id as id from sub_query where request_id = $1 and person_id = $2',
      [requestId, household.personIds.get('S-C.1')],
    );
    expect(waiting).toEqual([{ id: newer.body.id }]);
    await world.dispatch(requestId);
    expect((await world.read(requestId)).body).toMatchObject({ pausedReason: null, mandatoryOpen: 2 });
    // Those of the bank wait for the daily file.
    expect(await statesOf(requestId, household.personIds.get('S-C.1'))).toEqual(['ANSWERED', 'QUEUED']);
    // A request that names the earlier one is checked under the later, and what was just answered is not asked again.
    const again = await world.request(world.briefOf(household, { dueDate: addDays(today(), 14) }));
    expect((await world.entrust(again)).body).toMatchObject({ state: 'PARTIAL', mandatoryOpen: 2 });
    const list = await world.call(listAuthorizations, {
      token: world.tokens.clerk,
      query: { caseId: household.caseId },
    });
    expect(list.body.items.map(({ status }: { status: string }) => status)).toEqual([
      ...['ACTIVE', 'SUPERSEDED', 'ACTIVE', 'SUPERSEDED'],
    ]);
  });

  test('revoking takes back a file not handed over and a letter not answered: the others’ questions leave anew, the person’s never', async () => {
    const { kit } = world.iv;
    // What other tests left waiting leaves first.
    await collectFiles(kit, kit.system('files.collect'));
    await writeLetters(kit, kit.system('letters.write'));
    await world.iv.rows("update exchange_file set state = 'SENT' where state = 'SEALED'");
    const [{ letters } = { letters: 0 }] = await world.iv.rows<{ letters: number }>(
      'select count(*)::int as letters from letter',
    );
    const one = await world.aHousehold('carOwner');
    const first = await entrusted(one);
    const second = await entrusted(await world.aHousehold('carOwner'));
    const papers = async () => {
      await collectFiles(kit, kit.system('files.collect'));
      await writeLetters(kit, kit.system('letters.write'));
      return world.iv.rows<{ file: string; rows: number; letters: number }>(
        `select id as file, row_count as rows, (select count(*)::int from letter where withdrawn_on is null) as letters
         from exchange_file where state = 'SEALED' order by id`,
      );
    };
    const [sealed] = await papers();
    expect(sealed).toMatchObject({ rows: 4, letters: letters + 2 });
    const params = { id: one.authorizationIds.get('S-C.1') ?? '' };
    const body = { revokedOn: today(), documentSha256: hashOf(randomUUID()) };
    const call = { token: world.tokens.clerk, params, body, version: 1 };
    expect((await world.call(revokeAuthorization, call)).body).toMatchObject({ status: 'REVOKED' });
    const [file] = await world.iv.rows(
      'select state, body, withdrawn_on::text as day from exchange_file where id = $1',
      [sealed?.file],
    );
    expect(file).toEqual({ state: 'ANSWERED', body: null, day: today() });
    const [letter] = await world.iv.rows<{ id: string; day: string }>(
      'select id, withdrawn_on::text as day from letter where request_id = $1',
      [first],
    );
    expect(letter).toMatchObject({ day: today() });
    const shown = { token: world.tokens.operator, purpose, params: { id: letter?.id ?? '' } };
    expect((await world.call(getLetter, shown)).body).toMatchObject({ code: 'LETTER_WITHDRAWN' });
    expect(await statesOf(first, one.personIds.get('S-C.1'))).not.toContain('QUEUED');
    // The request waits for people; of the other one everything leaves in the next file.
    const [next] = await papers();
    expect(next).toMatchObject({ rows: 2, letters: letters + 1 });
    const lines = await world.iv.rows(
      'select distinct request_id as id from exchange_row join sub_query on sub_query.id = sub_query_id where file_id = $1',
      [next?.file],
    );
    expect(lines).toEqual([{ id: second }]);
  });

  test('after a revocation the same person may sign again: what was cancelled is asked in a new round, and the pause ends', async () => {
    const household = await world.aHousehold('carOwner');
    const requestId = await world.request(world.briefOf(household, { dueDate: addDays(today(), 14) }));
    expect((await world.entrust(requestId)).status).toBe(200);
    const personId = household.personIds.get('S-C.1') ?? '';
    const body = { revokedOn: today(), documentSha256: hashOf(randomUUID()) };
    const params = { id: household.authorizationIds.get('S-C.1') ?? '' };
    await world.call(revokeAuthorization, { token: world.tokens.clerk, params, body, version: 1 });
    expect((await world.read(requestId)).body).toMatchObject({ pausedReason: 'AUTHORIZATION_REVOKED' });
    expect(await statesOf(requestId, personId)).toEqual(['CANCELLED']);
    const again = await world.sign(household, 'S-C.1');
    expect(again.body).toMatchObject({ status: 'ACTIVE' });
    expect((await world.read(requestId)).body).toMatchObject({ pausedReason: null });
    expect(await statesOf(requestId, personId)).toEqual(['QUEUED']);
    const used = await world.iv.rows(
      'select distinct round, authorization_id as id from sub_query where request_id = $1 and person_id = $2 order by round',
      [requestId, personId],
    );
    expect(used).toEqual([
      { round: 1, id: params.id },
      { round: 2, id: again.body.id },
    ]);
  });
});

async function entrusted(household: Household): Promise<string> {
  const id = await world.request(world.briefOf(household, { dueDate: addDays(today(), 14) }));
  expect((await world.entrust(id)).status).toBe(200);
  await world.dispatch(id);
  return id;
}

test('the graph shows an authorization and those of a case as REST does, to the same readers', async () => {
  const household = await world.aHousehold('carOwner');
  const [id = ''] = household.authorizationIds.values();
  const fields = `id no caseId grantorPersonId guardianPersonId supporter scopeItems scopePurposes periodFrom periodTo validFrom
    validTo continuous signedOn method status endedOn endedReason supersededBy version`;
  const query = `query ($id: ID!, $caseId: String!, $r: [_Any!]!) { meansAuthorization(id: $id) { ${fields} }
    meansAuthorizations(caseId: $caseId) { ${fields} } _entities(representations: $r) { ... on MeansAuthorization { ${fields} } } }`;
  const ask = async (userToken: string) => {
    const gateway = await world.iv.serviceToken('gateway');
    const variables = { id, caseId: household.caseId, r: [{ __typename: 'MeansAuthorization', id }] };
    const response = await world.iv.inject({
      ...{ method: 'POST', url: '/graphql', payload: JSON.stringify({ query, variables }) },
      headers: { authorization: `Bearer ${gateway}`, 'x-user-token': userToken, 'content-type': 'application/json' },
    });
    return JSON.parse(response.payload);
  };
  const one = await world.call(getAuthorization, { token: world.tokens.clerk, params: { id } });
  const all = await world.call(listAuthorizations, { token: world.tokens.clerk, query: { caseId: household.caseId } });
  const answer = await ask(world.tokens.clerk);
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toEqual({
    ...{ meansAuthorization: one.body, meansAuthorizations: all.body.items, _entities: [one.body] },
  });
  const far = await ask(world.tokens.elsewhere);
  expect(far.data).toMatchObject({ meansAuthorization: null });
  expect(far.errors[0].extensions.code).toBe('AUTHORIZATION_UNKNOWN');
  expect((await ask(world.tokens.admin)).errors[0].extensions.code).toBe('ROLE_NOT_PERMITTED');
});
