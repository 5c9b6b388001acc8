import { createHash, randomUUID } from 'node:crypto';
import { approveBatch, batchPull, checkBatch, generateBatch, paymentBatchSealed, sealBatch } from '@mz/contracts';
import { type PublicKeySet, verifySeal } from '@mz/crypto';
import type { TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anOffice, aPayee, expected, type Office, startPayments } from '../../test/payments.ts';
import type { DB } from '../database.ts';
import { anEnrolment } from '../enrolments/factories.ts';
import { canonicalLine } from './canonical.ts';

const pull = batchPull('social-assistance');

let app: TestService<DB>;
/** A service's token lasts a minute, so each call asks for its own. */
const payments = () => app.serviceToken('payments');
beforeAll(async () => {
  app = await startPayments();
});
afterAll(() => app.stop());

async function approved(office: Office) {
  return office.approve(await office.check(expected(await office.generate(), 201)));
}

async function pulled(id: string, after?: string): Promise<string> {
  const url = `/v1/payment-batches/${id}/lines${after === undefined ? '' : `?after=${after}`}`;
  const answer = await app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${await payments()}` } });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson']);
  return answer.payload;
}

describe('batches.seal', () => {
  test('PAYEE_MISSING names every enrolment without a payee; with them the batch is sealed and published', async () => {
    const office = await anOffice(app, '370102');
    const ready = await anEnrolment(app.kit, { divisionCode: office.village, payeeFrom: '2014-05-20' });
    const without = [
      await anEnrolment(app.kit, { divisionCode: office.village }),
      await anEnrolment(app.kit, { divisionCode: office.village }),
    ].map(({ id }) => id);
    const batch = await approved(office);
    const refused = await office.seal(batch);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'PAYEE_MISSING' }]);
    const { errors } = refused.body as unknown as { errors: { code: string; detail: string }[] };
    expect(errors.map(({ detail }) => detail)).toEqual([...without].sort());
    for (const id of without) await aPayee(app, id, '2014-05-26');
    const sealed = expected(await office.seal(batch), 200);
    expect(sealed).toMatchObject({ state: 'SEALED', count: 3, totalFen: 162_000, sealedOn: '2014-05-26' });
    const events = (await app.published()).filter(({ subject }) => subject === batch.id);
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      [
        `cn.gov.sd.mz.${paymentBatchSealed.name}.v1`,
        {
          batchId: batch.id,
          bureau: 'social-assistance',
          programme: 'URBAN_DIBAO',
          divisionCode: office.county,
          benefitMonth: '2014-06',
          count: 3,
          totalFen: 162_000,
          sha256: sealed.sha256,
          sealedOn: '2014-05-26',
        },
      ],
    ]);
    const actions = await app.rows('select action from audit_log where record_id = $1 order by seq', [batch.id]);
    expect(actions.map(({ action }) => action)).toEqual([
      'batches.generate',
      'batches.check',
      'batches.approve',
      'batches.seal',
    ]);
    const [line] = await app.rows('select payee_id from batch_line where enrolment_id = $1', [ready.id]);
    expect(line).toEqual({ payee_id: ready.payeeId });
  });

  test('who generated or checked a batch neither approves nor seals it; nor does who approved one of its cases', async () => {
    const office = await anOffice(app, '370103');
    const both = { division: office.county, also: [{ role: 'BATCH_APPROVER', division: office.county }] } as const;
    const promoted = await app.token({ role: 'BATCH_OFFICER', subject: 'promoted', ...both });
    const decider = await app.token({ role: 'BATCH_APPROVER', division: office.county, subject: 'decider' });
    await anEnrolment(app.kit, { divisionCode: office.village, payeeFrom: '2014-05-20', approvedBy: 'decider' });
    const body = { programme: 'URBAN_DIBAO', divisionCode: office.county, benefitMonth: '2014-06' };
    const generated = expected(await app.call(generateBatch, { token: promoted, body }), 201);
    const checked = await office.check(generated);
    const params = { id: checked.id };
    const own = await app.call(approveBatch, { token: promoted, params, version: checked.version, body: {} });
    expect([own.status, own.body]).toMatchObject([403, { code: 'SEPARATION_OF_DUTIES' }]);
    const done = await office.approve(checked);
    for (const token of [promoted, decider]) {
      const answer = await app.call(sealBatch, { token, params, version: done.version, body: {} });
      expect([answer.status, answer.body]).toMatchObject([403, { code: 'SEPARATION_OF_DUTIES' }]);
    }
    expect((await office.seal(done)).status).toBe(200);
  });

  test('STATE_TRANSITION_INVALID out of order; VERSION_CONFLICT, PRECONDITION_REQUIRED; BATCH_UNKNOWN elsewhere', async () => {
    const [office, elsewhere] = [await anOffice(app, '370104'), await anOffice(app, '370105')];
    await anEnrolment(app.kit, { divisionCode: office.village });
    const batch = expected(await office.generate(), 201);
    const params = { id: batch.id };
    const call = (token: string, version?: number) =>
      app.call(approveBatch, { token, params, body: {}, ...(version === undefined ? {} : { version }) });
    const answers = [
      await call(office.approver, batch.version),
      await call(office.approver, 7),
      await call(office.approver),
      await call(elsewhere.approver, batch.version),
      await call(office.officer, batch.version),
      await office.seal(batch),
      await app.call(checkBatch, { params, version: 1, body: {} }),
    ];
    expect(answers.map(({ status, body }) => `${status} ${(body as unknown as { code: string }).code}`)).toEqual([
      '409 STATE_TRANSITION_INVALID',
      '412 VERSION_CONFLICT',
      '428 PRECONDITION_REQUIRED',
      '404 BATCH_UNKNOWN',
      '403 ROLE_NOT_PERMITTED',
      '409 STATE_TRANSITION_INVALID',
      '401 TOKEN_MISSING',
    ]);
  });

  test('a replay of the seal answers the same and publishes once', async () => {
    const office = await anOffice(app, '370112');
    await anEnrolment(app.kit, { divisionCode: office.village, payeeFrom: '2014-05-20' });
    const { id, version } = await approved(office);
    const call = { token: office.approver, params: { id }, version, body: {}, key: randomUUID() };
    const [first, second] = [await app.call(sealBatch, call), await app.call(sealBatch, call)];
    expect(second.body).toEqual(first.body);
    expect((await app.published()).filter(({ subject }) => subject === id)).toHaveLength(1);
  });

  test('a line of a sealed batch cannot change, come or go, not even for the owner of the database', async () => {
    const office = await anOffice(app, '370113');
    await anEnrolment(app.kit, { divisionCode: office.village, payeeFrom: '2014-05-20' });
    const { id } = await office.run();
    const attempts = [
      'update batch_line set amount_fen = amount_fen + 1 where batch_id = $1',
      'update batch_line set payee_id = gen_random_uuid() where batch_id = $1',
      'delete from batch_line where batch_id = $1',
      `insert into batch_line select gen_random_uuid(), batch_id, enrolment_id, entitlement_id, '2014-07', kind, cause_id,
        payee_id, payee_usable_from, amount_fen, deduction_fen, decision_id, shares, fund_split from batch_line
        where batch_id = $1`,
      'update batch set total_fen = 1 where id = $1',
      'update batch set sealed_on = null, sha256 = null, seal = null where id = $1',
      'delete from batch where id = $1',
    ];
    for (const attempt of attempts) await expect(app.rows(attempt, [id])).rejects.toThrow();
    await expect(app.rows(attempts[0] ?? '', [id])).rejects.toThrow('BATCH_SEALED');
    await expect(app.rows(attempts[4] ?? '', [id])).rejects.toThrow('BATCH_SEALED');
  });
});

describe('the pull of payments', () => {
  test('head and lines: hash, count, total and seal agree; `after` resumes; shares and levels add up', async () => {
    const office = await anOffice(app, '370124');
    for (const members of [3, 2, 4]) {
      await anEnrolment(app.kit, { divisionCode: office.village, payeeFrom: '2014-05-20', members, approvedBy: 'b' });
    }
    const batch = await office.run();
    const params = { id: batch.id };
    const head = expected(await app.call(pull.get, { token: await payments(), params }), 200);
    const text = await pulled(batch.id);
    expect(createHash('sha256').update(text).digest('hex')).toBe(head.sha256);
    const keys = { keys: [head.publicKey] } as unknown as PublicKeySet;
    expect(verifySeal(head.sha256, head.seal as Parameters<typeof verifySeal>[1], keys).ok).toBe(true);
    expect(head).toMatchObject({ batchId: batch.id, bureau: 'social-assistance', count: 3, totalFen: batch.totalFen });
    expect([head.checkerId, head.approverIds, head.sealerId, head.caseApproverIds]).toEqual([
      `test-batch_officer-${office.county}`,
      [`test-batch_approver-${office.county}`],
      `test-batch_approver-${office.county}`,
      ['b'],
    ]);
    const rows = text.trimEnd().split('\n');
    const lines = rows.map((line): Parameters<typeof canonicalLine>[0] => JSON.parse(line));
    expect(lines.map(({ lineId }) => lineId)).toEqual(lines.map(({ lineId }) => lineId).sort());
    const sum = (parts: readonly { amountFen: number }[]) => parts.reduce((total, part) => total + part.amountFen, 0);
    for (const line of lines) expect([sum(line.shares), sum(line.fundSplit)]).toEqual([line.amountFen, line.amountFen]);
    expect(sum(lines)).toBe(head.totalFen);
    expect(await pulled(batch.id, lines[0]?.lineId)).toBe(lines.slice(1).map(canonicalLine).join(''));
  });

  test('BATCH_UNKNOWN before the seal; only payments may pull', async () => {
    const office = await anOffice(app, '370125');
    await anEnrolment(app.kit, { divisionCode: office.village });
    const { id } = expected(await office.generate(), 201);
    const people = await app.serviceToken('people');
    for (const operation of [pull.get, pull.lines]) {
      const early = await app.call(operation, { token: await payments(), params: { id } });
      expect([early.status, early.body]).toMatchObject([404, { code: 'BATCH_UNKNOWN' }]);
      const other = await app.call(operation, { token: people, params: { id } });
      expect([other.status, other.body]).toMatchObject([403, { code: 'SERVICE_NOT_PERMITTED' }]);
      const person = await app.call(operation, { token: office.officer, params: { id } });
      expect([person.status, person.body]).toMatchObject([403, { code: 'SERVICE_ONLY' }]);
    }
  });
});
