import { randomUUID } from 'node:crypto';
import {
  acceptTransfer,
  caseLookup,
  decideTransfer,
  getEnrolment,
  getTransfer,
  getTransferFile,
  type Operation,
  offerTransfer,
  type Role,
  reassignEnrolment,
  refuseTransfer,
  withdrawTransfer,
} from '@mz/contracts';
import { addDays, addMonthsToMonth, monthOf } from '@mz/domain';
import type { TestAnswer, TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DB } from '../src/database.ts';
import { anEnrolment } from '../src/enrolments/factories.ts';
import { refusalOf } from './office.ts';
import { anOffice, aPayee, expected, monthsOf, type Office, startPayments } from './payments.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startPayments('2014-10-08');
  await aStandard('370900000000', 50_000);
  await aStandard('370800000000', 25_000);
});
afterAll(() => app?.stop());

/** A standard of a city, a month. */
async function aStandard(divisionCode: string, amountFen: number): Promise<void> {
  await app.rows(
    `insert into policy_standard (id, programme, division_code, amount_fen, period, valid_from, published_doc_no,
       published_on, status, proposed_by, approved_by, recorded_at)
     values ($1, 'URBAN_DIBAO', $2, $3, 'MONTH', '2014-01-01', '市民〔2014〕1号', '2013-12-20', 'IN_FORCE', 'one', 'two', now())`,
    [randomUUID(), divisionCode, amountFen],
  );
}

interface Move {
  readonly old: Office;
  readonly there: Office;
  readonly enrolmentId: string;
}

interface Acting {
  readonly role?: Role;
  readonly at?: string;
  readonly version?: number;
  readonly key?: string;
  readonly subject?: string;
}

/** A household of an old county that is paid since June. */
async function aMove(from: string, to: string): Promise<Move> {
  const old = await anOffice(app, from);
  const there = await anOffice(app, to);
  const { id } = await anEnrolment(app.kit, { divisionCode: old.village });
  await aPayee(app, id, '2014-05-26');
  return { old, there, enrolmentId: id };
}

async function step(
  operation: Operation,
  id: string,
  acting: Acting & { readonly body?: object },
): Promise<TestAnswer> {
  const { role = 'COUNTY_REVIEWER', at = '', body = {}, version, key, subject } = acting;
  const token = await app.token({ role, division: at, ...(subject === undefined ? {} : { subject }) });
  return app.call(operation, {
    token,
    params: { id },
    body,
    ...(version === undefined ? {} : { version }),
    ...(key === undefined ? {} : { key }),
  } as never);
}

const today = () => app.kit.clock.today();

/** Moves on to a 26th, when the month after may be generated; answers that month. */
async function toNextRun(): Promise<string> {
  const month = today().slice(8) > '26' ? addMonthsToMonth(monthOf(today()), 1) : monthOf(today());
  await app.setToday(`${month}-26`);
  return addMonthsToMonth(month, 1);
}

const countyOf = ({ county }: Office) => county.slice(0, 6);

const offer = (move: Move, acting: Acting = {}) =>
  step(offerTransfer, move.enrolmentId, {
    at: countyOf(move.old),
    version: 1 + 1,
    body: { toDivision: move.there.village },
    ...acting,
  });
const accept = (move: Move, transfer: { id: string; version: number }, acceptedOn: string, acting: Acting = {}) =>
  step(acceptTransfer, transfer.id, {
    at: countyOf(move.there),
    version: transfer.version,
    body: { acceptedOn },
    ...acting,
  });
const decide = (move: Move, transfer: { id: string; version: number }, acting: Acting = {}) =>
  step(decideTransfer, transfer.id, {
    role: 'COUNTY_APPROVER',
    at: countyOf(move.there),
    version: transfer.version,
    ...acting,
  });

async function enrolment(office: Office, id: string) {
  const token = await app.token({ role: 'COUNTY_REVIEWER', division: office.county });
  return app.call(getEnrolment, { token, params: { id } });
}

async function accepted(move: Move, acceptedOn = today()) {
  const offered = expected(await offer(move), 201);
  return expected(await accept(move, offered, acceptedOn), 200);
}

describe('a move to another county (§5.4)', () => {
  test('example 24: accepted 10-08 → the old county pays October, the new one from November at its own standard', async () => {
    const move = await aMove('370112', '370902');
    await move.old.run({ benefitMonth: '2014-10' });
    const offered = expected(await offer(move), 201);
    expect(offered).toMatchObject({ state: 'OFFERED', fromDivision: move.old.village, toDivision: move.there.village });
    const transfer = expected(await accept(move, offered, '2014-10-08'), 200);
    expect(transfer).toMatchObject({ state: 'ACCEPTED', acceptedOn: '2014-10-08' });
    expect(expected(await enrolment(move.old, move.enrolmentId), 200)).toMatchObject({
      state: 'TRANSFERRING',
      lastMonth: '2014-10',
    });
    await app.setToday('2014-10-20');
    const decided = expected(await decide(move, transfer), 200);
    expect(decided).toMatchObject({ amountFen: 60_000, fromMonth: '2014-11', transfer: { state: 'DECIDED' } });
    expect(decided.enrolment).toMatchObject({ state: 'ACTIVE', lastMonth: null, divisionCode: move.there.village });
    expect(expected(await enrolment(move.old, move.enrolmentId), 200)).toMatchObject({
      state: 'ENDED_TRANSFERRED',
      lastMonth: '2014-10',
    });
    await app.setToday('2014-10-26');
    expect((await move.old.generate({ benefitMonth: '2014-11' })).status).toBe(409);
    expected(await move.there.generate({ benefitMonth: '2014-11' }), 201);
    expect(await monthsOf(app, move.there, decided.enrolment.id)).toEqual(['2014-11 REGULAR BATCHED 60000']);
    expect(await monthsOf(app, move.old, move.enrolmentId)).toEqual(['2014-10 REGULAR BATCHED 54000']);
  });

  test('members are counted in the new household, once; the old county’s case is closed, one of the new county names them; the capsule is sealed', async () => {
    const move = await aMove('370102', '370902');
    const [before] = await app.rows<{ household_id: string }>('select household_id from enrolment where id = $1', [
      move.enrolmentId,
    ]);
    const counted = 'select person_id from active_membership where household_id = $1 order by 1';
    const persons = await app.rows(counted, [before?.household_id]);
    expect(persons).toHaveLength(3);
    const transfer = await accepted(move);
    const { enrolment: made } = expected(await decide(move, transfer), 200);
    expect(await app.rows(counted, [made.householdId])).toEqual(persons);
    expect(await app.rows(counted, [before?.household_id])).toEqual([]);
    const told = (await app.published()).filter(({ subject }) => subject === made.applicationId);
    expect(told.map(({ type }) => type.replace('cn.gov.sd.mz.', ''))).toEqual(['case.opened.v1', 'case.changed.v1']);
    const [left] = await app.rows<{ id: string }>('select application_id as id from enrolment where id = $1', [
      move.enrolmentId,
    ]);
    const closed = (await app.published()).filter(({ type }) => type === 'cn.gov.sd.mz.case.closed.v1');
    expect(closed.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ caseId: `social-assistance/${left?.id}` }),
    );
    const token = await app.serviceToken('people');
    const lookUp = (id: string) => app.call(caseLookup('social-assistance'), { token, params: { id } });
    expect(await lookUp(left?.id ?? '')).toMatchObject({ status: 404, body: { code: 'CASE_UNKNOWN' } });
    expect(await lookUp(made.applicationId)).toMatchObject({ status: 200, body: { divisionCode: move.there.village } });
    const [row] = await app.rows(
      'select kind, state, decision_id is not null as decided from application where id = $1',
      [made.applicationId],
    );
    expect(row).toEqual({ kind: 'TRANSFER', state: 'APPROVED', decided: true });
    const steps = (
      await app.rows<{ action: string }>(
        `select action from audit_log where record_type = 'transfer' and record_id = $1 order by id`,
        [transfer.id],
      )
    ).map(({ action }) => action);
    expect(steps).toEqual(['transfers.offer', 'transfers.accept', 'transfers.decide']);
  });

  test('reading 13: decided later, the months since the acceptance are back-pay in the next run', async () => {
    const move = await aMove('370103', '370911');
    await anEnrolment(app.kit, { divisionCode: move.there.village });
    const transfer = await accepted(move);
    const first = addMonthsToMonth(monthOf(today()), 1);
    const months = [first, addMonthsToMonth(first, 1), addMonthsToMonth(first, 2)];
    for (const benefitMonth of months.slice(0, 2)) {
      await app.setToday(`${addMonthsToMonth(benefitMonth, -1)}-28`);
      expected(await move.there.generate({ benefitMonth }), 201);
    }
    const { enrolment: made } = expected(await decide(move, transfer), 200);
    expect(made.fromMonth).toBe(first);
    expect(await monthsOf(app, move.there, made.id)).toEqual(
      months.slice(0, 2).map((month) => `${month} REGULAR OWED 60000`),
    );
    await app.setToday(`${months[1]}-28`);
    expected(await move.there.generate({ benefitMonth: months[2] }), 201);
    expect(await monthsOf(app, move.there, made.id)).toEqual(months.map((month) => `${month} REGULAR BATCHED 60000`));
    expect(await monthsOf(app, move.old, move.enrolmentId)).toEqual([]);
  }, 120_000);

  test('accepted after the next month was generated: its line leaves the old county’s open batch', async () => {
    const move = await aMove('370104', '370921');
    const benefitMonth = await toNextRun();
    const batch = expected(await move.old.generate({ benefitMonth }), 201);
    expect(batch.count).toBe(1);
    await accepted(move);
    const owed = (await monthsOf(app, move.old, move.enrolmentId)).filter((month) => !month.includes('CANCELLED'));
    expect(owed).toEqual([]);
    expect(await app.rows('select line_count from batch where id = $1', [batch.id])).toEqual([{ line_count: 0 }]);
  }, 120_000);

  test.each([
    ['refused by the new county', refuseTransfer, 'COUNTY_APPROVER', 'there', 'REFUSED'],
    ['withdrawn by the old county', withdrawTransfer, 'COUNTY_REVIEWER', 'old', 'WITHDRAWN'],
  ] as const)(
    '%s after the acceptance: the old enrolment goes on without a gap',
    async (_, operation, role, side, state) => {
      const move = await aMove(side === 'there' ? '370105' : '370113', '370902');
      await anEnrolment(app.kit, { divisionCode: move.old.village });
      const transfer = await accepted(move);
      const benefitMonth = await toNextRun();
      expected(await move.old.generate({ benefitMonth }), 201);
      expect(await monthsOf(app, move.old, move.enrolmentId)).toEqual([]);
      const acting = { role, at: countyOf(move[side]), version: transfer.version, body: { reason: '未在当地居住' } };
      expect(expected(await step(operation, transfer.id, acting), 200)).toMatchObject({ state });
      expect(expected(await enrolment(move.old, move.enrolmentId), 200)).toMatchObject({
        state: 'ACTIVE',
        lastMonth: null,
      });
      expect(await monthsOf(app, move.old, move.enrolmentId)).toEqual([`${benefitMonth} REGULAR OWED 54000`]);
      expect(refusalOf(await step(operation, transfer.id, { ...acting, version: transfer.version + 1 })).code).toBe(
        'STATE_TRANSITION_INVALID',
      );
    },
  );

  test('withdrawn before the acceptance: ACTIVE again, and it may be offered anew', async () => {
    const move = await aMove('370124', '370902');
    const offered = expected(await offer(move), 201);
    expect(refusalOf(await offer(move, { version: 3 })).code).toBe('STATE_TRANSITION_INVALID');
    const acting = { at: countyOf(move.old), version: 1, body: { reason: '不迁了' } };
    expected(await step(withdrawTransfer, offered.id, acting), 200);
    const { state, version } = expected(await enrolment(move.old, move.enrolmentId), 200);
    expect(state).toBe('ACTIVE');
    expected(await offer(move, { version }), 201);
  });

  test('DECISION_IS_REFUSAL: at the lower standard of the new county the family has too much', async () => {
    const move = await aMove('370125', '370811');
    const transfer = await accepted(move);
    const refused = refusalOf(await decide(move, transfer));
    expect(refused).toMatchObject({ status: 409, code: 'DECISION_IS_REFUSAL' });
    expect(refused.codes).toContain('INCOME_NOT_BELOW_STANDARD');
    expect(expected(await enrolment(move.old, move.enrolmentId), 200).state).toBe('TRANSFERRING');
  });
});

describe('who sees and does what in a move', () => {
  test('the new county sees the file through the transfer alone, a third county nothing', async () => {
    const move = await aMove('370126', '370902');
    const offered = expected(await offer(move), 201);
    const read = async (operation: Operation, at: string) => {
      const token = await app.token({ role: 'COUNTY_REVIEWER', division: at });
      return app.call(operation, { token, params: { id: offered.id } } as never);
    };
    for (const at of [move.old, move.there].map(countyOf)) {
      expect((await read(getTransfer, at)).status).toBe(200);
      const file = await read(getTransferFile, at);
      expect(file.body).toMatchObject({ capsuleHash: offered.capsuleHash, facts: { divisionCode: move.old.village } });
    }
    for (const operation of [getTransfer, getTransferFile]) {
      expect(refusalOf(await read(operation, '370502'))).toMatchObject({ status: 404, code: 'TRANSFER_UNKNOWN' });
    }
    expect((await enrolment(move.there, move.enrolmentId)).status).toBe(404);
    const [file] = await app.rows<{ text: string }>('select facts::text as text from transfer where id = $1', [
      offered.id,
    ]);
    expect(file?.text).not.toMatch(/[0-9]{17}[0-9X]/);
  });

  test('offer: role, region, same county, no such place, 412, replay', async () => {
    const move = await aMove('370181', '370902');
    expect(refusalOf(await offer(move, { role: 'TOWNSHIP_LEAD' })).code).toBe('ROLE_NOT_PERMITTED');
    expect(refusalOf(await offer(move, { at: countyOf(move.there) }))).toMatchObject({ status: 404 });
    const to = (toDivision: string) =>
      step(offerTransfer, move.enrolmentId, { at: countyOf(move.old), version: 2, body: { toDivision } });
    expect(refusalOf(await to('370181002201')).code).toBe('TRANSFER_SAME_COUNTY');
    expect(refusalOf(await to('370999001201')).code).toBe('DIVISION_NOT_VALID');
    expect(refusalOf(await offer(move, { version: 9 }))).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    const key = `offer-${move.enrolmentId}`;
    const first = expected(await offer(move, { key }), 201);
    expect(expected(await offer(move, { key }), 201)).toEqual(first);
    expect(await app.rows('select id from transfer where enrolment_id = $1', [move.enrolmentId])).toHaveLength(1);
  });

  test('accept: SCOPE_FORBIDDEN for the old county, DATE_NOT_ALLOWED, 412, state', async () => {
    const move = await aMove('370114', '370902');
    const offered = expected(await offer(move), 201);
    expect(refusalOf(await accept(move, offered, today(), { at: countyOf(move.old) })).code).toBe('SCOPE_FORBIDDEN');
    for (const day of [addDays(today(), -1), addDays(today(), 1)]) {
      expect(refusalOf(await accept(move, offered, day))).toMatchObject({ status: 422, code: 'DATE_NOT_ALLOWED' });
    }
    expect(refusalOf(await accept(move, offered, today(), { version: 9 })).status).toBe(412);
    expect(refusalOf(await decide(move, offered)).code).toBe('STATE_TRANSITION_INVALID');
    const done = expected(await accept(move, offered, today()), 200);
    expect(refusalOf(await accept(move, done, today())).code).toBe('STATE_TRANSITION_INVALID');
  });

  test('SEPARATION_OF_DUTIES: who accepted does not decide', async () => {
    const move = await aMove('370115', '370902');
    const offered = expected(await offer(move), 201);
    const transfer = expected(await accept(move, offered, today(), { subject: 'one-person' }), 200);
    expect(refusalOf(await decide(move, transfer, { subject: 'one-person' }))).toMatchObject({
      status: 403,
      code: 'SEPARATION_OF_DUTIES',
    });
  });

  test('the review after a move has 30 working days [A]: raised once the day after, nothing is decided by it', async () => {
    const move = await aMove('370116', '370902');
    const transfer = await accepted(move);
    const [term] = await app.rows<{ days: number; due_on: string }>(
      'select days, due_on::text from duty_term where subject_id = $1',
      [transfer.id],
    );
    expect(term).toEqual({ days: 30, due_on: transfer.reviewDueOn });
    const missed = async () =>
      (await app.rows('select missed_on from duty_term where subject_id = $1 and missed_on is not null', [transfer.id]))
        .length;
    await app.setToday(transfer.reviewDueOn ?? '');
    expect(await missed()).toBe(0);
    const [day] = await app.rows<{ next: string }>(`select ($1::date + 1)::text as next`, [transfer.reviewDueOn]);
    await app.setToday(day?.next ?? '');
    expect(await missed()).toBe(1);
    expect(expected(await enrolment(move.old, move.enrolmentId), 200).state).toBe('TRANSFERRING');
  });
});

describe('a move inside the county', () => {
  const reassign = (move: Move, toDivision: string, acting: Acting = {}) =>
    step(reassignEnrolment, move.enrolmentId, {
      at: countyOf(move.old),
      version: 2,
      body: { toDivision },
      ...acting,
    });

  test('only the responsible township changes; where it happened stays; the case follows', async () => {
    const move = await aMove('370112', '370902');
    const moved = expected(await reassign(move, '370112002201'), 200);
    expect(moved).toMatchObject({ divisionCode: '370112002201', state: 'ACTIVE', amountFen: 54_000, version: 3 });
    const [row] = await app.rows('select event_division_code from enrolment where id = $1', [move.enrolmentId]);
    expect(row).toEqual({ event_division_code: move.old.village });
    const events = (await app.published()).filter(({ subject }) => subject === moved.applicationId);
    expect(events.at(-1)).toMatchObject({ data: { divisionCode: '370112002201' } });
  });

  test('TRANSFER_OTHER_COUNTY, DIVISION_NOT_VALID, wrong role, region, state, 412', async () => {
    const move = await aMove('370112', '370902');
    expect(refusalOf(await reassign(move, '370902001201')).code).toBe('TRANSFER_OTHER_COUNTY');
    expect(refusalOf(await reassign(move, '370112999201')).code).toBe('DIVISION_NOT_VALID');
    expect(refusalOf(await reassign(move, '370112002201', { role: 'TOWNSHIP_LEAD' })).code).toBe('ROLE_NOT_PERMITTED');
    expect(refusalOf(await reassign(move, '370112002201', { at: '370902' })).status).toBe(404);
    expect(refusalOf(await reassign(move, '370112002201', { version: 7 })).status).toBe(412);
    expected(await offer(move), 201);
    expect(refusalOf(await reassign(move, '370112002201', { version: 3 })).code).toBe('STATE_TRANSITION_INVALID');
  });
});
