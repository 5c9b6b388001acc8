import { randomUUID } from 'node:crypto';
import {
  entrustRequest,
  getAuthorization,
  getObjection,
  getReport,
  getRequest,
  issueReport,
  openObjection,
  personDied,
  reverifyObjection,
  revokeAuthorization,
  signAuthorization,
} from '@mz/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

async function lastRejection(requestId: string) {
  const events = await world.iv.published();
  return events.findLast((event) => event.type.includes('verification.rejected') && event.subject === requestId)?.data;
}

async function codeOf(brief: Parameters<World['request']>[0], event: object = {}): Promise<string | undefined> {
  const requestId = await world.request(brief, event);
  const rejection = (await lastRejection(requestId)) as { code: string } | undefined;
  return rejection?.code;
}

describe('requests that cannot be worked on are rejected with their code', () => {
  test('DECLARATION_TAMPERED: the declaration does not have the hash of the brief, or of the event', async () => {
    const household = await world.aHousehold();
    expect(await codeOf(world.briefOf(household, { declaredHash: hashOf('other') }))).toBe('DECLARATION_TAMPERED');
    const event = { declaredHash: hashOf('another') };
    expect(await codeOf(world.briefOf(household), event)).toBe('DECLARATION_TAMPERED');
  });

  test('DECLARATION_MISSING: the bureau has no such brief', async () => {
    const household = await world.aHousehold();
    const event = { applicationId: randomUUID() };
    expect(await codeOf(world.briefOf(household), event)).toBe('DECLARATION_MISSING');
  });

  test('AUTHORIZATION_MISSING, AUTHORIZATION_SCOPE_EXCEEDED, SUBJECT_DUPLICATED, SUBJECT_NOT_IN_HOUSEHOLD, PERIOD_INVALID', async () => {
    const household = await world.aHousehold();
    const brief = world.briefOf(household);
    const [first, ...others] = brief.members;
    if (first === undefined) throw new Error('no members');
    const unsigned = { members: [{ ...first, authorizationId: null }, ...others] };
    const narrow = await world.sign(household, 'S-A.1', { scopeItems: ['HUKOU'] });
    const scoped = { members: [{ ...first, authorizationId: narrow.body.id }, ...others] };
    const borrowed = { members: [{ ...first, authorizationId: others[0]?.authorizationId ?? null }, ...others] };
    expect(await codeOf(world.briefOf(household, unsigned))).toBe('AUTHORIZATION_MISSING');
    expect(await codeOf(world.briefOf(household, borrowed))).toBe('AUTHORIZATION_MISSING');
    expect(await codeOf(world.briefOf(household, scoped))).toBe('AUTHORIZATION_SCOPE_EXCEEDED');
    expect(await codeOf(world.briefOf(household, { members: [first, first, ...others] }))).toBe('SUBJECT_DUPLICATED');
    expect(await codeOf(brief, { personIds: [randomUUID()] })).toBe('SUBJECT_NOT_IN_HOUSEHOLD');
    expect(await codeOf(world.briefOf(household, { asOf: '2014-04-29' }))).toBe('PERIOD_INVALID');
  });

  test('REQUEST_ALREADY_OPEN: one household, one purpose, one open request', async () => {
    const brief = world.briefOf(await world.aHousehold());
    expect(await codeOf(brief)).toBeUndefined();
    expect(await codeOf({ ...brief, requestId: randomUUID() })).toBe('REQUEST_ALREADY_OPEN');
  });
});

describe('authorizations over HTTP', () => {
  test('a scan serves one authorization (AUTHORIZATION_DOC_REUSED); a replay of the key answers the same one', async () => {
    const household = await world.openCase();
    const documentSha256 = hashOf(randomUUID());
    const first = await world.sign(household, 'S-A.1', { documentSha256 });
    expect(first.body).toMatchObject({
      status: 'ACTIVE',
      validTo: '2015-04-28',
      no: expect.stringMatching(/^37010220140428\d{6}$/),
    });
    const reused = await world.sign(household, 'S-A.2', { documentSha256 });
    expect([reused.status, reused.body.code]).toEqual([409, 'AUTHORIZATION_DOC_REUSED']);
    const events = await world.iv.published();
    expect(events.filter(({ subject }) => subject === first.body.id).map(({ data }) => data)).toMatchObject([
      { status: 'ACTIVE', caseId: household.caseId },
    ]);
    const audit = await world.iv.rows('select action from audit_log where record_id = $1', [first.body.id]);
    expect(audit).toEqual([{ action: 'authorizations.sign' }]);
  });

  test('no login 401, another role 403, another county SCOPE_FORBIDDEN, no purpose PURPOSE_REQUIRED', async () => {
    const household = await world.openCase();
    const body = {
      ...{ caseId: household.caseId, divisionCode: '370102001002', grantorPersonId: household.personIds.get('S-A.1') },
      ...{
        supporter: false,
        scopeItems: ['HUKOU'],
        scopePurposes: ['DIBAO'],
        continuous: false,
        signedOn: '2014-04-28',
      },
      ...{ method: 'WET_INK', documentSha256: hashOf(randomUUID()), witnessSubject: 'w' },
    };
    const purpose = 'VERIFY_MEANS' as const;
    expect((await world.call(signAuthorization, { body, purpose })).status).toBe(401);
    const officer = await world.call(signAuthorization, { token: world.tokens.entrust, body, purpose });
    expect(officer.body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    const far = await world.iv.token({ role: 'TOWNSHIP_ACCEPTOR', division: '371721104000' });
    expect((await world.call(signAuthorization, { token: far, body, purpose })).body).toMatchObject({
      code: 'SCOPE_FORBIDDEN',
    });
    const without = await world.call(signAuthorization, { token: world.tokens.clerk, body });
    expect(without.body).toMatchObject({ code: 'PURPOSE_REQUIRED' });
  });

  test('a revocation cancels the queued questions of that person and pauses the request', async () => {
    const household = await world.aHousehold();
    const requestId = await world.request(world.briefOf(household));
    await world.entrust(requestId);
    const id = household.authorizationIds.get('S-A.1') ?? '';
    const call = { token: world.tokens.clerk, params: { id } };
    const body = { revokedOn: '2014-04-28', documentSha256: hashOf(randomUUID()) };
    expect((await world.call(revokeAuthorization, { ...call, body, version: 9 })).body).toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    const revoked = await world.call(revokeAuthorization, { ...call, body, version: 1 });
    expect(revoked.body).toMatchObject({ status: 'REVOKED', version: 2 });
    const again = await world.call(revokeAuthorization, { ...call, body, version: 2 });
    expect([again.status, again.body.code]).toEqual([409, 'STATE_TRANSITION_INVALID']);
    await world.dispatch(requestId);
    const { body: request } = await world.read(requestId);
    expect(request).toMatchObject({ pausedReason: 'AUTHORIZATION_REVOKED', answered: 0 });
    expect(await world.iv.rows('select from query_log where request_id = $1', [requestId])).toEqual([]);
    const states = new Set(
      request.subQueries
        .filter((one: { personId: string }) => one.personId === household.personIds.get('S-A.1'))
        .map((one: { state: string }) => one.state),
    );
    expect([...states]).toEqual(['CANCELLED']);
  });

  test('example V17 over HTTP: an authorization that ended yesterday sends nothing; the request waits for renewal', async () => {
    const requestId = await world.request(world.briefOf(await world.aHousehold('carOwner')));
    await world.entrust(requestId);
    await world.iv.rows(
      `update means_authorization set valid_from = '2014-04-01', valid_to = '2014-04-27'
       where id in (select authorization_id from sub_query where request_id = $1)`,
      [requestId],
    );
    await world.dispatch(requestId);
    expect((await world.read(requestId)).body).toMatchObject({ pausedReason: 'AUTHORIZATION_EXPIRED', answered: 0 });
    expect(await world.iv.rows('select from query_log where request_id = $1', [requestId])).toEqual([]);
  });

  test('a death ends the person’s authorizations', async () => {
    const household = await world.aHousehold('carOwner');
    const personId = household.personIds.get('S-C.2') ?? '';
    await world.iv.deliver(personDied, {
      subject: personId,
      divisionCode: '370102001003',
      aggregateVersion: 1,
      data: { personId, noticeId: randomUUID(), deathDate: '2014-04-27', source: 'CREMATION' },
    });
    const id = household.authorizationIds.get('S-C.2') ?? '';
    const { body } = await world.call(getAuthorization, { token: world.tokens.clerk, params: { id } });
    expect(body).toMatchObject({ status: 'EXPIRED', version: 2 });
  });
});

describe('reports', () => {
  test('SEPARATION_OF_DUTIES, REPORT_IMMUTABLE, and the table itself refuses a change', async () => {
    const requestId = await checked('wageEarner');
    const compiled = await world.compile(requestId);
    const [{ compilerId }] = [compiled.body];
    const both = await world.iv.token({ role: 'CENTER_CHECKER', division: '370102000000', subject: compilerId });
    const params = { id: compiled.body.id };
    const alone = await world.call(issueReport, { token: both, params, body: {}, version: 1 });
    expect([alone.status, alone.body.code]).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const operator = await world.call(issueReport, { token: world.tokens.operator, params, body: {}, version: 1 });
    expect(operator.body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await world.issue(params.id, 9)).body).toMatchObject({ code: 'VERSION_CONFLICT' });
    const issued = await world.issue(params.id, 1);
    expect(issued.body).toMatchObject({ state: 'ISSUED', version: 2 });
    expect((await world.issue(params.id, 2)).body).toMatchObject({ code: 'REPORT_IMMUTABLE' });
    await expect(
      world.iv.rows("update report set verdict = 'CONSISTENT' || '!' where id = $1", [params.id]),
    ).rejects.toThrow('REPORT_IMMUTABLE');
    expect((await world.compile(requestId)).status).toBe(201);
    expect((await world.compile(requestId)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  });

  test('example V6 over HTTP: the car breaks the limit; the register is corrected after the objection: v2 CONSISTENT, v1 superseded', async () => {
    const requestId = await checked('carOwner');
    const compiled = await world.compile(requestId);
    expect(compiled.body).toMatchObject({ verdict: 'EXCEEDS_ASSET', vehicles: 1 });
    const first = await world.issue(compiled.body.id, compiled.body.version);
    const car = compiled.body.items.find((item: { type: string }) => item.type === 'VEHICLE');
    const body = {
      items: [{ personId: car.personId, type: 'VEHICLE' }],
      toldOn: '2014-04-28',
      evidenceSha256s: [hashOf('transfer contract')],
      text: '车辆已转让',
    };
    const call = { token: world.tokens.clerk, params: { id: first.body.id } };
    for (const toldOn of ['2014-04-27', '9999-12-31']) {
      const never = await world.call(openObjection, { ...call, body: { ...body, toldOn } });
      expect(never.body).toMatchObject({ code: 'DATE_ORDER_INVALID' });
    }
    const opened = await world.call(openObjection, { ...call, body });
    expect(opened.body).toMatchObject({ state: 'OPEN', dueOn: '2014-05-13' });
    const twice = await world.call(openObjection, { ...call, body });
    expect([twice.status, twice.body.code]).toEqual([409, 'OBJECTION_DUPLICATE']);
    expect((await world.compile(requestId)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    await world.override({ personRef: 'S-C.1', item: 'VEHICLE', rows: [] });
    const again = { params: { id: opened.body.id }, body: {} };
    const byCompiler = await world.call(reverifyObjection, { ...again, token: world.tokens.operator });
    expect(byCompiler).toMatchObject({ status: 403, body: { code: 'SEPARATION_OF_DUTIES' } });
    const byOther = await world.call(reverifyObjection, { ...again, token: world.tokens.second });
    expect(byOther.body).toMatchObject({ state: 'REVERIFYING', requestId });
    expect((await world.compile(requestId)).body).toMatchObject({ code: 'MANDATORY_ITEMS_OPEN' });
    await world.dispatch(requestId);
    const second = await world.compile(requestId);
    expect(second.body).toMatchObject({ reportVersion: 2, vehicles: 0 });
    const issued = await world.issue(second.body.id, second.body.version);
    expect(issued.body).toMatchObject({ verdict: 'CONSISTENT', state: 'ISSUED' });
    const { body: request } = await world.call(getRequest, { token: world.tokens.operator, params: { id: requestId } });
    expect(request).toMatchObject({ state: 'REVISED', reportId: second.body.id });
    const answered = await world.call(getObjection, { token: world.tokens.clerk, params: { id: opened.body.id } });
    expect(answered.body).toMatchObject({ state: 'REVISED', agencyErrors: ['PSB_VEHICLE'], closedOn: '2014-04-28' });
    const told = (await world.iv.published()).filter(({ subject }) => subject === opened.body.id);
    expect(told.map(({ type, data }) => [type.split('.mz.')[1], data])).toMatchObject([
      ['verification.objection-opened.v1', { requestId, reportId: first.body.id, itemCodes: ['VEHICLE'] }],
      ['verification.objection-closed.v1', { requestId, reportId: first.body.id, result: 'REVISED' }],
    ]);
    const old = await world.call(getReport, { token: world.tokens.operator, params: { id: first.body.id } });
    expect(old.body).toMatchObject({ state: 'SUPERSEDED', verdict: 'EXCEEDS_ASSET' });
    expect((await world.call(openObjection, { ...call, body })).body).toMatchObject({ code: 'REPORT_SUPERSEDED' });
    const types = (await world.iv.published())
      .filter(({ subject }) => subject === second.body.id)
      .map(({ type }) => type);
    expect(types.map((type) => type.split('.mz.')[1]).sort()).toEqual([
      // The police had another register than the truth.
      'verification.agency-error-found.v1',
      'verification.completed.v1',
      'verification.superseded.v1',
    ]);
  });

  test('another county neither entrusts nor reads', async () => {
    const requestId = await world.request(world.briefOf(await world.aHousehold()));
    const call = { token: world.tokens.elsewhere, params: { id: requestId } };
    expect((await world.call(getRequest, call)).body).toMatchObject({ code: 'REQUEST_UNKNOWN' });
    expect((await world.call(entrustRequest, { ...call, body: {}, version: 1 })).body).toMatchObject({
      code: 'REQUEST_UNKNOWN',
    });
  });
});

async function checked(key: 'wageEarner' | 'carOwner'): Promise<string> {
  const requestId = await world.request(world.briefOf(await world.aHousehold(key)));
  await world.entrust(requestId);
  await world.dispatch(requestId);
  return requestId;
}
