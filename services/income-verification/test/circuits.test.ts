import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

/** A household has two adults; HRSS_PENSION is asked about two items of each. */
const questions = 4;

let world: World;
afterAll(() => world?.stop());

/** A check of a fresh household, sent to all agencies. */
async function check(): Promise<string> {
  const requestId = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  return requestId;
}

async function breakPension(): Promise<void> {
  await world.override({ item: 'PENSION', behaviour: 'ERROR_500' });
  await world.override({ item: 'RESIDENT_PENSION', behaviour: 'ERROR_500' });
}

interface Sent {
  readonly state: string;
  readonly fault: string | null;
  readonly attempt: number;
}

async function sentTo(requestId: string, agencyCode: string): Promise<Sent[]> {
  return world.iv.rows<Sent>(
    'select state, fault, attempt from sub_query where request_id = $1 and agency_code = $2 order by id',
    [requestId, agencyCode],
  );
}

async function otherStates(requestId: string, down: readonly string[]): Promise<string[]> {
  const rows = await world.iv.rows<{ state: string }>(
    'select distinct state from sub_query where request_id = $1 and agency_code <> all ($2)',
    [requestId, down],
  );
  return rows.map(({ state }) => state);
}

/** What was told of an agency, in order. */
async function toldOf(agencyCode: string): Promise<string[]> {
  const events = await world.iv.published();
  return events.filter(({ subject }) => subject === agencyCode).map(({ type }) => type.split('.mz.')[1] ?? type);
}

async function askedWith(agencyCode: string, outcome: string): Promise<number> {
  const rows = await world.iv.rows('select from query_log where agency_code = $1 and outcome = $2', [
    agencyCode,
    outcome,
  ]);
  return rows.length;
}

const many = <T>(one: T): T[] => Array.from({ length: questions }, () => one);

describe('the circuit of an agency that is down, as shipped', () => {
  beforeAll(async () => {
    world = await startWorld();
    return () => world.stop();
  });

  test('ERROR_500: it opens within 20 faults in a row, an open one is no attempt, the others answer, degraded is told once', async () => {
    await breakPension();
    expect(await sentTo(await check(), 'HRSS_PENSION')).toEqual(
      many({ state: 'RETRY_WAIT', fault: 'HTTP_STATUS', attempt: 1 }),
    );
    expect(await toldOf('HRSS_PENSION')).toEqual([]);
    await check();
    expect(await toldOf('HRSS_PENSION')).toEqual(['agency.degraded.v1']);
    const faults = await askedWith('HRSS_PENSION', 'HTTP_STATUS');
    expect(faults).toBeLessThanOrEqual(20);

    for (const requestId of [await check(), await check()]) {
      expect(await sentTo(requestId, 'HRSS_PENSION')).toEqual(
        many({ state: 'RETRY_WAIT', fault: 'CIRCUIT_OPEN', attempt: 0 }),
      );
      expect(await otherStates(requestId, ['HRSS_PENSION'])).toEqual(['ANSWERED']);
    }
    expect(await askedWith('HRSS_PENSION', 'HTTP_STATUS')).toBe(faults);
    expect(await toldOf('HRSS_PENSION')).toEqual(['agency.degraded.v1']);
  });

  test('TIMEOUT: a silent agency opens its own circuit alone', async () => {
    await world.clearOverrides();
    await world.override({ item: 'FUND', behaviour: 'TIMEOUT' });
    await world.iv.rows("update agency_agreement set sla_seconds = 1 where agency_code = 'HOUSING_FUND'");
    // Six faults of two adults each time; the fifth opens it.
    await Promise.all([check(), check(), check()]);
    expect(await toldOf('HOUSING_FUND')).toEqual(['agency.degraded.v1']);
    const requestId = await check();
    expect(await sentTo(requestId, 'HOUSING_FUND')).toEqual(
      many({ state: 'RETRY_WAIT', fault: 'CIRCUIT_OPEN', attempt: 0 }).slice(0, 2),
    );
    expect(await otherStates(requestId, ['HOUSING_FUND', 'HRSS_PENSION'])).toEqual(['ANSWERED']);
  });
});

describe('the circuit of an agency that comes back', () => {
  beforeAll(async () => {
    // Its next question is always the trial: nothing here waits for a wall clock.
    world = await startWorld({ config: { agencyBreakerOpenMs: 1 } });
  });

  test('degraded and restored are told once each, however many questions meet the agency', async () => {
    await breakPension();
    await check();
    await check();
    await check();
    expect(await toldOf('HRSS_PENSION')).toEqual(['agency.degraded.v1']);
    await world.clearOverrides();
    const back = await check();
    await check();
    expect(await sentTo(back, 'HRSS_PENSION')).toEqual(many({ state: 'ANSWERED', fault: null, attempt: 1 }));
    expect(await toldOf('HRSS_PENSION')).toEqual(['agency.degraded.v1', 'agency.restored.v1']);
  });
});
