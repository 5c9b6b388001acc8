import { randomUUID } from 'node:crypto';
import {
  decideProtectedPerson,
  draftRequest,
  getReport,
  getRequest,
  getVerificationIndicator,
  listMisuseAlarms,
  listProtectedPersons,
  proposeProtectedPerson,
  proposeProtectedRemoval,
  reviewMisuseAlarm,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Household, startWorld, type World } from './world.ts';

const county = '370102000000';
let world: World;
let tokens: Record<'auditor' | 'second' | 'far' | 'admin' | 'admin2', string>;
let household: Household;
let reportId: string;
/** The same persons in another case. */
let other: { readonly caseId: string; readonly reportId: string };

beforeAll(async () => {
  world = await startWorld();
  // A machine that is busy with other tests is no silent agency.
  await world.iv.rows('update agency_agreement set sla_seconds = 120');
  tokens = {
    auditor: await world.iv.token({ role: 'AUDITOR', subject: 'auditor-1' }),
    second: await world.iv.token({ role: 'AUDITOR', subject: 'auditor-2' }),
    far: await world.iv.token({ role: 'AUDITOR', division: '371721000000', subject: 'auditor-3' }),
    admin: await world.iv.token({ role: 'PROVINCE_ADMIN', subject: 'admin-1' }),
    admin2: await world.iv.token({ role: 'PROVINCE_ADMIN', subject: 'admin-2' }),
  };
  household = await world.aHousehold('carOwner');
  reportId = await aReport(household);
  const again = await world.aHousehold('carOwner');
  expect(again.personIds.get('S-C.1')).toBe(member());
  other = { caseId: again.caseId, reportId: await aReport(again) };
});
afterAll(() => world?.stop());

async function aReport(of: Household): Promise<string> {
  const requestId = await world.request(world.briefOf(of));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  const { body } = await world.compile(requestId);
  return body.id;
}

const operator = (subject: string, personId?: string) =>
  world.iv.token({
    ...{ role: 'CENTER_OPERATOR', division: county, subject },
    ...(personId === undefined ? {} : { personId }),
  });
const look = async (token: string, id = reportId) =>
  expect((await world.call(getReport, { token, params: { id } })).status).toBe(200);
const setParameter = (key: string, value: string) =>
  world.iv.rows('update policy_parameter set value = $2::jsonb where key = $1', [key, value]);
const member = (ref = 'S-C.1') => household.personIds.get(ref) ?? '';

async function alarmsOf(subject: string, token = tokens.auditor) {
  const { body } = await world.call(listMisuseAlarms, { token, query: { first: 200 } });
  return body.items.filter((one: { subject: string }) => one.subject === subject);
}

const alarmOf = async (subject: string, wanted: string) =>
  (await alarmsOf(subject)).find(({ rule }: { rule: string }) => rule === wanted);

/** Lets the watch run and gives what it found of an account. */
async function watched(subject: string) {
  await world.nextHour();
  return alarmsOf(subject);
}

describe('what is worth a look (income-verification.md §9)', () => {
  test('alarms: > 200 persons/user/day, also by reading; the read itself is not stopped', async () => {
    await setParameter('persons_per_user_day', '1');
    await look(await operator('many-reader'));
    const alarms = await watched('many-reader');
    await setParameter('persons_per_user_day', '200');
    expect(alarms).toMatchObject([{ rule: 'PERSONS_PER_DAY', count: 2, state: 'RAISED', divisionCode: county }]);
    expect(alarms[0].caseIds).toEqual([household.caseId]);
    const events = (await world.iv.published()).filter(({ subject }) => subject === alarms[0].id);
    expect(events.map(({ data }) => data)).toEqual([
      {
        alarmId: alarms[0].id,
        user: 'many-reader',
        rule: 'PERSONS_PER_DAY',
        count: 2,
        day: '2014-04-28',
        state: 'RAISED',
      },
    ]);
    const audit = await world.iv.rows('select action from audit_log where record_id = $1', [alarms[0].id]);
    expect(audit).toEqual([{ action: 'misuse.alarm' }]);
  });

  test('the watch runs again over the same reads and raises nothing twice', async () => {
    const before = await world.iv.rows('select id, version from misuse_alarm order by id');
    await world.nextHour();
    expect(await world.iv.rows('select id, version from misuse_alarm order by id')).toEqual(before);
  });

  test('alarms: own check; a reader who looks at the report on themselves', async () => {
    await look(await operator('self-reader', member()));
    expect(await watched('self-reader')).toMatchObject([{ rule: 'OWN_CHECK', count: 1 }]);
  });

  test('alarms: own relatives; who reads the report or the check of a sibling’s household, as people says afterwards', async () => {
    const siblingId = await world.aSibling(household, 'S-C.1');
    await look(await operator('sibling-reader', siblingId));
    const [row] = await world.iv.rows<{ request_id: string }>('select request_id from report where id = $1', [
      reportId,
    ]);
    const token = await operator('sibling-of-request', siblingId);
    const params = { id: row?.request_id ?? '' };
    expect((await world.call(getRequest, { token, params })).status).toBe(200);
    await look(await operator('stranger-reader', randomUUID()));
    expect(await watched('sibling-reader')).toMatchObject([
      { rule: 'RELATIVE', count: 2, caseIds: [household.caseId], divisionCode: county },
    ]);
    expect(await alarmsOf('sibling-of-request')).toMatchObject([{ rule: 'RELATIVE', count: 2 }]);
    expect(await alarmsOf('stranger-reader')).toEqual([]);
    const asked = await world.iv.rows('select actor, state from reader_kinship where actor like $1 order by actor', [
      's%r%',
    ]);
    expect(asked).toMatchObject([
      { actor: 'self-reader', state: 'RELATED' },
      { actor: 'sibling-of-request', state: 'RELATED' },
      { actor: 'sibling-reader', state: 'RELATED' },
      { actor: 'stranger-reader', state: 'NONE' },
    ]);
  });

  test('of a case about which people answers nobody nothing is known, and it is asked once', async () => {
    await world.iv.rows(
      `insert into reader_kinship (actor, case_id, day, actor_person_id, division_code, state)
       values ('late-reader', $1, '2014-04-28', $2, $3, 'OPEN')`,
      [`people/${randomUUID()}`, randomUUID(), county],
    );
    expect(await watched('late-reader')).toEqual([]);
    const [row] = await world.iv.rows("select state from reader_kinship where actor = 'late-reader'");
    expect(row).toEqual({ state: 'UNKNOWN' });
  });

  test('alarms: colleagues, who work in the office of the reader', async () => {
    const insert = 'insert into staff_person (person_hash, division_code) values ($1, $2)';
    const hash = world.iv.kit.indexes.of('query_log.person', member());
    await world.iv.rows(insert, [hash, '371721000000']);
    await look(await operator('far-colleague'));
    expect(await watched('far-colleague')).toEqual([]);
    await world.iv.rows(insert, [hash, county]);
    await look(await operator('colleague'));
    expect(await watched('colleague')).toMatchObject([{ rule: 'COLLEAGUE', count: 1 }]);
    await world.iv.rows('delete from staff_person');
  });

  test('alarms: repeat on the same person by different cases; twice under one case is none', async () => {
    const token = await operator('repeater');
    await look(token);
    await look(token);
    expect(await watched('repeater')).toEqual([]);
    await look(token, other.reportId);
    const [alarm] = await watched('repeater');
    expect(alarm).toMatchObject({ rule: 'REPEATED_PERSON', count: 2 });
    expect(alarm.caseIds).toContain(other.caseId);
  });

  test('alarms: off-hours bulk; as many in office hours are none', async () => {
    await setParameter('misuse_off_hours_persons', '1');
    await look(await operator('day-reader'));
    expect(await watched('day-reader')).toEqual([]);
    await world.iv.service.moveClock(new Date('2014-04-28T21:30:00+08:00'));
    await look(await operator('night-reader'));
    expect(await watched('night-reader')).toMatchObject([{ rule: 'OFF_HOURS_BULK', count: 2 }]);
    await setParameter('misuse_off_hours_persons', '20');
  });

  test('CONFLICT_OF_INTEREST: who enters the check of themselves is refused and alarmed at once, and nothing is entered', async () => {
    const token = await world.iv.token({
      ...{ role: 'TOWNSHIP_ACCEPTOR', division: '370102001000', subject: 'self-drafter', personId: member() },
    });
    const before = await world.iv.rows('select from verification_request');
    const body = {
      ...{ caseId: household.caseId, householdId: randomUUID(), divisionCode: '370102001002', purpose: 'DIBAO' },
      ...{ programme: 'URBAN_DIBAO', kind: 'INITIAL', priority: 'NORMAL', asOf: '2014-04-28' },
      ...{ windowFrom: '2013-10', windowTo: '2014-03', declared: { incomes: [], assets: [] } },
      subjects: [{ personId: member(), role: 'COUNTED', relationToHead: 'HEAD' }],
    };
    const answer = await world.call(draftRequest, { token, purpose: 'VERIFY_MEANS', body });
    expect(answer.body).toMatchObject({ status: 403, code: 'CONFLICT_OF_INTEREST' });
    expect(JSON.stringify(answer.body)).not.toContain(member());
    expect(await world.iv.rows('select from verification_request')).toHaveLength(before.length);
    expect(await alarmsOf('self-drafter')).toMatchObject([{ rule: 'OWN_CHECK', caseIds: [household.caseId] }]);
  });
});

describe('the protected list (celebrity and cadre lookups)', () => {
  const propose = (body: object, token = tokens.admin, key: string = randomUUID()) =>
    world.call(proposeProtectedPerson, { token, key, body: { reason: '省级干部家属', ...body } });
  const decide = (id: string, version: number, token = tokens.admin2, agreed = true) =>
    world.call(decideProtectedPerson, { token, params: { id }, version, body: { agreed } });
  let id: string;

  test('two officers of the province list a person as a keyed hash; the list and its rows name nobody', async () => {
    const key = randomUUID();
    const proposed = await propose({ personId: member('S-C.2') }, tokens.admin, key);
    expect([proposed.status, proposed.body]).toMatchObject([201, { state: 'PROPOSED', listedOn: null }]);
    expect((await propose({ personId: member('S-C.2') }, tokens.admin, key)).body).toEqual(proposed.body);
    id = proposed.body.id;
    expect((await propose({ personId: member('S-C.2') })).body).toMatchObject({ code: 'PROTECTED_PERSON_LISTED' });
    expect((await decide(id, 1, tokens.admin)).body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
    expect((await decide(id, 2)).body).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await decide(id, 1)).body).toMatchObject({ state: 'LISTED', listedOn: '2014-04-28', version: 2 });
    expect((await decide(id, 2)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    const { body } = await world.call(listProtectedPersons, { token: tokens.auditor });
    const rows = await world.iv.rows('select t::text from protected_person t');
    expect(JSON.stringify([body, rows])).not.toContain(member('S-C.2'));
    expect(body.items).toHaveLength(1);
    expect((await world.call(listProtectedPersons, { token: tokens.far })).body.items).toEqual([]);
  });

  test('alarms: celebrity/cadre lookups; whoever looks at a listed person is alarmed', async () => {
    await look(await operator('fan'));
    const alarms = await watched('fan');
    expect(alarms.map(({ rule }: { rule: string }) => rule)).toContain('PROTECTED_PERSON');
  });

  test('a removal needs two officers as well; who is off the list is no alarm', async () => {
    const call = { params: { id }, body: { reason: '已离任，无须保护' }, version: 2 };
    const removal = await world.call(proposeProtectedRemoval, { ...call, token: tokens.admin2 });
    expect(removal.body).toMatchObject({ state: 'REMOVAL_PROPOSED', version: 3 });
    expect((await decide(id, 3)).body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
    expect((await decide(id, 3, tokens.admin)).body).toMatchObject({ state: 'REMOVED', removedOn: '2014-04-28' });
    await look(await operator('late-fan'));
    const alarms = await watched('late-fan');
    expect(alarms.map(({ rule }: { rule: string }) => rule)).not.toContain('PROTECTED_PERSON');
  });

  test('no log-in, another role, a city’s officer, an unknown entry, no reason', async () => {
    const body = { personId: randomUUID() };
    expect((await world.call(proposeProtectedPerson, { body: { ...body, reason: '省级干部' } })).status).toBe(401);
    expect((await propose(body, tokens.auditor)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    const city = await world.iv.token({ role: 'PROVINCE_ADMIN', division: '370100000000' });
    expect((await propose(body, city)).body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
    expect((await decide(randomUUID(), 1)).body).toMatchObject({ status: 404, code: 'PROTECTED_PERSON_UNKNOWN' });
    expect((await propose({ ...body, reason: '' })).body).toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('an auditor’s word', () => {
  const review = (id: string, version: number, call: object = {}, outcome = 'CONFIRMED') =>
    world.call(reviewMisuseAlarm, {
      ...{ token: tokens.auditor, params: { id }, version, body: { outcome, note: '经查属实，已通报' } },
      ...call,
    });
  const confirmed = async () =>
    (await world.call(getVerificationIndicator, { token: tokens.admin, params: { code: 'IV-12' } })).body;

  test('IV-12: alarms confirmed count, those that are raised or dismissed do not', async () => {
    expect(await confirmed()).toMatchObject({ reached: 0, target: 0, done: true });
    const alarm = await alarmOf('many-reader', 'PERSONS_PER_DAY');
    const key = randomUUID();
    const answer = await review(alarm.id, 1, { key });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { state: 'CONFIRMED', reviewedOn: '2014-04-29', version: 2 },
    ]);
    expect((await review(alarm.id, 1, { key })).body).toEqual(answer.body);
    const dismissed = await alarmOf('self-reader', 'OWN_CHECK');
    expect((await review(dismissed.id, 1, {}, 'DISMISSED')).body).toMatchObject({ state: 'DISMISSED' });
    const counted = await confirmed();
    expect(counted).toMatchObject({ reached: 1, done: false });
    expect(counted.parts).toMatchObject([
      { name: 'CONFIRMED', reached: 1 },
      { name: 'QUERY_WITHOUT_CASE', reached: 0 },
    ]);
    const events = (await world.iv.published()).filter(({ subject }) => subject === alarm.id);
    expect(events.at(-1)?.data).toMatchObject({ state: 'CONFIRMED', rule: 'PERSONS_PER_DAY' });
  });

  test('STATE_TRANSITION_INVALID, VERSION_CONFLICT, SEPARATION_OF_DUTIES, another region, another role, no log-in, no note', async () => {
    const done = await alarmOf('many-reader', 'PERSONS_PER_DAY');
    const open = await alarmOf('colleague', 'COLLEAGUE');
    expect((await review(done.id, 2)).body).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
    expect((await review(open.id, 9)).body).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    const self = await world.iv.token({ role: 'AUDITOR', subject: 'colleague' });
    expect((await review(open.id, 1, { token: self })).body).toMatchObject({ code: 'SEPARATION_OF_DUTIES' });
    expect((await review(open.id, 1, { token: tokens.far })).body).toMatchObject({ code: 'MISUSE_ALARM_UNKNOWN' });
    expect((await review(open.id, 1, { token: tokens.admin })).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await review(open.id, 1, { token: undefined })).status).toBe(401);
    expect((await review(open.id, 1, { body: { outcome: 'CONFIRMED' } })).body).toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await alarmOf('colleague', 'COLLEAGUE')).toEqual(open);
    expect(await alarmsOf('colleague', tokens.far)).toEqual([]);
  });

  test('the graph shows and settles alarms as REST does', async () => {
    const fields = 'id rule subject divisionCode day count caseIds state note reviewedOn version';
    const ask = async (query: string, variables: object = {}, token = tokens.second) => {
      const gateway = await world.iv.serviceToken('gateway');
      const headers = { authorization: `Bearer ${gateway}`, 'x-user-token': token, 'content-type': 'application/json' };
      const payload = JSON.stringify({ query, variables });
      return (await world.iv.inject({ method: 'POST', url: '/graphql', headers, payload })).json();
    };
    const { data } = await ask(`{ misuseAlarms(first: 200, state: RAISED) { items { ${fields} } next } }`);
    const rest = await world.call(listMisuseAlarms, { token: tokens.second, query: { first: 200, state: 'RAISED' } });
    expect(data.misuseAlarms).toEqual(rest.body);
    expect((await ask('{ misuseAlarms(first: 0) { next } }')).errors[0].extensions.code).toBe('INPUT_INVALID');
    const mutation = `mutation ($id: ID!, $k: String!) { reviewMisuseAlarm(id: $id, outcome: DISMISSED, note: "经查系正常办件",
      expectedVersion: 1, idempotencyKey: $k) { ${fields} } }`;
    const open = await alarmOf('colleague', 'COLLEAGUE');
    const call = { id: open.id, k: randomUUID() };
    const settled = await ask(mutation, call);
    expect(settled.data.reviewMisuseAlarm).toMatchObject({ id: open.id, state: 'DISMISSED', version: 2 });
    expect((await ask(mutation, call)).data).toEqual(settled.data);
    const denied = await ask(mutation, { ...call, k: randomUUID() }, tokens.admin);
    expect(denied.errors[0].extensions.code).toBe('ROLE_NOT_PERMITTED');
  });
});
