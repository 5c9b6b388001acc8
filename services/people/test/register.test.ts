import { randomUUID } from 'node:crypto';
import { caseClosed, registerPerson } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, otherCounty, type People, startPeople, township } from './fixtures.ts';

let people: People;
let draft: string;

beforeAll(async () => {
  people = await startPeople();
  draft = await people.openCase([], { stage: 'DRAFT' });
});
afterAll(() => people.stop());

const countPersons = async (): Promise<number> => (await people.rows('select 1 from person')).length;

describe('registering is find-or-create (people.md §1.1)', () => {
  it('answers a new and a known person alike, writes one person, facts, audit, ledger and one person.registered', async () => {
    const body = { ...aBody(), maritalStatus: '20' };
    const first = await people.register(body, draft);
    const again = await people.register(body);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
    const { personId } = first.body;
    const events = (await people.published()).filter(({ subject }) => subject === personId);
    expect(events.map(({ type, data }) => [type, data])).toEqual([['cn.gov.sd.mz.person.registered.v1', { personId }]]);
    const audits = await people.rows(
      `select after from audit_log where action = 'persons.register' and record_id = $1`,
      [personId],
    );
    expect(audits).toHaveLength(2);
    const facts = await people.rows<{ fact: string }>('select fact from person_fact where person_id = $1', [personId]);
    expect(facts.map(({ fact }) => fact).sort()).toEqual(
      ['birthDate', 'hukouDivision', 'hukouKind', 'maritalStatus', 'name', 'phone', 'sex'].sort(),
    );
    expect(await people.rows('select role, purpose from access_ledger where person_id = $1', [personId])).toEqual([
      { role: 'TOWNSHIP_ACCEPTOR', purpose: 'ASSESS_BENEFIT' },
      { role: 'TOWNSHIP_ACCEPTOR', purpose: 'ASSESS_BENEFIT' },
    ]);
  });

  it('example H1: 张伟 registered by two counties at the same moment is one person, both answers carry the same id', async () => {
    const there = await people.openCase([], { stage: 'DRAFT', division: otherCounty });
    const token = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    const body = aBody('370900198203109030');
    const answers = await Promise.all([
      people.register(body, draft),
      people.call(registerPerson, { token, purpose: 'ASSESS_BENEFIT', caseId: there, body }),
      people.register(body),
      people.call(registerPerson, { token, purpose: 'REGISTER_EVENT', caseId: there, body }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body: answer }) => answer.personId)).size).toBe(1);
  });

  it('example H2: PERSON_MISMATCH for the same number with 张玮, and nothing of what is stored is said', async () => {
    const idNo = anIdNo();
    await people.aPerson({ ...aBody(idNo) });
    const { status, body } = await people.register({ ...aBody(idNo), name: '张玮' });
    expect([status, body.code]).toEqual([409, 'PERSON_MISMATCH']);
    const { traceId: _, ...said } = body;
    expect(JSON.stringify(said)).not.toMatch(/张|1982|370900/);
  });

  it('example H3: 买买提·艾力 and 买买提艾力 with the same number are one person, with one soft-match task', async () => {
    const idNo = anIdNo();
    const personId = await people.aPerson({ ...aBody(idNo), name: '买买提·艾力' });
    const answers = [
      await people.register({ ...aBody(idNo), name: '买买提艾力' }),
      await people.register({ ...aBody(idNo), name: '艾力·买买提' }),
    ];
    expect(answers.map(({ body }) => body.personId)).toEqual([personId, personId]);
    expect(
      await people.rows('select kind, state, division_code from person_task where person_id = $1', [personId]),
    ).toEqual([{ kind: 'SOFT_MATCH', state: 'OPEN', division_code: township }]);
  });

  it('normalises full-width digits and a lower-case x first', async () => {
    const personId = await people.aPerson({
      ...aBody('11000019880808908X'),
      sex: '2',
      name: '李芳',
      birthDate: '1988-08-08',
    });
    const wide = [...'11000019880808908'].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
    const body = { ...aBody('11000019880808908X'), idNo: `${wide}x`, sex: '2', name: '李芳', birthDate: '1988-08-08' };
    expect((await people.register(body)).body.personId).toBe(personId);
  });

  it('a replay of the same Idempotency-Key answers the same and does nothing', async () => {
    const key = randomUUID();
    const call = { token: people.acceptor, purpose: 'ASSESS_BENEFIT', caseId: draft, key, body: aBody() } as const;
    const first = await people.call(registerPerson, call);
    const before = await people.rows('select 1 from access_ledger');
    expect((await people.call(registerPerson, call)).body).toEqual(first.body);
    expect(await people.rows('select 1 from access_ledger')).toHaveLength(before.length);
  });
});

describe('without a number', () => {
  const newborn = () => {
    const { idNo: _, ...body } = aBody();
    return { ...body, idType: 'HUKOU_BOOK_ONLY', name: '王小宝', birthDate: '2014-01-05' };
  };

  it('the first is new; the next gets masked candidates, chooses one, or says why none is meant', async () => {
    const first = await people.register(newborn(), draft);
    const { personId } = first.body;
    const asked = await people.register(newborn());
    expect(asked.body).toEqual({
      personId: null,
      candidates: [{ personId, name: '王**', sex: '1', birthDate: '2014-01-05', hukouDivision: township }],
    });
    expect((await people.register({ ...newborn(), chosenPersonId: personId })).body.personId).toBe(personId);
    const other = await people.register({ ...newborn(), newPersonReason: '同名同日出生的另一户婴儿' });
    expect(other.body.personId).not.toBe(personId);
  });

  it('PERSON_MISMATCH: nobody reaches a person by an id that is no candidate', async () => {
    const stranger = await people.aPerson();
    const { status, body } = await people.register({ ...newborn(), chosenPersonId: stranger });
    expect([status, body.code]).toEqual([409, 'PERSON_MISMATCH']);
  });
});

describe('bad input (people.md §6)', () => {
  const cases: [code: string, pointer: string, overrides: object][] = [
    ['ID_CHECKSUM_INVALID', '/body/idNo', { idNo: '370900198203109031' }],
    ['ID_BIRTH_MISMATCH', '/body/idNo', { birthDate: '1982-03-11' }],
    ['ID_SEX_MISMATCH', '/body/idNo', { sex: '2' }],
    ['ID_SEX_MISMATCH', '/body/idNo', { sex: '9' }],
    ['ID_LEGACY_FORMAT', '/body/idNo', { idNo: '370900820310903' }],
    ['ID_FORMAT_INVALID', '/body/idNo', { idNo: '37090019820310903' }],
    ['ID_FORMAT_INVALID', '/body/idNo', { idNo: undefined }],
    ['ID_FORMAT_INVALID', '/body/idNo', { idType: 'OTHER' }],
    ['NAME_INVALID', '/body/name', { name: '张3' }],
    ['NAME_INVALID', '/body/name', { name: 'Zhang' }],
    ['NAME_INVALID', '/body/name', { name: '张\u0007伟' }],
    ['NAME_INVALID', '/body/name', { name: '张\u202e伟' }],
    ['NAME_INVALID', '/body/name', { name: '张'.repeat(51) }],
    ['PHONE_INVALID', '/body/phone', { phone: '1380000123' }],
    ['PHONE_INVALID', '/body/phone', { phone: '23800001234' }],
    ['DIVISION_NOT_VALID', '/body/hukouDivision', { hukouDivision: '370000000000' }],
    ['DIVISION_NOT_VALID', '/body/residenceDivision', { residenceDivision: '110101000000' }],
    ['CODE_SUMMARY', '/body/hukouDivision', { hukouDivision: '370101000000' }],
    ['DATE_ORDER_INVALID', '/body/birthDate', { idType: 'HUKOU_BOOK_ONLY', idNo: undefined, birthDate: '2014-04-29' }],
    ['DATE_ORDER_INVALID', '/body/birthDate', { idType: 'HUKOU_BOOK_ONLY', idNo: undefined, birthDate: '1880-01-01' }],
  ];

  it.each(cases)('%s at %s: %j', async (code, pointer, overrides) => {
    const before = await countPersons();
    const { status, body } = await people.register({ ...aBody('370900198203109030'), ...overrides }, draft);
    expect([status, body.code, body.errors]).toEqual([422, code, [expect.objectContaining({ code, pointer })]]);
    expect(JSON.stringify(body)).not.toMatch(/370900(19)?820310/);
    expect(await countPersons()).toBe(before);
  });

  it('DIVISION_NOT_VALID: a register at a code that no unit has today is refused and registers nobody', async () => {
    const before = await countPersons();
    const { status, body } = await people.register({ ...aBody(), hukouDivision: '370102999000' }, draft);
    expect([status, body.code]).toEqual([422, 'DIVISION_NOT_VALID']);
    expect(await countPersons()).toBe(before);
  });

  it('says every fault at once', async () => {
    const { body } = await people.register({ ...aBody(), name: 'X', phone: '1' }, draft);
    expect(body.errors.map(({ code }: { code: string }) => code)).toEqual(['NAME_INVALID', 'PHONE_INVALID']);
  });

  it('takes a register in another province and a village by its township', async () => {
    expect((await people.register({ ...aBody(), hukouDivision: '410102000000' }, draft)).status).toBe(200);
    expect((await people.register({ ...aBody(), hukouDivision: '370102001001' }, draft)).status).toBe(200);
  });
});

describe('who may register', () => {
  async function attempt(call: object) {
    const answer = await people.call(registerPerson, {
      token: people.acceptor,
      purpose: 'ASSESS_BENEFIT',
      caseId: draft,
      body: aBody(),
      ...call,
    });
    return `${answer.status} ${answer.body.code}`;
  }

  it('TOKEN_MISSING, ROLE_NOT_PERMITTED, PURPOSE_REQUIRED, PURPOSE_NOT_PERMITTED', async () => {
    const approver = await people.token({ role: 'COUNTY_APPROVER', division: township });
    expect(await attempt({ token: undefined })).toBe('401 TOKEN_MISSING');
    expect(await attempt({ token: approver })).toBe('403 ROLE_NOT_PERMITTED');
    expect(await attempt({ purpose: undefined })).toBe('422 PURPOSE_REQUIRED');
    expect(await attempt({ purpose: 'PAY' })).toBe('403 PURPOSE_NOT_PERMITTED');
  });

  it('CASE_REQUIRED without a case, with one that nobody knows, a foreign one and a closed one', async () => {
    const foreign = await people.openCase([], { stage: 'DRAFT', division: otherCounty });
    const closed = await people.openCase();
    await people.deliver(caseClosed, {
      subject: closed.split('/')[1] ?? '',
      divisionCode: township,
      aggregateVersion: 2,
      data: { caseId: closed },
    });
    expect(await attempt({ caseId: undefined })).toBe('403 CASE_REQUIRED');
    expect(await attempt({ caseId: `veterans/${randomUUID()}` })).toBe('403 CASE_REQUIRED');
    expect(await attempt({ caseId: foreign })).toBe('403 CASE_REQUIRED');
    expect(await attempt({ caseId: closed })).toBe('403 CASE_REQUIRED');
  });

  it('UPSTREAM_UNAVAILABLE when the event is on its way and the bureau is down: try again', async () => {
    expect(await attempt({ caseId: `social-assistance/${randomUUID()}` })).toBe('503 UPSTREAM_UNAVAILABLE');
  });
});
