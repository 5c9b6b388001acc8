import { randomUUID } from 'node:crypto';
import {
  cancelRun,
  confirmRun,
  getRun,
  listRuns,
  personDeathRevoked,
  personDied,
  releaseHold,
  uploadReturn,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealBatch } from './bureau.ts';
import { balancesOf, confirm, fileIt, linesOf, runOf, upload } from './steps.ts';
import {
  county,
  deliverBatch,
  type Enrolled,
  enrol,
  fundWith,
  payeeOf,
  regularLine,
  sendBatch,
  startWorld,
  type World,
} from './world.ts';

let world: World;
let one: Enrolled;
let two: Enrolled;
let three: Enrolled;
let payees: { one: string; two: string; three: string };
let month = 0;

beforeAll(async () => {
  world = await startWorld();
  one = await enrol(world, 0);
  two = await enrol(world, 1, 4);
  three = await enrol(world, 2, 1);
  payees = {
    one: await payeeOf(world, one, '6299990000000017'),
    two: await payeeOf(world, two, '6299990000000025'),
    three: await payeeOf(world, three, '6299990000000033'),
  };
  await fundWith(world, 10_000_000);
});
afterAll(() => world.stop());

/** A past month that no other case uses. */
function freshMonth(): string {
  month += 1;
  return `20${String(10 + Math.floor(month / 12))}-${String((month % 12) + 1).padStart(2, '0')}`;
}

const line = (household: Enrolled, payeeId: string, change = {}) =>
  regularLine(household, payeeId, 54_000, { benefitMonth: freshMonth(), ...change });

describe('taking a batch over', () => {
  it('takes away what a pull of it that came to nothing has staged, and what is older than a day', async () => {
    const batch = sealBatch([line(one, payees.one)]);
    const stage = (batchId: string, age: string) =>
      world.payments.rows(
        `insert into batch_staging (pull_id, line_id, enrolment_id, benefit_month, kind, cause_id, payee_id, amount_fen,
           deduction_fen, decision_id, shares, fund_split, batch_id, staged_at)
         values ($1, $1, $1, '2014-05', 'REGULAR', $1, $1, 1, 0, $1, '[]', '[]', $2, now() - $3::interval)`,
        [randomUUID(), batchId, age],
      );
    await stage(batch.head.batchId, '1 minute');
    await stage(randomUUID(), '2 days');
    await deliverBatch(world, batch);
    expect(await world.payments.rows('select * from batch_staging')).toEqual([]);
  });

  it('example P1: BATCH_SEAL_BROKEN, one fen changed on the way, the batch is REFUSED whole and the bureau told', async () => {
    const batch = sealBatch([line(one, payees.one)]);
    const text = batch.text.replace('"amountFen":54000,"benefit', '"amountFen":54001,"benefit');
    await deliverBatch(world, { ...batch, text });
    const { batchId } = batch.head;
    expect(await runOf(world, batchId)).toMatchObject({ state: 'REFUSED', refusedCode: 'BATCH_SEAL_BROKEN' });
    expect(await linesOf(world, batchId)).toEqual([]);
    const told = (await world.payments.published()).filter(({ subject }) => subject === batchId);
    expect(told).toMatchObject([{ data: { code: 'BATCH_SEAL_BROKEN' } }]);
    expect(await world.payments.rows('select * from batch_staging')).toEqual([]);
    const again = await confirm(world, batchId);
    expect(again).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
  });

  it.each<[string, () => object, object]>([
    ['PAYEE_UNKNOWN', () => ({ payeeId: randomUUID() }), {}],
    ['PAYEE_UNKNOWN', () => ({ payeeId: payees.two }), {}],
    ['PROGRAMME_UNKNOWN', () => ({}), { programme: 'NO_PROGRAMME' }],
    ['PERIOD_INVALID', () => ({ benefitMonth: '2014-07' }), {}],
    ['SHARE_SUM_MISMATCH', () => ({ shares: [] }), {}],
    ['AMOUNT_INVALID', () => ({ deductionFen: 54_001 }), {}],
    ['REISSUE_CAUSE_INVALID', () => ({ kind: 'REISSUE', causeId: randomUUID() }), {}],
  ])('%s: refused whole', async (code, change, head) => {
    const good = line(two, payees.two);
    const id = await sendBatch(world, [good, line(one, payees.one, change())], head);
    expect(await runOf(world, id)).toMatchObject({ state: 'REFUSED', refusedCode: code });
    expect(await world.payments.rows('select id from line where id = $1', [good.lineId])).toEqual([]);
  });

  it('BATCH_CONFLICT: the same batch with another content changes nothing and is noted', async () => {
    const id = await sendBatch(world, [line(one, payees.one)]);
    const before = await runOf(world, id);
    await deliverBatch(world, sealBatch([line(one, payees.one)], { batchId: id }));
    expect(await runOf(world, id)).toEqual(before);
    const audit = await world.payments.rows(`select after ->> 'code' as code from audit_log where record_id = $1`, [
      id,
    ]);
    expect(audit).toContainEqual({ code: 'BATCH_CONFLICT' });
  });

  it('example P12: two runners with the same batch make one set of lines, total unchanged', async () => {
    const batch = sealBatch([line(one, payees.one), line(two, payees.two)]);
    const results = await Promise.allSettled([deliverBatch(world, batch), deliverBatch(world, batch)]);
    // The loser of the race fails on the run's key and is tried again: then it changes nothing.
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    await deliverBatch(world, batch);
    const { batchId } = batch.head;
    expect(await linesOf(world, batchId)).toHaveLength(2);
    expect(await runOf(world, batchId)).toMatchObject({ lineCount: 2, totalFen: 108_000, state: 'SCREENED' });
  });

  it('example P14: REGULAR and SUPPLEMENT of one payee are both paid, one file line each; the cause again is refused', async () => {
    const [benefitMonth, causeId] = [freshMonth(), randomUUID()];
    const supplement = { benefitMonth, kind: 'SUPPLEMENT', causeId } as const;
    const id = await sendBatch(world, [
      regularLine(three, payees.three, 66_000, { benefitMonth }),
      regularLine(three, payees.three, 24_000, supplement),
    ]);
    const again = await sendBatch(world, [regularLine(three, payees.three, 24_000, supplement)]);
    expect(await linesOf(world, again)).toEqual([]);
    const refused = await world.payments.rows('select code from refused_line where run_id = $1', [again]);
    expect(refused).toEqual([{ code: 'DUPLICATE_LINE' }]);
    await confirm(world, id);
    expect((await fileIt(world, id)).head).toMatchObject({ lineCount: 2, totalFen: 90_000 });
  });
});

describe('screening and holds', () => {
  it('example P10: one person in two programmes of a month: the later sealed line is held, release needs the other’s end', async () => {
    const benefitMonth = freshMonth();
    await sendBatch(world, [line(one, payees.one, { benefitMonth })]);
    const elsewhere = { ...two, personIds: [two.personIds[0] ?? '', one.personIds[1] ?? ''] };
    const later = await sendBatch(world, [line(elsewhere, payees.two, { benefitMonth })]);
    const [held] = await linesOf(world, later);
    expect(held).toMatchObject({
      state: 'HELD',
      holds: [{ code: 'EXCLUSIVE_PROGRAMMES', state: 'OPEN', dueOn: '2014-06-10' }],
    });
    expect(await runOf(world, later)).toMatchObject({ state: 'SCREENED', heldCount: 1 });
    const answer = await release(held?.holds[0]?.id, 'checker-1');
    expect(answer).toMatchObject({ status: 409, body: { code: 'HOLD_CAUSE_OPEN' } });
  });

  it('AMOUNT_JUMP is judged away by two persons, not by one twice (TWO_PERSON_REQUIRED)', async () => {
    const decisionId = randomUUID();
    const id = await sendBatch(world, [line(three, payees.three, { benefitMonth: '2009-01', decisionId })]);
    await confirm(world, id);
    const { head } = await fileIt(world, id);
    const ok = [{ seq: 1, result: 'OK', postedOn: '2014-05-26' }];
    expect(await upload(world, head, { fileNo: 'R-JUMP', lines: ok })).toMatchObject({ status: 200 });
    const jump = regularLine(three, payees.three, 90_000, { benefitMonth: '2009-02', decisionId });
    const next = await sendBatch(world, [jump]);
    const [held] = await linesOf(world, next);
    expect(held).toMatchObject({ state: 'HELD', holds: [{ code: 'AMOUNT_JUMP' }] });
    const holdId = held?.holds[0]?.id;
    expect(await release(holdId, 'checker-1')).toMatchObject({ status: 200, body: { state: 'HELD' } });
    expect(await release(holdId, 'checker-1')).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect(await release(holdId, 'checker-2')).toMatchObject({ status: 200, body: { state: 'READY' } });
    expect(await release(holdId, 'checker-3')).toMatchObject({
      status: 409,
      body: { code: 'STATE_TRANSITION_INVALID' },
    });
    await confirm(world, next);
    expect((await fileIt(world, next)).head).toMatchObject({ lineCount: 1, totalFen: 90_000 });
  });

  it('OVER_CAP: the line is refused and told, the others are paid', async () => {
    const over = regularLine(one, payees.one, 1_000_001, { benefitMonth: freshMonth() });
    const id = await sendBatch(world, [over, line(two, payees.two)]);
    const states = (await linesOf(world, id)).map(({ id: lineId, state }) => [lineId === over.lineId, state]);
    expect(new Set(states.map(String))).toEqual(new Set(['true,CANCELLED', 'false,READY']));
  });

  it('a death between screening and filing holds the payee’s line, flags the member’s, and its revocation lifts both', async () => {
    const id = await sendBatch(world, [
      line(two, payees.two, { benefitMonth: '2014-06' }),
      line(three, payees.three, { benefitMonth: '2014-06' }),
    ]);
    const [dead, member] = [three.personIds[0] ?? '', two.personIds[1] ?? ''];
    const notices = [randomUUID(), randomUUID()];
    await died(dead, notices[0] ?? '');
    await died(member, notices[1] ?? '');
    const seen = async () =>
      (await linesOf(world, id)).map(({ state, holds }) => [
        state,
        holds.map(({ code, state: at }) => `${code} ${at}`),
      ]);
    expect(new Set((await seen()).map(String))).toEqual(new Set(['HELD,DEAD_PAYEE OPEN', 'READY,DEAD_MEMBER FLAGGED']));
    for (const revokesNoticeId of notices) {
      const data = {
        personId: revokesNoticeId === notices[0] ? dead : member,
        noticeId: randomUUID(),
        revokesNoticeId,
      };
      const publication = { subject: data.personId, divisionCode: county, aggregateVersion: 2, data };
      await world.payments.deliver(personDeathRevoked, publication);
    }
    expect(new Set((await seen()).map(String))).toEqual(
      new Set(['READY,DEAD_PAYEE LIFTED', 'READY,DEAD_MEMBER LIFTED']),
    );
  });

  async function died(personId: string, noticeId: string): Promise<void> {
    const data = { personId, noticeId, deathDate: '2014-05-20', source: 'CREMATION' };
    await world.payments.deliver(personDied, { subject: personId, divisionCode: county, aggregateVersion: 1, data });
  }

  async function release(id = '', subject: string) {
    const token = await world.as('ACCOUNT_CHECKER', subject);
    return world.payments.call(releaseHold, { token, params: { id }, body: { reason: '已核实' } });
  }
});

describe('confirming, filing, cancelling', () => {
  it.each(['batch-checker', 'batch-approver', 'batch-sealer', 'case-approver'])(
    'SEPARATION_OF_DUTIES: %s cannot confirm',
    async (subject) => {
      const id = await sendBatch(world, [line(one, payees.one)]);
      expect(await confirm(world, id, subject)).toMatchObject({ status: 403, body: { code: 'SEPARATION_OF_DUTIES' } });
    },
  );

  it('no login, another role, another county, a stale version, a replay', async () => {
    const id = await sendBatch(world, [line(one, payees.one)]);
    const call = { params: { id }, body: {}, version: 1 };
    expect(await world.payments.call(confirmRun, call)).toMatchObject({ status: 401 });
    const officer = await world.as('FUND_OFFICER');
    expect(await world.payments.call(confirmRun, { ...call, token: officer })).toMatchObject({ status: 403 });
    const foreign = await world.payments.token({ role: 'COUNTY_FINANCE', division: '371721' });
    expect(await world.payments.call(confirmRun, { ...call, token: foreign })).toMatchObject({ status: 404 });
    const token = await world.as('COUNTY_FINANCE');
    expect(await world.payments.call(confirmRun, { ...call, token, version: 9 })).toMatchObject({ status: 412 });
    const first = await world.payments.call(confirmRun, { ...call, token, key: 'confirm-once' });
    expect(first).toMatchObject({ status: 200, body: { state: 'FINANCE_CONFIRMED' } });
    const second = await world.payments.call(confirmRun, { ...call, token, key: 'confirm-once' });
    expect(second.body).toEqual(first.body);
    const journals = await world.payments.rows('select id from journal where reference_id = $1', [id]);
    expect(journals).toHaveLength(1);
  });

  it('WRONG_FUND: no fund of the county serves the programme, the run waits', async () => {
    const id = await sendBatch(world, [line(one, payees.one)], { programme: 'RURAL_DIBAO' });
    expect(await confirm(world, id)).toMatchObject({ status: 422, body: { code: 'WRONG_FUND' } });
    expect(await runOf(world, id)).toMatchObject({ state: 'SCREENED', waitingFor: 'WRONG_FUND' });
  });

  it('a deduction stays reserved with its line and is filed net; without a debt behind it the line is held', async () => {
    const before = await balancesOf(world);
    const id = await sendBatch(world, [line(one, payees.one, { deductionFen: 10_000 }), line(two, payees.two)]);
    const states = (await linesOf(world, id)).map(({ state, holds }) => `${state} ${holds[0]?.code ?? ''}`);
    expect(states.sort()).toEqual(['HELD DEDUCTION_EXCEEDS_DEBT', 'READY ']);
    await confirm(world, id);
    const { head } = await fileIt(world, id);
    expect(head).toMatchObject({ lineCount: 1, totalFen: 54_000 });
    const after = await balancesOf(world);
    expect((after.PAYABLE ?? 0) - (before.PAYABLE ?? 0)).toBe(-108_000);
    expect(after.RECEIVABLE_OVERPAY).toBe(before.RECEIVABLE_OVERPAY);
  });

  it('two persons cancel a confirmed run: its journal is mirrored, its lines may be sealed again', async () => {
    const before = await balancesOf(world);
    const again = line(one, payees.one);
    const id = await sendBatch(world, [again]);
    await confirm(world, id);
    expect(await cancel(id, 'fund-1')).toMatchObject({ status: 200, body: { state: 'FINANCE_CONFIRMED' } });
    expect(await cancel(id, 'fund-1')).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect(await cancel(id, 'fund-2')).toMatchObject({ status: 200, body: { state: 'CANCELLED' } });
    expect(await balancesOf(world)).toEqual(before);
    expect(await cancel(id, 'fund-3')).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    const next = await sendBatch(world, [{ ...again, lineId: randomUUID() }]);
    expect((await linesOf(world, next)).map(({ state }) => state)).toEqual(['READY']);
  });

  it('FILE_CONFLICT and BANK_FILE_UNKNOWN: a file answered under a second number, and a file that nobody wrote', async () => {
    const id = await sendBatch(world, [line(one, payees.one)]);
    await confirm(world, id);
    const { head } = await fileIt(world, id);
    const lines = [{ seq: 1, result: 'OK', postedOn: '2014-05-26' }];
    expect(await upload(world, head, { fileNo: 'R-A', lines })).toMatchObject({ status: 200 });
    expect(await upload(world, head, { fileNo: 'R-B', lines })).toMatchObject({
      status: 409,
      body: { code: 'FILE_CONFLICT' },
    });
    const unknown = await upload(world, { ...head, id: randomUUID() }, { fileNo: 'R-C', lines });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'BANK_FILE_UNKNOWN' } });
    const token = await world.as('COUNTY_FINANCE');
    expect(await world.payments.call(uploadReturn, { token, body: {} })).toMatchObject({ status: 403 });
  });

  it('runs are listed page by page, the caller’s divisions only', async () => {
    const token = await world.as('AUDITOR');
    const first = await world.payments.call(listRuns, { token, query: { first: 2, state: 'REFUSED' } });
    expect(first.body.items).toHaveLength(2);
    const query = { first: 200, state: 'REFUSED', after: first.body.next ?? '' };
    const rest = await world.payments.call(listRuns, { token, query });
    const ids = [...first.body.items, ...rest.body.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const foreign = await world.payments.token({ role: 'AUDITOR', division: '371721' });
    expect((await world.payments.call(listRuns, { token: foreign, query: {} })).body.items).toEqual([]);
    const id = ids[0] ?? '';
    expect(await world.payments.call(getRun, { token: foreign, params: { id } })).toMatchObject({ status: 404 });
  });

  async function cancel(id: string, subject: string) {
    const { version } = await runOf(world, id);
    const token = await world.as('FUND_OFFICER', subject);
    return world.payments.call(cancelRun, { token, params: { id }, body: { reason: '批次有误' }, version });
  }
});

describe('the graph', () => {
  it('gives the lines of an enrolment to a county reviewer, and none to another county', async () => {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Enrolment { paymentLines { state amountFen holds { code } } } } }`;
    const ask = async (division: string) => {
      const gateway = await world.payments.serviceToken('gateway');
      const user = await world.payments.token({ role: 'COUNTY_REVIEWER', division });
      const response = await world.payments.inject({
        method: 'POST',
        url: '/graphql',
        headers: { authorization: `Bearer ${gateway}`, 'x-user-token': user, 'content-type': 'application/json' },
        payload: JSON.stringify({ query, variables: { r: [{ __typename: 'Enrolment', id: three.enrolmentId }] } }),
      });
      return JSON.parse(response.payload);
    };
    const own = await ask('370102');
    expect(own.errors).toBeUndefined();
    expect(own.data._entities[0].paymentLines).toContainEqual({ state: 'SETTLED', amountFen: 54_000, holds: [] });
    expect((await ask('371721')).data._entities[0].paymentLines).toEqual([]);
  });
});
