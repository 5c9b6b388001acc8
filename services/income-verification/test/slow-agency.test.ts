import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWorld, type World } from './world.ts';

/** Longer than a test lasts: what is stored meanwhile has not waited for it. */
const silentSeconds = 600;

let world: World;
beforeAll(async () => {
  world = await startWorld({ config: { agencyPatienceMs: 50 } });
  await world.iv.rows("update agency_agreement set sla_seconds = $1 where agency_code = 'HRSS_INSURANCE'", [
    silentSeconds,
  ]);
});
afterAll(() => world?.stop());

async function statesOf(requestId: string, silent: boolean): Promise<string[]> {
  const rows = await world.iv.rows<{ state: string }>(
    `select distinct state from sub_query where request_id = $1 and (agency_code = 'HRSS_INSURANCE') = $2 order by state`,
    [requestId, silent],
  );
  return rows.map(({ state }) => state);
}

test('while one agency is silent the answers of the others are stored, and so are its own when it ends its silence', async () => {
  await world.override({ item: 'CONTRIBUTION', behaviour: 'TIMEOUT' });
  const requestId = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  await vi.waitFor(async () => expect(await statesOf(requestId, false)).toEqual(['ANSWERED']), { timeout: 30_000 });
  expect(await statesOf(requestId, true)).toEqual(['QUEUED']);
  expect((await world.read(requestId)).body).toMatchObject({ state: 'PARTIAL', mandatoryOpen: 2 });
  await world.clearOverrides();
  await vi.waitFor(async () => expect(await statesOf(requestId, true)).toEqual(['RETRY_WAIT']), { timeout: 30_000 });
  const attempts = await world.iv.rows(
    "select distinct attempt, fault from sub_query where request_id = $1 and agency_code = 'HRSS_INSURANCE'",
    [requestId],
  );
  expect(attempts).toEqual([{ attempt: 1, fault: 'HTTP_STATUS' }]);
});
