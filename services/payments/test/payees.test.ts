import { randomUUID } from 'node:crypto';
import { changeAccount, createPayee, enrolmentChanged, getPayee, verifyPayee } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { county, type Enrolled, enrol, payeeBody, startWorld, type World } from './world.ts';

let world: World;
let first: Enrolled;
let second: Enrolled;
let clerk: string;
const number = '6299990000000017';

beforeAll(async () => {
  world = await startWorld();
  first = await enrol(world, 0);
  second = await enrol(world, 1);
  clerk = await world.as('ACCOUNT_CLERK');
});
afterAll(() => world.stop());

const create = (body: unknown, token: string | undefined = clerk) =>
  world.payments.call(createPayee, { body, ...(token === undefined ? {} : { token }) });

describe('enrolment.changed', () => {
  it('the statement of the highest version stands, whenever it comes', async () => {
    const { enrolmentId: subject, personIds } = await enrol(world, 2);
    const stated = (aggregateVersion: number, amountFen: number) =>
      world.payments.deliver(enrolmentChanged, {
        ...{ subject, divisionCode: county, aggregateVersion },
        data: {
          enrolmentId: subject,
          programme: 'URBAN_DIBAO',
          personIds: [...personIds],
          fromMonth: '2014-05',
          amountFen,
          reason: 'X',
        },
      });
    await stated(5, 50_000);
    await stated(4, 40_000);
    const copy = 'select amount_fen::int as fen from enrolment_copy where id = $1';
    expect(await world.payments.rows(copy, [subject])).toEqual([{ fen: 50_000 }]);
    await stated(6, 60_000);
    expect(await world.payments.rows(copy, [subject])).toEqual([{ fen: 60_000 }]);
  });
});

describe('payees.create', () => {
  it.each([
    ['ACCOUNT_INVALID: a card that fails Luhn', () => ({ account: account('6299990000000018') })],
    ['ACCOUNT_INVALID: an unknown bank', () => ({ account: { ...account(number), bankCode: 'NOBANK' } })],
    ['ENROLMENT_UNKNOWN: an enrolment that nobody told of', () => ({ enrolmentId: randomUUID() })],
    ['PAYEE_NOT_ENTITLED: a person outside the enrolment', () => ({ personId: second.personIds[0] })],
    ['PAYEE_NOT_ENTITLED: a guardian without a document', () => ({ kind: 'GUARDIAN', personId: second.personIds[0] })],
  ])('%s', async (name, change) => {
    const answer = await create({ ...payeeBody(first, number), ...change() });
    expect(answer.body).toMatchObject({ code: name.split(':')[0] });
    expect(JSON.stringify(answer.body)).not.toContain('629999');
    expect(await world.payments.rows('select id from payee')).toEqual([]);
  });

  it('no login, another role and another county are refused', async () => {
    const body = payeeBody(first, number);
    expect(await world.payments.call(createPayee, { body })).toMatchObject({ status: 401 });
    expect(await create(body, await world.as('ACCOUNT_CHECKER'))).toMatchObject({ status: 403 });
    const foreign = await world.payments.token({ role: 'ACCOUNT_CLERK', division: '371721' });
    expect(await create(body, foreign)).toMatchObject({ status: 403, body: { code: 'SCOPE_FORBIDDEN' } });
  });

  it('stores number, holder and identity encrypted, answers a mask, audits, and replays once', async () => {
    const call = { token: clerk, key: 'payee-once', body: payeeBody(first, number) };
    const created = await world.payments.call(createPayee, call);
    expect(created).toMatchObject({ status: 201, body: { accountStatus: 'UNVERIFIED', usableFrom: null, version: 1 } });
    expect(created.body.accountMasked).toMatch(/^\*+0017$/);
    expect((await world.payments.call(createPayee, call)).body).toEqual(created.body);
    const [stored, ...more] = await world.payments.rows<Record<string, Buffer>>(
      'select number, holder_name, id_no from account',
    );
    expect(more).toEqual([]);
    for (const secret of [number, '周文斌', '370100195006159023']) {
      for (const column of Object.values(stored ?? {})) expect(column.includes(Buffer.from(secret))).toBe(false);
    }
    const audit = await world.payments.rows('select * from audit_log where action = $1', ['payees.create']);
    expect(audit).toHaveLength(1);
    expect(JSON.stringify(audit)).not.toContain(number);
    expect(await create(payeeBody(first, number))).toMatchObject({ status: 409, body: { code: 'PAYEE_DUPLICATE' } });
  });

  it('a guardian outside the enrolment is a payee with a document', async () => {
    const body = { ...payeeBody(first, number), kind: 'GUARDIAN', personId: second.personIds[0] };
    expect(await create({ ...body, relationDocumentSha256: 'a'.repeat(64) })).toMatchObject({ status: 201 });
  });
});

describe('payees.verify and changeAccount', () => {
  let id: string;

  it('TWO_PERSON_REQUIRED: who entered the account cannot verify it, under whatever role', async () => {
    const both = await world.as('ACCOUNT_CLERK', 'one-person');
    const created = await create(payeeBody(second, number), both);
    id = created.body.id;
    const token = await world.as('ACCOUNT_CHECKER', 'one-person');
    const answer = await world.payments.call(verifyPayee, { token, params: { id }, body: {}, version: 1 });
    expect(answer).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
  });

  it('another person verifies: the first account is usable at once and the bureau hears of it', async () => {
    const token = await world.as('ACCOUNT_CHECKER');
    const call = { token, params: { id }, body: {} };
    expect(await world.payments.call(verifyPayee, { ...call, version: 7 })).toMatchObject({
      status: 412,
      body: { code: 'VERSION_CONFLICT' },
    });
    expect(await world.payments.call(verifyPayee, { ...call, version: 1 })).toMatchObject({
      status: 200,
      body: { accountStatus: 'ACTIVE', usableFrom: '2014-05-26', version: 2 },
    });
    const again = await world.payments.call(verifyPayee, { ...call, version: 2 });
    expect(again).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    expect(await activations()).toEqual([[1, '2014-05-26']]);
  });

  it('a changed account replaces the old one when verified, and its event has a higher version', async () => {
    const body = { account: account('6299990000000025'), reason: '换卡' };
    const changed = await world.payments.call(changeAccount, { token: clerk, params: { id }, body, version: 2 });
    expect(changed).toMatchObject({ status: 200, body: { accountStatus: 'CHANGE_PENDING' } });
    const token = await world.as('ACCOUNT_CHECKER');
    await world.payments.call(verifyPayee, { token, params: { id }, body: {}, version: 3 });
    const { body: shown } = await world.payments.call(getPayee, { token, params: { id } });
    expect(shown).toMatchObject({ accountStatus: 'ACTIVE', usableFrom: '2014-05-30', version: 4 });
    expect(shown.accountMasked).toMatch(/0025$/);
    expect(await activations()).toEqual([
      [1, '2014-05-26'],
      [2, '2014-05-30'],
    ]);
    const states = await world.payments.rows<{ status: string }>(
      'select status from account where payee_id = $1 order by id',
      [id],
    );
    expect(states.map(({ status }) => status)).toEqual(['REPLACED', 'ACTIVE']);
  });

  it('PAYEE_UNKNOWN: another county does not see the payee', async () => {
    const token = await world.payments.token({ role: 'ACCOUNT_CHECKER', division: '371721' });
    expect(await world.payments.call(getPayee, { token, params: { id } })).toMatchObject({
      status: 404,
      body: { code: 'PAYEE_UNKNOWN' },
    });
  });

  async function activations() {
    const events = await world.payments.published();
    return events
      .filter(({ type, subject }) => type.includes('payee.activated') && subject === second.enrolmentId)
      .map(({ aggregateversion, data }) => [aggregateversion, (data as { usableFrom: string }).usableFrom]);
  }
});

function account(digits: string) {
  return { number: digits, bankCode: 'TESTBANK', kind: 'CARD' };
}
