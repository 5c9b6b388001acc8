import { randomUUID } from 'node:crypto';
import {
  getBatch,
  getEnrolment,
  paymentBatchFiled,
  paymentBatchPulled,
  paymentBatchRefused,
  paymentFailed,
  paymentHeld,
  paymentReleased,
  paymentReturned,
  paymentSettled,
} from '@mz/contracts';
import type { TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anOffice, aPayee, expected, monthsOf, type Office, startPayments, tell } from '../../test/payments.ts';
import type { DB } from '../database.ts';
import { anEnrolment } from './factories.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startPayments();
});
afterAll(() => app.stop());

async function sealedLine(office: Office) {
  const enrolment = await anEnrolment(app.kit, { divisionCode: office.village, payeeFrom: '2014-05-20' });
  const batch = await office.run();
  return { enrolment, batch, line: await lineOf(batch.id) };
}

async function lineOf(batchId: string) {
  const [row] = await app.rows<{ line_id: string; enrolment_id: string; kind: string; cause_id: string }>(
    'select line_id, enrolment_id, kind, cause_id from batch_line where batch_id = $1',
    [batchId],
  );
  if (row === undefined) throw new Error('the batch has no line');
  const { line_id: lineId, enrolment_id: enrolmentId, kind, cause_id: causeId } = row;
  return {
    lineId,
    kind,
    causeId,
    told: { batchId, lineId, enrolmentId, benefitMonth: '2014-06', code: 'NAME_MISMATCH' },
  };
}

describe('what payments tells', () => {
  test('payee.activated fills the payee; the latest account stands', async () => {
    const office = await anOffice(app, '370102');
    const { id } = await anEnrolment(app.kit, { divisionCode: office.village });
    await aPayee(app, id, '2014-05-26');
    const payeeId = await aPayee(app, id, '2014-05-29');
    const answer = await app.call(getEnrolment, { token: office.officer, params: { id } });
    expect(answer.body).toMatchObject({ payeeId, version: 3 });
    const [row] = await app.rows('select payee_usable_from::text as day from enrolment where id = $1', [id]);
    expect(row).toEqual({ day: '2014-05-29' });
  });

  test('a settled line settles its month; a late hold changes nothing', async () => {
    const office = await anOffice(app, '370103');
    const { enrolment, batch, line } = await sealedLine(office);
    const { lineId, enrolmentId } = line.told;
    const lines = [{ lineId, enrolmentId, benefitMonth: '2014-06', amountFen: 54_000, postedOn: '2014-06-05' }];
    await tell(app, paymentSettled, { batchId: batch.id, lines });
    await tell(app, paymentHeld, line.told);
    expect(await monthsOf(app, office, enrolment.id)).toEqual(['2014-06 REGULAR SETTLED 54000']);
  });

  test('money that comes back makes a settled line a failed one, also when it is told before the settlement', async () => {
    const office = await anOffice(app, '370181');
    const { enrolment, batch, line } = await sealedLine(office);
    const { lineId, enrolmentId } = line.told;
    await tell(app, paymentReturned, { ...line.told, code: 'ACCOUNT_CLOSED' });
    expect(await monthsOf(app, office, enrolment.id)).toEqual(['2014-06 REGULAR BATCHED 54000']);
    const lines = [{ lineId, enrolmentId, benefitMonth: '2014-06', amountFen: 54_000, postedOn: '2014-06-05' }];
    await tell(app, paymentSettled, { batchId: batch.id, lines });
    expect(await monthsOf(app, office, enrolment.id)).toEqual(['2014-06 REGULAR FAILED 54000']);
  });

  test('a hold shows until its release, in whatever order they come', async () => {
    const office = await anOffice(app, '370104');
    const { enrolment, line } = await sealedLine(office);
    const seen: string[][] = [];
    for (const event of [paymentHeld, paymentReleased, paymentReleased, paymentHeld]) {
      await tell(app, event, line.told);
      seen.push(await monthsOf(app, office, enrolment.id));
    }
    expect(seen.flat().map((month) => month.split(' ')[2])).toEqual(['HELD', 'BATCHED', 'BATCHED', 'BATCHED']);
  });

  test('progress goes forward only, and another bureau’s batch is passed by', async () => {
    const office = await anOffice(app, '370105');
    const { batch } = await sealedLine(office);
    const told = { batchId: batch.id, bureau: 'social-assistance', programme: 'URBAN_DIBAO' };
    const data = { ...told, divisionCode: office.county, benefitMonth: '2014-06' };
    await tell(app, paymentBatchFiled, data);
    await tell(app, paymentBatchPulled, data);
    await tell(app, paymentBatchRefused, { ...data, code: 'BATCH_SEAL_BROKEN' });
    await tell(app, paymentBatchPulled, { ...data, batchId: randomUUID(), bureau: 'veterans' });
    const read = await app.call(getBatch, { token: office.officer, params: { id: batch.id } });
    expect(read.body).toMatchObject({ state: 'FILED', refusedCode: null });
  });

  test('a batch refused whole gives its months back: the next run makes new lines', async () => {
    const office = await anOffice(app, '370112');
    const { enrolment, batch, line } = await sealedLine(office);
    const told = { batchId: batch.id, bureau: 'social-assistance', programme: 'URBAN_DIBAO' };
    const data = { ...told, divisionCode: office.county, benefitMonth: '2014-06', code: 'BATCH_SEAL_BROKEN' };
    await tell(app, paymentBatchRefused, data);
    expect(await monthsOf(app, office, enrolment.id)).toEqual(['2014-06 REGULAR OWED 54000']);
    const again = await office.run();
    expect((await lineOf(again.id)).lineId).not.toBe(line.lineId);
    const read = await app.call(getBatch, { token: office.officer, params: { id: batch.id } });
    expect(read.body).toMatchObject({ state: 'REFUSED', refusedCode: 'BATCH_SEAL_BROKEN' });
  });
});

describe('REISSUE', () => {
  test('a failed line is owed again when another account is usable, once, with the failed line as cause', async () => {
    const office = await anOffice(app, '370113');
    const { enrolment, line } = await sealedLine(office);
    const reissue = { kind: 'REISSUE' };
    expect((await office.generate(reissue)).body).toMatchObject({ code: 'NOTHING_TO_PAY' });
    await tell(app, paymentFailed, line.told);
    expect((await office.generate(reissue)).body).toMatchObject({ code: 'NOTHING_TO_PAY' });
    await aPayee(app, enrolment.id, '2014-05-30');
    expect((await office.generate(reissue)).body).toMatchObject({ code: 'NOTHING_TO_PAY' });
    await app.setToday('2014-06-03');
    const batch = await office.run(reissue);
    expect(batch).toMatchObject({ count: 1, totalFen: 54_000 });
    expect(await lineOf(batch.id)).toMatchObject({ kind: 'REISSUE', causeId: line.lineId });
    expect(await monthsOf(app, office, enrolment.id)).toEqual([
      '2014-06 REGULAR FAILED 54000',
      '2014-06 REISSUE BATCHED 54000',
    ]);
    for (const again of [reissue, {}]) {
      expect((await office.generate(again)).body).toMatchObject({ code: 'NOTHING_TO_PAY' });
    }
  });
});

describe('REISSUE after BANK_ERROR', () => {
  test('the bank’s own error is re-issued by itself once; a second one needs another account', async () => {
    const office = await anOffice(app, '370181');
    const { enrolment, line } = await sealedLine(office);
    await tell(app, paymentFailed, { ...line.told, code: 'BANK_ERROR' });
    const reissue = { kind: 'REISSUE' };
    const batch = await office.run(reissue);
    const again = await lineOf(batch.id);
    expect(again).toMatchObject({ kind: 'REISSUE', causeId: line.lineId });
    await tell(app, paymentFailed, { ...again.told, code: 'BANK_ERROR' });
    expect((await office.generate(reissue)).body).toMatchObject({ code: 'NOTHING_TO_PAY' });
    expect(await monthsOf(app, office, enrolment.id)).toEqual([
      '2014-06 REGULAR FAILED 54000',
      '2014-06 REISSUE FAILED 54000',
    ]);
  });
});

describe('enrolments.get', () => {
  test('NOT_FOUND outside the division, TOKEN_MISSING without a log-in', async () => {
    const [office, elsewhere] = [await anOffice(app, '370124'), await anOffice(app, '370125')];
    const { id } = await anEnrolment(app.kit, { divisionCode: office.village });
    const other = await app.call(getEnrolment, { token: elsewhere.officer, params: { id } });
    const nobody = await app.call(getEnrolment, { params: { id } });
    expect([other.status, nobody.status]).toEqual([404, 401]);
  });

  test('the graph shows the enrolment of an application, and the same as REST', async () => {
    const office = await anOffice(app, '370126');
    const { enrolment } = await sealedLine(office);
    const rest = expected(await app.call(getEnrolment, { token: office.officer, params: { id: enrolment.id } }), 200);
    const query = `query ($application: ID!, $id: ID!) {
      application(id: $application) { enrolment { id certificateNo entitlements { benefitMonth amountFen state lineId } } }
      enrolment(id: $id) { id certificateNo entitlements { benefitMonth amountFen state lineId } }
      _entities(representations: [{ __typename: "Enrolment", id: "${enrolment.id}" }]) {
        ... on Enrolment { id certificateNo entitlements { benefitMonth amountFen state lineId } }
      }
    }`;
    const variables = { application: enrolment.applicationId, id: enrolment.id };
    const headers = {
      authorization: `Bearer ${await app.issuer.serviceToken('gateway', 'social-assistance')}`,
      'x-user-token': office.officer,
    };
    const answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } });
    const { id, certificateNo, entitlements } = rest;
    const shown = {
      id,
      certificateNo,
      entitlements: entitlements.map(({ benefitMonth, amountFen, state, lineId }) => {
        return { benefitMonth, amountFen, state, lineId };
      }),
    };
    expect(answer.json()).toEqual({
      data: { application: { enrolment: shown }, enrolment: shown, _entities: [shown] },
    });
  });
});
