import { type EventPayload, getBatch, paymentFailed, recoveryPlanChanged } from '@mz/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Assessed, aScene, type Scene } from './adjusting.ts';
import { aPayee, expected, tell } from './payments.ts';

type Plan = EventPayload<typeof recoveryPlanChanged>;

let scene: Scene;
let noticeId: string;
let overpaymentId: string;
let version = 0;

// 540.00 paid for June, July and August; a member died on 06-18: 960.00 are asked back.
beforeEach(async () => {
  scene = await aScene('370102');
  await scene.pay('2014-06', '2014-07', '2014-08');
  await scene.app.setToday('2014-08-03');
  noticeId = await scene.die(1, '2014-06-18');
  const [claim] = await scene.told<Assessed>('overpayment.assessed');
  overpaymentId = claim?.overpaymentId ?? '';
});
afterEach(() => scene.app.stop());

async function tellPlan(plan: Partial<Plan>): Promise<void> {
  version += 1;
  const of = { overpaymentId, enrolmentId: scene.enrolment.id, state: 'DEMANDED', offsetBp: 0, outstandingFen: 96_000 };
  const data = { ...of, ...plan };
  const head = { subject: overpaymentId, divisionCode: '370102000000', aggregateVersion: version };
  await scene.app.deliver(recoveryPlanChanged, { ...head, data });
}

async function supplements(): Promise<string[]> {
  return (await scene.months()).filter((month) => month.includes('SUPPLEMENT'));
}

describe('cash that came back of a finding that falls (payments.md §8)', () => {
  test('known when the death is revoked: it is owed again in the supplement, and payments’ last word adds nothing', async () => {
    await tellPlan({ outstandingFen: 46_000, recoveredFen: 50_000 });
    await scene.revoke(1, noticeId);
    expect(await supplements()).toEqual(['2014-07 SUPPLEMENT OWED 50000']);
    await tellPlan({ state: 'WITHDRAWN', outstandingFen: 0, recoveredFen: 50_000 });
    expect(await supplements()).toEqual(['2014-07 SUPPLEMENT OWED 50000']);
    await scene.pay('2014-09');
    // Four months of 540.00 were due: 500.00 of the first three were paid twice, and 500.00 came back.
    expect(await scene.app.rows('select sum(amount_fen)::int as paid from batch_line')).toEqual([
      { paid: 4 * 54_000 + 50_000 },
    ]);
  });

  test('booked by payments while the revocation was on its way: owed again by payments’ last word, once', async () => {
    await scene.revoke(1, noticeId);
    expect(await supplements()).toEqual([]);
    await tellPlan({ outstandingFen: 46_000, recoveredFen: 50_000 });
    expect(await supplements()).toEqual([]);
    await tellPlan({ state: 'WITHDRAWN', outstandingFen: 0, recoveredFen: 50_000 });
    await tellPlan({ state: 'WITHDRAWN', outstandingFen: 0, recoveredFen: 50_000 });
    expect(await supplements()).toEqual(['2014-07 SUPPLEMENT OWED 50000']);
    const [adjustment] = await scene.app.rows(
      'select supplement_fen::int from adjustment order by recorded_at desc, id desc limit 1',
    );
    expect(adjustment).toEqual({ supplement_fen: 50_000 });
  });

  test('what was written off never came back: it is not paid again', async () => {
    await tellPlan({ state: 'WRITTEN_OFF', outstandingFen: 0, recoveredFen: 10_000 });
    await scene.revoke(1, noticeId);
    expect(await supplements()).toEqual(['2014-07 SUPPLEMENT OWED 10000']);
  });
});

describe('a re-issue keeps back what its failed line kept back (payments.md §5)', () => {
  async function failedSeptember() {
    await tellPlan({ state: 'OFFSETTING', offsetBp: 2000, recoveredFen: 0 });
    const batchId = await scene.seal('2014-09');
    const failed = await scene.lineOf(batchId);
    await tell(scene.app, paymentFailed, { ...failed, code: 'ACCOUNT_CLOSED' });
    await aPayee(scene.app, scene.enrolment.id, '2014-09-01');
    await scene.app.setToday('2014-09-10');
    return failed;
  }

  const again = { benefitMonth: '2014-09', kind: 'REISSUE' };

  test('60.00 less 12.00 fail, 60.00 less 12.00 go out again, and the next month keeps its own 12.00', async () => {
    const failed = await failedSeptember();
    const batch = await scene.office.run(again);
    const lines = 'select kind, cause_id, amount_fen::int, deduction_fen::int from batch_line where batch_id = $1';
    expect(await scene.app.rows(lines, [batch.id])).toEqual([
      { kind: 'REISSUE', cause_id: failed.lineId, amount_fen: 6_000, deduction_fen: 1_200 },
    ]);
    const october = await scene.seal('2014-10');
    expect(await scene.app.rows(lines, [october])).toMatchObject([{ kind: 'REGULAR', deduction_fen: 1_200 }]);
  });

  test('the finding falls before the re-issue is sealed: it leaves its batch, and the failed line is asked back', async () => {
    const failed = await failedSeptember();
    const draft = expected(await scene.office.generate(again), 201);
    await scene.revoke(1, noticeId);
    const read = await scene.app.call(getBatch, { token: scene.office.officer, params: { id: draft.id } });
    expect(read.body).toMatchObject({ state: 'DRAFT', count: 0, totalFen: 0 });
    expect(await scene.told('entitlement.withdrawn')).toMatchObject([{ lineId: failed.lineId }]);
    await scene.cancel(failed);
    expect((await scene.months()).filter((month) => month.startsWith('2014-09') && month.includes('OWED'))).toEqual([
      '2014-09 REGULAR OWED 54000',
    ]);
  });
});
