import { createHash, randomUUID } from 'node:crypto';
import {
  amendRequest,
  cancelRequest,
  draftRequest,
  entrustRequest,
  listRequests,
  returnRequest,
  revokeAuthorization,
  submitRequest,
} from '@mz/contracts';
import { addDays, canonicalJson } from '@mz/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Household, hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

type Opened = Omit<Household, 'authorizationIds'>;
const purpose = 'VERIFY_MEANS' as const;
const today = (): string => world.iv.kit.clock.today();

function bodyOf(household: Opened & { authorizationIds?: ReadonlyMap<string, string> }, change: object = {}) {
  const subjects = household.story.household.members.map(({ ref, relationToHead }) => ({
    ...{ personId: household.personIds.get(ref), role: 'COUNTED', relationToHead },
    ...(household.authorizationIds?.has(ref) ? { authorizationId: household.authorizationIds.get(ref) } : {}),
  }));
  return {
    ...{ caseId: household.caseId, householdId: randomUUID(), divisionCode: household.story.household.divisionCode },
    ...{ purpose: 'DIBAO', programme: 'URBAN_DIBAO', kind: 'INITIAL', priority: 'NORMAL', asOf: today() },
    ...{ windowFrom: '2013-10', windowTo: '2014-03', subjects, declared: { incomes: [], assets: [] }, ...change },
  };
}

const draft = (body: object, token: string | undefined = world.tokens.clerk, key = randomUUID()) =>
  world.call(draftRequest, { ...(token === undefined ? {} : { token }), purpose, body, key });
const submit = (id: string, version: number, body: object = {}, token = world.tokens.clerk) =>
  world.call(submitRequest, { token, purpose, params: { id }, body, version });

async function counts() {
  const [row] = await world.iv.rows(
    `select (select count(*)::int from verification_request) as requests, (select count(*)::int from sub_query) as queries,
       (select count(*)::int from request_key) as keys, (select count(*)::int from outbox where type not like '%.misuse-suspected.%') as events,
       (select sum(version)::int from verification_request) as versions, (select count(*)::int from query_log) as sent`,
  );
  return row;
}

/** A refusal changes nothing and tells no identity number, in its answer or in any event. */
async function refused(household: Opened, act: () => Promise<{ status: number; body: { code: string } }>) {
  const before = await counts();
  const answer = await act();
  expect(await counts()).toEqual(before);
  const told = JSON.stringify([answer.body, await world.iv.published()]);
  for (const { idNo } of household.story.household.members) expect(told).not.toContain(idNo);
  return [answer.status, answer.body.code];
}

async function submitted(household: Household, change: object = {}): Promise<{ id: string; version: number }> {
  const { body } = await draft(bodyOf(household, change));
  const answer = await submit(body.id, body.version);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

describe('DRAFT → SUBMITTED → RETURNED → SUBMITTED → DISPATCHED, entered by the township', () => {
  test('a draft asks nothing; it is submitted with what was signed meanwhile, returned once with its defects, amended, submitted again', async () => {
    const opened = await world.openCase('carOwner');
    const made = await draft(bodyOf(opened));
    expect(made).toMatchObject({
      status: 201,
      body: { state: 'DRAFT', origin: 'TOWNSHIP', total: 0, version: 1, intakeDueDate: null, caseId: opened.caseId },
    });
    const { id } = made.body;
    const entrustDraft = { token: world.tokens.entrust, params: { id }, body: {}, version: 1 };
    expect((await world.call(entrustRequest, entrustDraft)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    expect(await refused(opened, () => submit(id, 1))).toEqual([422, 'AUTHORIZATION_MISSING']);
    for (const { ref } of opened.story.adults) expect((await world.sign(opened, ref)).status).toBe(201);
    expect(await refused(opened, () => submit(id, 9))).toEqual([412, 'VERSION_CONFLICT']);
    const sent = await submit(id, 1);
    // Monday 2014-04-28: one working day for the centre.
    expect(sent.body).toMatchObject({ state: 'SUBMITTED', intakeDueDate: '2014-04-29', version: 2 });
    expect(await refused(opened, () => submit(id, 2))).toEqual([409, 'STATE_TRANSITION_INVALID']);
    const defects = ['申报缺少存款'];
    const back = { token: world.tokens.entrust, params: { id }, body: { defects }, version: 2 };
    expect((await world.call(returnRequest, back)).body).toMatchObject({ state: 'RETURNED', defects, version: 3 });
    expect((await world.call(returnRequest, { ...back, version: 3 })).body.code).toBe('STATE_TRANSITION_INVALID');
    const assets = [
      { personId: opened.personIds.get('S-C.1'), kind: 'DEPOSIT', valueFen: 1, shareBp: 10_000, asOf: today() },
    ];
    const {
      caseId: _c,
      householdId: _h,
      divisionCode: _d,
      ...rest
    } = bodyOf(opened, { declared: { incomes: [], assets } });
    const { purpose: _p, programme: _g, kind: _k, priority: _y, ...content } = rest;
    const amend = { token: world.tokens.clerk, purpose, params: { id }, body: content, version: 3 };
    expect((await world.call(amendRequest, amend)).body).toMatchObject({ state: 'RETURNED', version: 4 });
    expect((await submit(id, 4)).body).toMatchObject({ state: 'SUBMITTED', defects: [], version: 5 });
    expect((await world.call(amendRequest, { ...amend, version: 5 })).body.code).toBe('STATE_TRANSITION_INVALID');
    const entrusted = await world.entrust(id);
    expect(entrusted.body).toMatchObject({ state: 'DISPATCHED', version: 6 });
    expect(entrusted.body.total).toBeGreaterThan(0);
    const audit = await world.iv.rows<{ action: string }>('select action from audit_log where record_id = $1', [id]);
    expect(audit.map(({ action }) => action).sort()).toEqual([
      ...[
        'requests.amend',
        'requests.draft',
        'requests.entrust',
        'requests.return',
        'requests.submit',
        'requests.submit',
      ],
    ]);
  });

  test('a replayed key makes one draft; another body under it is refused', async () => {
    const household = await world.openCase('carOwner');
    const [key, body] = [randomUUID(), bodyOf(household)];
    const first = await draft(body, world.tokens.clerk, key);
    const before = await counts();
    expect((await draft(body, world.tokens.clerk, key)).body).toEqual(first.body);
    expect((await draft(bodyOf(household), world.tokens.clerk, key)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await counts()).toEqual(before);
  });

  test('no login, a role or a county that may not, nobody’s own check', async () => {
    const household = await world.aHousehold('carOwner');
    const { id } = await submitted(household);
    expect((await world.call(draftRequest, { purpose, body: bodyOf(household) })).status).toBe(401);
    expect(await refused(household, () => draft(bodyOf(household), world.tokens.operator))).toEqual([
      403,
      'ROLE_NOT_PERMITTED',
    ]);
    expect(await refused(household, () => submit(id, 2, {}, world.tokens.ruralClerk))).toEqual([
      404,
      'REQUEST_UNKNOWN',
    ]);
    const own = await world.iv.token({
      ...{ role: 'TOWNSHIP_CLERK', division: '370102001000', personId: household.personIds.get('S-C.1') ?? '' },
    });
    expect(await refused(household, () => draft(bodyOf(household), own))).toEqual([403, 'CONFLICT_OF_INTEREST']);
  });

  test('a draft can be withdrawn; what is cancelled is not submitted any more', async () => {
    const household = await world.aHousehold('carOwner');
    const { body } = await draft(bodyOf(household));
    const call = { token: world.tokens.entrust, params: { id: body.id }, body: { reason: '申请人撤回' }, version: 1 };
    expect((await world.call(cancelRequest, call)).body).toMatchObject({ state: 'CANCELLED' });
    expect(await refused(household, () => submit(body.id, 2))).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });
});

describe('§13: each fault is refused with its code, nothing changes, nothing leaks', () => {
  test.each([
    [
      'the same person twice',
      'SUBJECT_DUPLICATED',
      422,
      (one: { subjects: object[] }) => ({ subjects: [...one.subjects, one.subjects[0]] }),
    ],
    ['a reversed data period', 'PERIOD_INVALID', 422, () => ({ windowFrom: '2014-03', windowTo: '2014-02' })],
    ['a data period of 37 months', 'PERIOD_INVALID', 422, () => ({ windowFrom: '2011-03', windowTo: '2014-03' })],
    ['a day that is to come', 'PERIOD_INVALID', 422, () => ({ asOf: addDays(today(), 1) })],
    ['a due date before the day', 'PERIOD_INVALID', 422, () => ({ dueDate: addDays(today(), -1) })],
  ])('%s: %s', async (_, code, status, change) => {
    const household = await world.aHousehold('carOwner');
    const body = bodyOf(household);
    const made = await draft({ ...body, ...change(body as never) });
    expect(made.status).toBe(201);
    expect(await refused(household, () => submit(made.body.id, 1))).toEqual([status, code]);
  });

  test('SUBJECT_NOT_IN_HOUSEHOLD: an income or a thing of somebody whom the request does not name', async () => {
    const household = await world.aHousehold('carOwner');
    const stranger = { incomes: [incomeOf(randomUUID())], assets: [] };
    expect(await refused(household, () => draft(bodyOf(household, { declared: stranger })))).toEqual([
      ...[422, 'SUBJECT_NOT_IN_HOUSEHOLD'],
    ]);
  });

  test('a data period of exactly 36 months is possible', async () => {
    await submitted(await world.aHousehold('carOwner'), { windowFrom: '2011-04', windowTo: '2014-03' });
  });

  test('DECLARATION_MISSING and DECLARATION_TAMPERED; PURPOSE_NOT_PERMITTED for an unknown purpose', async () => {
    const household = await world.aHousehold('carOwner');
    const { declared: _, ...without } = bodyOf(household);
    expect(await refused(household, () => draft(without))).toEqual([422, 'DECLARATION_MISSING']);
    expect(await refused(household, () => draft(bodyOf(household, { purpose: 'PARTY' })))).toEqual([
      403,
      'PURPOSE_NOT_PERMITTED',
    ]);
    const { body } = await draft(bodyOf(household));
    expect(await refused(household, () => submit(body.id, 1, { declaredHash: hashOf('other') }))).toEqual([
      422,
      'DECLARATION_TAMPERED',
    ]);
    const declaredHash = createHash('sha256')
      .update(canonicalJson({ incomes: [], assets: [] }))
      .digest('hex');
    expect((await submit(body.id, 1, { declaredHash })).status).toBe(200);
  });

  test('AUTHORIZATION_NOT_YET_VALID, _EXPIRED, _REVOKED, _SCOPE_EXCEEDED: of the authorization that the request names', async () => {
    const opened = await world.openCase('carOwner');
    const second = await world.sign(opened, 'S-C.2');
    const code = async (signing: object, revoke = false) => {
      const first = await world.sign(opened, 'S-C.1', signing);
      expect(first.status).toBe(201);
      if (revoke) {
        const body = { revokedOn: today(), documentSha256: hashOf(randomUUID()) };
        const call = { token: world.tokens.clerk, params: { id: first.body.id }, body, version: first.body.version };
        expect((await world.call(revokeAuthorization, call)).status).toBe(200);
      }
      const authorizationIds = new Map([
        ['S-C.1', first.body.id],
        ['S-C.2', second.body.id],
      ]);
      const { body } = await draft(bodyOf({ ...opened, authorizationIds }));
      return refused(opened, () => submit(body.id, 1));
    };
    expect(await code({ scopeItems: ['HUKOU'] })).toEqual([403, 'AUTHORIZATION_SCOPE_EXCEEDED']);
    expect(await code({ scopePurposes: ['HOUSING'] })).toEqual([403, 'AUTHORIZATION_SCOPE_EXCEEDED']);
    expect(await code({ signedOn: '2013-04-27' })).toEqual([422, 'AUTHORIZATION_EXPIRED']);
    expect(await code({ validFrom: addDays(today(), 1) })).toEqual([422, 'AUTHORIZATION_NOT_YET_VALID']);
    expect(await code({}, true)).toEqual([422, 'AUTHORIZATION_REVOKED']);
  });

  test('REQUEST_ALREADY_OPEN: one household, one purpose', async () => {
    const household = await world.aHousehold('carOwner');
    const householdId = randomUUID();
    await submitted(household, { householdId });
    const { body } = await draft(bodyOf(household, { householdId }));
    expect(await refused(household, () => submit(body.id, 1))).toEqual([409, 'REQUEST_ALREADY_OPEN']);
  });

  test('CASE_REQUIRED: no live case names the person; the alarm stays', async () => {
    const household = await world.aHousehold('carOwner');
    const caseId = `no-bureau/${randomUUID()}`;
    expect(await refused(household, () => draft(bodyOf(household, { caseId })))).toEqual([403, 'CASE_REQUIRED']);
    const alarms = await world.iv.rows("select rule from misuse_alarm where rule = 'NO_CASE'");
    expect(alarms).toEqual([{ rule: 'NO_CASE' }]);
  });
});

describe('urgent and temporary checks', () => {
  test('URGENT is entrusted as it is submitted; CA_BENEFIT and PSB_HUKOU are asked first, the rest once they have answered', async () => {
    const household = await world.aHousehold('carOwner');
    const { body: made } = await draft(bodyOf(household, { priority: 'URGENT' }));
    const sent = await submit(made.id, 1);
    expect(sent.body).toMatchObject({ state: 'DISPATCHED', priority: 'URGENT' });
    const [row] = await world.iv.rows('select entrusted_by from verification_request where id = $1', [made.id]);
    expect(row).toEqual({ entrusted_by: 'system:income-verification:requests.entrust' });
    await world.dispatch(made.id);
    expect(await askedAgencies(made.id)).toEqual(['CA_BENEFIT', 'PSB_HUKOU']);
    expect((await world.compile(made.id)).body).toMatchObject({ code: 'MANDATORY_ITEMS_OPEN' });
    await world.dispatch(made.id);
    expect((await askedAgencies(made.id)).length).toBeGreaterThan(8);
    expect((await world.read(made.id)).body).toMatchObject({ state: 'PARTIAL', mandatoryOpen: 0 });
  });

  test('TEMPORARY reports on the first two; what the rest answers afterwards supplements it', async () => {
    const opened = await world.openCase('carOwner');
    for (const { ref } of opened.story.adults) await world.sign(opened, ref, { scopePurposes: ['TEMPORARY'] });
    const { body: made } = await draft(bodyOf(opened, { purpose: 'TEMPORARY', programme: 'TEMPORARY_RELIEF' }));
    await submit(made.id, 1);
    expect((await world.entrust(made.id)).status).toBe(200);
    await world.dispatch(made.id);
    expect(await askedAgencies(made.id)).toEqual(['CA_BENEFIT', 'PSB_HUKOU']);
    const first = await world.compile(made.id);
    expect(first.status).toBe(201);
    expect((await world.issue(first.body.id, first.body.version)).status).toBe(200);
    await world.dispatch(made.id);
    expect((await world.read(made.id)).body).toMatchObject({ state: 'SUPPLEMENTED' });
    expect((await askedAgencies(made.id)).length).toBeGreaterThan(2);
  });

  test('an urgent check of a bureau’s brief is entrusted by the event', async () => {
    const id = await world.request(world.briefOf(await world.aHousehold('carOwner'), { priority: 'URGENT' }));
    expect((await world.read(id)).body).toMatchObject({ state: 'DISPATCHED', priority: 'URGENT' });
  });
});

describe('terms in working days', () => {
  test('requests.list tells what is past its term: to be confirmed or returned after one working day, to be reported on after its due date', async () => {
    const { id } = await submitted(await world.aHousehold('carOwner'));
    const late = async (overdue: string) => {
      const { body } = await world.call(listRequests, { token: world.tokens.operator, query: { overdue } as never });
      return body.items.map((one: { id: string }) => one.id);
    };
    expect(await late('INTAKE')).not.toContain(id);
    await world.setToday('2014-04-29');
    expect(await late('INTAKE')).not.toContain(id);
    await world.setToday('2014-04-30');
    expect(await late('INTAKE')).toContain(id);
    expect(await late('REPORT')).not.toContain(id);
  });

  test('the worked example of §5.1: ENTRUSTED Friday 2014-09-26, ten working days: due 2014-10-15', async () => {
    await world.setToday('2014-09-26');
    const { id } = await submitted(await world.aHousehold('wageEarner'), {
      ...{ dueDate: '2014-12-31', windowFrom: '2014-03', windowTo: '2014-08' },
    });
    expect((await world.entrust(id)).body).toMatchObject({ dueDate: '2014-10-15' });
  });
});

function incomeOf(personId: string): object {
  return {
    ...{ personId, incomeClass: 'WAGE', type: 'WAGE', amountFen: 1, countable: true },
    ...{ periodFrom: '2013-10-01', periodTo: '2014-03-31' },
  };
}

async function askedAgencies(requestId: string): Promise<string[]> {
  const rows = await world.iv.rows<{ agency_code: string }>(
    'select distinct agency_code from query_log where request_id = $1 order by 1',
    [requestId],
  );
  return rows.map(({ agency_code }) => agency_code);
}
