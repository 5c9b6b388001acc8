import { randomUUID } from 'node:crypto';
import {
  cancelRequest,
  enrolmentApproved,
  enrolmentTerminated,
  entrustRequest,
  personDied,
  personHoldings,
  revokeAuthorization,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Household, hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

const today = (): string => world.iv.kit.clock.today();

async function submitted(household: Household): Promise<string> {
  return world.request(world.briefOf(household, { dueDate: addDays(today(), 15) }));
}

async function entrusted(household: Household): Promise<string> {
  const id = await submitted(household);
  expect((await world.entrust(id)).status).toBe(200);
  return id;
}

async function statesOf(requestId: string): Promise<string[]> {
  const rows = await world.iv.rows<{ state: string }>('select distinct state from sub_query where request_id = $1', [
    requestId,
  ]);
  return rows.map(({ state }) => state).sort();
}

async function revoke(id: string): Promise<number> {
  const body = { revokedOn: today(), documentSha256: hashOf(randomUUID()) };
  const call = { token: world.tokens.clerk, params: { id }, body, version: 1 };
  return (await world.call(revokeAuthorization, call)).status;
}

async function dataOf(name: string): Promise<unknown[]> {
  const events = (await world.iv.published()).filter(({ type }) => type === `cn.gov.sd.mz.${name}.v1`);
  return events.map(({ data }) => data);
}

describe('a check that stops before its report', () => {
  test('a withdrawn request is CANCELLED with its open questions; the bureau is told; no second time', async () => {
    const id = await entrusted(await world.aHousehold('carOwner'));
    const { body } = await world.read(id);
    const call = { token: world.tokens.entrust, params: { id }, body: { reason: '申请人撤回申请' } };
    const cancelled = await world.call(cancelRequest, { ...call, version: body.version });
    expect(cancelled.body).toMatchObject({ state: 'CANCELLED', mandatoryOpen: 0 });
    expect(await statesOf(id)).toEqual(['CANCELLED']);
    expect(await dataOf('verification.rejected')).toContainEqual(
      expect.objectContaining({ requestId: id, code: 'REQUEST_CANCELLED', fields: ['WITHDRAWN'] }),
    );
    const again = await world.call(cancelRequest, { ...call, version: cancelled.body.version });
    expect(again.body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  });

  test('one revocation pauses the request, the last one cancels it', async () => {
    const household = await world.aHousehold('carOwner');
    const id = await entrusted(household);
    const [first = '', second = ''] = household.authorizationIds.values();
    expect(await revoke(first)).toBe(200);
    expect((await world.read(id)).body).toMatchObject({ state: 'DISPATCHED', pausedReason: 'AUTHORIZATION_REVOKED' });
    expect(await revoke(second)).toBe(200);
    expect((await world.read(id)).body).toMatchObject({ state: 'CANCELLED', pausedReason: null });
  });

  test('when all subjects are dead the request is cancelled, not before', async () => {
    const household = await world.aHousehold('carOwner');
    const id = await entrusted(household);
    const die = (personId: string) =>
      world.iv.deliver(personDied, {
        ...{ subject: personId, divisionCode: '370102001002', aggregateVersion: 1 },
        data: { personId, noticeId: randomUUID(), deathDate: '2014-04-20', source: 'PSB' } as never,
      });
    const [first = '', second = ''] = household.personIds.values();
    await die(first);
    expect((await world.read(id)).body).toMatchObject({ state: 'DISPATCHED' });
    await die(second);
    expect((await world.read(id)).body).toMatchObject({ state: 'CANCELLED' });
  });
});

test('RATE_LIMITED: more persons a day than the quota are refused, and the alarm stays', async () => {
  await world.iv.rows("update policy_parameter set value = '3' where key = 'persons_per_user_day'");
  const token = await world.iv.token({ role: 'ENTRUST_OFFICER', division: '370102000000', subject: 'busy-officer' });
  const entrust = async () => {
    const id = await submitted(await world.aHousehold('carOwner'));
    return world.call(entrustRequest, { token, params: { id }, body: {}, version: 1 });
  };
  expect((await entrust()).status).toBe(200);
  expect(await entrust()).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
  const alarms = await world.iv.rows("select rule, count from misuse_alarm where subject = 'busy-officer'");
  expect(alarms).toEqual([{ rule: 'PERSONS_PER_DAY', count: 4 }]);
  await world.iv.rows("update policy_parameter set value = '200' where key = 'persons_per_user_day'");
});

test('people learn what stands under an id: authorizations, requests', async () => {
  const household = await world.aHousehold('wageEarner');
  const requestId = await entrusted(household);
  const [personId = ''] = household.personIds.values();
  const token = await world.iv.serviceToken('people');
  const { body } = await world.call(personHoldings('income-verification'), { token, body: { personIds: [personId] } });
  expect(body.holdings).toEqual([
    { personId, kind: 'AUTHORIZATION', count: 1, recordIds: [household.authorizationIds.get('S-A.1')] },
    { personId, kind: 'VERIFICATION_REQUEST', count: 1, recordIds: [requestId] },
  ]);
});

describe('watching the registers', () => {
  const enrolmentId = randomUUID();
  let household: Household;

  test('an approved enrolment watches who signed a continuous authorization; a change is told by kind and band, once', async () => {
    const opened = await world.openCase('carOwner');
    const authorizationIds = new Map<string, string>();
    for (const { ref } of opened.story.adults) {
      const signed = await world.sign(opened, ref, { continuous: ref === 'S-C.1' });
      authorizationIds.set(ref, signed.body.id);
    }
    household = { ...opened, authorizationIds };
    await world.iv.deliver(enrolmentApproved, {
      ...{ subject: enrolmentId, divisionCode: '370102001002', aggregateVersion: 1 },
      data: {
        ...{ enrolmentId, applicationId: household.applicationId, caseId: household.caseId },
        ...{ householdId: randomUUID(), programme: 'URBAN_DIBAO', personIds: [...household.personIds.values()] },
        ...{ fromMonth: '2014-05', amountFen: 1, decisionId: randomUUID() },
      },
    });
    const watched = await world.iv.rows('select person_id, state from subscription where enrolment_id = $1', [
      enrolmentId,
    ]);
    expect(watched).toEqual([{ person_id: household.personIds.get('S-C.1'), state: 'ACTIVE' }]);
    const change = { item: 'VEHICLE', kind: 'VEHICLE_NEW', asOf: '2014-04-28' };
    await world.control('/dev/changes', { ...change, personRef: 'S-C.1', band: 'CAR' });
    await world.control('/dev/changes', { ...change, personRef: 'S-C.2' });
    await world.setToday('2014-04-29');
    await world.setToday('2014-04-30');
    expect(await dataOf('verification.change-detected')).toEqual([
      { personId: household.personIds.get('S-C.1'), kind: 'VEHICLE_NEW', band: 'CAR', asOf: '2014-04-28' },
    ]);
  });

  test('after the enrolment has ended nothing is asked any more', async () => {
    await world.iv.deliver(enrolmentTerminated, {
      ...{ subject: enrolmentId, divisionCode: '370102001002', aggregateVersion: 2 },
      data: {
        ...{ enrolmentId, programme: 'URBAN_DIBAO', personIds: [...household.personIds.values()] },
        ...{ lastMonth: '2014-05', reason: 'TEST' },
      },
    });
    const change = { personRef: 'S-C.1', item: 'REAL_ESTATE', kind: 'HOUSE_NEW', asOf: '2014-04-30' };
    await world.control('/dev/changes', change);
    await world.setToday('2014-05-01');
    expect(await dataOf('verification.change-detected')).toHaveLength(1);
  });

  test('a revoked authorization ends the watching before anybody is asked', async () => {
    const other = randomUUID();
    await world.iv.deliver(enrolmentApproved, {
      ...{ subject: other, divisionCode: '370102001002', aggregateVersion: 1 },
      data: {
        ...{ enrolmentId: other, applicationId: household.applicationId, caseId: household.caseId },
        ...{ householdId: randomUUID(), programme: 'URBAN_DIBAO', personIds: [...household.personIds.values()] },
        ...{ fromMonth: '2014-05', amountFen: 1, decisionId: randomUUID() },
      },
    });
    expect(await revoke(household.authorizationIds.get('S-C.1') ?? '')).toBe(200);
    await world.control('/dev/changes', { personRef: 'S-C.1', item: 'HUKOU', kind: 'HUKOU_MOVED', asOf: today() });
    await world.setToday(addDays(today(), 1));
    expect(
      await world.iv.rows('select state, ended_reason from subscription where enrolment_id = $1', [other]),
    ).toEqual([{ state: 'ENDED', ended_reason: 'REVOKED' }]);
    expect(await dataOf('verification.change-detected')).toHaveLength(1);
  });
});

describe('after the report', () => {
  let id: string;
  let household: Household;

  test('authorization.expiring is told once, 30 days ahead', async () => {
    household = await world.aHousehold('carOwner');
    const signing = { signedOn: addDays(addDays(today(), 31), -365) };
    const ending = await world.sign(await world.openCase('carOwner'), 'S-C.1', signing);
    const { validTo } = ending.body;
    await world.setToday(addDays(today(), 3));
    await world.setToday(addDays(today(), 3));
    const told = (await dataOf('authorization.expiring')).filter(
      (data) => (data as { authorizationId: string }).authorizationId === ending.body.id,
    );
    expect(told).toEqual([{ authorizationId: ending.body.id, personId: expect.any(String), validTo }]);
  });

  test('30 days without objection archive the request; six months later its raw answers, copies and key are gone', async () => {
    id = await entrusted(household);
    await world.dispatch(id);
    const compiled = await world.compile(id);
    await world.issue(compiled.body.id, compiled.body.version);
    const issuedOn = today();
    await world.setToday(addDays(issuedOn, 29));
    expect((await world.read(id)).body).toMatchObject({ state: 'REPORT_ISSUED' });
    await world.setToday(addDays(issuedOn, 30));
    expect((await world.read(id)).body).toMatchObject({ state: 'ARCHIVED' });
    const left = async () =>
      world.iv.rows(
        `select (select count(*)::int from answer join sub_query on sub_query.id = sub_query_id where request_id = $1) as answers,
           (select count(*)::int from identity_copy where request_id = $1) as identities,
           (select count(*)::int from request_key where request_id = $1) as keys,
           (select count(*)::int from report where request_id = $1) as reports`,
        [id],
      );
    expect(await left()).toEqual([{ answers: 24, identities: 2, keys: 1, reports: 1 }]);
    // The archive's term, not half a year of jobs.
    await world.iv.rows("update verification_request set ended_on = ended_on - interval '7 months' where id = $1", [
      id,
    ]);
    await world.setToday(addDays(today(), 1));
    expect(await left()).toEqual([{ answers: 0, identities: 0, keys: 0, reports: 1 }]);
  });
});
