import { randomUUID } from 'node:crypto';
import { revokeAuthorization } from '@mz/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Household, hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

/** Holds the request, so that what wants to store waits in the order in which it came, until `act` is done. */
async function whileHeld(requestId: string, act: () => Promise<void>): Promise<void> {
  // The superuser's pool has one connection: its transaction is this one.
  await world.iv.rows('begin');
  try {
    await world.iv.rows('select from verification_request where id = $1 for update', [requestId]);
    await act();
  } finally {
    await world.iv.rows('commit');
  }
}

async function waiting(count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      await world.iv.rows('select pg_stat_clear_snapshot()');
      const blocked = await world.iv.rows(
        `select distinct pid from pg_locks join pg_stat_activity using (pid)
         where not granted and datname = current_database()`,
      );
      expect(blocked).toHaveLength(count);
    },
    { timeout: 60_000, interval: 20 },
  );
}

async function entrusted(household: Household): Promise<string> {
  const requestId = await world.request(world.briefOf(household));
  expect((await world.entrust(requestId)).status).toBe(200);
  return requestId;
}

async function revoke(id: string): Promise<{ status: number }> {
  const body = { revokedOn: '2014-04-28', documentSha256: hashOf(randomUUID()) };
  return world.call(revokeAuthorization, { token: world.tokens.clerk, params: { id }, body, version: 1 });
}

async function counts(requestId: string): Promise<unknown[]> {
  return world.iv.rows(
    `select person_id, state, attempt, q.code, count(*)::int, count(a)::int as answers
     from sub_query s left join answer a on a.sub_query_id = s.id left join quarantined_answer q on q.sub_query_id = s.id
     where request_id = $1 and item_code <> 'PENSION' group by 1, 2, 3, 4`,
    [requestId],
  );
}

describe('answers that cross', () => {
  test('ANSWER_DUPLICATE: of two sends that overlap the first answer stands, the second is quarantined; a fault counts once', async () => {
    await world.override({ item: 'PENSION', behaviour: 'ERROR_500' });
    const household = await world.aHousehold('carOwner');
    const requestId = await entrusted(household);
    let sends: Promise<unknown> = Promise.resolve();
    await whileHeld(requestId, async () => {
      sends = Promise.all([world.dispatch(requestId), world.dispatch(requestId)]);
      await waiting(2);
    });
    await sends;
    const once = { state: 'ANSWERED', attempt: 1, code: 'ANSWER_DUPLICATE', count: 11, answers: 11 };
    const rows = await counts(requestId);
    expect(rows).toHaveLength(2);
    expect(rows).toMatchObject([once, once]);
    expect(
      await world.iv.rows("select state, attempt from sub_query where request_id = $1 and item_code = 'PENSION'", [
        requestId,
      ]),
    ).toEqual([
      { state: 'RETRY_WAIT', attempt: 1 },
      { state: 'RETRY_WAIT', attempt: 1 },
    ]);
  });

  test('ANSWER_NOT_EXPECTED: what comes after the authorization was taken back is quarantined, never stored', async () => {
    const household = await world.aHousehold('carOwner');
    const requestId = await entrusted(household);
    const id = household.authorizationIds.get('S-C.1') ?? '';
    let both: Promise<{ status: number }[]> = Promise.resolve([]);
    await whileHeld(requestId, async () => {
      const revoked = revoke(id);
      await waiting(1);
      const sent = world.dispatch(requestId);
      both = Promise.all([revoked, sent.then(() => ({ status: 0 }))]);
      await waiting(2);
    });
    expect((await both)[0]?.status).toBe(200);
    const rows = await counts(requestId);
    const of = (ref: string): object => ({ person_id: household.personIds.get(ref) });
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({
      ...of('S-C.1'),
      ...{ state: 'CANCELLED', attempt: 0, code: 'ANSWER_NOT_EXPECTED', count: 11, answers: 0 },
    });
    expect(rows).toContainEqual({
      ...of('S-C.2'),
      ...{ state: 'ANSWERED', attempt: 1, code: null, count: 11, answers: 11 },
    });
  });

  test('answers that are being stored when the authorization is taken back stay, for the audit; no deadlock', async () => {
    const household = await world.aHousehold('carOwner');
    const requestId = await entrusted(household);
    let both: Promise<[unknown, { status: number }]> | undefined;
    await whileHeld(requestId, async () => {
      const sent = world.dispatch(requestId);
      await waiting(1);
      both = Promise.all([sent, revoke(household.authorizationIds.get('S-C.1') ?? '')]);
      await waiting(2);
    });
    expect((await both)?.[1].status).toBe(200);
    const stored = { state: 'ANSWERED', attempt: 1, code: null, count: 11, answers: 11 };
    expect(await counts(requestId)).toMatchObject([stored, stored]);
  });
});
