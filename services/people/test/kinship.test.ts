import { randomUUID } from 'node:crypto';
import { checkKinship, recordKinship } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, otherCounty, type People, startPeople } from './fixtures.ts';

let people: People;

beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());

const born = (birthDate: string) => people.aPerson(aBody(anIdNo(birthDate)));

async function record(personId: string, kind: string, relativeId: string, call: object = {}) {
  const body = { personId, relativeId, kind, validFrom: '2014-01-01', source: '户口簿', ...call };
  return people.call(recordKinship, { token: people.acceptor, body });
}

async function related(personId: string, caseId: string) {
  const token = await people.serviceToken('social-assistance');
  const { body } = await people.call(checkKinship, { token, body: { personId, caseId } });
  return body.related ?? body.code;
}

describe('kinship.check answers yes or no', () => {
  it.each(['SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'GRANDPARENT', 'GRANDCHILD'])(
    'yes for %s, whichever side it was recorded from',
    async (kind) => {
      const [older, younger] = [await born('1950-01-01'), await born('1980-01-01')];
      const [person, relative] = kind === 'CHILD' || kind === 'GRANDCHILD' ? [older, younger] : [younger, older];
      const { status, body } = await record(person, kind, relative);
      expect([status, body.id]).toEqual([201, expect.any(String)]);
      expect(await related(person, await people.openCase([relative]))).toBe(true);
      expect(await related(relative, await people.openCase([person]))).toBe(true);
    },
  );

  it('yes for somebody in the case, no for a guardian and for strangers', async () => {
    const [one, other] = [await born('1950-01-01'), await born('1980-01-01')];
    await record(other, 'GUARDIAN', one);
    const caseId = await people.openCase([other]);
    expect(await related(other, caseId)).toBe(true);
    expect(await related(one, caseId)).toBe(false);
    expect(await related(randomUUID(), caseId)).toBe(false);
  });

  it('yes by an alias of a merged person', async () => {
    const [parent, child, alias] = [await born('1950-01-01'), await born('1980-01-01'), randomUUID()];
    await record(child, 'PARENT', parent);
    await people.rows('insert into person_alias (alias, canonical, since) values ($1, $2, now())', [alias, parent]);
    expect(await related(alias, await people.openCase([child]))).toBe(true);
  });

  it('CASE_REQUIRED for a case that nobody knows; SERVICE_ONLY for people', async () => {
    const personId = await born('1950-01-01');
    expect(await related(personId, `veterans/${randomUUID()}`)).toBe('CASE_REQUIRED');
    const body = { personId, caseId: await people.openCase() };
    expect((await people.call(checkKinship, { token: people.acceptor, body })).body.code).toBe('SERVICE_ONLY');
  });
});

describe('kinship.record refuses (people.md §2)', () => {
  it('KINSHIP_INVALID: a parent younger than child + 12 years, and allows exactly 12', async () => {
    const [parent, child, tooOld] = [await born('1970-05-01'), await born('1982-05-01'), await born('1982-04-30')];
    expect((await record(tooOld, 'PARENT', parent)).body.code).toBe('KINSHIP_INVALID');
    expect((await record(parent, 'CHILD', tooOld)).body.code).toBe('KINSHIP_INVALID');
    expect((await record(child, 'PARENT', parent)).status).toBe(201);
  });

  it('KINSHIP_INVALID: circular parentage is caught even where the births would allow it', async () => {
    const [one, two] = [await born('1950-01-01'), await born('1980-01-01')];
    // Rows of an older register, taken over as they were.
    await people.rows(
      `insert into kinship (id, person_id, relative_id, kind, valid_from, source, recorded_at, recorded_by)
       values ($1, $2, $3, 'PARENT', '2000-01-01', '旧系统', now(), 'migration')`,
      [randomUUID(), one, two],
    );
    expect((await record(two, 'PARENT', one)).body.code).toBe('KINSHIP_INVALID');
  });

  it('KINSHIP_INVALID: a second living spouse; the widowed may marry again', async () => {
    const [one, two, three] = [await born('1950-01-01'), await born('1951-01-01'), await born('1952-01-01')];
    expect((await record(one, 'SPOUSE', two)).status).toBe(201);
    expect((await record(three, 'SPOUSE', one)).body.code).toBe('KINSHIP_INVALID');
    await people.rows(`update person set life_status = 'DEAD', death_date = '2014-01-01' where id = $1`, [two]);
    expect((await record(three, 'SPOUSE', one)).status).toBe(201);
  });

  it('KINSHIP_INVALID with oneself, DATE_ORDER_INVALID, PERSON_UNKNOWN, SCOPE_FORBIDDEN, ROLE_NOT_PERMITTED', async () => {
    const [one, two] = [await born('1950-01-01'), await born('1980-01-01')];
    const body = { personId: one, relativeId: two, kind: 'SIBLING', validFrom: '2014-01-01', source: '户口簿' };
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    const auditor = await people.token({ role: 'AUDITOR' });
    expect((await record(one, 'SIBLING', one)).body.code).toBe('KINSHIP_INVALID');
    expect((await record(one, 'SIBLING', two, { validFrom: '1979-01-01' })).body.code).toBe('DATE_ORDER_INVALID');
    expect((await record(one, 'SIBLING', two, { validFrom: '2014-04-29' })).body.code).toBe('DATE_ORDER_INVALID');
    expect((await record(one, 'SIBLING', randomUUID())).body.code).toBe('PERSON_UNKNOWN');
    expect((await people.call(recordKinship, { token: stranger, body })).body.code).toBe('SCOPE_FORBIDDEN');
    expect((await people.call(recordKinship, { token: auditor, body })).body.code).toBe('ROLE_NOT_PERMITTED');
  });
});
