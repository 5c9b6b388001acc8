import { randomUUID } from 'node:crypto';
import { enrolmentTerminated, personMerged, retentionHoldings } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerFile, assess, settle, withdrawFinding, withdrawLine } from './recovery-steps.ts';
import { confirm, fileIt, upload } from './steps.ts';
import {
  county,
  type Enrolled,
  enrol,
  fundWith,
  payeeOf,
  regularLine,
  sendBatch,
  startWorld,
  type World,
} from './world.ts';

const operation = retentionHoldings('payments');
const benefitMonth = '2014-03';

let world: World;
/** A service's token lasts a minute, so each call asks for its own. */
const people = () => world.payments.serviceToken('people');
let ended: Enrolled;
let payeeId: string;
beforeAll(async () => {
  world = await startWorld();
  await fundWith(world, 1_000_000);
  ended = await enrol(world, 0);
  payeeId = await payeeOf(world, ended, '6299990000000017');
});
afterAll(() => world?.stop());

async function endsOf(...personIds: string[]): Promise<(string | null)[]> {
  const { status, body } = await world.payments.call(operation, { token: await people(), body: { personIds } });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  expect(body.holdings.every((one) => one.class === 'PAYMENT' && personIds.includes(one.personId))).toBe(true);
  return body.holdings.map(({ endedOn }) => endedOn);
}

const member = (place: number, of = ended): string => of.personIds[place] ?? '';

/** Another household's enrolment as its bureau told of it. */
async function household(personIds: readonly string[], lastMonth: string | null): Promise<Enrolled> {
  const [enrolmentId, householdId, caseId] = [randomUUID(), randomUUID(), `social-assistance/${randomUUID()}`];
  await world.payments.rows(
    `insert into enrolment_copy (id, programme, household_id, case_id, person_ids, from_month, last_month,
       event_division_code, current_division_code)
     values ($1, 'URBAN_DIBAO', $2, $3, $4, '2014-01', $5, $6, $6)`,
    [enrolmentId, householdId, caseId, personIds, lastMonth, county],
  );
  return { enrolmentId, householdId, personIds, caseId };
}

describe('until when payments need a person', () => {
  it('nobody is held who stands in no record', async () => {
    expect(await endsOf(randomUUID(), randomUUID())).toEqual([]);
  });

  it('a running enrolment has no end, for its members and for its payee', async () => {
    expect(await endsOf(...ended.personIds)).toEqual([null, null, null]);
    const agent = randomUUID();
    await world.payments.rows(
      `insert into payee (id, kind, enrolment_id, person_id, current_division_code, created_by, created_at, updated_at)
       values (gen_random_uuid(), 'GUARDIAN', $1, $2, $3, 'test', '2014-01-05', '2014-01-05')`,
      [(await household([randomUUID()], null)).enrolmentId, agent, county],
    );
    expect(await endsOf(agent)).toEqual([null]);
  });

  it('terminated: a member ends with the last month, its payee not before the last account', async () => {
    await world.payments.deliver(enrolmentTerminated, {
      subject: ended.enrolmentId,
      divisionCode: county,
      aggregateVersion: 2,
      data: {
        enrolmentId: ended.enrolmentId,
        programme: 'URBAN_DIBAO',
        personIds: [...ended.personIds],
        lastMonth: '2014-04',
        reason: 'X',
      },
    });
    expect(await endsOf(member(1))).toEqual(['2014-04-30']);
    expect(await endsOf(member(0))).toEqual(['2014-05-26']);
  });

  it('a line on its way has no end, a settled one ends the ledger on the day of its posting', async () => {
    const runId = await sendBatch(world, [regularLine(ended, payeeId, 54_000, { benefitMonth })]);
    expect(await endsOf(member(0), member(1))).toEqual([null, null]);
    await settle(world, runId);
    expect(await endsOf(member(0), member(1))).toEqual(['2014-05-26', '2014-05-26']);
  });

  it('a failed line is still owed, a withdrawn one has ended', async () => {
    const line = regularLine(ended, payeeId, 54_000, { benefitMonth: '2014-02' });
    const runId = await sendBatch(world, [line]);
    await confirm(world, runId);
    await answerFile(world, (await fileIt(world, runId)).head, 'ACCOUNT_CLOSED');
    expect(await endsOf(member(1))).toEqual([null]);
    await withdrawLine(world, ended, line.lineId);
    expect(await endsOf(member(1))).toEqual(['2014-05-26']);
  });

  it('a debt has no end while it is open or waived; then its last entry or its withdrawal is the end', async () => {
    const [paid] = await world.payments.rows<{ id: string }>(
      "select id from line where enrolment_id = $1 and state = 'SETTLED'",
      [ended.enrolmentId],
    );
    const months = [{ benefitMonth, lineId: paid?.id ?? '', paidFen: 54_000, dueFen: 50_000 }];
    const debtor = randomUUID();
    const debt = await assess(world, { ...ended, personIds: [debtor] }, { months });
    expect(await endsOf(debtor)).toEqual([null]);
    const recalledFrom = randomUUID();
    await world.payments.rows(
      "update recovery_plan set recall_from = 'PERSON', recall_person_id = $2 where overpayment_id = $1",
      [debt, recalledFrom],
    );
    expect(await endsOf(recalledFrom)).toEqual([null]);
    const plan = (state: string) =>
      world.payments.rows('update recovery_plan set state = $2, offset_bp = 0 where overpayment_id = $1', [
        debt,
        state,
      ]);
    await plan('WAIVED');
    expect(await endsOf(debtor)).toEqual([null]);
    await world.payments.rows(
      `insert into recovery_entry (id, overpayment_id, kind, means, amount_fen, received_on, journal_id, recorded_by,
         recorded_at, current_division_code)
       select gen_random_uuid(), id, 'WRITE_OFF', 'WRITE_OFF', 4000, '2015-03-04', journal_id, 'test', now(),
         current_division_code from overpayment where id = $1`,
      [debt],
    );
    await plan('WRITTEN_OFF');
    expect(await endsOf(debtor, recalledFrom)).toEqual(['2015-03-04', '2015-03-04']);
    const taken = await assess(world, { ...ended, personIds: [debtor] }, { months });
    expect(await endsOf(debtor)).toEqual([null]);
    await withdrawFinding(world, ended, taken);
    await world.payments.rows("update overpayment set withdrawn_on = '2015-08-09' where id = $1", [taken]);
    expect(await endsOf(debtor)).toEqual(['2015-08-09']);
  });

  it('of several enrolments the latest counts, and none while one runs', async () => {
    const who = randomUUID();
    await household([who], '2013-02');
    await household([randomUUID(), who], '2016-02');
    await household([who], '2014-04');
    expect(await endsOf(who)).toEqual(['2016-02-29']);
    await household([who], null);
    expect(await endsOf(who)).toEqual([null]);
  });

  it('a merged person is answered for under each asked id, whichever of them the records name', async () => {
    const [dropped, kept, later] = [randomUUID(), randomUUID(), randomUUID()];
    await household([dropped], '2014-04');
    for (const [into, from] of [
      [kept, dropped],
      [later, kept],
    ] as const) {
      const data = { kept: into, dropped: from };
      await world.payments.deliver(personMerged, { subject: into, divisionCode: county, aggregateVersion: 1, data });
    }
    for (const asked of [dropped, kept, later]) expect(await endsOf(asked)).toEqual(['2014-04-30']);
    expect(await endsOf(dropped, later)).toEqual(['2014-04-30', '2014-04-30']);
  });

  it('a settlement that was booked after the bank had posted it ends on the day of the book', async () => {
    const runId = await sendBatch(world, [regularLine(ended, payeeId, 54_000, { benefitMonth: '2014-01' })]);
    await confirm(world, runId);
    const { head } = await fileIt(world, runId);
    await world.payments.setToday('2014-06-03');
    const lines = [{ seq: 1, result: 'OK', postedOn: '2014-05-27' }];
    expect(await upload(world, head, { fileNo: `R-${head.fileNo}`, lines })).toMatchObject({ status: 200 });
    expect(await endsOf(member(1))).toEqual(['2014-06-03']);
  });
});

describe('who may ask', () => {
  it('people alone: another service and a person of staff are refused', async () => {
    const body = { personIds: [randomUUID()] };
    for (const token of [await world.payments.serviceToken('social-assistance'), await world.as('COUNTY_FINANCE')]) {
      expect(await world.payments.call(operation, { token, body })).toMatchObject({ status: 403 });
    }
  });

  it('twenty ids are answered, one more and none are refused', async () => {
    const ask = async (count: number) => {
      const personIds = Array.from({ length: count }, () => randomUUID());
      return (await world.payments.call(operation, { token: await people(), body: { personIds } })).status;
    };
    expect([await ask(20), await ask(21), await ask(0)]).toEqual([200, 400, 400]);
  });
});
