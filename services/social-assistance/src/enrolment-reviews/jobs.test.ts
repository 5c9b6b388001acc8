import { randomUUID } from 'node:crypto';
import {
  authorizationExpiring,
  listDeadlines,
  personCustodyChanged,
  personMoved,
  verificationChangeDetected,
  verificationSuperseded,
} from '@mz/contracts';
import { addDays, addWorkingDays } from '@mz/domain';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tell } from '../../test/payments.ts';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { anEnrolment } from '../enrolments/factories.ts';
import { inUnit } from '../factories.ts';
import { getEnrolmentRow } from './rows.ts';
import { suspend } from './suspensions.ts';

// The clock goes forward only: each block begins where the one before ended.
let app: TestService<DB>;
beforeAll(async () => {
  app = await startTestService(service, { seed: true, today: '2014-05-26' });
});
afterAll(() => app.stop());

async function reviewsOf(enrolmentId: string): Promise<string[]> {
  const rows = await app.rows<{ kind: string; state: string; due: string }>(
    'select kind, state, due_on::text as due from enrolment_review where enrolment_id = $1 order by created_at, id',
    [enrolmentId],
  );
  return rows.map(({ kind, state, due }) => `${kind} ${state} ${due}`);
}

async function stateOf(id: string): Promise<string> {
  const [row] = await app.rows<{ state: string }>('select state from enrolment where id = $1', [id]);
  return row?.state ?? '';
}

async function toldOf(subject: string): Promise<string[]> {
  const all = await app.published();
  return all.filter((event) => event.subject === subject).map(({ type }) => type.replace('cn.gov.sd.mz.', ''));
}

describe('what others learn opens one review each', () => {
  const one = { asOf: '2014-05-20', band: null };

  test('a change, a move, custody and an ending authorization; told twice they open one task', async () => {
    const { id, personIds } = await anEnrolment(app.kit);
    const personId = personIds[1] ?? '';
    for (let twice = 0; twice < 2; twice += 1) {
      await tell(app, verificationChangeDetected, { personId, kind: 'VEHICLE_NEW', ...one });
      await tell(app, personMoved, { personId, kind: 'HUKOU', toDivision: '370102001202', movedOn: '2014-05-20' });
      await tell(app, personCustodyChanged, { personId, kind: 'IMPRISONED', on: '2014-05-21' });
      await tell(app, authorizationExpiring, { authorizationId: id, personId, validTo: '2014-06-20' });
    }
    await tell(app, verificationChangeDetected, { personId: randomUUID(), kind: 'VEHICLE_NEW', ...one });
    // Ten working days after 05-26, of which 06-02 is none.
    expect((await reviewsOf(id)).sort()).toEqual([
      'AUTHORIZATION_RENEWAL DUE 2014-06-20',
      'CHANGE_DETECTED DUE 2014-06-10',
      'CUSTODY_CHANGED DUE 2014-06-10',
      'PERSON_MOVED DUE 2014-06-10',
    ]);
    expect(await stateOf(id)).toBe('ACTIVE');
  });

  test('a later report version: one task a version, only with another verdict, none for a household that left', async () => {
    const { id, applicationId } = await anEnrolment(app.kit);
    const over = await anEnrolment(app.kit, { state: 'TERMINATED', lastMonth: '2014-06' });
    const data = { applicationId, reportId: randomUUID(), oldVersion: 1, newVersion: 2, verdictChanged: true };
    await tell(app, verificationSuperseded, { ...data, verdictChanged: false });
    expect(await reviewsOf(id)).toEqual([]);
    for (const told of [data, data, { ...data, reportId: randomUUID(), newVersion: 3 }]) {
      await tell(app, verificationSuperseded, told);
    }
    await tell(app, verificationSuperseded, { ...data, applicationId: over.applicationId });
    expect(await reviewsOf(id)).toEqual(['REPORT_SUPERSEDED DUE 2014-06-10', 'REPORT_SUPERSEDED DUE 2014-06-10']);
    expect(await reviewsOf(over.id)).toEqual([]);
  });
});

describe('reviews.open', () => {
  test('ten working days before the day of the review and not a day earlier; once; not for who leaves', async () => {
    const { id } = await anEnrolment(app.kit, { nextReviewOn: '2014-06-20' });
    const tapering = await anEnrolment(app.kit, { nextReviewOn: '2014-06-20', state: 'TAPERING' });
    expect(addWorkingDays(app.kit.calendar, '2014-06-06', 10).day).toBe('2014-06-20');
    await app.setToday('2014-06-05');
    expect(await reviewsOf(id)).toEqual([]);
    await app.setToday('2014-06-06');
    expect(await reviewsOf(id)).toEqual(['CYCLE DUE 2014-06-20']);
    await app.setToday('2014-06-09');
    expect(await reviewsOf(id)).toEqual(['CYCLE DUE 2014-06-20']);
    expect(await reviewsOf(tapering.id)).toEqual([]);
  });
});

describe('suspensions.raise', () => {
  test('a suspension is told after its last day and not on it, once', async () => {
    const { id, applicationId } = await anEnrolment(app.kit, { nextReviewOn: '2016-01-01' });
    await inUnit(app.kit, async (work) => {
      const enrolment = await getEnrolmentRow(work.unit.db, id, true);
      await suspend(work, enrolment, { reason: 'MISSING_CONTACT', causeId: randomUUID(), text: '无法联系' });
    });
    expect(await stateOf(id)).toBe('SUSPENDED');
    await app.setToday('2014-09-09');
    expect(await toldOf(applicationId)).toEqual([]);
    await app.setToday('2014-09-10');
    await app.setToday('2014-09-11');
    expect(await toldOf(applicationId)).toEqual(['deadline.missed.v1']);
  });
});

describe('deadlines.list', () => {
  test('a review is told to the next level the day after its term, once, by its class’s clock; decided or not it is listed', async () => {
    const due = addDays(app.kit.clock.today(), 5);
    const { id, applicationId } = await anEnrolment(app.kit, { nextReviewOn: due });
    const token = await app.token({ role: 'COUNTY_REVIEWER', division: '370112' });
    const missed = async (open: boolean) => {
      const answer = await app.call(listDeadlines, { token, query: { first: 200, open } });
      return answer.body.items.filter(({ subjectId }) => subjectId === id);
    };
    await app.setToday(due);
    expect([await missed(true), await toldOf(applicationId)]).toEqual([[], []]);
    await app.setToday(addDays(due, 1));
    await app.setToday(addDays(due, 2));
    expect(await toldOf(applicationId)).toEqual(['deadline.missed.v1']);
    const told = {
      applicationId,
      step: 'CYCLE_REVIEW',
      dueOn: due,
      missedOn: addDays(due, 1),
      metOn: null,
      raisedTo: 'CITY',
    };
    expect(await missed(true)).toMatchObject([told]);
    expect(await missed(false)).toHaveLength(1);
  });
});

describe('reviews.overdue', () => {
  test('REVIEW_OVERDUE: warned when later than a cycle, suspended by the system ten working days after, both sides', async () => {
    const due = '2014-10-20';
    const { id } = await anEnrolment(app.kit, { nextReviewOn: due });
    await app.setToday(due);
    expect(await reviewsOf(id)).toEqual([`CYCLE DUE ${due}`]);
    await app.setToday('2015-04-20');
    expect(await toldOf(id)).toEqual([]);
    await app.setToday('2015-04-21');
    expect(await toldOf(id)).toEqual(['anomaly.raised.v1']);
    const last = addWorkingDays(app.kit.calendar, '2015-04-21', 10).day;
    await app.setToday(last);
    expect([await stateOf(id), await toldOf(id)]).toEqual(['ACTIVE', ['anomaly.raised.v1']]);
    await app.setToday(addDays(last, 1));
    expect([await stateOf(id), await toldOf(id)]).toEqual([
      'SUSPENDED',
      ['anomaly.raised.v1', 'entitlement.suspended.v1'],
    ]);
    const [decision] = await app.rows<{ decided_by: string; outcome: string }>(
      `select decided_by, outcome from decision where enrolment_id = $1 and cause = 'REVIEW'`,
      [id],
    );
    expect(decision).toEqual({ decided_by: 'system:social-assistance:reviews.overdue', outcome: 'SUSPENDED' });
  });
});
