import { completeIdentity, correctPerson, getPerson, resolveTask } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFact } from '../src/stored.ts';
import { aBody, anIdNo, county, otherCounty, type People, startPeople } from './fixtures.ts';

const documentSha256 = 'a'.repeat(64);
const purpose = 'REGISTER_EVENT';
let people: People;
let reviewer: string;

beforeAll(async () => {
  people = await startPeople();
  reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county });
});
afterAll(() => people.stop());

async function correct(personId: string, body: object, call: object = {}) {
  const caseId = await people.openCase([personId]);
  return people.call(correctPerson, {
    token: reviewer,
    purpose,
    caseId,
    params: { id: personId },
    version: 1,
    body: { reason: '登记有误，见户口簿', source: 'HUKOU_BOOK', documentSha256, ...body },
    ...call,
  });
}

const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as { code?: string }).code}`;

async function factsOf(personId: string, fact: string) {
  const rows = await people.rows<{ id: string; value: Buffer; source: string; key_id: string; wrapped: Buffer }>(
    `select f.id, f.value, f.source, k.data_key_id as key_id, k.wrapped
     from person_fact f join person_key k using (person_id)
     where person_id = $1 and fact = $2 order by recorded_at, id`,
    [personId, fact],
  );
  return rows.map(({ id, value, source, key_id: dataKeyId, wrapped }) => [
    openFact(people.kit, { id: personId, dataKeyId, wrappedKey: wrapped, erasedAt: null }, id, value),
    source,
  ]);
}

const eventsOf = async (personId: string) =>
  (await people.published())
    .filter(({ type, subject }) => type === 'cn.gov.sd.mz.person.identity-corrected.v1' && subject === personId)
    .map(({ data }) => data);

describe('persons.correct', () => {
  it('a name: the old value stays with its reason, the event has field names only, the new name finds the person', async () => {
    const idNo = anIdNo();
    const personId = await people.aPerson(aBody(idNo));
    const { status, body } = await correct(personId, { field: 'name', value: '张玮' });
    expect([status, body]).toEqual([200, { personId, fields: ['name'], version: 2 }]);
    expect(await factsOf(personId, 'name')).toEqual([
      ['张伟', 'REGISTRATION'],
      ['张玮', 'HUKOU_BOOK'],
    ]);
    expect(await eventsOf(personId)).toEqual([{ personId, fields: ['name'] }]);
    expect((await people.register({ ...aBody(idNo), name: '张玮' })).body.personId).toBe(personId);
    expect((await people.register(aBody(idNo))).body.code).toBe('PERSON_MISMATCH');
  });

  it('a number brings its birth date and sex; the former number stays as a fact; the police register verifies', async () => {
    const [old, right] = [anIdNo('1982-03-10'), anIdNo('1982-03-11', '2')];
    const personId = await people.aPerson(aBody(old));
    const { body } = await correct(personId, { field: 'idNo', value: right, source: 'PSB_REGISTER' });
    expect(body.fields).toEqual(['idNo', 'birthDate', 'sex']);
    expect(await factsOf(personId, 'idNo')).toEqual([
      [old, 'BEFORE_CORRECTION'],
      [right, 'PSB_REGISTER'],
    ]);
    expect(await people.rows('select birth_date::text, sex, certainty from person where id = $1', [personId])).toEqual([
      { birth_date: '1982-03-11', sex: '2', certainty: 'VERIFIED' },
    ]);
    const again = await people.register({ ...aBody(right), sex: '2' });
    expect(again.body.personId).toBe(personId);
  });

  it('a phone is the township’s to correct and tells nobody; identity is the county’s and needs a document', async () => {
    const personId = await people.aPerson();
    const phone = { field: 'phone', value: '13900001111', documentSha256: undefined };
    expect((await correct(personId, phone, { token: people.acceptor })).status).toBe(200);
    expect(await eventsOf(personId)).toEqual([]);
    const name = { field: 'name', value: '张玮' };
    expect(codeOf(await correct(personId, name, { token: people.acceptor, version: 2 }))).toBe(
      '403 ROLE_NOT_PERMITTED',
    );
    expect(codeOf(await correct(personId, { ...name, documentSha256: undefined }, { version: 2 }))).toBe(
      '422 DOCUMENT_MISSING',
    );
  });

  const faults: [code: string, body: object][] = [
    ['NAME_INVALID', { field: 'name', value: 'Zhang' }],
    ['PHONE_INVALID', { field: 'phone', value: '1380000123' }],
    ['ID_CHECKSUM_INVALID', { field: 'idNo', value: '370900198203109031' }],
    ['ID_LEGACY_FORMAT', { field: 'idNo', value: '370900820310903' }],
    ['ID_BIRTH_MISMATCH', { field: 'birthDate', value: '1982-03-11' }],
    ['ID_SEX_MISMATCH', { field: 'sex', value: '2' }],
    ['DATE_ORDER_INVALID', { field: 'birthDate', value: '2030-01-01' }],
  ];
  it.each(faults)('%s: %j changes nothing', async (code, body) => {
    const personId = await people.aPerson();
    expect(codeOf(await correct(personId, body))).toBe(`422 ${code}`);
    expect(await people.rows('select version from person where id = $1', [personId])).toEqual([{ version: 1 }]);
  });

  it('PERSON_MISMATCH for the number of another person, VERSION_CONFLICT, PRECONDITION_REQUIRED, CASE_REQUIRED', async () => {
    const [taken, personId] = [anIdNo(), await people.aPerson()];
    await people.aPerson(aBody(taken));
    const number = { field: 'idNo', value: taken };
    const foreign = await people.openCase([personId], { division: otherCounty });
    expect(codeOf(await correct(personId, number))).toBe('409 PERSON_MISMATCH');
    expect(codeOf(await correct(personId, number, { version: 7 }))).toBe('412 VERSION_CONFLICT');
    expect(codeOf(await correct(personId, number, { version: undefined }))).toBe('428 PRECONDITION_REQUIRED');
    expect(codeOf(await correct(personId, number, { caseId: foreign }))).toBe('403 CASE_REQUIRED');
  });
});

describe('a newborn of the register book', () => {
  const newborn = {
    idType: 'HUKOU_BOOK_ONLY',
    idNo: undefined,
    phone: undefined,
    name: '王小宝',
    birthDate: '2014-01-05',
  };

  async function complete(personId: string, idNo: string, more: object = {}) {
    const caseId = await people.openCase([personId]);
    return people.call(completeIdentity, {
      token: people.acceptor,
      purpose,
      caseId,
      params: { id: personId },
      body: { idNo, source: 'HUKOU_BOOK', documentSha256, ...more },
    });
  }

  it('keeps the person_id when the number comes later, and is found by it', async () => {
    const personId = await people.aPerson({ ...aBody(), ...newborn, name: '王大宝' });
    const idNo = anIdNo('2014-01-05');
    const { status, body } = await complete(personId, idNo);
    expect([status, body]).toEqual([200, { personId, fields: ['idNo'], version: 2 }]);
    expect(await eventsOf(personId)).toEqual([{ personId, fields: ['idNo'] }]);
    expect((await people.register({ ...aBody(idNo), name: '王大宝' })).body.personId).toBe(personId);
    expect(codeOf(await complete(personId, anIdNo('2014-01-05')))).toBe('409 STATE_TRANSITION_INVALID');
  });

  it('ID_BIRTH_MISMATCH, ID_SEX_MISMATCH, ID_LEGACY_FORMAT, PERSON_MISMATCH', async () => {
    const personId = await people.aPerson({ ...aBody(), ...newborn, name: '王二宝' });
    const taken = anIdNo('2014-01-05');
    await people.aPerson({ ...aBody(taken), name: '王二宝' });
    expect(codeOf(await complete(personId, anIdNo('2014-01-06')))).toBe('422 ID_BIRTH_MISMATCH');
    expect(codeOf(await complete(personId, anIdNo('2014-01-05', '2')))).toBe('422 ID_SEX_MISMATCH');
    expect(codeOf(await complete(personId, '370900140105903'))).toBe('422 ID_LEGACY_FORMAT');
    expect(codeOf(await complete(personId, taken))).toBe('409 PERSON_MISMATCH');
  });

  it('15 digits stand beside the number as a former one only, and must be the same person’s', async () => {
    const old = { ...aBody(), ...newborn, name: '王老', birthDate: '1950-01-05' };
    const personId = await people.aPerson(old);
    const idNo = anIdNo('1950-01-05');
    const legacyIdNo = idNo.slice(0, 6) + idNo.slice(8, 17);
    expect(codeOf(await complete(personId, idNo, { legacyIdNo: '370900500105999' }))).toBe('422 ID_FORMAT_INVALID');
    const { body } = await complete(personId, idNo, { legacyIdNo });
    expect(body.fields).toEqual(['idNo', 'legacyIdNo']);
    const caseId = await people.openCase([personId]);
    const read = await people.call(getPerson, {
      token: people.acceptor,
      purpose: 'ASSESS_BENEFIT',
      caseId,
      params: { id: personId },
    });
    expect(read.body.idNo).toBe(`370900********${idNo.slice(-4)}`);
  });
});

describe('personTasks.resolve', () => {
  it('a soft match is checked by somebody else than the clerk who raised it, once, with an outcome of its kind', async () => {
    const idNo = anIdNo();
    await people.aPerson({ ...aBody(idNo), name: '艾力·买买提' });
    const personId = await people.aPerson({ ...aBody(idNo), name: '艾力买买提' });
    const [task] = await people.rows<{ id: string }>(`select id from person_task where person_id = $1`, [personId]);
    const resolve = (call: object, outcome = 'SAME_PERSON') =>
      people.call(resolveTask, {
        token: reviewer,
        params: { id: task?.id ?? '' },
        body: { outcome, note: '核对户口簿，同一人' },
        ...call,
      });
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    expect(codeOf(await resolve({ token: people.acceptor }))).toBe('403 SEPARATION_OF_DUTIES');
    expect(codeOf(await resolve({ token: stranger }))).toBe('404 TASK_UNKNOWN');
    expect(codeOf(await resolve({}, 'NOTHING_TO_DO'))).toBe('422 OUTCOME_NOT_ALLOWED');
    expect((await resolve({})).body).toEqual({ id: task?.id, state: 'DONE', outcome: 'SAME_PERSON' });
    expect(codeOf(await resolve({}))).toBe('409 STATE_TRANSITION_INVALID');
    // The same name is a new question the next time.
    await people.aPerson({ ...aBody(idNo), name: '艾力买买提' });
    expect(
      await people.rows(`select 1 from person_task where person_id = $1 and state = 'OPEN'`, [personId]),
    ).toHaveLength(1);
  });
});
