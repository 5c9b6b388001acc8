import {
  assistanceDeathConsequences,
  assistancePersonHoldings,
  caseLookup,
  listAdjustments,
  previewAdjustment,
} from '@mz/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aScene, type Scene } from './adjusting.ts';
import { expected } from './payments.ts';

const stranger = '018f0000-0000-7000-8000-00000000d1ed';

let scene: Scene;
let token: string;
/** A service's token lasts a minute, so each call asks for its own. */
const people = () => scene.app.serviceToken('people');
beforeAll(async () => {
  scene = await aScene('370102');
  token = await scene.app.token({ role: 'COUNTY_REVIEWER', division: scene.office.county });
  await scene.pay('2014-06', '2014-07');
});
afterAll(() => scene.app.stop());

test('a preview says what a death or a standard would change, and writes nothing; then the death does just that', async () => {
  const { app, enrolment } = scene;
  const params = { id: enrolment.id };
  const personId = enrolment.personIds[1] ?? '';
  const preview = (body: object, as = token) =>
    app.call(previewAdjustment, {
      token: as,
      params,
      body: body as { death: { personId: string; deathDate: string } },
    });
  const dead = expected(await preview({ death: { personId, deathDate: '2014-06-18' } }), 200);
  const months = [{ month: '2014-07', owedFen: 54_000, dueFen: 6_000, act: 'OVERPAID' }];
  expect(dead).toMatchObject({ changes: true, outcome: 'CHANGED', fromMonth: '2014-07', amountFen: 6_000, months });
  expect(dead).toMatchObject({ overpaidFen: 48_000, supplementFen: 0 });
  const raised = expected(await preview({ standard: { amountFen: 52_000, validFrom: '2014-07-01' } }), 200);
  expect(raised).toMatchObject({ amountFen: 66_000, supplementFen: 12_000, overpaidFen: 0 });
  const none = expected(await preview({ death: { personId: stranger, deathDate: '2014-06-18' } }), 200);
  expect(none).toMatchObject({ changes: false, months: [] });
  const refused = [
    await preview({ death: { personId, deathDate: '2014-12-01' } }),
    await preview({ standard: { amountFen: 52_000, validFrom: '2014-07-02' } }),
    await preview({ death: { personId, deathDate: '2014-06-18' } }, await elsewhere()),
    await preview({ nothing: true }),
  ];
  expect(refused.map(({ status, body }) => `${status} ${(body as unknown as { code: string }).code}`)).toEqual([
    '422 DATE_NOT_ALLOWED',
    '422 DATE_NOT_ALLOWED',
    '404 NOT_FOUND',
    '400 INPUT_INVALID',
  ]);
  expect(await app.rows('select 1 from adjustment')).toEqual([]);

  const noticeId = await scene.die(1, '2014-06-18');
  const { items } = expected(await app.call(listAdjustments, { token, params }), 200);
  expect(items).toMatchObject([{ cause: 'DEATH', causeId: noticeId, months, overpaidFen: 48_000, undoneBy: null }]);
  const other = await app.call(listAdjustments, { token: await elsewhere(), params });
  expect([other.status, other.body]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  expect(await inGraph()).toEqual([
    { cause: 'DEATH', overpaidFen: 48_000, months: [{ month: '2014-07', act: 'OVERPAID' }] },
  ]);

  const consequences = async () => {
    const body = { noticeId, personId };
    const { parts } = expected(await app.call(assistanceDeathConsequences, { token: await people(), body }), 200);
    return parts.map(({ kind, state, count, amountFen }) => `${kind} ${state} ${count} ${amountFen}`);
  };
  expect(await consequences()).toEqual(['OVERPAYMENT STANDS 1 48000', 'RECOMPUTED_MONTH STANDS 1 0']);
  const found = await app.call(caseLookup('social-assistance'), {
    token: await people(),
    params: { id: enrolment.applicationId },
  });
  expect(expected(found, 200).personIds).toEqual([...enrolment.personIds].sort());
  await scene.revoke(1, noticeId);
  expect(await consequences()).toEqual(['OVERPAYMENT UNDONE 1 48000', 'RECOMPUTED_MONTH UNDONE 1 0']);

  const holdings = await app.call(assistancePersonHoldings, { token: await people(), body: { personIds: [personId] } });
  expect(expected(holdings, 200).holdings).toMatchObject([
    { personId, kind: 'ENROLMENT', count: 1, recordIds: [enrolment.id] },
    { personId, kind: 'MEMBERSHIP', count: 1 },
  ]);
});

function elsewhere(): Promise<string> {
  return scene.app.token({ role: 'COUNTY_REVIEWER', division: '370202000000' });
}

async function inGraph(): Promise<unknown> {
  const { app, enrolment } = scene;
  const query = `{ enrolment(id: "${enrolment.id}") { adjustments { cause overpaidFen months { month act } } } }`;
  const headers = {
    authorization: `Bearer ${await app.issuer.serviceToken('gateway', 'social-assistance')}`,
    'x-user-token': token,
  };
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
  return answer.json().data?.enrolment?.adjustments ?? answer.json();
}
