import { randomUUID } from 'node:crypto';
import { caseChanged, caseClosed, disclosePersons, getPerson, personFacts } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, otherCounty, type People, startPeople, township } from './fixtures.ts';

const idNo = '370900198203109030';
const masked = '370900********9030';
const purpose = 'ASSESS_BENEFIT';
let people: People;
let personId: string;
let caseId: string;

beforeAll(async () => {
  people = await startPeople();
  personId = await people.aPerson(aBody(idNo));
  caseId = await people.openCase([personId]);
});
afterAll(() => people.stop());

async function read(call: object = {}) {
  return people.call(getPerson, { token: people.acceptor, purpose, caseId, params: { id: personId }, ...call });
}

describe('persons.get', () => {
  it('shows a case handler the name and never more of the number than a mask, after one ledger row', async () => {
    const { status, body } = await read();
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: personId, name: '张伟', idNo: masked, birthDate: '1982-03-10', version: 1 });
    const rows = await people.rows(
      `select actor, role, unit, case_id, purpose, basis, channel, field_classes from access_ledger
       where person_id = $1 and case_id = $2`,
      [personId, caseId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toEqual({
      actor: `test-township_acceptor-${township}`,
      role: 'TOWNSHIP_ACCEPTOR',
      unit: township,
      case_id: caseId,
      purpose,
      basis: caseId,
      channel: 'REST',
      field_classes: ['NAME', 'ID_NO_MASKED', 'BASIC'],
    });
  });

  it('masks the name for supervisors and auditors', async () => {
    for (const role of ['CITY_SUPERVISOR', 'AUDITOR'] as const) {
      const { body } = await read({ token: await people.token({ role }), purpose: 'SUPERVISE' });
      expect([body.name, body.idNo]).toEqual(['张*', masked]);
    }
  });

  it('a case whose end is heard of before its beginning still names its persons, who are kept', async () => {
    const id = randomUUID();
    const heard = `social-assistance/${id}`;
    const last = { caseId: heard, personIds: [personId], divisionCode: township, purpose, assigneeIds: [] };
    const head = { subject: id, divisionCode: township };
    await people.deliver(caseClosed, {
      ...{ ...head, aggregateVersion: 2 },
      data: { caseId: heard, last: { ...last, stage: 'OPEN' } },
    });
    await people.deliver(caseChanged, { ...head, aggregateVersion: 1, data: { ...last, stage: 'OPEN' } });
    expect(
      await people.rows(
        'select stage, purpose, person_id from case_access join case_person using (case_id) where case_id = $1',
        [heard],
      ),
    ).toEqual([{ stage: 'CLOSED', purpose, person_id: personId }]);
    expect(await read({ caseId: heard })).toMatchObject({ status: 403 });
  });

  it('CASE_REQUIRED: no case, a draft, a foreign office, a case that does not name the person, a closed case', async () => {
    const stranger = await people.token({ role: 'TOWNSHIP_ACCEPTOR', division: otherCounty });
    const draft = await people.openCase([personId], { stage: 'DRAFT' });
    const without = await people.openCase([await people.aPerson()]);
    const closed = await people.openCase([personId]);
    await people.deliver(caseClosed, {
      subject: closed.split('/')[1] ?? '',
      divisionCode: township,
      aggregateVersion: 2,
      data: { caseId: closed },
    });
    const refused = [
      await read({ caseId: undefined }),
      await read({ caseId: draft }),
      await read({ token: stranger }),
      await read({ caseId: without }),
      await read({ caseId: closed }),
      await read({ params: { id: randomUUID() } }),
    ];
    expect(refused.map(({ status, body }) => `${status} ${body.code}`)).toEqual(Array(6).fill('403 CASE_REQUIRED'));
    expect(JSON.stringify(refused.map(({ body }) => body))).not.toMatch(/张/);
  });

  it('TOKEN_MISSING, ROLE_NOT_PERMITTED, PURPOSE_REQUIRED, PURPOSE_NOT_PERMITTED', async () => {
    const village = await people.token({ role: 'VILLAGE_ASSISTANT', division: township });
    expect((await read({ token: undefined })).body.code).toBe('TOKEN_MISSING');
    expect((await read({ token: village })).body.code).toBe('ROLE_NOT_PERMITTED');
    expect((await read({ purpose: undefined })).body.code).toBe('PURPOSE_REQUIRED');
    expect((await read({ purpose: 'PAY' })).body.code).toBe('PURPOSE_NOT_PERMITTED');
  });

  it('PERSON_UNKNOWN: the case names an id that nobody has', async () => {
    const ghost = randomUUID();
    const naming = await people.openCase([ghost]);
    const { status, body } = await read({ caseId: naming, params: { id: ghost } });
    expect([status, body.code]).toEqual([404, 'PERSON_UNKNOWN']);
  });

  it('follows the alias of a merged person and says so', async () => {
    const alias = randomUUID();
    await people.rows('insert into person_alias (alias, canonical, since) values ($1, $2, now())', [alias, personId]);
    const naming = await people.openCase([alias]);
    const { body } = await read({ caseId: naming, params: { id: alias } });
    expect([body.id, body.aliasOf, body.mergedFrom, body.name]).toEqual([personId, alias, [alias], '张伟']);
  });

  it('row-level security: the application sees no person without a live case that names one', async () => {
    const ctx = people.kit.system('cases.lookup');
    const { system: _, ...scope } = ctx.scope;
    const ids = (of: object) =>
      people.kit.read({ ...ctx, scope: { ...scope, ...of } }, (db) => db.selectFrom('person').select('id').execute());
    expect(await ids({})).toEqual([]);
    expect(await ids({ caseId: `social-assistance/${randomUUID()}` })).toEqual([]);
    expect(await ids({ caseId })).toEqual([{ id: personId }]);
  });
});

describe('case events are STATE', () => {
  it('a person who left the case is out of reach, and an older event changes nothing', async () => {
    const other = await people.aPerson();
    const changing = await people.openCase([personId]);
    await people.changeCase(changing, [other]);
    expect((await read({ caseId: changing })).body.code).toBe('CASE_REQUIRED');
    await people.deliver(caseChanged, {
      subject: changing.split('/')[1] ?? '',
      divisionCode: township,
      aggregateVersion: 1,
      data: {
        caseId: changing,
        stage: 'OPEN',
        personIds: [personId],
        divisionCode: township,
        purpose,
        assigneeIds: [],
      },
    });
    expect((await read({ caseId: changing })).body.code).toBe('CASE_REQUIRED');
    expect((await read({ caseId: changing, params: { id: other } })).status).toBe(200);
  });
});

describe('persons.facts', () => {
  const facts = async (body: object, caller: 'social-assistance' | 'gateway' = 'social-assistance') =>
    people.call(personFacts, { token: await people.serviceToken(caller), body });

  it('gives a bureau the facts of persons of its case, also of a draft under which they were registered', async () => {
    const draft = await people.openCase([], { stage: 'DRAFT' });
    const { body: registered } = await people.register({ ...aBody(), maritalStatus: '20' }, draft);
    const { status, body } = await facts({ personIds: [registered.personId], caseId: draft });
    expect(status).toBe(200);
    expect(body.persons).toEqual([
      {
        personId: registered.personId,
        canonicalId: registered.personId,
        birthDate: '1982-03-10',
        sex: '1',
        lifeStatus: 'ALIVE',
        deathDate: null,
        hukouDivision: township,
        hukouKind: 'RESIDENT',
        maritalStatus: '20',
        capacity: 'FULL',
      },
    ]);
    const ledger = await people.rows(
      `select unit, channel from access_ledger where person_id = $1 and channel = 'SERVICE'`,
      [registered.personId],
    );
    expect(ledger).toEqual([{ unit: 'social-assistance', channel: 'SERVICE' }]);
  });

  it('CASE_REQUIRED for a person of another case, SERVICE_NOT_PERMITTED and SERVICE_ONLY for other callers', async () => {
    const stranger = await people.aPerson();
    expect((await facts({ personIds: [personId, stranger], caseId })).body.code).toBe('CASE_REQUIRED');
    expect((await facts({ personIds: [personId], caseId }, 'gateway')).body.code).toBe('SERVICE_NOT_PERMITTED');
    const byUser = await people.call(personFacts, { token: people.acceptor, body: { personIds: [personId], caseId } });
    expect(byUser.body.code).toBe('SERVICE_ONLY');
  });
});

describe('persons.disclose', () => {
  const disclose = async (body: object, caller: 'income-verification' | 'payments' | 'social-assistance') =>
    people.call(disclosePersons, {
      token: await people.serviceToken(caller),
      body: { personIds: [personId], fields: ['idNo', 'name'], ...body },
    });

  it('gives clear identity for a case, only the fields asked for, with one ledger row a person', async () => {
    const other = await people.aPerson();
    const both = await people.openCase([personId, other]);
    const { status, body } = await disclose(
      { personIds: [personId, other], purpose: 'VERIFY_MEANS', caseId: both },
      'income-verification',
    );
    expect(status).toBe(200);
    expect(body.persons).toHaveLength(2);
    expect(body.persons[0]).toEqual({ personId, canonicalId: personId, idNo, name: '张伟' });
    const ledger = await people.rows(
      'select person_id, field_classes from access_ledger where basis = $1 order by person_id',
      [both],
    );
    expect(ledger).toEqual([personId, other].sort().map((id) => ({ person_id: id, field_classes: ['ID_NO', 'NAME'] })));
  });

  it('gives payments what a batch justifies', async () => {
    const { body } = await disclose(
      { purpose: 'PAY', basisId: 'payee/1', fields: ['phone', 'lifeStatus'] },
      'payments',
    );
    expect(body.persons).toEqual([{ personId, canonicalId: personId, phone: '13800001234', lifeStatus: 'ALIVE' }]);
  });

  it('CASE_REQUIRED, PURPOSE_NOT_PERMITTED, PERSON_UNKNOWN, SERVICE_NOT_PERMITTED, INPUT_INVALID', async () => {
    const stranger = await people.aPerson();
    const codes = [
      await disclose({ purpose: 'VERIFY_MEANS' }, 'income-verification'),
      await disclose({ purpose: 'RECOVER', basisId: 'x' }, 'payments'),
      await disclose({ purpose: 'VERIFY_MEANS', caseId, personIds: [stranger] }, 'income-verification'),
      await disclose({ purpose: 'PAY', basisId: 'x' }, 'income-verification'),
      await disclose({ purpose: 'PAY', basisId: 'x', personIds: [randomUUID()] }, 'payments'),
      await disclose({ purpose: 'PAY', basisId: 'x' }, 'social-assistance'),
      await disclose({ purpose: 'PAY', basisId: 'x', personIds: Array(1001).fill(personId) }, 'payments'),
    ];
    expect(codes.map(({ body }) => body.code)).toEqual([
      'CASE_REQUIRED',
      'CASE_REQUIRED',
      'CASE_REQUIRED',
      'PURPOSE_NOT_PERMITTED',
      'PERSON_UNKNOWN',
      'SERVICE_NOT_PERMITTED',
      'INPUT_INVALID',
    ]);
  });
});

describe('GraphQL', () => {
  const entities = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { id name idNo } } }';

  async function ask(query: string, variables: object, options: { token?: string; caseId?: string | undefined } = {}) {
    const headers = {
      authorization: `Bearer ${await people.serviceToken('gateway')}`,
      'x-user-token': options.token ?? people.acceptor,
      'x-purpose': purpose,
      ...('caseId' in options ? (options.caseId ? { 'x-case': options.caseId } : {}) : { 'x-case': caseId }),
    };
    return (await people.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } })).json();
  }

  it('answers what REST answers, and batches references into one read', async () => {
    const other = await people.aPerson({ ...aBody(), name: '王芳' });
    const both = await people.openCase([personId, other]);
    const { data } = await ask('query ($id: ID!) { person(id: $id) { id name idNo } }', { id: personId });
    expect(data.person).toEqual({ id: personId, name: '张伟', idNo: masked });
    const r = [personId, other, personId].map((id) => ({ __typename: 'Person', id }));
    const batch = await ask(entities, { r }, { caseId: both });
    expect(batch.data._entities.map(({ name }: { name: string }) => name)).toEqual(['张伟', '王芳', '张伟']);
    const ledger = await people.rows(`select 1 from access_ledger where case_id = $1 and channel = 'GRAPHQL'`, [both]);
    expect(ledger).toHaveLength(2);
  });

  it('a person whom the case does not name is null, whoever named them', async () => {
    const stranger = await people.aPerson();
    const r = [personId, stranger, 'no-uuid'].map((id) => ({ __typename: 'Person', id }));
    const { data } = await ask(entities, { r });
    expect(data._entities.map((one: { id: string } | null) => one?.id ?? null)).toEqual([personId, null, null]);
  });

  it('CASE_REQUIRED in extensions: no case, or the case of another office', async () => {
    const stranger = await people.token({ role: 'TOWNSHIP_ACCEPTOR', division: otherCounty });
    const r = [{ __typename: 'Person', id: personId }];
    const refused = [
      await ask(entities, { r }, { caseId: undefined }),
      await ask(entities, { r }, { token: stranger }),
      await ask('query ($id: ID!) { person(id: $id) { name } }', { id: personId }, { token: stranger }),
    ];
    expect(refused.map(({ errors }) => errors[0].extensions.code)).toEqual(Array(3).fill('CASE_REQUIRED'));
    expect(JSON.stringify(refused)).not.toContain('张');
  });
});
