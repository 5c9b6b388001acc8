import { randomUUID } from 'node:crypto';
import { listTasks, reportLifeEvent } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCounty, type People, startPeople, township } from './fixtures.ts';

const documentSha256 = 'a'.repeat(64);
let people: People;

beforeAll(async () => {
  people = await startPeople();
  await people.setToday('2014-06-02');
});
afterAll(() => people.stop());

async function report(body: object, call: object = {}) {
  const full = { kind: 'DEATH', eventDate: '2014-05-10', source: 'VILLAGE_REPORT', matchedBy: 'NUMBER', ...body };
  return people.call(reportLifeEvent, { token: people.acceptor, body: full, ...call });
}

async function eventsOf(personId: string) {
  const events = (await people.published()).filter(
    ({ subject, type }) => subject === personId && !type.includes('person.registered'),
  );
  return events.map(({ type, data }) => ({ name: type.slice('cn.gov.sd.mz.'.length, -'.v1'.length), data }));
}

const personOf = async (personId: string) =>
  (await people.rows('select life_status, death_date::text from person where id = $1', [personId]))[0];
const tasksOf = async (personId: string) =>
  (await people.rows<{ kind: string }>('select kind from person_task where person_id = $1', [personId])).map(
    ({ kind }) => kind,
  );

describe('a death (people.md §3)', () => {
  it('cremation with its document is CONFIRMED: person.died, one audit row', async () => {
    const personId = await people.aPerson();
    const { status, body } = await report({ personId, source: 'CREMATION', documentSha256 });
    expect([status, body.certainty, body.recorded, body.confirmBy]).toEqual([200, 'CONFIRMED', true, null]);
    expect(await personOf(personId)).toEqual({ life_status: 'DEAD', death_date: '2014-05-10' });
    expect(await eventsOf(personId)).toEqual([
      {
        name: 'person.died',
        data: { personId, noticeId: body.noticeId, deathDate: '2014-05-10', source: 'CREMATION' },
      },
    ]);
    const audits = await people.rows(`select 1 from audit_log where record_id = $1`, [body.noticeId]);
    expect(audits).toHaveLength(1);
  });

  it('example H9: cremation 05-10, police cancellation later with 05-12: died 05-10, task, one event', async () => {
    const personId = await people.aPerson();
    await report({ personId, source: 'CREMATION', documentSha256 });
    const { body } = await report({ personId, source: 'PSB_CANCEL', eventDate: '2014-05-12' });
    expect([body.certainty, body.recorded]).toEqual(['CONFIRMED', true]);
    expect(await personOf(personId)).toEqual({ life_status: 'DEAD', death_date: '2014-05-10' });
    expect(await tasksOf(personId)).toEqual(['DATE_DIFFERENCE']);
    expect((await eventsOf(personId)).map(({ name }) => name)).toEqual(['person.died']);
  });

  it('example H9 the other way round: the earlier confirmed date counts, whichever comes first', async () => {
    const personId = await people.aPerson();
    await report({ personId, source: 'PSB_CANCEL', eventDate: '2014-05-12' });
    await report({ personId, source: 'CREMATION', documentSha256 });
    expect(await personOf(personId)).toEqual({ life_status: 'DEAD', death_date: '2014-05-10' });
  });

  it('example H10: DATE_ORDER_INVALID before birth and in the future; the same date is a no-op; another date is a task', async () => {
    const personId = await people.aPerson();
    const before = await report({ personId, eventDate: '1982-03-09' });
    const future = await report({ personId, eventDate: '2014-06-03' });
    expect([before, future].map(({ status, body }) => `${status} ${body.code}`)).toEqual(
      Array(2).fill('422 DATE_ORDER_INVALID'),
    );
    const first = await report({ personId, source: 'CREMATION', documentSha256 });
    const same = await report({ personId, source: 'CREMATION', documentSha256 });
    expect([same.status, same.body]).toEqual([200, { ...first.body, recorded: false }]);
    expect(await tasksOf(personId)).toEqual([]);
    await report({ personId, eventDate: '2014-05-11' });
    expect(await tasksOf(personId)).toEqual(['DATE_DIFFERENCE']);
    expect((await eventsOf(personId)).map(({ name }) => name)).toEqual(['person.died']);
  });

  it('example H12: matched by name and birth only is REPORTED at most', async () => {
    const personId = await people.aPerson();
    const { body } = await report({ personId, source: 'CREMATION', documentSha256, matchedBy: 'NAME_BIRTH' });
    expect([body.certainty, body.confirmBy]).toEqual(['REPORTED', '2014-06-16']);
    expect(await personOf(personId)).toEqual({ life_status: 'ALIVE', death_date: null });
    expect((await eventsOf(personId)).map(({ name }) => name)).toEqual(['person.death-reported']);
  });

  it('DOCUMENT_MISSING for a cremation without proof, PERSON_UNKNOWN, NOTICE_UNKNOWN, STATE_TRANSITION_INVALID', async () => {
    const personId = await people.aPerson();
    const revokesNoticeId = randomUUID();
    const refused = [
      await report({ personId, source: 'CREMATION' }),
      await report({ personId: randomUUID() }),
      await report({ personId, kind: 'DEATH_REVOKED', revokesNoticeId, documentSha256 }),
      await report({ personId, kind: 'DEATH_REVOKED', documentSha256 }),
      await report({ personId, kind: 'LIVING_CLAIM' }),
    ];
    expect(refused.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '422 DOCUMENT_MISSING',
      '404 PERSON_UNKNOWN',
      '404 NOTICE_UNKNOWN',
      '400 INPUT_INVALID',
      '409 STATE_TRANSITION_INVALID',
    ]);
    expect(await eventsOf(personId)).toEqual([]);
  });
});

describe('a death undone', () => {
  it('example H11: died, then the person appears: death-conflict for a month, then death-revoked names the notice', async () => {
    const personId = await people.aPerson();
    const died = (await report({ personId, source: 'PSB_CANCEL' })).body;
    const claim = { personId, kind: 'LIVING_CLAIM', source: 'FAMILY', eventDate: '2014-06-01' };
    const conflict = (await report(claim)).body;
    expect((await report(claim)).body).toEqual({ ...conflict, recorded: false });
    expect(await personOf(personId)).toEqual({ life_status: 'DEAD', death_date: '2014-05-10' });
    const revocation = { personId, kind: 'DEATH_REVOKED', eventDate: '2014-06-02', revokesNoticeId: died.noticeId };
    expect((await report(revocation)).body.code).toBe('DOCUMENT_MISSING');
    const revoked = (await report({ ...revocation, documentSha256 })).body;
    expect(await personOf(personId)).toEqual({ life_status: 'ALIVE', death_date: null });
    expect((await eventsOf(personId)).slice(1)).toEqual([
      {
        name: 'person.death-conflict',
        data: {
          personId,
          noticeId: conflict.noticeId,
          conflictsWithNoticeId: died.noticeId,
          pausedUntil: '2014-07-02',
        },
      },
      {
        name: 'person.death-revoked',
        data: { personId, noticeId: revoked.noticeId, revokesNoticeId: died.noticeId, revokes: 'CONFIRMED' },
      },
    ]);
    expect((await report({ ...revocation, documentSha256 })).body.code).toBe('STATE_TRANSITION_INVALID');
  });

  it('the other confirmed notice takes over: revoked, then died by the one that stands', async () => {
    const personId = await people.aPerson();
    const first = (await report({ personId, source: 'CREMATION', documentSha256 })).body;
    const second = (await report({ personId, source: 'PSB_CANCEL', eventDate: '2014-05-12' })).body;
    await report({
      personId,
      kind: 'DEATH_REVOKED',
      eventDate: '2014-06-02',
      revokesNoticeId: first.noticeId,
      documentSha256,
    });
    expect(await personOf(personId)).toEqual({ life_status: 'DEAD', death_date: '2014-05-12' });
    const events = await eventsOf(personId);
    expect(events.map(({ name, data }) => [name, (data as { noticeId: string }).noticeId])).toEqual([
      ['person.died', first.noticeId],
      ['person.death-revoked', expect.any(String)],
      ['person.died', second.noticeId],
    ]);
  });
});

describe('who may report', () => {
  it('TOKEN_MISSING, ROLE_NOT_PERMITTED, SCOPE_FORBIDDEN for an office that has nothing to do with the person', async () => {
    const personId = await people.aPerson();
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    const village = await people.token({ role: 'VILLAGE_ASSISTANT', division: township });
    const auditor = await people.token({ role: 'AUDITOR' });
    expect((await report({ personId }, { token: undefined })).body.code).toBe('TOKEN_MISSING');
    expect((await report({ personId }, { token: auditor })).body.code).toBe('ROLE_NOT_PERMITTED');
    expect((await report({ personId }, { token: stranger })).body.code).toBe('SCOPE_FORBIDDEN');
    expect((await report({ personId, source: 'PSB_CANCEL' }, { token: village })).body.code).toBe('ROLE_NOT_PERMITTED');
    expect((await report({ personId }, { token: village })).body.certainty).toBe('REPORTED');
  });

  it('a service reports of anybody; a replay of the same key answers the same', async () => {
    const personId = await people.aPerson();
    const call = { token: await people.serviceToken('income-verification'), key: randomUUID() };
    const first = await report({ personId, source: 'PARTNER' }, call);
    expect(first.body.certainty).toBe('REPORTED');
    expect((await report({ personId, source: 'PARTNER' }, call)).body).toEqual(first.body);
    expect(await eventsOf(personId)).toHaveLength(1);
  });
});

describe('the daily job', () => {
  it('example H8: village report 06-02, nothing by 06-16: lifted on 06-17 with a warning, nothing terminated', async () => {
    const personId = await people.aPerson();
    const confirmed = await people.aPerson();
    const { body } = await report({ personId });
    await report({ personId: confirmed });
    expect(body.confirmBy).toBe('2014-06-16');
    await people.setToday('2014-06-16');
    await report({ personId: confirmed, source: 'CREMATION', documentSha256 });
    expect(await eventsOf(personId)).toHaveLength(1);
    await people.setToday('2014-06-18');
    const events = await eventsOf(personId);
    expect(events.map(({ name }) => name)).toEqual(['person.death-reported', 'person.death-revoked']);
    expect(events[1]?.data).toMatchObject({ personId, revokesNoticeId: body.noticeId, revokes: 'REPORTED' });
    expect(await tasksOf(personId)).toEqual(['DEATH_REPORT_LIFTED']);
    const task = await people.rows('select raised_on::text from person_task where person_id = $1', [personId]);
    expect(task).toEqual([{ raised_on: '2014-06-17' }]);
    expect(await personOf(personId)).toEqual({ life_status: 'ALIVE', death_date: null });
    expect((await eventsOf(confirmed)).map(({ name }) => name)).toEqual(['person.death-reported', 'person.died']);
    const lifted = await people.rows('select certainty from life_event where id = $1', [body.noticeId]);
    expect(lifted).toEqual([{ certainty: 'LIFTED' }]);
  });
});

describe('personTasks.list', () => {
  it('shows an office the open tasks of its division only, page by page', async () => {
    const all = await people.rows<{ id: string }>(`select id from person_task where state = 'OPEN'`);
    const first = await people.call(listTasks, { token: people.acceptor, query: { first: 1 } });
    const rest = await people.call(listTasks, { token: people.acceptor, query: { after: first.body.next ?? '' } });
    expect([...first.body.items, ...rest.body.items].map(({ id }) => id).sort()).toEqual(
      all.map(({ id }) => id).sort(),
    );
    expect(rest.body.next).toBeNull();
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    expect((await people.call(listTasks, { token: stranger })).body.items).toEqual([]);
  });

  it('TOKEN_MISSING, ROLE_NOT_PERMITTED, CURSOR_INVALID', async () => {
    const citizen = await people.token({ role: 'CITIZEN' });
    expect((await people.call(listTasks, {})).body.code).toBe('TOKEN_MISSING');
    expect((await people.call(listTasks, { token: citizen })).body.code).toBe('ROLE_NOT_PERMITTED');
    const broken = await people.call(listTasks, { token: people.acceptor, query: { after: 'x' } });
    expect(broken.body.code).toBe('CURSOR_INVALID');
  });
});
