import { randomUUID } from 'node:crypto';
import {
  cancelRequest,
  caseLookup,
  createEntrustingUnit,
  createUnitRequest,
  endEntrustingUnit,
  entrustRequest,
  listEntrustingUnits,
  signAuthorization,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signingOf } from './briefs.ts';
import { type Household, startWorld, type World } from './world.ts';

let world: World;
let second: string;
beforeAll(async () => {
  world = await startWorld();
  second = await world.iv.token({ role: 'ENTRUST_OFFICER', division: '370102000000', subject: 'second-officer' });
  expect(await admit('housing-jinan')).toMatchObject({ status: 201, body: { purposes: ['HOUSING'], validTo: null } });
});
afterAll(() => world?.stop());

type Opened = Omit<Household, 'authorizationIds'>;
const purpose = 'VERIFY_MEANS' as const;

function admit(code: string, change: object = {}, token: string | undefined = world.tokens.admin) {
  const body = {
    ...{
      code,
      name: '济南市住房保障中心',
      divisionCode: '370100000000',
      purposes: ['HOUSING'],
      validFrom: '2014-01-01',
    },
    ...{ officerSubject: 'housing-officer', ...change },
  };
  return world.call(createEntrustingUnit, { ...(token === undefined ? {} : { token }), body });
}

function bodyOf(household: Opened, change: object = {}) {
  const subjects = household.story.household.members.map(({ ref, relationToHead }) => ({
    ...{ personId: household.personIds.get(ref), role: 'COUNTED', relationToHead },
  }));
  return {
    ...{
      unitCode: 'housing-jinan',
      caseRef: `GZF-${randomUUID()}`,
      divisionCode: household.story.household.divisionCode,
    },
    ...{
      purpose: 'HOUSING',
      priority: 'NORMAL',
      asOf: '2014-04-28',
      windowFrom: '2013-10',
      windowTo: '2014-03',
      subjects,
    },
    ...change,
  };
}

const create = (body: object, token: string | undefined = world.tokens.entrust, key = randomUUID()) =>
  world.call(createUnitRequest, { ...(token === undefined ? {} : { token }), purpose, body, key });

const sign = (household: Opened, ref: string, caseId: string, overrides: object = {}) =>
  world.call(signAuthorization, {
    ...{ token: world.tokens.clerk, purpose },
    body: signingOf({ ...household, caseId }, ref, {
      signedOn: '2014-04-28',
      scopePurposes: ['HOUSING'],
      ...overrides,
    }),
  });

async function counts() {
  const [row] = await world.iv.rows(
    `select (select count(*)::int from verification_request) as requests, (select count(*)::int from unit_case) as cases,
       (select count(*)::int from entrusting_unit) as units, (select count(*)::int from outbox) as events,
       (select count(*)::int from audit_log) as audit`,
  );
  return row;
}

async function eventsOf(subject: string): Promise<string[]> {
  const events = (await world.iv.published()).filter((event) => event.subject === subject);
  return events.map(({ type }) => type.split('.mz.')[1] ?? type);
}

describe('a unit that is no bureau of the platform has a household checked', () => {
  test('under its own case reference: DRAFT, signed for, submitted by itself, entrusted by another officer, reported on', async () => {
    const household = await world.openCase('carOwner');
    const made = await create(bodyOf(household));
    expect(made).toMatchObject({ status: 201, body: { state: 'DRAFT', origin: 'UNIT', purpose: 'HOUSING', total: 0 } });
    const { id, caseId } = made.body;
    expect(caseId).toMatch(/^income-verification\/[0-9a-f-]{36}$/);
    const caseKey = caseId.split('/')[1];
    expect(await eventsOf(caseKey)).toEqual(['case.opened.v1']);
    const looked = await world.call(caseLookup('income-verification'), {
      ...{ token: await world.iv.serviceToken('people'), params: { id: caseKey } },
    });
    expect(looked.body).toMatchObject({ caseId, stage: 'OPEN', personIds: [...household.personIds.values()].sort() });
    await world.passCases();
    const [first, last] = household.story.adults.map(({ ref }) => ref);
    expect((await sign(household, first ?? '', caseId)).status).toBe(201);
    expect((await world.read(id)).body).toMatchObject({ state: 'DRAFT' });
    expect((await sign(household, last ?? '', caseId)).status).toBe(201);
    const { body: waiting } = await world.read(id);
    expect(waiting).toMatchObject({ state: 'SUBMITTED', intakeDueDate: '2014-04-29' });
    // Who entered it does not confirm it.
    expect((await world.entrust(id)).body).toMatchObject({ code: 'SEPARATION_OF_DUTIES' });
    const entrusted = await entrustBySecond(id, waiting.version);
    expect(entrusted.body).toMatchObject({ state: 'DISPATCHED' });
    await world.dispatch(id);
    const report = await world.compile(id);
    expect(report).toMatchObject({ status: 201, body: { state: 'COMPILED' } });
    expect((await world.issue(report.body.id, report.body.version)).body).toMatchObject({ state: 'ISSUED' });
    const agencies = await world.iv.rows('select distinct purpose from query_log where request_id = $1', [id]);
    expect(agencies).toEqual([{ purpose: 'HOUSING' }]);
  });

  test('the same reference again is the same case; a withdrawn request ends its case for people', async () => {
    const household = await world.openCase('carOwner');
    const caseRef = `GZF-${randomUUID()}`;
    const first = await create(bodyOf(household, { caseRef }));
    const again = await create(bodyOf(household, { caseRef }));
    expect(again.body).toMatchObject({ caseId: first.body.caseId, state: 'DRAFT' });
    expect(again.body.id).not.toBe(first.body.id);
    const cancel = (id: string) =>
      world.call(cancelRequest, { token: world.tokens.entrust, params: { id }, body: { reason: '撤回' }, version: 1 });
    expect((await cancel(first.body.id)).status).toBe(200);
    const caseKey = first.body.caseId.split('/')[1];
    expect(await eventsOf(caseKey)).toEqual(['case.opened.v1', 'case.changed.v1']);
    expect((await cancel(again.body.id)).status).toBe(200);
    expect(await eventsOf(caseKey)).toEqual(['case.opened.v1', 'case.changed.v1', 'case.closed.v1']);
    const token = await world.iv.serviceToken('people');
    const gone = await world.call(caseLookup('income-verification'), { token, params: { id: caseKey } });
    expect([gone.status, gone.body.code]).toEqual([404, 'CASE_UNKNOWN']);
  });

  test('a replayed key makes one request', async () => {
    const [key, body] = [randomUUID(), bodyOf(await world.openCase('carOwner'))];
    const first = await create(body, world.tokens.entrust, key);
    const before = await counts();
    expect((await create(body, world.tokens.entrust, key)).body).toEqual(first.body);
    expect(await counts()).toEqual(before);
  });

  test('PURPOSE_NOT_PERMITTED, SCOPE_FORBIDDEN, UNIT_UNKNOWN, PERSON_UNKNOWN and who may not: nothing changes', async () => {
    const household = await world.openCase('carOwner');
    const rural = await world.iv.token({ role: 'ENTRUST_OFFICER', division: '370000000000' });
    const before = await counts();
    const code = async (change: object, token?: string) => {
      const answer = await create(bodyOf(household, change), token);
      for (const { idNo } of household.story.household.members) expect(JSON.stringify(answer.body)).not.toContain(idNo);
      return [answer.status, answer.body.code];
    };
    expect(await code({ purpose: 'DIBAO' })).toEqual([403, 'PURPOSE_NOT_PERMITTED']);
    expect(await code({ divisionCode: '371721101001' }, rural)).toEqual([403, 'SCOPE_FORBIDDEN']);
    expect(await code({}, world.tokens.elsewhere)).toEqual([403, 'SCOPE_FORBIDDEN']);
    expect(await code({ unitCode: 'no-such-unit' })).toEqual([404, 'UNIT_UNKNOWN']);
    const subjects = [{ personId: randomUUID(), role: 'COUNTED', relationToHead: '01' }];
    expect(await code({ subjects })).toEqual([404, 'PERSON_UNKNOWN']);
    expect(await code({}, world.tokens.clerk)).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect((await world.call(createUnitRequest, { purpose, body: bodyOf(household) })).status).toBe(401);
    expect(await counts()).toEqual(before);
  });
});

describe('entrusting units', () => {
  test('are admitted and ended by the province; an ended one asks no more', async () => {
    const made = await admit('education-lixia', { divisionCode: '370102000000', purposes: ['EDUCATION'] });
    const params = { id: made.body.id };
    const end = (validTo: string, version: number, token = world.tokens.admin) =>
      world.call(endEntrustingUnit, { token, params, body: { validTo }, version });
    expect((await end('2013-12-31', 1)).body).toMatchObject({ code: 'PERIOD_INVALID' });
    expect((await end('2014-04-27', 5)).body).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await end('2014-04-27', 1, world.tokens.lead)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await end('2014-04-27', 1)).body).toMatchObject({ validTo: '2014-04-27', version: 2 });
    const body = bodyOf(await world.openCase('carOwner'), { unitCode: 'education-lixia', purpose: 'EDUCATION' });
    expect((await create(body)).body).toMatchObject({ code: 'UNIT_UNKNOWN' });
    const list = await world.call(listEntrustingUnits, { token: world.tokens.entrust });
    expect(list.body.items.map(({ code }: { code: string }) => code)).toEqual(['education-lixia', 'housing-jinan']);
    expect((await world.call(listEntrustingUnits, { token: world.tokens.clerk })).status).toBe(403);
  });

  test('each fault of an admission changes nothing', async () => {
    const before = await counts();
    const code = async (change: object, name = 'legal-aid', token?: string) =>
      (await admit(name, change, token)).body.code;
    expect(await code({ purposes: ['PARTY'] })).toBe('PURPOSE_NOT_PERMITTED');
    expect(await code({ validTo: '2013-01-01' })).toBe('PERIOD_INVALID');
    expect(await code({ divisionCode: '370199000000' })).toBe('DIVISION_NOT_VALID');
    expect(await code({}, 'housing-jinan')).toBe('UNIT_DUPLICATE');
    expect(await code({}, 'legal-aid', world.tokens.entrust)).toBe('ROLE_NOT_PERMITTED');
    expect(await code({ purposes: [] })).toBe('INPUT_INVALID');
    expect(await counts()).toEqual(before);
  });
});

function entrustBySecond(id: string, version: number) {
  return world.call(entrustRequest, { token: second, params: { id }, body: {}, version });
}
