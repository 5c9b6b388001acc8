import { randomUUID } from 'node:crypto';
import {
  approveWhiteListed,
  changeAccount,
  closeAccount,
  createOrganisationPayee,
  createPayee,
  endHeldLine,
  enrolmentApproved,
  enrolmentTerminated,
  getPayee,
  listAccountNotices,
  listHolds,
  listWhiteListed,
  markAccountNoticeSent,
  personDeathReported,
  personDied,
  personMerged,
  proposeWhiteListed,
  releaseHold,
  verifyPayee,
} from '@mz/contracts';
import { createDatabase } from '@mz/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirm, fileIt, linesOf, runOf } from './steps.ts';
import {
  county,
  type Enrolled,
  enrol,
  fundWith,
  payeeBody,
  payeeOf,
  receipt,
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
const cards = { one: '6299990000000017', two: '6299990000000025', three: '6299990000000033', new: '6299990000000041' };

beforeAll(async () => {
  world = await startWorld('2014-04-24');
  one = await enrol(world, 0, 2);
  two = await enrol(world, 1, 1);
  three = await enrol(world, 2, 1);
  payees = {
    one: await payeeOf(world, one, cards.one),
    two: await payeeOf(world, two, cards.two),
    three: await payeeOf(world, three, cards.three),
  };
  // 特困 is another bureau's later; screening needs its programme, group and payee kinds only.
  await world.payments.rows(`insert into programme (code, bureau, title, pay_day, exclusivity_group, payable_after_death,
      fund_classes, valid_from, payee_kinds, category)
    values ('WUBAO', 'social-assistance', '特困人员救助供养', 10, 'LIVING_SUPPORT', 'NONE', '{FISCAL}', '2000-01',
      '{PERSON,ORGANISATION}', 'RELIEF')`);
  await world.payments.rows(`insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by,
      approved_by) values ('cap.WUBAO', '370000000000', '2000-01-01', '1000000', '省级暂定', 'start-data:1', 'start-data:2')`);
  const fundId = await fundWith(world, 0);
  const received = await receipt(world, fundId, 10_000_000, { appropriatedOn: '2014-04-01', receivedOn: '2014-04-08' });
  expect(received.status).toBe(201);
});
afterAll(() => world.stop());

let month = 0;
/** A past month that no other case uses. */
function freshMonth(): string {
  month += 1;
  return `20${String(10 + Math.floor(month / 12))}-${String((month % 12) + 1).padStart(2, '0')}`;
}

const line = (household: Enrolled, payeeId: string, change = {}) =>
  regularLine(household, payeeId, 54_000, { benefitMonth: freshMonth(), ...change });

/** State of each line of a run with its codes. */
async function seen(runId: string): Promise<string[]> {
  const lines = await linesOf(world, runId);
  return lines.map(({ state, holds }) => [state, ...holds.map(({ code, state: at }) => `${code} ${at}`)].join(', '));
}

async function release(holdId: string, subject: string) {
  const token = await world.as('ACCOUNT_CHECKER', subject);
  return world.payments.call(releaseHold, { token, params: { id: holdId }, body: { reason: '已核实' } });
}

async function eventsOf(type: string, subject: string) {
  const events = await world.payments.published();
  return events.filter((event) => event.type === `cn.gov.sd.mz.${type}.v1` && event.subject === subject);
}

describe('accounts at screening (payments.md §4)', () => {
  it('example P11: changed on Thu 2014-04-24, filed on Mon 04-28: held ACCOUNT_COOLING; usable from 04-30', async () => {
    const id = payees.one;
    const clerk = await world.as('ACCOUNT_CLERK');
    const { version } = (await world.payments.call(getPayee, { token: clerk, params: { id } })).body;
    const account = { number: cards.new, bankCode: 'TESTBANK', kind: 'CARD' };
    const body = { account, reason: '更换本人新卡' };
    const changed = await world.payments.call(changeAccount, { token: clerk, params: { id }, body, version });
    expect(changed).toMatchObject({ status: 200, body: { accountStatus: 'CHANGE_PENDING' } });
    const token = await world.as('ACCOUNT_CHECKER');
    const next = changed.body.version;
    const verified = await world.payments.call(verifyPayee, { token, params: { id }, body: {}, version: next });
    expect(verified.body).toMatchObject({ accountStatus: 'ACTIVE', usableFrom: '2014-04-30' });
    await world.payments.setToday('2014-04-28');
    const runId = await sendBatch(world, [line(one, id), line(two, payees.two)]);
    await confirm(world, runId);
    await fileIt(world, runId);
    expect((await seen(runId)).sort()).toEqual(['FILED', 'HELD, ACCOUNT_COOLING OPEN']);
    const hold = (await linesOf(world, runId)).find(({ state }) => state === 'HELD')?.holds[0]?.id ?? '';
    await world.payments.setToday('2014-04-29');
    expect(await release(hold, 'c-1')).toMatchObject({ status: 409, body: { code: 'HOLD_CAUSE_OPEN' } });
    await world.payments.setToday('2014-04-30');
    expect((await release(hold, 'c-1')).status).toBe(200);
    expect(await release(hold, 'c-2')).toMatchObject({ status: 200, body: { state: 'READY' } });
    await fileIt(world, runId);
    expect((await seen(runId)).sort()).toEqual(['FILED', 'FILED, ACCOUNT_COOLING RELEASED']);
  });

  it('a changed account is told to the old contact: a notice without any number, due on the next working day, sent once', async () => {
    const token = await world.as('ACCOUNT_CLERK');
    const list = await world.payments.call(listAccountNotices, { token, query: { sent: false } });
    expect(list.body.items).toMatchObject([
      { payeeId: payees.one, kind: 'CHANGED', madeOn: '2014-04-24', dueOn: '2014-04-25', sentOn: null },
    ]);
    const [notice] = list.body.items;
    expect(notice?.content).toMatch(/^[^0-9]+$/);
    const call = { token, params: { id: notice?.id ?? '' }, body: {} };
    expect(await world.payments.call(markAccountNoticeSent, call)).toMatchObject({
      status: 200,
      body: { sentOn: '2014-04-30' },
    });
    expect(await world.payments.call(markAccountNoticeSent, call)).toMatchObject({
      status: 409,
      body: { code: 'STATE_TRANSITION_INVALID' },
    });
    const unknown = { ...call, params: { id: randomUUID() } };
    expect(await world.payments.call(markAccountNoticeSent, unknown)).toMatchObject({
      status: 404,
      body: { code: 'ACCOUNT_NOTICE_UNKNOWN' },
    });
  });

  it('ACCOUNT_INVALID: a holder with digits', async () => {
    const body = payeeBody(one, cards.one, { holderName: '周文斌2' });
    const answer = await world.payments.call(createPayee, { token: await world.as('ACCOUNT_CLERK'), body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'ACCOUNT_INVALID' } });
  });

  it('ACCOUNT_OWNER_MISMATCH: a holder who is neither beneficiary nor registered agent is held; the guardian’s account is not', async () => {
    const household = await enrol(world, 1, 1);
    const stranger = await payeeOf(world, household, '6299990000000058', { holderName: '赵大山' });
    const runId = await sendBatch(world, [line(household, stranger)]);
    expect(await seen(runId)).toEqual(['HELD, ACCOUNT_OWNER_MISMATCH OPEN']);
    const hold = (await linesOf(world, runId))[0]?.holds[0]?.id ?? '';
    expect(await release(hold, 'c-1')).toMatchObject({ status: 409, body: { code: 'HOLD_CAUSE_OPEN' } });

    const ward = await enrol(world, 2, 1);
    const token = await world.as('ACCOUNT_CLERK');
    const guardian = {
      ...payeeBody(ward, '6299990000000066'),
      ...{ kind: 'GUARDIAN', personId: one.personIds[0], relationDocumentSha256: 'a'.repeat(64) },
    };
    expect((await world.payments.call(createPayee, { token, body: guardian })).status).toBe(201);
    const paid = await payeeOf(world, ward, '6299990000000074', { holderName: '周文斌' });
    expect(await seen(await sendBatch(world, [line(ward, paid)]))).toEqual(['READY']);
  });

  it('ACCOUNT_UNVERIFIED: two persons close an account; its lines wait, and the next account rests all the same', async () => {
    const household = await enrol(world, 1, 1);
    const id = await payeeOf(world, household, '6299990000000082');
    expect(await close(id, 'closer-1')).toMatchObject({ status: 200, body: { accountStatus: 'ACTIVE' } });
    expect(await close(id, 'closer-1')).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect(await close(id, 'closer-2')).toMatchObject({ status: 200, body: { accountStatus: 'CLOSED' } });
    expect(await close(id, 'closer-3')).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    const runId = await sendBatch(world, [line(household, id)]);
    expect(await seen(runId)).toEqual(['HELD, ACCOUNT_UNVERIFIED OPEN']);
    const clerk = await world.as('ACCOUNT_CLERK');
    const { version } = (await world.payments.call(getPayee, { token: clerk, params: { id } })).body;
    const account = { number: '6299990000000090', bankCode: 'TESTBANK', kind: 'CARD' };
    const changed = await world.payments.call(changeAccount, {
      ...{ token: clerk, params: { id }, body: { account, reason: '重新开户' }, version },
    });
    const token = await world.as('ACCOUNT_CHECKER');
    const next = changed.body.version;
    const verified = await world.payments.call(verifyPayee, { token, params: { id }, body: {}, version: next });
    // 1–3 May are off, Sunday 4 May is a make-up workday.
    expect(verified.body).toMatchObject({ accountStatus: 'ACTIVE', usableFrom: '2014-05-07' });
  });

  async function close(id: string, subject: string) {
    const token = await world.as('ACCOUNT_CLERK', subject);
    const { version } = (await world.payments.call(getPayee, { token, params: { id } })).body;
    return world.payments.call(closeAccount, { token, params: { id }, body: { reason: '账户停用' }, version });
  }

  it('example P13: 40 persons of a white-listed care home are paid; a 41st who lives at home is held SHARED_ACCOUNT', async () => {
    const number = '6299990000000108';
    const account = { number, bankCode: 'TESTBANK', kind: 'CARD' };
    const clerk = await world.as('ACCOUNT_CLERK', 'clerk-home');
    const body = {
      kind: 'ORGANISATION',
      name: '历下区福利院',
      creditCode: creditCode(),
      divisionCode: county,
      account,
    };
    const wrong = await world.payments.call(createOrganisationPayee, {
      token: clerk,
      body: { ...body, creditCode: 'X' },
    });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'CREDIT_CODE_INVALID' } });
    const home = await world.payments.call(createOrganisationPayee, { token: clerk, body });
    expect(home).toMatchObject({ status: 201, body: { personId: null, organisationName: '历下区福利院' } });
    expect((await world.payments.call(createOrganisationPayee, { token: clerk, body })).body).toMatchObject({
      code: 'PAYEE_DUPLICATE',
    });
    const { id, version } = home.body;
    const token = await world.as('ACCOUNT_CHECKER', 'checker-home');
    await world.payments.call(verifyPayee, { token, params: { id }, body: {}, version });
    const told = (await world.payments.published()).filter(({ subject }) => subject === id);
    expect(told.map(({ type, data }) => [type, data])).toEqual([
      [
        'cn.gov.sd.mz.payee.organisation-activated.v1',
        { payeeId: id, kind: 'ORGANISATION', divisionCode: county, usableFrom: world.payments.kit.clock.today() },
      ],
    ]);

    const residents = await Promise.all(Array.from({ length: 40 }, () => resident()));
    const benefitMonth = freshMonth();
    const lines = residents.map((household) => regularLine(household, id, 60_000, { benefitMonth }));
    const dibao = await sendBatch(world, [line(one, id)]);
    expect(await runOf(world, dibao)).toMatchObject({ state: 'REFUSED', refusedCode: 'PAYEE_NOT_ENTITLED' });
    const runId = await sendBatch(world, lines, { programme: 'WUBAO' });
    expect(new Set(await seen(runId))).toEqual(new Set(['READY']));

    const listed = await propose({ number, bankCode: 'TESTBANK', title: '历下区福利院', divisionCode: county }, clerk);
    expect(listed).toMatchObject({
      status: 201,
      body: { state: 'PROPOSED', accountMasked: expect.stringMatching(/0108$/) },
    });
    expect(await propose({ number, bankCode: 'TESTBANK', title: '又一次', divisionCode: county }, clerk)).toMatchObject(
      {
        status: 409,
        body: { code: 'WHITE_LIST_DUPLICATE' },
      },
    );
    const atHome = await enrol(world, 2, 1);
    const person = await payeeOf(world, atHome, number);
    // While only one person has proposed it, the account is a shared one for the home as well.
    const before = await sendBatch(world, [await lineOfHome(id)], { programme: 'WUBAO' });
    expect(await seen(before)).toEqual(['HELD, SHARED_ACCOUNT OPEN']);
    const approval = { params: { id: listed.body.id }, body: {} };
    const self = await world.as('ACCOUNT_CHECKER', 'clerk-home');
    expect(await world.payments.call(approveWhiteListed, { ...approval, token: self })).toMatchObject({
      status: 403,
      body: { code: 'TWO_PERSON_REQUIRED' },
    });
    expect(await world.payments.call(approveWhiteListed, { ...approval, token })).toMatchObject({
      status: 200,
      body: { state: 'APPROVED' },
    });
    const shown = await world.payments.call(listWhiteListed, { token, query: {} });
    expect(shown.body.items).toMatchObject([{ title: '历下区福利院', state: 'APPROVED' }]);
    expect(await seen(await sendBatch(world, [await lineOfHome(id)], { programme: 'WUBAO' }))).toEqual(['READY']);
    expect(await seen(await sendBatch(world, [line(atHome, person)]))).toEqual(['HELD, SHARED_ACCOUNT OPEN']);
  });

  const propose = (body: object, token: string) => world.payments.call(proposeWhiteListed, { token, body });
  const lineOfHome = async (payeeId: string) =>
    regularLine(await resident(), payeeId, 60_000, { benefitMonth: freshMonth() });
});

/** An enrolment whose person only payments knows. */
async function resident(): Promise<Enrolled> {
  const [enrolmentId, householdId, personId] = [randomUUID(), randomUUID(), randomUUID()];
  const caseId = `social-assistance/${randomUUID()}`;
  const data = {
    ...{ enrolmentId, householdId, caseId, applicationId: randomUUID(), decisionId: randomUUID() },
    ...{ programme: 'WUBAO', personIds: [personId], fromMonth: '2014-01', amountFen: 60_000 },
  };
  const publication = { subject: enrolmentId, divisionCode: county, aggregateVersion: 1, data };
  await world.payments.deliver(enrolmentApproved, publication);
  return { enrolmentId, householdId, personIds: [personId], caseId };
}

/** Civil affairs, private unit, an organisation code that nobody has. */
function creditCode(): string {
  return '523701020000000031';
}

describe('persons at screening', () => {
  it('example P10: dibao in county A and wubao in county B: the later sealed line is held and told; released once the other’s end is known', async () => {
    const benefitMonth = freshMonth();
    const shared = one.personIds[1] ?? '';
    const first = line(one, payees.one, { benefitMonth });
    await sendBatch(world, [first]);
    const elsewhere = { ...two, personIds: [shared] };
    const second = line(elsewhere, payees.two, { benefitMonth });
    const head = { programme: 'WUBAO', divisionCode: '370103000000', sealedOn: '2014-05-27' };
    const later = await sendBatch(world, [second], head);
    const [held] = await world.payments.rows<{ id: string; code: string; state: string }>(
      'select id, code, state from hold where run_id = $1',
      [later],
    );
    expect(held).toMatchObject({ code: 'EXCLUSIVE_PROGRAMMES', state: 'OPEN' });
    const told = await eventsOf('benefit-ledger.conflict', shared);
    expect(told.map(({ data }) => data)).toEqual([
      { personId: shared, benefitMonth, lineIds: [first.lineId, second.lineId] },
    ]);
    const b = (subject: string) => world.payments.token({ role: 'ACCOUNT_CHECKER', division: '370103', subject });
    const call = async (subject: string) => {
      const input = { params: { id: held?.id ?? '' }, body: { reason: '原待遇已终止' } };
      return world.payments.call(releaseHold, { ...input, token: await b(subject) });
    };
    expect(await call('b-1')).toMatchObject({ status: 409, body: { code: 'HOLD_CAUSE_OPEN' } });
    const [year = '', number = ''] = benefitMonth.split('-');
    const lastMonth =
      number === '01' ? `${Number(year) - 1}-12` : `${year}-${String(Number(number) - 1).padStart(2, '0')}`;
    const ended = { enrolmentId: one.enrolmentId, programme: 'URBAN_DIBAO', lastMonth, decisionId: randomUUID() };
    await world.payments.deliver(enrolmentTerminated, {
      ...{ subject: one.enrolmentId, divisionCode: county, aggregateVersion: 9 },
      data: { ...ended, reason: 'MOVED' } as never,
    });
    expect((await call('b-1')).status).toBe(200);
    expect(await call('b-1')).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect(await call('b-2')).toMatchObject({ status: 200, body: { state: 'READY' } });
  });

  it('PERSON_MERGED: an alias is screened under the kept id, duplicates are found again, the sealed line stays as it is', async () => {
    const benefitMonth = freshMonth();
    const [kept, dropped] = [three.personIds[0] ?? '', randomUUID()];
    const other = { ...(await resident()), personIds: [dropped] };
    const id = await orphanPayee(other);
    await sendBatch(world, [line(three, payees.three, { benefitMonth })]);
    const publication = { subject: kept, divisionCode: county, aggregateVersion: 3 };
    await world.payments.deliver(personMerged, { ...publication, data: { kept, dropped } as never });
    const sealed = regularLine(other, id, 54_000, { benefitMonth });
    const runId = await sendBatch(world, [sealed], { sealedOn: '2014-05-28' });
    const [only] = await linesOf(world, runId);
    expect(only?.holds.map(({ code, state }) => `${code} ${state}`).sort()).toEqual([
      'EXCLUSIVE_PROGRAMMES OPEN',
      'PERSON_MERGED FLAGGED',
    ]);
    const stored = await world.payments.rows('select person_id from benefit_entry where line_id = $1', [sealed.lineId]);
    expect(stored).toEqual([{ person_id: dropped }]);
  });

  /** A payee with its own verified account, made beside people. */
  async function orphanPayee(household: Enrolled): Promise<string> {
    const id = randomUUID();
    await world.payments.rows(
      `insert into payee (id, kind, enrolment_id, person_id, current_division_code, created_by, created_at, updated_at)
       values ($1, 'PERSON', $2, $3, $4, 'test', now(), now())`,
      [id, household.enrolmentId, household.personIds[0], county],
    );
    await world.payments.rows(
      `insert into account (id, payee_id, number, number_index, bank_code, kind, holder_name, status, usable_from, valid_from,
         entered_by, entered_on, verified_by, current_division_code)
       select gen_random_uuid(), $1::uuid, '', decode(md5($1::uuid::text), 'hex'), 'TESTBANK', 'CARD', '', 'ACTIVE', '2014-01-01',
         '2014-01-01', 'clerk', '2014-01-01', 'checker', $2`,
      [id, county],
    );
    return id;
  }

  it('DEAD_PAYEE holds, DEATH_UNCONFIRMED holds, DEAD_MEMBER only marks: the household is paid', async () => {
    const household = await enrol(world, 0, 2);
    const payeeId = await payeeOf(world, household, '6299990000000116');
    const member = household.personIds[1] ?? '';
    const notice = (personId: string) => ({
      ...{ subject: personId, divisionCode: county, aggregateVersion: 1 },
      data: { personId, noticeId: randomUUID(), deathDate: '2014-04-10', source: 'CREMATION' } as never,
    });
    await world.payments.deliver(personDied, notice(member));
    const runId = await sendBatch(world, [line(household, payeeId, { benefitMonth: '2014-05' })]);
    expect(await seen(runId)).toEqual(['READY, DEAD_MEMBER FLAGGED']);
    await confirm(world, runId);
    await fileIt(world, runId);
    expect(await seen(runId)).toEqual(['FILED, DEAD_MEMBER FLAGGED']);

    await world.payments.deliver(personDeathReported, notice(two.personIds[0] ?? ''));
    const reported = await sendBatch(world, [line(two, payees.two, { benefitMonth: '2014-05' })]);
    expect(await seen(reported)).toEqual(['HELD, DEATH_UNCONFIRMED OPEN']);
    const dead = await enrol(world, 2, 1);
    const deadPayee = await payeeOf(world, dead, '6299990000000124');
    await world.payments.deliver(personDied, notice(dead.personIds[0] ?? ''));
    const held = await sendBatch(world, [line(dead, deadPayee, { benefitMonth: '2014-05' })]);
    expect((await seen(held))[0]).toContain('HELD, DEAD_PAYEE OPEN');
  });

  it('a batch that is taken over while a death is being noted waits for it, and holds the line', async () => {
    const household = await enrol(world, 0, 1);
    const payeeId = await payeeOf(world, household, '6299990000000132');
    const database = createDatabase({ url: world.payments.database?.adminUrl ?? '', applicationName: 'noting' });
    const noting = await database.plainPool.connect();
    await noting.query('begin');
    await noting.query(`select pg_advisory_xact_lock(hashtextextended('payments/screening', 0))`);
    await noting.query(
      `insert into death_notice (notice_id, person_id, kind, death_date, noted_on)
       values ($1, $2, 'REPORTED', '2014-04-10', '2014-04-24')`,
      [randomUUID(), household.personIds[0]],
    );
    const taken = sendBatch(world, [line(household, payeeId, { benefitMonth: '2014-03' })]);
    const waiting = `select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
    await expect.poll(() => world.payments.rows(waiting), { timeout: 60_000 }).toHaveLength(1);
    await noting.query('commit');
    noting.release();
    await database.close();
    expect(await seen(await taken)).toEqual(['HELD, DEATH_UNCONFIRMED OPEN']);
  });

  it('DUPLICATE_LINE and OVER_CAP: the line is refused and its bureau told', async () => {
    const household = await enrol(world, 1, 1);
    const payeeId = await payeeOf(world, household, '6299990000000132');
    const supplement = { benefitMonth: freshMonth(), kind: 'SUPPLEMENT', causeId: randomUUID() } as const;
    await sendBatch(world, [regularLine(household, payeeId, 1_000, supplement)]);
    const again = regularLine(household, payeeId, 1_000, supplement);
    const over = regularLine(household, payeeId, 1_000_001, { benefitMonth: freshMonth() });
    await sendBatch(world, [again, over]);
    const told = async (lineId: string) => (await eventsOf('payment.held', lineId)).map(({ data }) => data);
    expect(await told(again.lineId)).toMatchObject([{ code: 'DUPLICATE_LINE' }]);
    expect(await told(over.lineId)).toMatchObject([{ code: 'OVER_CAP' }]);
  });
});

describe('holds', () => {
  it('are listed by owner and age, raised when their clock has run out, and ended for good by two persons', async () => {
    const household = await enrol(world, 0, 1);
    const payeeId = await payeeOf(world, household, '6299990000000140', { holderName: '钱四海' });
    const mine = line(household, payeeId);
    const runId = await sendBatch(world, [mine]);
    await confirm(world, runId);
    const list = async (query: object) => {
      const { body } = await world.payments.call(listHolds, { token: await world.as('AUDITOR'), query });
      return body.items.filter(({ lineId }) => lineId === mine.lineId);
    };
    const mismatch = { code: 'ACCOUNT_OWNER_MISMATCH', first: 200 };
    const [hold] = await list({ ...mismatch, owner: 'ACCOUNT_CHECKER', overdue: false });
    expect(hold).toMatchObject({ state: 'OPEN', dueOn: '2014-05-15', escalatedOn: null, amountFen: 54_000 });
    expect(await list({ ...mismatch, owner: 'BATCH_OFFICER' })).toEqual([]);
    await world.payments.setToday('2014-05-16');
    expect(await list({ ...mismatch, overdue: true })).toMatchObject([{ state: 'OPEN', escalatedOn: '2014-05-16' }]);

    const before = await payable();
    expect(await end(hold?.id ?? '', 'e-1')).toMatchObject({ status: 200, body: { state: 'HELD' } });
    expect(await end(hold?.id ?? '', 'e-1')).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect(await end(hold?.id ?? '', 'e-2')).toMatchObject({ status: 200, body: { state: 'CANCELLED' } });
    expect(await end(hold?.id ?? '', 'e-3')).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    expect(before - (await payable())).toBe(54_000);
    const told = await eventsOf('payment.cancelled', mine.lineId);
    expect(told.map(({ data }) => data)).toMatchObject([{ code: 'ACCOUNT_OWNER_MISMATCH', lineId: mine.lineId }]);
    expect(await end(randomUUID(), 'e-1')).toMatchObject({ status: 404, body: { code: 'HOLD_UNKNOWN' } });
  });

  async function end(id: string, subject: string) {
    const token = await world.as('ACCOUNT_CHECKER', subject);
    return world.payments.call(endHeldLine, { token, params: { id }, body: { reason: '账户无法更正' } });
  }

  async function payable(): Promise<number> {
    const [row] = await world.payments.rows<{ sum: string }>(
      `select coalesce(sum(credit_fen - debit_fen), 0) as sum from entry where account = 'PAYABLE'`,
    );
    return Number(row?.sum);
  }
});
