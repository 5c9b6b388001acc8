import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const item = 'PENSION';

/** As a process leaves it that was killed while the agency had the question. */
async function lose(requestId: string, sentBefore: string): Promise<void> {
  await world.iv.rows(
    'delete from answer where sub_query_id in (select id from sub_query where request_id = $1 and item_code = $2)',
    [requestId, item],
  );
  await world.iv.rows(
    `with today as materialized (select set_config('app.business_day', $4, true))
     update sub_query set state = 'QUEUED', outcome = null, attempt = 0, closed_at = null, sent_at = now() - $3::interval
     from today where request_id = $1 and item_code = $2`,
    [requestId, item, sentBefore, world.iv.kit.clock.today()],
  );
}

async function states(requestId: string): Promise<string[]> {
  const rows = await world.iv.rows<{ state: string }>(
    'select distinct state from sub_query where request_id = $1 and item_code = $2',
    [requestId, item],
  );
  return rows.map(({ state }) => state);
}

test('an answer that was lost with its process is asked for again on the same day, once the agency’s term is over', async () => {
  const requestId = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  expect(await states(requestId)).toEqual(['ANSWERED']);
  // The relay begins, and finds nothing to ask any more.
  await world.nextHour();
  const today = world.iv.kit.clock.today();
  await lose(requestId, '5 seconds');
  await world.nextHour();
  // The agency may still be at it: 10 s by its agreement, and a minute.
  expect(await states(requestId)).toEqual(['QUEUED']);
  await lose(requestId, '1 hour');
  await world.nextHour();
  expect(await states(requestId)).toEqual(['ANSWERED']);
  expect(world.iv.kit.clock.today()).toBe(today);
});
