import {
  answerAppeal,
  approveApplication,
  caseLookup,
  getAppeal,
  getDecision,
  getEnrolment,
  listAppeals,
  lodgeAppeal,
  orderStay,
  postNotice,
  refuseApplication,
} from '@mz/contracts';
import { addDays, addMonths } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCar, aNotice, bring, elsewhere, ripe, submitted } from './case-file.ts';
import { type Acting, type CaseFile, expected, type Office, refusalOf, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

const answerer: Acting = { role: 'COUNTY_APPROVER', subject: 'another-approver' };

async function refused(): Promise<{ file: CaseFile; decisionId: string; decidedOn: string }> {
  const file = await submitted(office, elsewhere());
  await bring(office, file, 'COUNTY_OPINION', aCar(office, file));
  const { decisionId } = await office.take(file, refuseApplication, 'COUNTY_APPROVER', {});
  return { file, decisionId: decisionId ?? '', decidedOn: office.today() };
}

async function approved() {
  const file = await submitted(office, elsewhere());
  await ripe(office, file);
  const { decisionId, enrolmentId } = await office.take(file, approveApplication, 'COUNTY_APPROVER', {});
  return { file, decisionId: decisionId ?? '', enrolmentId: enrolmentId ?? '' };
}

async function lodge(
  file: CaseFile,
  decisionId: string,
  change: object = {},
  acting: Acting | 'none' = { role: 'COUNTY_REVIEWER' },
  key?: string,
) {
  const token = acting === 'none' ? {} : { token: await office.token(file, acting) };
  const body = { kind: 'OBJECTION', lodgedOn: office.today(), grounds: '对收入认定有异议', ...change };
  return office.app.call(lodgeAppeal, {
    ...token,
    params: { id: decisionId },
    body,
    ...(key === undefined ? {} : { key }),
  });
}

async function answer(
  file: CaseFile,
  appeal: { id: string; version: number },
  body: object,
  acting: Acting = answerer,
  key?: string,
) {
  return office.app.call(answerAppeal, {
    token: await office.token(file, acting),
    params: { id: appeal.id },
    version: appeal.version,
    body: { text: '经复核', ...body },
    ...(key === undefined ? {} : { key }),
  });
}

const isOpen = async (file: CaseFile) => {
  const token = await office.app.serviceToken('people');
  return (await office.app.call(caseLookup('social-assistance'), { token, params: { id: file.id } })).status === 200;
};

describe('lodging an appeal', () => {
  test('an objection runs 20 working days [A]; decision and list show it; audit and no clear text of its grounds', async () => {
    const { file, decisionId } = await refused();
    const appeal = expected(await lodge(file, decisionId));
    expect(appeal).toMatchObject({ state: 'OPEN', kind: 'OBJECTION', lodgeUntil: null, stayed: false, version: 1 });
    const [term] = await office.rows<{ days: number; due_on: string }>(
      'select days, due_on::text from duty_term where subject_id = $1',
      [appeal.id],
    );
    expect(term).toEqual({ days: 20, due_on: appeal.dueOn });
    const token = await office.token(file, 'COUNTY_REVIEWER');
    const notice = expected(await office.app.call(getDecision, { token, params: { id: decisionId } }));
    expect(notice.underAppeal).toBe(true);
    const list = expected(await office.app.call(listAppeals, { token, params: { id: decisionId } }));
    expect(list.items).toEqual([appeal]);
    expect(expected(await office.app.call(getAppeal, { token, params: { id: appeal.id } }))).toEqual(appeal);
    const audited = await office.rows('select action from audit_log where record_id = $1', [appeal.id]);
    expect(audited).toEqual([{ action: 'appeals.lodge' }]);
    const [stored] = await office.rows<{ found: boolean }>(
      `select position(convert_to('异议', 'UTF8') in grounds) > 0 as found from appeal where id = $1`,
      [appeal.id],
    );
    expect(stored?.found).toBe(false);
  });

  test('APPEAL_LATE: reconsideration on the 60th day is in time and on the 61st late; litigation at 3 months and a day after', async () => {
    const { file, decisionId, decidedOn } = await refused();
    await office.services.setToday(addDays(addMonths(decidedOn, 3), 1));
    const at = (kind: string, lodgedOn: string) => lodge(file, decisionId, { kind, lodgedOn });
    expect(refusalOf(await at('RECONSIDERATION', addDays(decidedOn, 61)))).toMatchObject({
      status: 422,
      code: 'APPEAL_LATE',
    });
    expect((await at('RECONSIDERATION', addDays(decidedOn, 60))).status).toBe(201);
    expect(refusalOf(await at('LITIGATION', addDays(addMonths(decidedOn, 3), 1)))).toMatchObject({
      code: 'APPEAL_LATE',
    });
    expect((await at('LITIGATION', addMonths(decidedOn, 3))).status).toBe(201);
  });

  test('APPEAL_DUPLICATE: each way once; a withdrawn one may be taken again', async () => {
    const { file, decisionId } = await refused();
    const first = expected(await lodge(file, decisionId));
    expect(refusalOf(await lodge(file, decisionId))).toMatchObject({ status: 409, code: 'APPEAL_DUPLICATE' });
    expect((await lodge(file, decisionId, { kind: 'RECONSIDERATION' })).status).toBe(201);
    expected(await answer(file, first, { result: 'WITHDRAWN' }));
    expect((await lodge(file, decisionId)).status).toBe(201);
  });

  test('DATE_NOT_ALLOWED: to come, or before the decision', async () => {
    const { file, decisionId } = await refused();
    for (const days of [-1, 1]) {
      const late = await lodge(file, decisionId, { lodgedOn: addDays(office.today(), days) });
      expect(refusalOf(late)).toMatchObject({ status: 422, code: 'DATE_NOT_ALLOWED' });
    }
  });

  test('TOKEN_MISSING, ROLE_NOT_PERMITTED, DECISION_UNKNOWN elsewhere, INPUT_INVALID; a replay answers the same', async () => {
    const { file, decisionId } = await refused();
    expect(refusalOf(await lodge(file, decisionId, {}, 'none')).code).toBe('TOKEN_MISSING');
    expect(refusalOf(await lodge(file, decisionId, {}, { role: 'BATCH_OFFICER' })).code).toBe('ROLE_NOT_PERMITTED');
    const stranger: Acting = { role: 'COUNTY_REVIEWER', division: '370102' };
    expect(refusalOf(await lodge(file, decisionId, {}, stranger)).code).toBe('DECISION_UNKNOWN');
    expect(refusalOf(await lodge(file, decisionId, { kind: 'LETTER' })).code).toBe('INPUT_INVALID');
    const key = `replay-${decisionId}`;
    const body = { grounds: '再次' };
    const one = expected(await lodge(file, decisionId, body, { role: 'COUNTY_REVIEWER' }, key));
    expect(expected(await lodge(file, decisionId, body, { role: 'COUNTY_REVIEWER' }, key))).toEqual(one);
    expect(await office.rows('select id from appeal where decision_id = $1', [decisionId])).toHaveLength(1);
  });
});

describe('a refused case is open for reads until its appeals are over', () => {
  test('members are free at once; the case closes on the day after the last term, once', async () => {
    const { file, decidedOn } = await refused();
    expect(await office.rows('select * from active_membership where household_id = $1', [file.householdId])).toEqual(
      [],
    );
    expect(await isOpen(file)).toBe(true);
    await office.services.setToday(addMonths(decidedOn, 3));
    expect(await isOpen(file)).toBe(true);
    await office.later(1);
    await office.later(1);
    expect(await isOpen(file)).toBe(false);
    const events = await office.eventsOf(file.id);
    expect(events.filter((type) => type.startsWith('case.closed'))).toHaveLength(1);
  });

  test('an open appeal keeps it open beyond the terms, its answer lets it close', async () => {
    const { file, decisionId, decidedOn } = await refused();
    const appeal = expected(await lodge(file, decisionId));
    await office.services.setToday(addDays(addMonths(decidedOn, 3), 1));
    expect(await isOpen(file)).toBe(true);
    expected(await answer(file, appeal, { result: 'UPHELD' }));
    await office.later(1);
    expect(await isOpen(file)).toBe(false);
  });
});

describe('answering an appeal', () => {
  test('SEPARATION_OF_DUTIES: who decided does not answer', async () => {
    const { file, decisionId } = await refused();
    const appeal = expected(await lodge(file, decisionId));
    const own = await answer(file, appeal, { result: 'UPHELD' }, { role: 'COUNTY_APPROVER' });
    expect(refusalOf(own)).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
  });

  test('upheld: the decision stands, no longer under appeal, the term is met, STATE_TRANSITION_INVALID afterwards', async () => {
    const { file, decisionId } = await refused();
    const appeal = expected(await lodge(file, decisionId));
    const key = `answer-${appeal.id}`;
    const upheld = expected(await answer(file, appeal, { result: 'UPHELD' }, answerer, key));
    expect(upheld).toMatchObject({ state: 'UPHELD', answeredOn: office.today(), answerDecisionId: null, version: 2 });
    expect(expected(await answer(file, appeal, { result: 'UPHELD' }, answerer, key))).toEqual(upheld);
    expect(refusalOf(await answer(file, upheld, { result: 'CHANGED' })).code).toBe('STATE_TRANSITION_INVALID');
    expect(refusalOf(await answer(file, appeal, { result: 'CHANGED' }))).toMatchObject({
      status: 412,
      code: 'VERSION_CONFLICT',
    });
    expect(await office.rows('select met_on::text from duty_term where subject_id = $1', [appeal.id])).toEqual([
      { met_on: office.today() },
    ]);
    expect((await office.application(file)).state).toBe('REJECTED');
  });

  test('changed: a refusal goes back to the county, its members are counted again, a second notice leads to approval', async () => {
    const { file, decisionId } = await refused();
    const appeal = expected(await lodge(file, decisionId, { kind: 'RECONSIDERATION' }));
    const city: Acting = { role: 'CITY_SUPERVISOR', division: '3701' };
    expect(expected(await answer(file, appeal, { result: 'CHANGED' }, city)).state).toBe('CHANGED');
    expect(await office.application(file)).toMatchObject({ state: 'REINVESTIGATING', decisionId: null });
    const counted = await office.rows('select person_id from active_membership where household_id = $1', [
      file.householdId,
    ]);
    expect(counted).toHaveLength(3);
    expect((await office.take(file, postNotice, 'COUNTY_REVIEWER', aNotice(office, file, 2))).state).toBe(
      'PUBLICITY_2',
    );
    expect(await isOpen(file)).toBe(true);
  });

  test('APPEAL_UNKNOWN elsewhere, ROLE_NOT_PERMITTED for the township', async () => {
    const { file, decisionId } = await refused();
    const appeal = expected(await lodge(file, decisionId));
    const stranger: Acting = { role: 'COUNTY_APPROVER', division: '370102' };
    expect(refusalOf(await answer(file, appeal, { result: 'UPHELD' }, stranger)).code).toBe('APPEAL_UNKNOWN');
    const township: Acting = { role: 'TOWNSHIP_LEAD' };
    expect(refusalOf(await answer(file, appeal, { result: 'UPHELD' }, township)).code).toBe('ROLE_NOT_PERMITTED');
  });
});

describe('an appeal about an enrolment', () => {
  test('the first that opens suspends recovery, the last that is answered frees it; the enrolment shows UNDER_APPEAL', async () => {
    const { file, decisionId, enrolmentId } = await approved();
    const one = expected(await lodge(file, decisionId));
    const two = expected(await lodge(file, decisionId, { kind: 'RECONSIDERATION' }));
    const token = await office.token(file, 'COUNTY_REVIEWER');
    const shown = async () =>
      expected(await office.app.call(getEnrolment, { token, params: { id: enrolmentId } })).underAppeal;
    expect(await shown()).toBe(true);
    expected(await answer(file, one, { result: 'UPHELD' }));
    expect(await shown()).toBe(true);
    expected(await answer(file, two, { result: 'WITHDRAWN' }));
    expect(await shown()).toBe(false);
    const told = (await office.app.published()).filter(
      ({ type, subject }) => type.includes('recovery.suspended') && subject === enrolmentId,
    );
    expect(told.map(({ data }) => data)).toEqual([
      { enrolmentId, suspended: true, reason: 'APPEAL' },
      { enrolmentId, suspended: false, reason: 'APPEAL' },
    ]);
  });

  test('APPEAL_CHANGE_MISSING: a grant is changed by facts only; APPEAL_NOTHING_TO_STAY: it stops nothing', async () => {
    const { file, decisionId } = await approved();
    const appeal = expected(await lodge(file, decisionId));
    const answered = await answer(file, appeal, { result: 'CHANGED' });
    expect(refusalOf(answered)).toMatchObject({ status: 422, code: 'APPEAL_CHANGE_MISSING' });
    const stayed = await office.app.call(orderStay, {
      token: await office.token(file, answerer),
      params: { id: appeal.id },
      version: appeal.version,
      body: { text: '停止执行' },
    });
    expect(refusalOf(stayed)).toMatchObject({ status: 409, code: 'APPEAL_NOTHING_TO_STAY' });
  });
});

describe('terms of an appeal', () => {
  test('an objection that is not answered is raised once, the day after its 20th working day, and stays open', async () => {
    const { file, decisionId } = await refused();
    const appeal = expected(await lodge(file, decisionId));
    const missed = async () =>
      (await office.app.published()).filter(
        ({ type, subject, data }) =>
          type.includes('deadline.missed') &&
          subject === file.id &&
          (data as { step: string }).step === 'APPEAL_ANSWER',
      );
    await office.services.setToday(appeal.dueOn ?? '');
    expect(await missed()).toEqual([]);
    await office.later(1);
    await office.later(1);
    expect(await missed()).toHaveLength(1);
    const token = await office.token(file, 'COUNTY_REVIEWER');
    expect(expected(await office.app.call(getAppeal, { token, params: { id: appeal.id } })).state).toBe('OPEN');
  });
});
