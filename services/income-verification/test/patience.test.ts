import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

/** Far longer than the others need, however busy the machine is. */
const patienceMs = 24_000;
/** Longer than a test lasts. */
const silentSeconds = 600;

let world: World;
beforeAll(async () => {
  world = await startWorld({ config: { agencyPatienceMs: patienceMs } });
  await world.iv.rows("update agency_agreement set sla_seconds = $1 where agency_code = 'HRSS_INSURANCE'", [
    silentSeconds,
  ]);
});
afterAll(async () => {
  // Ends the silence, so that nothing is on its way any more.
  await world?.clearOverrides();
  await world?.stop();
});

async function openAgencies(requestId: string): Promise<string[]> {
  const rows = await world.iv.rows<{ agency: string }>(
    `select distinct agency_code as agency from sub_query where request_id = $1 and state <> 'ANSWERED' order by 1`,
    [requestId],
  );
  return rows.map(({ agency }) => agency);
}

test('beside an agency that is silent no event waits a whole patience: with each all answers of the others are stored', async () => {
  await world.override({ item: 'CONTRIBUTION', behaviour: 'TIMEOUT' });
  const waited: number[] = [];
  for (const key of ['carOwner', 'wageEarner'] as const) {
    const requestId = await world.request(world.briefOf(await world.aHousehold(key)));
    expect((await world.entrust(requestId)).status).toBe(200);
    const start = performance.now();
    await world.dispatch(requestId);
    waited.push(performance.now() - start);
    expect(await openAgencies(requestId)).toEqual(['HRSS_INSURANCE']);
  }
  expect(waited.filter((ms) => ms >= patienceMs)).toEqual([]);
});
