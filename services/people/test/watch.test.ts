import { randomUUID } from 'node:crypto';
import {
  confirmBreakGlass,
  getPerson,
  listAccess,
  listAlarms,
  listBreakGlass,
  openBreakGlass,
  readBreakGlass,
  recordKinship,
  reviewAlarm,
  unmaskPerson,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, county, otherCounty, type People, startPeople } from './fixtures.ts';

const reason = '电话回访核实家庭情况所需';
let people: People;
let auditor: string;

beforeAll(async () => {
  people = await startPeople();
  auditor = await people.token({ role: 'AUDITOR', subject: 'auditor-1' });
});
afterAll(() => people.stop());

const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as { code?: string }).code}`;
const reviewer = (subject: string, personId?: string) =>
  people.token({ role: 'COUNTY_REVIEWER', division: county, subject, ...(personId === undefined ? {} : { personId }) });

async function alarmsOf(subject: string) {
  const { body } = await people.call(listAlarms, { token: auditor, query: { first: 200 } });
  return body.items.filter(({ actor }: { actor: string }) => actor === subject);
}

describe('persons.unmask (people.md §4)', () => {
  it('shows one field of one person of the case, logged with its reason, counted; the person sees no reason', async () => {
    const personId = await people.aPerson();
    const call = {
      token: await reviewer('unmasker'),
      purpose: 'ASSESS_BENEFIT' as const,
      caseId: await people.openCase([personId]),
    };
    const answer = await people.call(unmaskPerson, {
      ...call,
      body: { personIds: [personId], field: 'phone', reason },
    });
    expect([answer.status, answer.body]).toEqual([
      200,
      { personId, field: 'phone', value: '13800001234', countToday: 1 },
    ]);
    const ledger = await people.call(listAccess, { token: auditor, params: { id: personId } });
    expect(ledger.body.items[0]).toMatchObject({ fieldClasses: ['电话'], caseId: call.caseId, reason });
    const own = await people.token({ role: 'CITIZEN', personId });
    const seen = await people.call(listAccess, { token: own, params: { id: personId } });
    expect(seen.body.items[0]).toMatchObject({ fieldClasses: ['电话'], role: '县级审核员', reason: null });
  });

  it('UNMASK_REFUSED for a list and for a reason under 10 characters; CASE_REQUIRED, ROLE_NOT_PERMITTED, TOKEN_MISSING', async () => {
    const personId = await people.aPerson();
    const caseId = await people.openCase([personId]);
    const token = await reviewer('refused');
    const ask = (body: object, call: object = {}) =>
      people.call(unmaskPerson, {
        token,
        purpose: 'ASSESS_BENEFIT' as const,
        caseId,
        body: { personIds: [personId], field: 'idNo', reason, ...body },
        ...call,
      });
    expect(codeOf(await ask({ personIds: [personId, await people.aPerson()] }))).toBe('403 UNMASK_REFUSED');
    expect(codeOf(await ask({ reason: '九个字的理由不够长' }))).toBe('422 UNMASK_REFUSED');
    expect((await ask({ reason: '十个字的理由就够长了' })).status).toBe(200);
    expect(codeOf(await ask({ personIds: [await people.aPerson()] }))).toBe('403 CASE_REQUIRED');
    expect(codeOf(await ask({}, { token: auditor, purpose: 'SUPERVISE' }))).toBe('403 ROLE_NOT_PERMITTED');
    expect(codeOf(await ask({}, { token: undefined }))).toBe('401 TOKEN_MISSING');
  });

  it('the 21st of a day raises the alarm UNMASKINGS', async () => {
    const personId = await people.aPerson();
    const call = {
      token: await reviewer('many'),
      purpose: 'ASSESS_BENEFIT' as const,
      caseId: await people.openCase([personId]),
    };
    const body = { personIds: [personId], field: 'name', reason };
    for (let made = 0; made < 20; made += 1) await people.call(unmaskPerson, { ...call, body });
    expect(await alarmsOf('many')).toEqual([]);
    await people.call(unmaskPerson, { ...call, body });
    expect(await alarmsOf('many')).toMatchObject([{ kind: 'UNMASKINGS', count: 21 }]);
  });
});

describe('alarms (people.md §4)', () => {
  it('own record and a near relative’s raise alarms; an auditor reviews them, nobody their own', async () => {
    const [self, child] = [await people.aPerson(), await people.aPerson(aBody(anIdNo('2008-01-01')))];
    const kin = { personId: self, relativeId: child, kind: 'CHILD', validFrom: '2008-01-01', source: '户口簿' };
    expect((await people.call(recordKinship, { token: people.acceptor, body: kin })).status).toBe(201);
    const call = {
      token: await reviewer('relative', self),
      purpose: 'ASSESS_BENEFIT' as const,
      caseId: await people.openCase([self, child]),
    };
    await people.call(getPerson, { ...call, params: { id: child } });
    await people.call(getPerson, { ...call, params: { id: self } });
    const raised = await alarmsOf('relative');
    expect(raised.map(({ kind, personId }: { kind: string; personId: string }) => [kind, personId]).sort()).toEqual([
      ['OWN_RECORD', self],
      ['OWN_RELATIVE', child],
    ]);
    const params = { id: raised[0]?.id ?? '' };
    const body = { outcome: 'MISUSE', note: '未按规定回避' };
    const doer = await people.token({ role: 'AUDITOR', subject: 'relative' });
    expect(codeOf(await people.call(reviewAlarm, { token: doer, params, body }))).toBe('403 SEPARATION_OF_DUTIES');
    expect((await people.call(reviewAlarm, { token: auditor, params, body })).body).toMatchObject({
      state: 'REVIEWED',
      outcome: 'MISUSE',
    });
    expect(codeOf(await people.call(reviewAlarm, { token: auditor, params, body }))).toBe(
      '409 STATE_TRANSITION_INVALID',
    );
    expect(codeOf(await people.call(reviewAlarm, { token: auditor, params: { id: randomUUID() }, body }))).toBe(
      '404 ALARM_UNKNOWN',
    );
    expect(codeOf(await people.call(listAlarms, { token: people.acceptor }))).toBe('403 ROLE_NOT_PERMITTED');
    const elsewhere = await people.token({ role: 'CITY_SUPERVISOR', division: otherCounty });
    expect((await people.call(listAlarms, { token: elsewhere })).body.items).toEqual([]);
  });

  it('reads of more persons than the limits of a day and of the night raise MANY_PERSONS and OUTSIDE_HOURS', async () => {
    await people.rows(
      `update policy_parameter set value = '2' where key in ('alarm.persons-a-day', 'alarm.off-hours-persons')`,
    );
    const ids = [await people.aPerson(), await people.aPerson(), await people.aPerson()];
    const call = {
      token: await reviewer('night'),
      purpose: 'ASSESS_BENEFIT' as const,
      caseId: await people.openCase(ids),
    };
    await people.service.moveClock(new Date('2014-04-28T20:00:00+08:00'));
    for (const id of ids.slice(0, 2)) await people.call(getPerson, { ...call, params: { id } });
    expect(await alarmsOf('night')).toEqual([]);
    await people.call(getPerson, { ...call, params: { id: ids[2] ?? '' } });
    expect(
      (await alarmsOf('night')).map(({ kind, count }: { kind: string; count: number }) => `${kind} ${count}`).sort(),
    ).toEqual(['MANY_PERSONS 3', 'OUTSIDE_HOURS 3']);
    await people.rows(
      `update policy_parameter set value = '200' where key in ('alarm.persons-a-day', 'alarm.off-hours-persons')`,
    );
  });
});

describe('break-glass (people.md §4)', () => {
  const open = (token: string, minutes = 60) =>
    people.call(openBreakGlass, {
      token,
      body: { emergency: '济南暴雨红色预警', reason: '转移受困群众，生命危险', minutes },
    });

  it('reads without a case while it lasts, marked in the ledger; a second person confirms; supervisors list it', async () => {
    await people.setToday('2014-04-29');
    const personId = await people.aPerson();
    const opener = await reviewer('opener');
    const { status, body } = await open(opener);
    expect([status, body.state, body.confirmBy]).toEqual([201, 'AWAITING', '2014-04-30']);
    const params = { id: body.id };
    const read = await people.call(readBreakGlass, { token: opener, params, body: { personId } });
    expect(read.body).toMatchObject({ personId, name: '张伟', phone: '13800001234' });
    const ledger = await people.call(listAccess, { token: auditor, params: { id: personId } });
    expect(ledger.body.items[0]).toMatchObject({
      channel: '紧急查阅（无业务事项）',
      purpose: '紧急情况处置',
      caseId: null,
      basis: `break-glass/${body.id}`,
    });
    const stranger = await reviewer('stranger');
    expect(codeOf(await people.call(readBreakGlass, { token: stranger, params, body: { personId } }))).toBe(
      '404 BREAK_GLASS_UNKNOWN',
    );
    const note = { note: '情况属实' };
    expect(codeOf(await people.call(confirmBreakGlass, { token: opener, params, body: note }))).toBe(
      '403 TWO_PERSON_REQUIRED',
    );
    const confirmed = await people.call(confirmBreakGlass, { token: stranger, params, body: note });
    expect(confirmed.body).toMatchObject({ state: 'CONFIRMED', confirmedBy: 'stranger', persons: 1 });
    expect(await alarmsOf('opener')).toMatchObject([{ kind: 'BREAK_GLASS' }]);
  });

  it('BREAK_GLASS_OVER after its time; not confirmed in one working day it is listed as UNCONFIRMED; more than 2 hours is refused', async () => {
    const opener = await reviewer('late');
    const { body } = await open(opener);
    const personId = await people.aPerson();
    await people.rows(
      `update break_glass set opened_at = now() - interval '2 hours', expires_at = now() where id = $1`,
      [body.id],
    );
    const params = { id: body.id };
    expect(codeOf(await people.call(readBreakGlass, { token: opener, params, body: { personId } }))).toBe(
      '403 BREAK_GLASS_OVER',
    );
    await people.setToday('2014-05-05');
    const late = await people.call(confirmBreakGlass, {
      token: await reviewer('second'),
      params,
      body: { note: '事后补确认' },
    });
    expect(codeOf(late)).toBe('409 STATE_TRANSITION_INVALID');
    const listed = await people.call(listBreakGlass, { token: auditor, query: { state: 'UNCONFIRMED' } });
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toEqual([body.id]);
    expect(codeOf(await open(opener, 121))).toBe('400 INPUT_INVALID');
    expect(codeOf(await open(people.acceptor))).toBe('403 ROLE_NOT_PERMITTED');
  });
});

describe('the ledger', () => {
  it('myAccessLedger answers the citizen’s own ledger, as REST does', async () => {
    const personId = await people.aPerson();
    const token = await people.token({ role: 'CITIZEN', personId });
    const query = 'query { myAccessLedger(first: 5) { items { when role unit purpose fieldClasses channel } next } }';
    const answer = await people.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${await people.serviceToken('gateway')}`, 'x-user-token': token },
      payload: { query },
    });
    const rest = await people.call(listAccess, { token, params: { id: personId }, query: { first: 5 } });
    const parsed = JSON.parse(answer.body);
    expect(parsed.errors).toBeUndefined();
    const { items } = parsed.data.myAccessLedger;
    expect(items).toHaveLength(1);
    expect(rest.body.items[0]).toMatchObject(items[0]);
    expect(items[0].when).toMatch(/^\d{4}年\d{1,2}月\d{1,2}日/);
  });

  it('reads and searches older than 6 years are forgotten, younger ones stay', async () => {
    const add = (years: number) =>
      people.rows(
        `insert into access_ledger (id, at, actor, role, unit, purpose, basis, channel, field_classes)
         values (gen_random_uuid(), now() - make_interval(years => $1, days => 1), 'old', 'AUDITOR', '370000000000', 'SUPERVISE', '-', 'REST', '{}')`,
        [years],
      );
    await add(6);
    await add(5);
    await people.setToday('2014-05-07');
    expect(await people.rows(`select 1 from access_ledger where actor = 'old'`)).toHaveLength(1);
  });
});
