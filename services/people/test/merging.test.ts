import { randomUUID } from 'node:crypto';
import {
  approveMerge,
  checkKinship,
  getPerson,
  listAccess,
  personFacts,
  previewMerge,
  recordKinship,
  refuseMerge,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, otherCounty, type People } from './fixtures.ts';
import { type Merging, purpose, startMerging } from './merging.ts';

let merging: Merging;
let people: People;
let holders: Merging['holders'];
let reviewer: string;
let second: string;
let aNewborn: Merging['aNewborn'];
let propose: Merging['propose'];
let merge: Merging['merge'];
let read: Merging['read'];

beforeAll(async () => {
  merging = await startMerging();
  ({ people, holders, reviewer, second, aNewborn, propose, merge, read } = merging);
});
afterAll(() => merging?.stop());

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
    // Stored under the dropped id, before the merge.
    const recorded = await people.call(recordKinship, {
      token: people.acceptor,
      body: { personId: child, relativeId: dropped, kind: 'PARENT', validFrom: '2014-01-01', source: '户口簿' },
    });
    expect(recorded.status).toBe(201);
    const childs = await people.openCase([child]);
    const related = async () => {
      const token = await people.serviceToken('social-assistance');
      return (await people.call(checkKinship, { token, body: { personId: kept, caseId: childs } })).body.related;
    };
    expect(await related()).toBe(false);
    await merge(kept, dropped);
    expect(await related()).toBe(true);
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
