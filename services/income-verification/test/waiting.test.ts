import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

async function entrusted(brief: object = {}): Promise<string> {
  const opened = await world.openCase('carOwner');
  const authorizationIds = new Map<string, string>();
  for (const adult of opened.story.adults) {
    authorizationIds.set(adult.ref, (await world.sign(opened, adult.ref)).body.id);
  }
  const requestId = await world.request(world.briefOf({ ...opened, authorizationIds }, brief));
  expect((await world.entrust(requestId)).status).toBe(200);
  return requestId;
}

async function states(requestId: string, item: string): Promise<unknown[]> {
  return world.iv.rows('select state, attempt, fault from sub_query where request_id = $1 and item_code = $2', [
    requestId,
    item,
  ]);
}

describe('waiting for an agency', () => {
  test('a question is tried again by the job on the business clock, and answered', async () => {
    await world.override({ item: 'PENSION', behaviour: 'WRONG_SIGNATURE', times: 2 });
    const requestId = await entrusted();
    await world.dispatch(requestId);
    expect(await states(requestId, 'PENSION')).toMatchObject([{ attempt: 1 }, { attempt: 1 }]);
    await world.setToday('2014-04-29');
    expect(await states(requestId, 'PENSION')).toMatchObject([
      { state: 'ANSWERED', attempt: 2 },
      { state: 'ANSWERED', attempt: 2 },
    ]);
  });

  test('three attempts without an answer end in FAILED; the report is INCOMPLETE and names the agency', async () => {
    await world.override({ item: 'CONTRIBUTION', behaviour: 'WRONG_SIGNATURE' });
    const requestId = await entrusted({
      assetLimits: { ...limits, vehicles: 1 },
      declared: { incomes: [], assets: [ownCar] },
    });
    await world.dispatch(requestId);
    await world.setToday('2014-05-01');
    expect(await states(requestId, 'CONTRIBUTION')).toEqual([
      { state: 'FAILED', attempt: 3, fault: 'ANSWER_UNSIGNED' },
      { state: 'FAILED', attempt: 3, fault: 'ANSWER_UNSIGNED' },
    ]);
    const report = await world.compile(requestId);
    expect(report.body.missingAgencies).toContain('HRSS_INSURANCE');
  });
});

const limits = {
  financialPerHeadFen: 1_152_000,
  vehicles: 0,
  dwellings: 1,
  businessCapitalFen: 3_000_000,
  businessStaff: 0,
};
const ownCar = {
  personId: '018f2a10-0000-7000-8000-0000000000b1',
  kind: 'VEHICLE',
  shareBp: 10_000,
  asOf: '2014-04-28',
};
