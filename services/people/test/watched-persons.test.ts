import { randomUUID } from 'node:crypto';
import {
  approveGrant,
  createAccount,
  decideNotedPerson,
  getPerson,
  listAlarms,
  listNotedPersons,
  openBreakGlass,
  proposeGrant,
  proposeNotedPerson,
  proposeNotedRemoval,
  readBreakGlass,
} from '@mz/contracts';
import { startTestServices, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { county, otherCounty, type People, startPeople } from './fixtures.ts';

let identity: TestServices;
let people: People;
let auditor: string;

beforeAll(async () => {
  identity = await startTestServices(['identity']);
  people = await startPeople({ issuer: identity.issuer, urls: { identity: identity.url('identity') } });
  auditor = await people.token({ role: 'AUDITOR', subject: 'auditor-1' });
});
afterAll(async () => {
  await people.stop();
  await identity.stop();
});

const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as { code?: string }).code}`;
const supervisor = (subject: string) => people.token({ role: 'CITY_SUPERVISOR', division: '370100000000', subject });

async function alarmsOf(subject: string): Promise<{ kind: string; personId: string; count: number }[]> {
  const { body } = await people.call(listAlarms, { token: auditor, query: { first: 200 } });
  return body.items.filter(({ actor }: { actor: string }) => actor === subject);
}

async function readBy(subject: string, personId: string, division = county) {
  const token = await people.token({ role: 'COUNTY_REVIEWER', division, subject });
  const caseId = await people.openCase([personId], { division });
  return people.call(getPerson, { token, purpose: 'ASSESS_BENEFIT', caseId, params: { id: personId } });
}

/** A staff account of the person with a role in a division, made by two administrators at identity. */
async function employ(personId: string, divisionCode: string): Promise<void> {
  const first = await people.token({ role: 'IDENTITY_ADMIN', subject: 'admin-1' });
  const second = await people.token({ role: 'IDENTITY_ADMIN', subject: 'admin-2' });
  const at = identity.get('identity');
  const body = { accountName: `staff-${randomUUID().slice(0, 8)}`, password: 'poplars-by-the-river-12', personId };
  const account = await at.call(createAccount, { token: first, body });
  const params = { id: account.body.id };
  const role = { role: 'COUNTY_APPROVER', divisionCode, validFrom: '2014-04-01' };
  const grant = await at.call(proposeGrant, { token: first, params, body: role });
  expect((await at.call(approveGrant, { token: second, params: { id: grant.body.id }, body: {} })).status).toBe(200);
}

describe('alarm COLLEAGUE (people.md §4)', () => {
  it('a read of somebody who works in the reader’s unit is looked at, of one who works elsewhere is not', async () => {
    const [colleague, other] = [await people.aPerson(), await people.aPerson()];
    await employ(colleague, county);
    await employ(other, otherCounty);
    await readBy('before-the-copy', colleague);
    expect(await alarmsOf('before-the-copy')).toEqual([]);
    await people.setToday('2014-04-29');
    expect((await readBy('curious', colleague)).status).toBe(200);
    await readBy('curious', other);
    expect(await alarmsOf('curious')).toMatchObject([{ kind: 'COLLEAGUE', personId: colleague, count: 1 }]);
  });

  it('is raised above the number of reads that the parameter of the day allows', async () => {
    const colleague = await people.aPerson();
    await employ(colleague, county);
    await people.setToday('2014-04-30');
    await people.rows(`update policy_parameter set value = '1' where key = 'alarm.colleague-reads'`);
    await readBy('patient', colleague);
    expect(await alarmsOf('patient')).toEqual([]);
    await readBy('patient', colleague);
    expect(await alarmsOf('patient')).toMatchObject([{ kind: 'COLLEAGUE', count: 2 }]);
    await people.rows(`update policy_parameter set value = '0' where key = 'alarm.colleague-reads'`);
  });
});

describe('the list of persons of public note (people.md §4)', () => {
  const reason = '公众人物，重点保护';

  it('takes two officers to put a person on it and two to take one off; only then reads raise PUBLIC_NOTE, and no more', async () => {
    const personId = await people.aPerson();
    const [one, two] = [await supervisor('officer-1'), await supervisor('officer-2')];
    const made = await people.call(proposeNotedPerson, { token: one, body: { personId, reason } });
    expect([made.status, made.body.state]).toEqual([201, 'PROPOSED']);
    const params = { id: made.body.id };
    const decide = (token: string) => people.call(decideNotedPerson, { token, params, body: { agreed: true } });
    const plain = await readBy('reader-1', personId);
    expect(await alarmsOf('reader-1')).toEqual([]);
    expect(codeOf(await decide(one))).toBe('403 TWO_PERSON_REQUIRED');
    expect((await decide(two)).body).toMatchObject({ state: 'LISTED', listedOn: '2014-04-30' });

    const noted = await readBy('reader-2', personId);
    // The reader is told nothing: the answer is that of any person.
    expect([noted.status, noted.body]).toEqual([plain.status, plain.body]);
    expect(await alarmsOf('reader-2')).toMatchObject([{ kind: 'PUBLIC_NOTE', personId, count: 1 }]);

    const away = await people.call(proposeNotedRemoval, { token: two, params, body: { reason: '不再属于公众人物' } });
    expect(away.body.state).toBe('REMOVAL_PROPOSED');
    await readBy('reader-3', personId);
    expect(await alarmsOf('reader-3')).toHaveLength(1);
    expect(codeOf(await decide(two))).toBe('403 TWO_PERSON_REQUIRED');
    expect((await decide(one)).body).toMatchObject({ state: 'REMOVED', removedOn: '2014-04-30' });
    await readBy('reader-4', personId);
    expect(await alarmsOf('reader-4')).toEqual([]);
  });

  it('is shown to supervisors and auditors alone, each in their division: ROLE_NOT_PERMITTED for staff and citizens', async () => {
    const personId = await people.aPerson();
    const token = await supervisor('officer-1');
    await people.call(proposeNotedPerson, { token, body: { personId, reason } });
    const idsFor = async (asker: string) =>
      (await people.call(listNotedPersons, { token: asker })).body.items?.map(
        (item: { personId: string }) => item.personId,
      );
    expect(await idsFor(auditor)).toContain(personId);
    const elsewhere = await people.token({ role: 'CITY_SUPERVISOR', division: '371700000000' });
    expect(await idsFor(elsewhere)).toEqual([]);
    const reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county });
    const citizen = await people.token({ role: 'CITIZEN', personId });
    for (const asker of [people.acceptor, reviewer, citizen]) {
      expect(codeOf(await people.call(listNotedPersons, { token: asker }))).toBe('403 ROLE_NOT_PERMITTED');
      expect(codeOf(await people.call(proposeNotedPerson, { token: asker, body: { personId, reason } }))).toBe(
        '403 ROLE_NOT_PERMITTED',
      );
    }
  });

  it('NOTED_ALREADY, PERSON_UNKNOWN, NOTED_UNKNOWN, STATE_TRANSITION_INVALID, TOKEN_MISSING; a refused entry frees the person', async () => {
    const personId = await people.aPerson();
    const [one, two] = [await supervisor('officer-1'), await supervisor('officer-2')];
    const propose = (body: object, token?: string) =>
      people.call(proposeNotedPerson, {
        ...(token === undefined ? {} : { token }),
        body: { personId, reason, ...body },
      });
    const { body } = await propose({}, one);
    const call = { params: { id: body.id }, body: { agreed: false } };
    expect(codeOf(await propose({}, two))).toBe('409 NOTED_ALREADY');
    expect(codeOf(await propose({ personId: randomUUID() }, one))).toBe('404 PERSON_UNKNOWN');
    expect(codeOf(await propose({}))).toBe('401 TOKEN_MISSING');
    const nobody = { token: two, ...call, params: { id: randomUUID() } };
    expect(codeOf(await people.call(decideNotedPerson, nobody))).toBe('404 NOTED_UNKNOWN');
    expect((await people.call(decideNotedPerson, { token: two, ...call })).body.state).toBe('REFUSED');
    expect(codeOf(await people.call(decideNotedPerson, { token: two, ...call }))).toBe('409 STATE_TRANSITION_INVALID');
    const removal = { token: one, params: call.params, body: { reason: '已经不在名单' } };
    expect(codeOf(await people.call(proposeNotedRemoval, removal))).toBe('409 STATE_TRANSITION_INVALID');
    expect((await propose({}, two)).status).toBe(201);
  });
});

describe('alarm MANY_UNITS (people.md §4)', () => {
  async function readInEmergency(personId: string, division: string): Promise<string> {
    const subject = `emergency-${division}-${personId.slice(-4)}`;
    const token = await people.token({ role: 'COUNTY_REVIEWER', division, subject });
    const body = { emergency: '暴雨红色预警', reason: '转移受困群众，生命危险', minutes: 60 };
    const { body: glass } = await people.call(openBreakGlass, { token, body });
    const call = { token, params: { id: glass.id }, body: { personId } };
    expect((await people.call(readBreakGlass, call)).status).toBe(200);
    return subject;
  }
  const counties = ['370102000000', '370103000000', '370104000000', '370105000000'];
  const ofUnits = async (subject: string) => (await alarmsOf(subject)).filter(({ kind }) => kind === 'MANY_UNITS');

  it('the fourth unit that reads a person in a week without a case raises it; reads for a case do not count', async () => {
    const personId = await people.aPerson();
    await readBy('with-a-case', personId);
    const [first, second, third, fourth] = counties;
    for (const division of [first, second, third]) {
      expect(await ofUnits(await readInEmergency(personId, division ?? ''))).toEqual([]);
    }
    expect(await ofUnits(await readInEmergency(personId, fourth ?? ''))).toMatchObject([{ personId, count: 4 }]);
  });

  it('reads of more than a week ago count no more', async () => {
    const personId = await people.aPerson();
    const [first, second, third, fourth] = counties;
    for (const division of [first, second, third]) await readInEmergency(personId, division ?? '');
    await people.setToday('2014-05-07');
    expect(await ofUnits(await readInEmergency(personId, fourth ?? ''))).toEqual([]);
  });
});

describe('the copy of who works where', () => {
  it('changes when somebody came, and is left alone while nobody did', async () => {
    const copied = async (day: string) =>
      (await people.setToday(day)).filter(({ name, done }) => name === 'staffUnits.refresh' && done > 0).length;
    await employ(await people.aPerson(), county);
    expect(await copied('2014-05-08')).toBe(1);
    expect(await copied('2014-05-10')).toBe(0);
  });
});
