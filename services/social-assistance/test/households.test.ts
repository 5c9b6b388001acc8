import { randomUUID } from 'node:crypto';
import { createHousehold, getHousehold, replaceMembers } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { householdBody, type Intake, startIntake } from './intake.ts';

let intake: Intake;
beforeAll(async () => {
  intake = await startIntake();
});
afterAll(() => intake?.stop());

/** A draft with its persons registered, one for each birth date. */
async function draftWith(...birthDates: string[]) {
  const application = await intake.draft();
  const persons: string[] = [];
  for (const birthDate of birthDates) persons.push(await intake.person(application.caseId, birthDate));
  return { application, persons };
}

async function problemOf(answer: Promise<{ status: number; body: unknown }>) {
  const { status, body } = await answer;
  const problem = body as { code: string; errors?: { pointer: string; code: string; detail: string }[] };
  return { status, code: problem.code, errors: problem.errors ?? [] };
}

describe('households.create', () => {
  test('stores dated members with the counted rule, claims them, and names them in the case', async () => {
    const { application, persons } = await draftWith('1965-07-01', '1990-05-01');
    const [head = '', son = ''] = persons;
    const members = [
      { personId: head, relationToHead: '01' },
      { personId: son, relationToHead: '21', ownHousehold: true, employmentStatus: 'EMPLOYED' },
    ];
    const answer = await intake.household(application.id, members, head);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ applicationId: application.id, headPersonId: head, version: 1 });
    expect(answer.body.members).toMatchObject([
      { personId: head, counted: true, notCountedReason: null, benefitEligible: true, validFrom: '2014-04-28' },
      { personId: son, counted: false, notCountedReason: 'OWN_HOUSEHOLD', benefitEligible: false, validTo: null },
    ]);
    expect(
      await intake.app.rows('select person_id from active_membership where household_id = $1', [answer.body.id]),
    ).toEqual([{ person_id: head }]);
    const told = (await intake.app.published()).findLast(({ subject }) => subject === application.id);
    expect(told).toMatchObject({
      type: 'cn.gov.sd.mz.case.changed.v1',
      aggregateversion: 2,
      data: { stage: 'DRAFT', personIds: [...persons].sort() },
    });
    const after = await intake.application(application.id);
    expect(after).toMatchObject({ householdId: answer.body.id, version: 2 });
    expect(await intake.app.rows(`select action from audit_log where record_id = $1`, [answer.body.id])).toEqual([
      { action: 'households.create' },
    ]);
  });

  test('a replay of the same key answers the same household', async () => {
    const { application, persons } = await draftWith('1965-07-02');
    const [head = ''] = persons;
    const body = householdBody(application.id, [{ personId: head, relationToHead: '01' }], head);
    const call = { token: intake.acceptor, body, key: `household-${application.id}` };
    const [first, second] = [
      await intake.app.call(createHousehold, call),
      await intake.app.call(createHousehold, call),
    ];
    expect(second.body).toEqual(first.body);
    expect(await intake.app.rows('select 1 from household where application_id = $1', [application.id])).toHaveLength(
      1,
    );
  });

  test('PERSON_ALREADY_IN_HOUSEHOLD: counted in another household of the province, whose name is not told', async () => {
    const { application, persons } = await draftWith('1965-07-03');
    const [head = ''] = persons;
    const member = [{ personId: head, relationToHead: '01' }];
    const first = await intake.household(application.id, member, head);
    // The same person comes to another draft of the same clerk.
    const second = await intake.draft();
    await intake.again(second.caseId, head);
    const refused = await problemOf(intake.household(second.id, member, head));
    expect(refused).toMatchObject({
      status: 409,
      code: 'PERSON_ALREADY_IN_HOUSEHOLD',
      errors: [{ pointer: '/body/members/0/personId' }],
    });
    expect(JSON.stringify(refused)).not.toContain(String(first.body.id));
    expect((await intake.application(second.id)).householdId).toBeNull();
  });

  test('PERSON_ALREADY_IN_HOUSEHOLD: of two households that claim one person at once exactly one stands', async () => {
    const drafts = [await intake.draft(), await intake.draft()];
    const person = await intake.person(drafts[0]?.caseId ?? '', '1965-07-04');
    await intake.again(drafts[1]?.caseId ?? '', person);
    const answers = await Promise.all(
      drafts.map(({ id }) => intake.household(id, [{ personId: person, relationToHead: '01' }], person)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await intake.app.rows('select 1 from active_membership where person_id = $1', [person])).toHaveLength(1);
  });

  test.each([
    ['no head', ['10'], 'NO_HEAD'],
    ['two heads', ['01', '02'], 'TWO_HEADS'],
    ['somebody unrelated', ['01', '98'], 'NOT_RELATED'],
    ['a child older than the head', ['01', '20'], 'CIRCULAR'],
  ])('HOUSEHOLD_STRUCTURE_INVALID: %s', async (_, relations, detail) => {
    const { application, persons } = await draftWith(...relations.map((_one, n) => `19${80 - n}-01-01`));
    const members = relations.map((relationToHead, n) => ({ personId: persons[n], relationToHead }));
    const refused = await problemOf(intake.household(application.id, members, persons[0] ?? ''));
    expect(refused).toMatchObject({ status: 422, code: 'HOUSEHOLD_STRUCTURE_INVALID' });
    expect(refused.errors.map((error) => error.detail)).toContain(detail);
  });

  test('CASE_REQUIRED: people tells nothing of a person who was not registered under the case', async () => {
    const { application } = await draftWith();
    const stranger = await intake.person((await intake.draft()).caseId);
    for (const personId of [stranger, randomUUID()]) {
      const answer = intake.household(application.id, [{ personId, relationToHead: '01' }], personId);
      expect(await problemOf(answer)).toMatchObject({ status: 403, code: 'CASE_REQUIRED' });
    }
    expect((await intake.application(application.id)).householdId).toBeNull();
  });

  test('a second household of one application is RECORD_DUPLICATE; a register outside the office SCOPE_FORBIDDEN', async () => {
    const { application, persons } = await draftWith('1965-07-05');
    const [head = ''] = persons;
    const member = [{ personId: head, relationToHead: '01' }];
    expect((await intake.household(application.id, member, head)).status).toBe(201);
    expect(await problemOf(intake.household(application.id, member, head))).toMatchObject({
      status: 409,
      code: 'RECORD_DUPLICATE',
    });
    const body = { ...householdBody(application.id, member, head), hukouDivision: '370102001001' };
    expect(await problemOf(intake.app.call(createHousehold, { token: intake.acceptor, body }))).toMatchObject({
      status: 403,
      code: 'SCOPE_FORBIDDEN',
    });
    const wrong = { ...body, hukouDivision: '370112008201', residenceDivision: '370112999201' };
    expect(await problemOf(intake.app.call(createHousehold, { token: intake.acceptor, body: wrong }))).toMatchObject({
      status: 422,
      code: 'DIVISION_NOT_VALID',
    });
  });

  test('no login, a role without the permission, an application of another township', async () => {
    const { application } = await draftWith();
    const body = householdBody(application.id, [{ relationToHead: '01' }], randomUUID());
    const lead = await intake.services.token({ role: 'TOWNSHIP_LEAD', division: '370112008' });
    const other = await intake.services.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112003' });
    const foreign = { ...body, hukouDivision: '370112003201' };
    expect(await problemOf(intake.app.call(createHousehold, { body }))).toMatchObject({ status: 401 });
    expect(await problemOf(intake.app.call(createHousehold, { token: lead, body }))).toMatchObject({
      code: 'ROLE_NOT_PERMITTED',
    });
    expect(await problemOf(intake.app.call(createHousehold, { token: other, body: foreign }))).toMatchObject({
      code: 'APPLICATION_UNKNOWN',
    });
  });
});

describe('households.replaceMembers', () => {
  test('who stays keeps the row, who goes is free again, and the case names the new persons', async () => {
    const { application, persons } = await draftWith('1965-08-01', '1966-08-01', '2001-05-05');
    const [head = '', wife = '', child = ''] = persons;
    const couple = [
      { personId: head, relationToHead: '01' },
      { personId: wife, relationToHead: '10' },
    ];
    const { body: created } = await intake.household(application.id, couple, head);
    const call = { token: intake.acceptor, params: { id: created.id } };
    const members = [
      couple[0],
      { personId: child, relationToHead: '20', inSchool: 'COMPULSORY', labourCapacity: 'MINOR' },
    ];
    const body = { headPersonId: head, members: householdBody(application.id, members as object[], head).members };
    const answer = await intake.app.call(replaceMembers, { ...call, version: 1, body });
    expect(answer.status).toBe(200);
    expect(answer.body.version).toBe(2);
    // The wife was a member on no day: the correction fell on the day of the entry.
    expect(answer.body.members.map(({ personId }) => personId)).toEqual([head, child]);
    const rows = await intake.app.rows<{ id: string; person_id: string; valid_to: string | null }>(
      'select id, person_id, valid_to::text from household_member where household_id = $1 order by id',
      [created.id],
    );
    expect(rows).toMatchObject([
      { id: created.members[0].id, person_id: head, valid_to: null },
      { person_id: wife, valid_to: '2014-04-28' },
      { person_id: child, valid_to: null },
    ]);
    expect(await intake.app.rows('select 1 from active_membership where person_id = $1', [wife])).toEqual([]);
    const told = (await intake.app.published()).findLast(({ subject }) => subject === application.id);
    expect(told?.data).toMatchObject({ personIds: [head, child].sort() });

    const stale = await problemOf(intake.app.call(replaceMembers, { ...call, version: 1, body }));
    expect(stale).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    const read = await intake.app.call(getHousehold, call);
    expect(read.body).toEqual(answer.body);
  });

  test('STATE_TRANSITION_INVALID: the members of a submitted application stand', async () => {
    const { application, persons } = await draftWith('1965-08-02');
    const [head = ''] = persons;
    const member = [{ personId: head, relationToHead: '01' }];
    const { body: created } = await intake.household(application.id, member, head);
    await intake.app.rows(`update application set state = 'SUBMITTED', submitted_on = '2014-04-28' where id = $1`, [
      application.id,
    ]);
    const body = { headPersonId: head, members: householdBody(application.id, member, head).members };
    const refused = intake.app.call(replaceMembers, {
      token: intake.acceptor,
      params: { id: created.id },
      version: 1,
      body,
    });
    expect(await problemOf(refused)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
  });

  test('HOUSEHOLD_UNKNOWN: one that lies elsewhere, or nowhere', async () => {
    const { application, persons } = await draftWith('1965-08-03');
    const [head = ''] = persons;
    const { body } = await intake.household(application.id, [{ personId: head, relationToHead: '01' }], head);
    const other = await intake.services.token({ role: 'TOWNSHIP_LEAD', division: '370102001' });
    for (const id of [body.id, randomUUID()]) {
      const answer = intake.app.call(getHousehold, { token: other, params: { id } });
      expect(await problemOf(answer)).toMatchObject({ status: 404, code: 'HOUSEHOLD_UNKNOWN' });
    }
  });
});
