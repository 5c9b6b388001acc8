import { randomUUID } from 'node:crypto';
import { listReviews, paymentFailed, paymentSuspended } from '@mz/contracts';
import { afterEach, expect, test } from 'vitest';
import { adjustEnrolment } from '../src/adjustments/index.ts';
import { inUnit } from '../src/factories.ts';
import { aScene, type Scene } from './adjusting.ts';
import { aPayee, expected, tell } from './payments.ts';

let scene: Scene;
afterEach(() => scene.app.stop());

test('a line that payments suspended: the officer sees it and the family is visited, once; another account frees it', async () => {
  scene = await aScene('370102');
  const { app, office } = scene;
  const line = await scene.lineOf(await scene.seal('2014-06'));
  const suspended = { ...line, code: 'NOT_REISSUED' };
  await tell(app, paymentFailed, { ...line, code: 'ACCOUNT_CLOSED' });
  expect(await scene.months()).toEqual(['2014-06 REGULAR FAILED 54000']);
  await tell(app, paymentSuspended, suspended);
  await tell(app, paymentSuspended, suspended);
  expect(await scene.months()).toEqual(['2014-06 REGULAR SUSPENDED 54000']);
  const token = await app.token({ role: 'COUNTY_REVIEWER', division: office.county });
  const { items } = expected(await app.call(listReviews, { token, query: {} }), 200);
  expect(items.filter(({ enrolmentId }) => enrolmentId === scene.enrolment.id)).toMatchObject([
    { kind: 'PAYMENT_SUSPENDED', state: 'DUE' },
  ]);
  await aPayee(app, scene.enrolment.id, '2014-05-26');
  const again = await office.run({ benefitMonth: '2014-06', kind: 'REISSUE' });
  expect(again).toMatchObject({ count: 1, totalFen: 54_000 });
});

test('a suspension without a last day ends by the parameter of its county on that day', async () => {
  scene = await aScene('370102');
  const { app, enrolment } = scene;
  await app.rows(
    `insert into policy_parameter select (jsonb_populate_record(p, jsonb_build_object('id', $1::uuid,
       'division_code', '370102000000', 'value', 2))).* from policy_parameter p where key = 'suspension.months_max'`,
    [randomUUID()],
  );
  await inUnit(app.kit, async (work) => {
    await adjustEnrolment(work, enrolment.id, {
      cause: 'REVIEW',
      outcome: 'SUSPENDED',
      causeId: randomUUID(),
      fromMonth: '2014-07',
      reasons: [{ code: 'KINSHIP_UNFILED', legalBasis: '民发〔2012〕220号', text: '近亲属备案缺失' }],
    });
  });
  expect(await app.rows('select reason, ends_by::text from enrolment_pause')).toEqual([
    { reason: 'KINSHIP_UNFILED', ends_by: '2014-07-26' },
  ]);
});
