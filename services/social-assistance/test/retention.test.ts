import { randomBytes, randomUUID } from 'node:crypto';
import { personMerged, retentionHoldings } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';
import { anEnrolment, type TestEnrolment } from '../src/enrolments/factories.ts';
import { aHousehold, anApplication } from '../src/factories.ts';

const operation = retentionHoldings('social-assistance');

let app: TestService<DB>;
/** A service's token lasts a minute, so each call asks for its own. */
const people = () => app.serviceToken('people');
beforeAll(async () => {
  app = await startTestService(service, { seed: true });
});
afterAll(() => app?.stop());

async function holdingsOf(...personIds: string[]): Promise<string[]> {
  const { status, body } = await app.call(operation, { token: await people(), body: { personIds } });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  expect(body.holdings.every(({ personId }) => personIds.includes(personId))).toBe(true);
  return body.holdings.map((one) => `${one.class} ${one.endedOn}`);
}

/** A member of a case that came to a state by a step on a day. */
async function applied(
  state: 'INVESTIGATING' | 'REJECTED' | 'WITHDRAWN' | 'REJECTED_BY_TOWNSHIP',
  on: string,
  who: string = randomUUID(),
) {
  const application = await anApplication(app.kit, { state });
  await aHousehold(app.kit, application, [{ personId: who }]);
  await app.rows(
    `insert into application_step (application_id, version, action, to_state, actor, on_day, recorded_at)
     values ($1, 1, 'submit', 'SUBMITTED', 'test', '2014-01-01', now()), ($1, 2, 'step', $2, 'test', $3, now())`,
    [application.id, state, on],
  );
  return { id: application.id, who };
}

const ended = (lastMonth: string, more: object = {}) =>
  anEnrolment(app.kit, { members: 1, state: 'TERMINATED', fromMonth: '2014-01', lastMonth, ...more });

/** A decision about an enrolment, taken on a day. */
async function decided({ id, decisionId }: TestEnrolment, on: string): Promise<void> {
  await app.rows(
    `insert into decision (id, application_id, outcome, decided_on, notice, capsule, capsule_hash, seal, decided_by,
       recorded_at, enrolment_id, cause, from_month)
     select gen_random_uuid(), application_id, 'TERMINATED', $3, notice, capsule, capsule_hash, seal, decided_by,
       recorded_at, $2, 'FRAUD', '2014-01' from decision where id = $1`,
    [decisionId, id, on],
  );
}

const appeal = (state: string, answeredOn: string | null, given: { applicationId: string; decisionId: string }) =>
  app.rows(
    `insert into appeal (id, decision_id, application_id, kind, state, lodged_on, lodged_by, grounds, answered_on, recorded_at)
     values (gen_random_uuid(), $1, $2, 'OBJECTION', $3, '2014-01-02', 'test', '', $4, now())`,
    [given.decisionId, given.applicationId, state, answeredOn],
  );

const one = ({ personIds }: TestEnrolment): string => personIds[0] ?? '';

describe('until when the bureau needs a person', () => {
  test('nobody is held who stands in no record', async () => {
    expect(await holdingsOf(randomUUID(), randomUUID())).toEqual([]);
  });

  test.each(['ACTIVE', 'SUSPENDED', 'TAPERING', 'TRANSFERRING'])(
    'an enrolment that is %s has no end',
    async (state) => {
      const running = await anEnrolment(app.kit, { members: 1, state, lastMonth: '2014-07' });
      expect(await holdingsOf(one(running))).toEqual(['CASE_FILE null']);
    },
  );

  test.each(['TERMINATED', 'ENDED_TRANSFERRED'])(
    '%s: a case file ends on the last day of its last month',
    async (state) => {
      expect(await holdingsOf(one(await ended('2016-02', { state })))).toEqual(['CASE_FILE 2016-02-29']);
    },
  );

  test('a termination that was decided after the last month ends the file on the day of the decision', async () => {
    const enrolment = await ended('2014-03');
    await decided(enrolment, '2015-09-17');
    expect(await holdingsOf(one(enrolment))).toEqual(['CASE_FILE 2015-09-17']);
  });

  test('a month that is still owed keeps an ended file open; a settled or cancelled one does not', async () => {
    const enrolment = await ended('2014-06');
    const owe = (state: string) =>
      app.rows(
        `insert into entitlement (id, enrolment_id, benefit_month, kind, cause_id, amount_fen, decision_id, shares, state)
         values (gen_random_uuid(), $1, '2014-06', 'REGULAR', gen_random_uuid(), 1, $2, '[]', $3)`,
        [enrolment.id, enrolment.decisionId, state],
      );
    await owe('SETTLED');
    await owe('CANCELLED');
    expect(await holdingsOf(one(enrolment))).toEqual(['CASE_FILE 2014-06-30']);
    await owe('OWED');
    expect(await holdingsOf(one(enrolment))).toEqual(['CASE_FILE null']);
  });

  test.each(['REJECTED', 'WITHDRAWN', 'REJECTED_BY_TOWNSHIP'] as const)(
    'an application that is %s ends with its last step',
    async (state) => {
      const { who } = await applied(state, '2014-03-05');
      expect(await holdingsOf(who)).toEqual(['REJECTED_APPLICATION 2014-03-05']);
    },
  );

  test('an application on the desk has no end', async () => {
    expect(await holdingsOf((await applied('INVESTIGATING', '2014-03-05')).who)).toEqual(['CASE_FILE null']);
  });

  test('an open appeal, a hit of near relatives or a fraud case keeps an ended file open; the answer is its last day', async () => {
    const enrolment = await ended('2014-03');
    await appeal('OPEN', null, enrolment);
    expect(await holdingsOf(one(enrolment))).toEqual(['CASE_FILE null']);
    await app.rows("update appeal set state = 'UPHELD', answered_on = '2014-11-02' where application_id = $1", [
      enrolment.applicationId,
    ]);
    expect(await holdingsOf(one(enrolment))).toEqual(['CASE_FILE 2014-11-02']);
    const staff = randomUUID();
    await app.rows(
      `insert into kin_hit (id, application_id, person_id, office, state, found_on, recorded_at)
       values (gen_random_uuid(), $1, $2, 'ASSISTANCE_STAFF', 'FROZEN', '2014-02-01', now())`,
      [enrolment.applicationId, staff],
    );
    expect(await holdingsOf(one(enrolment))).toEqual(['CASE_FILE null']);
    expect(await holdingsOf(staff)).toEqual(['CASE_FILE null']);
    await app.rows(
      `update kin_hit set state = 'CLEARED', proposed_by = 'a', cleared_by = 'b', cleared_on = '2014-02-03'
       where person_id = $1`,
      [staff],
    );
    await app.rows(
      `insert into fraud_case (id, enrolment_id, from_month, concealed, findings, state, proposed_by, proposed_on, recorded_at)
       values (gen_random_uuid(), $1, '2014-01', '{}', '', 'PROPOSED', 'test', '2014-12-01', now())`,
      [enrolment.id],
    );
    expect(await holdingsOf(one(enrolment))).toEqual(['CASE_FILE null']);
    await app.rows(
      `update fraud_case set state = 'DROPPED', settled_by = 'b', settled_on = '2014-12-09' where enrolment_id = $1`,
      [enrolment.id],
    );
    expect(await holdingsOf(one(enrolment))).toEqual(['CASE_FILE 2014-12-09']);
    expect(await holdingsOf(staff)).toEqual(['CASE_FILE 2014-12-09']);
  });

  test('of several records the latest counts, and none while one is open; classes are told apart', async () => {
    const early = await ended('2014-02');
    const who = one(early);
    const join = (householdOf: TestEnrolment) =>
      app.rows(
        `insert into household_member (id, household_id, person_id, relation_to_head, facts, counted, benefit_eligible,
           valid_from, valid_to, recorded_at)
         select gen_random_uuid(), household_id, $2, '10', '{}', true, true, '2014-01-01', '2014-01-05', now()
         from enrolment where id = $1`,
        [householdOf.id, who],
      );
    await join(await ended('2014-05'));
    // An ended case has let go of its members.
    const letGo = () => app.rows('delete from active_membership where person_id = $1', [who]);
    await letGo();
    await applied('REJECTED', '2014-04-01', who);
    await letGo();
    await applied('WITHDRAWN', '2014-03-01', who);
    expect(await holdingsOf(who)).toEqual(['CASE_FILE 2014-05-31', 'REJECTED_APPLICATION 2014-04-01']);
    await join(await anEnrolment(app.kit, { members: 1 }));
    expect(await holdingsOf(who)).toEqual(['CASE_FILE null', 'REJECTED_APPLICATION 2014-04-01']);
  });

  test('the payee, who signed, and a supporter or relative of any declaration are held with the case', async () => {
    const enrolment = await ended('2014-03', { payeeFrom: '2014-01-01' });
    const [signer, supporter, relative] = [randomUUID(), randomUUID(), randomUUID()];
    const [paid] = await app.rows<{ id: string }>('select payee_person_id as id from enrolment where id = $1', [
      enrolment.id,
    ]);
    await app.rows(
      `insert into authorization_copy (authorization_id, application_id, person_id, status, purposes, valid_from, valid_to, version)
       values (gen_random_uuid(), $1, $2, 'EXPIRED', '{DIBAO}', '2014-01-01', '2014-02-01', 1)`,
      [enrolment.applicationId, signer],
    );
    for (const [revision, supporters] of [
      [1, [{ personId: supporter }]],
      [2, []],
    ] as const) {
      const body = { incomes: [], assets: [], supporters, nearRelatives: [{ personId: relative }] };
      await app.rows(
        `insert into declaration (application_id, revision, body, sha256, recorded_on, recorded_by, recorded_at)
         values ($1, $2, $3, $4, '2014-01-01', 'test', now())`,
        [enrolment.applicationId, revision, JSON.stringify(body), randomBytes(32).toString('hex')],
      );
    }
    for (const who of [paid?.id ?? '', signer, supporter, relative]) {
      expect(await holdingsOf(who)).toEqual(['CASE_FILE 2014-03-31']);
    }
  });

  test('a certificate of not receiving counts from its day; whoever is on the roster of staff has no end', async () => {
    const [who, staff] = [randomUUID(), randomUUID()];
    await app.rows(
      `insert into not_receiving_certificate (id, number, person_id, application_id, division_code, body, hash, seal, issued_on, issued_by)
       values (gen_random_uuid(), 'N-1', $1, gen_random_uuid(), '370112008201', '{}', $2, '{}', '2014-02-03', 'test')`,
      [who, randomBytes(32).toString('hex')],
    );
    await app.rows(
      `insert into kin_roster (id, person_id, office, division_code, valid_from, recorded_by)
       values (gen_random_uuid(), $1, 'VILLAGE_COMMITTEE', '370112008201', '2014-01-01', 'test')`,
      [staff],
    );
    expect(await holdingsOf(who)).toEqual(['CASE_FILE 2014-02-03']);
    expect(await holdingsOf(staff)).toEqual(['CASE_FILE null']);
    await app.rows("update kin_roster set valid_to = '2014-03-09' where person_id = $1", [staff]);
    expect(await holdingsOf(staff)).toEqual(['CASE_FILE 2014-03-09']);
  });

  test('a merged person is answered for under each asked id, whichever of them the records name', async () => {
    const enrolment = await ended('2014-03');
    const [dropped, kept, later] = [one(enrolment), randomUUID(), randomUUID()];
    for (const [into, from] of [
      [kept, dropped],
      [later, kept],
    ] as const) {
      const data = { kept: into, dropped: from };
      await app.deliver(personMerged, { subject: into, divisionCode: '370000000000', aggregateVersion: 1, data });
    }
    for (const asked of [dropped, kept, later]) expect(await holdingsOf(asked)).toEqual(['CASE_FILE 2014-03-31']);
    expect(await holdingsOf(dropped, later)).toEqual(['CASE_FILE 2014-03-31', 'CASE_FILE 2014-03-31']);
  });
});

describe('who may ask', () => {
  test('people alone: another service and a person of staff are refused', async () => {
    const body = { personIds: [randomUUID()] };
    for (const token of [await app.serviceToken('payments'), await app.token({ role: 'AUDITOR' })]) {
      expect(await app.call(operation, { token, body })).toMatchObject({ status: 403 });
    }
  });

  test('twenty ids are answered, one more and none are refused', async () => {
    const ask = async (count: number) => {
      const personIds = Array.from({ length: count }, () => randomUUID());
      return (await app.call(operation, { token: await people(), body: { personIds } })).status;
    };
    expect([await ask(20), await ask(21), await ask(0)]).toEqual([200, 400, 400]);
  });
});
