import {
  addMember,
  decideWorkRefusal,
  listSuspensions,
  recordWorkRefusal,
  registerPerson,
  removeMember,
  resumeEnrolment,
  suspendEnrolment,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Acting, attempt, type Enrolled, enrolled, enrolmentOf, take } from './enrolled.ts';
import { anIdNo } from './intake.ts';
import { expected, type Office, refusalOf, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

/** Registers somebody under the case of the household. */
async function aPerson(
  file: Enrolled,
  birthDate: string,
  sex: '1' | '2',
  idNo: string = anIdNo(birthDate, sex),
): Promise<string> {
  const token = await office.token(file, 'TOWNSHIP_ACCEPTOR');
  const identity = { idType: 'RESIDENT_ID', idNo, name: '张丽', sex, birthDate };
  const body = { ...identity, hukouDivision: file.village, hukouKind: 'NON_AGRI' };
  const call = { token, purpose: 'ASSESS_BENEFIT', caseId: file.caseId, body } as const;
  return expected(await office.services.get('people').call(registerPerson, call)).personId ?? '';
}

const told = () => ({ happenedOn: office.today(), reportedOn: office.today() });
const newborn = (personId: string) => ({
  ...{ personId, relationToHead: '31', inSchool: 'NONE', fullTime: false },
  ...{ labourCapacity: 'MINOR', employmentStatus: 'STUDENT' },
});
const birth = (personId: string) => ({ reason: 'BIRTH', member: newborn(personId), ...told() });

/** The rows that every change of an enrolment keeps. */
const changes = {
  suspend: {
    step: suspendEnrolment,
    role: 'COUNTY_APPROVER',
    notRole: 'TOWNSHIP_LEAD',
    body: async () => ({ reason: 'MISSING_CONTACT', text: '无法联系' }),
  },
  resume: {
    step: resumeEnrolment,
    role: 'COUNTY_APPROVER',
    notRole: 'COUNTY_REVIEWER',
    body: async (file: Enrolled) => {
      const body = { reason: 'MISSING_CONTACT', text: '无法联系' };
      await take(office, file, suspendEnrolment, { id: file.enrolmentId, by: 'COUNTY_APPROVER', body });
      return { ...body, text: '已取得联系' };
    },
  },
  addMember: {
    step: addMember,
    role: 'COUNTY_APPROVER',
    notRole: 'TOWNSHIP_ACCEPTOR',
    body: async (file: Enrolled) => birth(await aPerson(file, '2014-04-20', '2')),
  },
  removeMember: {
    step: removeMember,
    role: 'COUNTY_APPROVER',
    notRole: 'TOWNSHIP_ACCEPTOR',
    body: async (file: Enrolled) => ({ personId: file.personIds[2], reason: 'MOVED_OUT', ...told() }),
  },
  recordWorkRefusal: {
    step: recordWorkRefusal,
    role: 'TOWNSHIP_ACCEPTOR',
    notRole: 'COUNTY_APPROVER',
    body: async (file: Enrolled) => ({ personId: file.personIds[1], offeredOn: office.today(), answer: 'REFUSED' }),
  },
  decideWorkRefusal: {
    step: decideWorkRefusal,
    role: 'COUNTY_APPROVER',
    notRole: 'TOWNSHIP_LEAD',
    body: async (file: Enrolled) => {
      for (let times = 0; times < 3; times += 1) await offer(file, {});
      return { personId: file.personIds[1], text: '三次拒绝' };
    },
  },
} as const;

function offer(file: Enrolled, change: object, by: Acting | 'TOWNSHIP_ACCEPTOR' = 'TOWNSHIP_ACCEPTOR') {
  const body = { personId: file.personIds[1], offeredOn: office.today(), answer: 'REFUSED', ...change };
  return take(office, file, recordWorkRefusal, { id: file.enrolmentId, by, body });
}

describe('each change of an enrolment', () => {
  beforeAll(() => office.services.setToday('2014-05-05'));

  test.each(Object.entries(changes))('%s: role, region, version, replay and end', async (_, row) => {
    const file = await enrolled(office);
    const id = file.enrolmentId;
    const body = await row.body(file);
    const before = await enrolmentOf(office, file);
    const tried = async (by: Acting | Acting['role']) =>
      refusalOf(await attempt(office, file, row.step, { id, by, body }));
    expect(await tried(row.notRole)).toMatchObject({ status: 403, code: 'ROLE_NOT_PERMITTED' });
    expect(await tried({ role: row.role, division: '370202001' })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await tried({ role: row.role, version: before.version + 9 })).toMatchObject({ status: 412 });
    expect(await enrolmentOf(office, file)).toEqual(before);
    const by = { role: row.role, key: crypto.randomUUID(), version: before.version };
    const first = expected(await attempt(office, file, row.step, { id, by, body }));
    expect(expected(await attempt(office, file, row.step, { id, by, body }))).toEqual(first);
    const after = await enrolmentOf(office, file);
    expect(after.version).toBe(first.version);
    await office.rows(`update enrolment set state = 'TERMINATED' where id = $1`, [id]);
    expect(await tried(row.role)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
  });
});

describe('enrolments.suspend and resume', () => {
  test('suspended from the next month, at most 3 months; cleared: what was kept back is owed again', async () => {
    const file = await enrolled(office);
    const id = file.enrolmentId;
    const suspended = await take(office, file, suspendEnrolment, {
      ...{ id, by: 'COUNTY_APPROVER' },
      body: { reason: 'UNDER_INVESTIGATION', text: '举报待查' },
    });
    expect(suspended).toMatchObject({ state: 'SUSPENDED', fromMonth: '2014-06', amountFen: 0 });
    const [pause] = await office.rows(
      'select reason, from_month, ends_by::text as ends_by from enrolment_pause where enrolment_id = $1',
      [id],
    );
    expect(pause).toEqual({ reason: 'UNDER_INVESTIGATION', from_month: '2014-06', ends_by: '2014-08-05' });
    const token = await office.token(file, 'TOWNSHIP_LEAD');
    const listed = expected(await office.app.call(listSuspensions, { token, query: { first: 200 } }));
    expect(listed.items).toContainEqual({
      ...{ enrolmentId: id, divisionCode: file.village, reason: 'UNDER_INVESTIGATION' },
      ...{ fromMonth: '2014-06', endsBy: '2014-08-05', overdue: false },
    });
    const wrong = { reason: 'MISSING_CONTACT', text: '查清' };
    const refused = await attempt(office, file, resumeEnrolment, { id, by: 'COUNTY_APPROVER', body: wrong });
    expect(refusalOf(refused)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
    const body = { reason: 'UNDER_INVESTIGATION', text: '查清' };
    const resumed = await take(office, file, resumeEnrolment, { id, by: 'COUNTY_APPROVER', body });
    expect(resumed).toMatchObject({ state: 'ACTIVE', fromMonth: '2014-06', amountFen: 54_000 });
    const told = await office.eventsOf(id);
    expect(told.slice(0, 3)).toEqual(['enrolment.approved.v1', 'entitlement.suspended.v1', 'entitlement.resumed.v1']);
  });
});

describe('members of an enrolled household', () => {
  const membersOf = (file: Enrolled) =>
    office.rows<{ person_id: string }>('select person_id from active_membership where household_id = $1', [
      file.householdId,
    ]);

  test('a birth: n = 4 from the next month, the child is counted once in the province, the change is kept', async () => {
    const file = await enrolled(office);
    const number = anIdNo('2014-04-20', '2');
    const child = await aPerson(file, '2014-04-20', '2', number);
    const body = birth(child);
    const changed = await take(office, file, addMember, { id: file.enrolmentId, by: 'COUNTY_APPROVER', body });
    // (480 × 4 − 900) and 10% of 480 for a minor.
    expect(changed).toMatchObject({ state: 'ACTIVE', fromMonth: '2014-06', amountFen: 106_800, late: false });
    expect((await membersOf(file)).map(({ person_id }) => person_id)).toContain(child);
    const other = await enrolled(office);
    expect(await aPerson(other, '2014-04-20', '2', number)).toBe(child);
    const answer = await attempt(office, other, addMember, { id: other.enrolmentId, by: 'COUNTY_APPROVER', body });
    expect(refusalOf(answer)).toMatchObject({ status: 409, code: 'PERSON_ALREADY_IN_HOUSEHOLD' });
  });

  test('HOUSEHOLD_STRUCTURE_INVALID: a second head; INCOME_TYPE_UNKNOWN: what the new one brings is checked', async () => {
    const file = await enrolled(office);
    const person = await aPerson(file, '1975-06-20', '1');
    const call = { id: file.enrolmentId, by: 'COUNTY_APPROVER' } as const;
    const second = { ...birth(person), member: { ...newborn(person), relationToHead: '01' } };
    expect(refusalOf(await attempt(office, file, addMember, { ...call, body: second }))).toMatchObject({
      status: 422,
      code: 'HOUSEHOLD_STRUCTURE_INVALID',
    });
    const period = { periodFrom: '2014-01-01', periodTo: '2014-03-31', provenance: 'DECLARED' };
    const incomes = [{ personId: person, type: 'TREASURE', amountFen: 1, ...period }];
    const bringing = { ...birth(person), incomes };
    expect(refusalOf(await attempt(office, file, addMember, { ...call, body: bringing }))).toMatchObject({
      status: 422,
      code: 'INCOME_TYPE_UNKNOWN',
    });
  });

  test('a member who moves out: n = 2 from the next month, free for another household', async () => {
    const file = await enrolled(office);
    const personId = file.personIds[2] ?? '';
    const body = { personId, reason: 'MOVED_OUT', ...told() };
    const changed = await take(office, file, removeMember, { id: file.enrolmentId, by: 'COUNTY_APPROVER', body });
    expect(changed).toMatchObject({ fromMonth: '2014-06', amountFen: 6_000 });
    expect((await membersOf(file)).map(({ person_id }) => person_id)).not.toContain(personId);
  });

  test('a member in prison stays a member and is not counted', async () => {
    const file = await enrolled(office);
    const personId = file.personIds[2] ?? '';
    const body = { personId, reason: 'SERVING_SENTENCE', ...told() };
    await take(office, file, removeMember, { id: file.enrolmentId, by: 'COUNTY_APPROVER', body });
    const [member] = await office.rows(
      'select counted, not_counted_reason from household_member where person_id = $1 and valid_to is null',
      [personId],
    );
    expect(member).toEqual({ counted: false, not_counted_reason: 'SERVING_SENTENCE' });
    expect(await membersOf(file)).toHaveLength(2);
  });

  test('an earner who moves out can leave the rest with more; who then passes no more is reviewed', async () => {
    const file = await enrolled(office);
    const call = { id: file.enrolmentId, by: 'COUNTY_APPROVER' } as const;
    for (const personId of file.personIds.slice(1)) {
      await take(office, file, removeMember, { ...call, body: { personId, reason: 'MOVED_OUT', ...told() } });
    }
    expect(await enrolmentOf(office, file)).toMatchObject({ state: 'ACTIVE', amountFen: 0 });
    const rows = await office.rows('select kind, state from enrolment_review where enrolment_id = $1', [
      file.enrolmentId,
    ]);
    expect(rows).toEqual([{ kind: 'MEMBERS_CHANGED', state: 'DUE' }]);
  });

  test.each([
    ['on the 30th day in time', 30, false],
    ['on the 31st day late', 31, true],
  ])('a change that is told %s', async (_, days, late) => {
    const file = await enrolled(office);
    const reportedOn = office.today();
    const body = {
      personId: file.personIds[2],
      reason: 'MOVED_OUT',
      happenedOn: addDays(reportedOn, -days),
      reportedOn,
    };
    const changed = await take(office, file, removeMember, { id: file.enrolmentId, by: 'COUNTY_APPROVER', body });
    expect(changed.late).toBe(late);
  });

  test('DATE_NOT_ALLOWED, DATE_ORDER_INVALID, PERSON_NOT_IN_HOUSEHOLD', async () => {
    const file = await enrolled(office);
    const call = { id: file.enrolmentId, by: 'COUNTY_APPROVER' } as const;
    const tried = async (change: object) => {
      const body = { personId: file.personIds[2], reason: 'MOVED_OUT', ...told(), ...change };
      return refusalOf(await attempt(office, file, removeMember, { ...call, body })).code;
    };
    expect(await tried({ reportedOn: addDays(office.today(), 1) })).toBe('DATE_NOT_ALLOWED');
    expect(await tried({ reportedOn: addDays(office.today(), -1) })).toBe('DATE_ORDER_INVALID');
    expect(await tried({ personId: crypto.randomUUID() })).toBe('PERSON_NOT_IN_HOUSEHOLD');
  });
});

describe('work refused', () => {
  test('reading 7: the third refusal in a row stops that part: e − 1, n unchanged; an accepted job begins the row anew', async () => {
    const file = await enrolled(office);
    const id = file.enrolmentId;
    const stop = (by: Acting | Acting['role'] = 'COUNTY_APPROVER') =>
      attempt(office, file, decideWorkRefusal, { id, by, body: { personId: file.personIds[1], text: '三次拒绝' } });
    expect(await offer(file, {})).toMatchObject({ refusals: 1, decidable: false });
    expect(await offer(file, { reasonCode: 'ILLNESS' })).toMatchObject({ refusals: 0, decidable: false });
    await offer(file, {});
    expect(await offer(file, {})).toMatchObject({ refusals: 2, decidable: false });
    expect(refusalOf(await stop())).toMatchObject({ status: 409, code: 'WORK_REFUSAL_TOO_FEW' });
    expect(await offer(file, {})).toMatchObject({ refusals: 3, decidable: true });
    const recorder = { role: 'COUNTY_APPROVER', subject: `township_acceptor-${file.village}` } as const;
    expect(refusalOf(await stop(recorder))).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
    expect(expected(await stop())).toMatchObject({ state: 'ACTIVE', fromMonth: '2014-06', amountFen: 36_000 });
    expect(refusalOf(await stop())).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    expect(await offer(file, { answer: 'ACCEPTED' })).toMatchObject({ refusals: 0, decidable: false });
  });

  test('DATE_NOT_ALLOWED, PERSON_NOT_IN_HOUSEHOLD, REVIEW_REASON_INVALID', async () => {
    const file = await enrolled(office);
    const tried = async (change: object) => {
      const body = { personId: file.personIds[1], offeredOn: office.today(), answer: 'REFUSED', ...change };
      const call = { id: file.enrolmentId, by: 'TOWNSHIP_ACCEPTOR', body } as const;
      return refusalOf(await attempt(office, file, recordWorkRefusal, call)).code;
    };
    expect(await tried({ offeredOn: addDays(office.today(), 1) })).toBe('DATE_NOT_ALLOWED');
    expect(await tried({ personId: crypto.randomUUID() })).toBe('PERSON_NOT_IN_HOUSEHOLD');
    expect(await tried({ answer: 'ACCEPTED', reasonCode: 'ILLNESS' })).toBe('REVIEW_REASON_INVALID');
  });
});
