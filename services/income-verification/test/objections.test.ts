import {
  closeObjection,
  getAgencyQuality,
  getObjection,
  listLetters,
  openObjection,
  reverifyObjection,
} from '@mz/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

/** A car is found that was not declared; the applicant shows a transfer contract. */
async function objected() {
  const requestId = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  await world.entrust(requestId);
  await world.dispatch(requestId);
  const compiled = await world.compile(requestId);
  expect(compiled.body).toMatchObject({ verdict: 'EXCEEDS_ASSET', reportVersion: 1 });
  const issued = await world.issue(compiled.body.id, compiled.body.version);
  const car = compiled.body.items.find((item: { type: string }) => item.type === 'VEHICLE');
  const opened = await world.call(openObjection, {
    ...{ token: world.tokens.clerk, params: { id: issued.body.id } },
    body: {
      ...{ items: [{ personId: car.personId, type: 'VEHICLE' }], toldOn: '2014-04-28' },
      ...{ evidenceSha256s: [hashOf('transfer contract')], text: '车辆已转让' },
    },
  });
  expect(opened.status).toBe(201);
  return { requestId, reportId: issued.body.id, id: opened.body.id };
}

async function reverified() {
  const opened = await objected();
  const call = { token: world.tokens.second, params: { id: opened.id }, body: {} };
  expect((await world.call(reverifyObjection, call)).status).toBe(200);
  return opened;
}

function close(id: string, body: object) {
  return world.call(closeObjection, { token: world.tokens.lead, params: { id }, body });
}

async function results(id: string): Promise<unknown[]> {
  const events = (await world.iv.published()).filter(({ subject }) => subject === id);
  return events.map(({ type, data }) => [type.split('.mz.')[1], (data as { result?: string }).result]);
}

describe('an objection and its answer', () => {
  test('example V6 over HTTP, the register as it was: UPHELD, the version stands, the clock runs again', async () => {
    const { requestId, reportId, id } = await reverified();
    expect((await close(id, { result: 'UPHELD', reason: '登记未变更' })).body).toMatchObject({
      code: 'MANDATORY_ITEMS_OPEN',
    });
    await world.dispatch(requestId);
    const closed = await close(id, { result: 'UPHELD', reason: '登记未变更' });
    expect(closed.body).toMatchObject({ state: 'UPHELD', closedOn: '2014-04-28', agencyErrors: [] });
    expect((await world.read(requestId)).body).toMatchObject({ state: 'UPHELD', reportId });
    expect(await results(id)).toEqual([
      ['verification.objection-opened.v1', undefined],
      ['verification.objection-closed.v1', 'UPHELD'],
    ]);
    const twice = await close(id, { result: 'UPHELD', reason: '再次' });
    expect(twice).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
  });

  test('a second look that finds the same makes a version that upholds, and blames no agency', async () => {
    const { requestId, id } = await reverified();
    await world.dispatch(requestId);
    const second = await world.compile(requestId);
    await world.issue(second.body.id, second.body.version);
    expect((await world.read(requestId)).body).toMatchObject({ state: 'UPHELD', reportId: second.body.id });
    const { body } = await world.call(getObjection, { token: world.tokens.clerk, params: { id } });
    expect(body).toMatchObject({ state: 'UPHELD', agencyErrors: [] });
  });

  test('REFERRED: the agency gets a letter to correct its register, and the error is its own', async () => {
    const { requestId, id } = await reverified();
    await world.dispatch(requestId);
    const unknown = await close(id, { result: 'REFERRED', reason: '转让合同属实', agencyCode: 'MOON' });
    expect(unknown.body).toMatchObject({ code: 'AGENCY_UNKNOWN' });
    const closed = await close(id, { result: 'REFERRED', reason: '转让合同属实', agencyCode: 'PSB_VEHICLE' });
    expect(closed.body).toMatchObject({ state: 'REFERRED', agencyErrors: ['PSB_VEHICLE'] });
    const { body } = await world.call(listLetters, { token: world.tokens.lead, query: { requestId } });
    expect(body.items).toMatchObject([{ kind: 'CORRECTION', agencyCode: 'PSB_VEHICLE' }]);
    expect((await results(id)).at(-1)).toEqual(['verification.objection-closed.v1', 'REFERRED']);
  });

  test('OBJECTION_UNKNOWN for another id; an operator does not give the result', async () => {
    const { id } = await objected();
    const call = { params: { id }, body: { result: 'UPHELD', reason: 'x' } };
    expect((await world.call(closeObjection, { ...call, token: world.tokens.operator })).status).toBe(403);
    const other = { ...call, params: { id: crypto.randomUUID() } };
    expect((await world.call(closeObjection, { ...other, token: world.tokens.lead })).body).toMatchObject({
      code: 'OBJECTION_UNKNOWN',
    });
    expect((await close(id, { result: 'UPHELD', reason: 'x' })).body).toMatchObject({
      code: 'STATE_TRANSITION_INVALID',
    });
  });
});

test('REGISTER_WRONG: what an objection proved counts against the agency, which is told', async () => {
  const { requestId, id } = await reverified();
  await world.dispatch(requestId);
  expect((await close(id, { result: 'REFERRED', reason: '转让合同属实', agencyCode: 'PSB_VEHICLE' })).status).toBe(200);
  const told = await world.iv.rows(
    "select partner_code, code from partner_notice where kind = 'REGISTER_WRONG' and ref = $1",
    [id],
  );
  expect(told).toEqual([{ partner_code: 'PSB_VEHICLE', code: 'REFERRED' }]);
  const proved = await world.iv.rows(
    "select distinct batch_id from objection where 'PSB_VEHICLE' = any(agency_errors)",
  );
  await world.setToday('2014-04-29');
  const { body } = await world.call(getAgencyQuality, {
    ...{ token: world.tokens.admin, params: { partnerCode: 'PSB_VEHICLE' } },
  });
  expect(body).toMatchObject({ wrongData: proved.length, days: [{ day: '2014-04-28', wrongData: proved.length }] });
});
