import { randomUUID } from 'node:crypto';
import {
  approveMerge,
  getPerson,
  listAccess,
  listMerges,
  listTasks,
  personFacts,
  previewMerge,
  proposeMerge,
  recordKinship,
  refuseMerge,
  reportLifeEvent,
  resolveTask,
  splitMerge,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, county, otherCounty, type People, startPeople } from './fixtures.ts';
import { type Holders, startHolders } from './holders.ts';

let holders: Holders;
let people: People;
let reviewer: string;
let second: string;

beforeAll(async () => {
  holders = await startHolders();
  people = await startPeople({ urls: holders.urls });
  reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'reviewer-1' });
  second = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'reviewer-2' });
});
afterAll(async () => {
  await people?.stop();
  await holders?.stop();
});

const purpose = 'REGISTER_EVENT';
const reason = '同一人重复登记';

/** A person without a number, whom nobody takes for another. */
function aNewborn(overrides: object = {}) {
  const { idNo: _, phone: __, ...body } = aBody();
  return people.aPerson({
    ...body,
    idNo: undefined,
    phone: undefined,
    idType: 'HUKOU_BOOK_ONLY',
    newPersonReason: '另一户',
    ...overrides,
  });
}

async function propose(kept: string, dropped: string, token = reviewer) {
  return people.call(proposeMerge, { token, purpose, body: { kept, dropped, reason } });
}

async function merge(kept: string, dropped: string): Promise<string> {
  const { status, body } = await propose(kept, dropped);
  if (status !== 201) throw new Error(`the proposal answered ${status} ${JSON.stringify(body)}`);
  const approved = await people.call(approveMerge, { token: second, params: { id: body.id } });
  if (approved.status !== 200) throw new Error(`the approval answered ${JSON.stringify(approved.body)}`);
  return body.id;
}

const split = (id: string) =>
  people.call(splitMerge, { token: reviewer, params: { id }, body: { reason: '经核实是两个人' } });

async function read(id: string, named: string) {
  const caseId = await people.openCase([named]);
  return people.call(getPerson, { token: people.acceptor, purpose: 'ASSESS_BENEFIT', caseId, params: { id } });
}

describe('merges.preview', () => {
  it('tells what every service holds under both, differences masked, what the kept one gets, and what follows', async () => {
    const kept = await aNewborn();
    const dropped = await people.aPerson({ ...aBody(anIdNo('1985-01-02')), name: '张玮' });
    const [enrolment, another, payee] = [randomUUID(), randomUUID(), randomUUID()];
    const at = new Date();
    holders.records['social-assistance'].push(
      { id: enrolment, personId: kept, kind: 'ENROLMENT', at },
      { id: another, personId: dropped, kind: 'ENROLMENT', at },
    );
    holders.records.payments.push({ id: payee, personId: dropped, kind: 'PAYEE', at });
    const { status, body } = await people.call(previewMerge, { token: reviewer, purpose, body: { kept, dropped } });
    expect(status).toBe(200);
    expect(body.services).toEqual([
      {
        service: 'social-assistance',
        answered: true,
        holdings: [
          { personId: kept, kind: 'ENROLMENT', count: 1, recordIds: [enrolment] },
          { personId: dropped, kind: 'ENROLMENT', count: 1, recordIds: [another] },
        ],
      },
      { service: 'income-verification', answered: true, holdings: [] },
      {
        service: 'payments',
        answered: true,
        holdings: [{ personId: dropped, kind: 'PAYEE', count: 1, recordIds: [payee] }],
      },
    ]);
    expect(body.differences).toEqual([
      { field: 'name', kept: '张*', dropped: '张*' },
      { field: 'birthDate', kept: '1982-03-10', dropped: '1985-01-02' },
    ]);
    expect(body.gains).toEqual(['idNo', 'phone']);
    expect(body.consequences.map(({ code }: { code: string }) => code)).toEqual(['ALIAS_FOR_EVER', 'DUP_PERSON']);
    expect([body.missing, body.refusals]).toEqual([[], []]);
    expect(await people.rows('select 1 from person_merge where kept = $1', [kept])).toEqual([]);
  });

  it('a service that does not answer is named as missing, never guessed', async () => {
    const [kept, dropped] = [await aNewborn(), await aNewborn()];
    holders.silent.add('payments');
    const { status, body } = await people.call(previewMerge, { token: reviewer, purpose, body: { kept, dropped } });
    holders.silent.delete('payments');
    expect([status, body.missing]).toEqual([200, ['payments']]);
    expect(body.services[2]).toEqual({ service: 'payments', answered: false, holdings: [] });
    expect(body.consequences.map(({ code }: { code: string }) => code)).toContain('SERVICE_SILENT');
  });
});

describe('a merge (people.md §1.2)', () => {
  it('makes the dropped id an alias: every read by it answers the kept person and says so, facts stay as history', async () => {
    const idNo = anIdNo();
    const kept = await aNewborn({ name: '李一' });
    const dropped = await people.aPerson({ ...aBody(idNo), name: '李一' });
    await merge(kept, dropped);
    const { body } = await read(dropped, dropped);
    expect(body).toMatchObject({ id: kept, aliasOf: dropped, mergedFrom: [dropped] });
    // The kept record got the number and the phone that it lacked.
    expect(body.idNo).toBe(`370900********${idNo.slice(-4)}`);
    const direct = await read(kept, dropped);
    expect([direct.body.id, direct.body.aliasOf, direct.body.mergedFrom]).toEqual([kept, undefined, [dropped]]);
    const caseId = await people.openCase([dropped]);
    const facts = await people.call(personFacts, {
      token: await people.serviceToken('social-assistance'),
      body: { personIds: [dropped], caseId },
    });
    expect(facts.body.persons[0]).toMatchObject({ personId: dropped, canonicalId: kept });
    const history = await people.rows<{ person_id: string; source: string }>(
      `select person_id, source from person_fact where fact = 'phone' and person_id in ($1, $2)`,
      [kept, dropped],
    );
    expect(history.map(({ person_id, source }) => [person_id, source]).sort()).toEqual(
      [
        [dropped, 'REGISTRATION'],
        [kept, 'MERGE'],
      ].sort(),
    );
    // Whoever registers the number finds the kept person.
    expect((await people.register({ ...aBody(idNo), name: '李一' })).body.personId).toBe(kept);
    const events = (await people.published()).filter(({ type }) => type === 'cn.gov.sd.mz.person.merged.v1');
    expect(events.filter(({ subject }) => subject === kept).map(({ data }) => data)).toEqual([{ kept, dropped }]);
    const audits = await people.rows(
      `select 1 from audit_log where action = 'merges.approve' and actor = 'reviewer-2'`,
    );
    expect(audits.length).toBeGreaterThan(0);
  });

  it('kinship, case and access ledger follow the kept person', async () => {
    const [kept, dropped, child] = [
      await people.aPerson(aBody(anIdNo('1960-01-01'))),
      await aNewborn({ birthDate: '1960-01-01' }),
      await people.aPerson(aBody(anIdNo('1990-01-01'))),
    ];
    const naming = await people.openCase([dropped]);
    await people.call(getPerson, {
      token: people.acceptor,
      purpose: 'ASSESS_BENEFIT',
      caseId: naming,
      params: { id: dropped },
    });
    await merge(kept, dropped);
    // A parent of the child by the dropped id: the child of their child would be circular by the kept one.
    const record = (personId: string, kind: string, relativeId: string) =>
      people.call(recordKinship, {
        token: people.acceptor,
        body: { personId, relativeId, kind, validFrom: '2014-01-01', source: '户口簿' },
      });
    expect((await record(child, 'PARENT', dropped)).status).toBe(201);
    expect((await record(kept, 'PARENT', child)).body.code).toBe('KINSHIP_INVALID');
    const params = { id: kept };
    const seen = await people.call(getPerson, {
      token: people.acceptor,
      purpose: 'ASSESS_BENEFIT',
      caseId: naming,
      params,
    });
    expect([seen.status, seen.body.id]).toEqual([200, kept]);
    const ledger = await people.call(listAccess, { token: await people.token({ role: 'AUDITOR' }), params });
    expect(ledger.body.items.filter(({ basis }: { basis: string }) => basis === naming)).toHaveLength(2);
  });

  it('TWO_PERSON_REQUIRED: the proposer decides nothing; refused by another, both records stay', async () => {
    const [kept, dropped] = [await aNewborn(), await aNewborn()];
    const { body } = await propose(kept, dropped);
    const params = { id: body.id };
    const own = [
      await people.call(approveMerge, { token: reviewer, params }),
      await people.call(refuseMerge, { token: reviewer, params, body: { reason: '不是同一人' } }),
    ];
    expect(own.map((answer) => [answer.status, answer.body.code])).toEqual(Array(2).fill([403, 'TWO_PERSON_REQUIRED']));
    const refused = await people.call(refuseMerge, { token: second, params, body: { reason: '不是同一人' } });
    expect([refused.status, refused.body.state]).toEqual([200, 'REFUSED']);
    expect((await people.call(approveMerge, { token: second, params })).body.code).toBe('STATE_TRANSITION_INVALID');
    expect(await people.rows('select 1 from person_alias where alias = $1', [dropped])).toEqual([]);
  });

  it('a replay of the approval answers the same and publishes nothing more', async () => {
    const [kept, dropped] = [await aNewborn(), await aNewborn()];
    const { body } = await propose(kept, dropped);
    const call = { token: second, params: { id: body.id }, key: randomUUID() };
    const first = await people.call(approveMerge, call);
    expect((await people.call(approveMerge, call)).body).toEqual(first.body);
    const events = (await people.published()).filter(({ type, subject }) => /merged/.test(type) && subject === kept);
    expect(events).toHaveLength(1);
  });

  it('ROLE_NOT_PERMITTED, SCOPE_FORBIDDEN, MERGE_UNKNOWN, PERSON_UNKNOWN, PURPOSE_REQUIRED', async () => {
    const [kept, dropped] = [await aNewborn(), await aNewborn()];
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    expect((await propose(kept, dropped, people.acceptor)).body.code).toBe('ROLE_NOT_PERMITTED');
    expect((await propose(kept, dropped, stranger)).body.code).toBe('SCOPE_FORBIDDEN');
    expect((await propose(kept, randomUUID())).body.code).toBe('PERSON_UNKNOWN');
    const { body } = await propose(kept, dropped);
    const elsewhere = await people.call(approveMerge, { token: stranger, params: { id: body.id } });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([404, 'MERGE_UNKNOWN']);
    const without = await people.call(previewMerge, { token: reviewer, body: { kept, dropped } });
    expect([without.status, (without.body as { code?: string }).code]).toEqual([422, 'PURPOSE_REQUIRED']);
  });
});

describe('MERGE_INVALID (people.md §6)', () => {
  it('MERGE_INVALID 422 for a person with itself', async () => {
    const one = await aNewborn();
    const { status, body } = await propose(one, one);
    expect([status, body.code]).toEqual([422, 'MERGE_INVALID']);
  });

  it('MERGE_INVALID 422 for two verified, different numbers; two declared ones may be one clerk’s error', async () => {
    const [kept, dropped] = [await people.aPerson(), await people.aPerson()];
    const declared = await people.call(previewMerge, { token: reviewer, purpose, body: { kept, dropped } });
    expect(declared.body.refusals).toEqual([]);
    await people.rows(`update person set certainty = 'VERIFIED' where id in ($1, $2)`, [kept, dropped]);
    const { status, body } = await propose(kept, dropped);
    expect([status, body.code]).toEqual([422, 'MERGE_INVALID']);
    expect(JSON.stringify(body)).not.toMatch(/370900/);
  });

  it('MERGE_INVALID 409 for an id that was merged already, on either side, and for one that a proposal names', async () => {
    const [a, b, c] = [await aNewborn(), await aNewborn(), await aNewborn()];
    await merge(a, b);
    const taken = [await propose(c, b), await propose(b, c)];
    const { status } = await propose(a, c);
    taken.push(await propose(b, c), await propose(a, c));
    expect(status).toBe(201);
    expect(taken.map((answer) => [answer.status, answer.body.code])).toEqual(Array(4).fill([409, 'MERGE_INVALID']));
  });

  it('MERGE_INVALID 409 for a living and a dead record: the death would be unseen', async () => {
    const [alive, dead] = [await people.aPerson(), await people.aPerson()];
    const died = await people.call(reportLifeEvent, {
      token: people.acceptor,
      body: { kind: 'DEATH', personId: dead, eventDate: '2014-04-01', source: 'PSB_CANCEL', matchedBy: 'NUMBER' },
    });
    expect(died.body.certainty).toBe('CONFIRMED');
    const { status, body } = await propose(alive, dead);
    expect([status, body.code]).toEqual([409, 'MERGE_INVALID']);
  });

  it('is checked again at the approval', async () => {
    const [a, b, c] = [await aNewborn(), await aNewborn(), await aNewborn()];
    const { body } = await propose(a, b);
    await merge(c, a);
    const { status, body: refused } = await people.call(approveMerge, { token: second, params: { id: body.id } });
    expect([status, (refused as { code?: string }).code]).toEqual([409, 'MERGE_INVALID']);
  });

  it('of two merges of one pair in both directions at the same moment one stands', async () => {
    const [a, b] = [await aNewborn(), await aNewborn()];
    const proposals = [await propose(a, b), await propose(b, a)];
    const answers = await Promise.all(
      proposals.map(({ body }) => people.call(approveMerge, { token: second, params: { id: body.id } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await people.rows('select 1 from person_alias where alias in ($1, $2)', [a, b])).toHaveLength(1);
  });
});

describe('a split', () => {
  it('lists what was done in between under any id of the kept person, each kind a task that somebody decides', async () => {
    const idNo = anIdNo();
    const kept = await aNewborn({ name: '李二' });
    const dropped = await people.aPerson({ ...aBody(idNo), name: '李二' });
    holders.records.payments.push({ id: randomUUID(), personId: dropped, kind: 'BENEFIT_ENTRY', at: new Date(0) });
    const id = await merge(kept, dropped);
    const entry = { id: randomUUID(), personId: dropped, kind: 'BENEFIT_ENTRY', at: new Date() };
    holders.records.payments.push(entry);
    holders.silent.add('income-verification');
    const { status, body } = await split(id);
    holders.silent.delete('income-verification');
    expect([status, body.merge.state, body.missing]).toEqual([200, 'SPLIT', ['income-verification']]);
    expect(body.services[2]?.holdings).toEqual([
      { personId: dropped, kind: 'BENEFIT_ENTRY', count: 1, recordIds: [entry.id] },
    ]);
    const tasks = await people.call(listTasks, { token: people.acceptor, query: { first: 200 } });
    const mine = tasks.body.items.filter((task: { id: string }) => body.taskIds.includes(task.id));
    expect(
      mine.map((task: { personId: string; kind: string; detail: object }) => [task.personId, task.kind, task.detail]),
    ).toEqual([
      [
        kept,
        'SPLIT_DECISION',
        { service: 'income-verification', kind: 'UNANSWERED', count: 0, recordIds: [], since: body.since },
      ],
      [
        kept,
        'SPLIT_DECISION',
        { service: 'payments', kind: 'BENEFIT_ENTRY', count: 1, recordIds: [entry.id], since: body.since },
      ],
    ]);
    const events = (await people.published()).filter(({ type }) => type === 'cn.gov.sd.mz.person.split.v1');
    expect(events.filter(({ subject }) => subject === kept).map(({ data }) => data)).toEqual([{ kept, dropped }]);
    const resolved = await people.call(resolveTask, {
      token: people.acceptor,
      params: { id: body.taskIds[1] ?? '' },
      body: { outcome: 'OTHER_PERSON', note: '该笔补贴属于另一人' },
    });
    expect([resolved.status, resolved.body.state]).toEqual([200, 'DONE']);
  });

  it('gives back what the kept record got, unless it was changed since; the dropped one is found by its number again', async () => {
    const idNo = anIdNo();
    const kept = await aNewborn({ name: '李三' });
    const dropped = await people.aPerson({ ...aBody(idNo), name: '李三' });
    const id = await merge(kept, dropped);
    await split(id);
    const [one, other] = [await read(kept, kept), await read(dropped, dropped)];
    expect([one.body.id, one.body.idNo, one.body.mergedFrom]).toEqual([kept, null, []]);
    expect([other.body.id, other.body.aliasOf]).toEqual([dropped, undefined]);
    expect((await people.register({ ...aBody(idNo), name: '李三' })).body.personId).toBe(dropped);
    expect(await people.rows('select id_type, phone, certainty from person where id = $1', [kept])).toEqual([
      { id_type: 'HUKOU_BOOK_ONLY', phone: null, certainty: 'DECLARED' },
    ]);
    // They may be merged again.
    expect((await propose(kept, dropped)).status).toBe(201);
  });

  it('chains resolve to the last kept; the middle may not be split before the latest (MERGE_NOT_LATEST)', async () => {
    const [a, b, c] = [await aNewborn(), await aNewborn(), await aNewborn()];
    const first = await merge(a, b);
    const latest = await merge(c, a);
    const { body } = await read(b, b);
    expect([body.id, body.aliasOf]).toEqual([c, b]);
    expect([...body.mergedFrom].sort()).toEqual([a, b].sort());
    const early = await split(first);
    expect([early.status, (early.body as { code?: string }).code]).toEqual([409, 'MERGE_NOT_LATEST']);
    expect((await split(latest)).status).toBe(200);
    expect((await read(b, b)).body.id).toBe(a);
    expect((await split(first)).status).toBe(200);
    expect((await read(b, b)).body.id).toBe(b);
    expect((await split(first)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  });

  it('merges.list shows the merges of the division by ids', async () => {
    const { body } = await people.call(listMerges, { token: reviewer, query: { state: 'SPLIT', first: 200 } });
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items.every(({ state }: { state: string }) => state === 'SPLIT')).toBe(true);
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    expect((await people.call(listMerges, { token: stranger })).body.items).toEqual([]);
  });
});
