import { randomUUID } from 'node:crypto';
import { getAuthorization, openObjection } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  // An agency that signs wrongly day after day would be left alone for a minute of the wall clock.
  world = await startWorld({ config: { agencyBreakerFaults: 1_000 } });
  // An agency that is asked again until the due date comes.
  await world.iv.rows("update policy_parameter set value = '1000' where key = 'attempts_max'");
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

const today = (): string => world.iv.kit.clock.today();

async function silentPension(brief: object, signing: object = {}) {
  await world.override({ item: 'PENSION', behaviour: 'WRONG_SIGNATURE' });
  const opened = await world.openCase('carOwner');
  const authorizationIds = new Map<string, string>();
  for (const { ref } of opened.story.adults) {
    authorizationIds.set(ref, (await world.sign(opened, ref, signing)).body.id);
  }
  const household = { ...opened, authorizationIds };
  const requestId = await world.request(world.briefOf(household, brief));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  return { household, requestId };
}

async function pensionStates(requestId: string): Promise<string[]> {
  const rows = await world.iv.rows<{ state: string }>(
    "select state from sub_query where request_id = $1 and item_code = 'PENSION'",
    [requestId],
  );
  return rows.map(({ state }) => state);
}

describe('terms', () => {
  test('example V17 over HTTP: the day after the authorization ends nothing leaves; its renewal lifts the pause and the questions leave', async () => {
    const lastDay = addDays(today(), 1);
    const signing = { signedOn: `${Number(lastDay.slice(0, 4)) - 1}${lastDay.slice(4)}` };
    const { household, requestId } = await silentPension({ dueDate: addDays(today(), 10) }, signing);
    await world.setToday(addDays(today(), 2));
    expect((await world.read(requestId)).body).toMatchObject({
      pausedReason: 'AUTHORIZATION_EXPIRED',
      mandatoryOpen: 2,
    });
    const id = household.authorizationIds.get('S-C.1') ?? '';
    const expired = await world.call(getAuthorization, { token: world.tokens.clerk, params: { id } });
    expect(expired.body).toMatchObject({ status: 'EXPIRED', validTo: lastDay });
    await world.clearOverrides();
    await world.sign(household, 'S-C.1');
    await world.dispatch(requestId);
    // The other adult's has ended too: all wait for both.
    expect((await world.read(requestId)).body).toMatchObject({
      pausedReason: 'AUTHORIZATION_EXPIRED',
      mandatoryOpen: 2,
    });
    const renewed = await world.sign(household, 'S-C.2');
    await world.dispatch(requestId);
    expect((await world.read(requestId)).body).toMatchObject({ pausedReason: null, mandatoryOpen: 0 });
    expect(await pensionStates(requestId)).toEqual(['ANSWERED', 'ANSWERED']);
    expect(
      await world.iv.rows("select from query_log where authorization_id = $1 and outcome <> 'ANSWER_UNSIGNED'", [
        renewed.body.id,
      ]),
    ).toHaveLength(1);
  });

  test('TIMED_OUT: a question is open on the due date and closed the day after; the report says who is missing', async () => {
    const { requestId } = await silentPension({ dueDate: addDays(today(), 1) });
    await world.setToday(addDays(today(), 1));
    expect(await pensionStates(requestId)).toEqual(['RETRY_WAIT', 'RETRY_WAIT']);
    await world.setToday(addDays(today(), 1));
    expect(await pensionStates(requestId)).toEqual(['TIMED_OUT', 'TIMED_OUT']);
    expect((await world.read(requestId)).body).toMatchObject({ mandatoryOpen: 0 });
    expect((await world.compile(requestId)).body.missingAgencies).toContain('HRSS_PENSION');
  });

  test('OBJECTION_LATE: taken on the last day of the term, refused on the day after', async () => {
    const household = await world.aHousehold('carOwner');
    const requestId = await world.request(world.briefOf(household, { dueDate: addDays(today(), 10) }));
    await world.entrust(requestId);
    await world.dispatch(requestId);
    const compiled = await world.compile(requestId);
    const issued = await world.issue(compiled.body.id, compiled.body.version);
    const { id, issuedOn, objectionUntil } = issued.body;
    const object = async (type: string) => {
      const items = [{ personId: household.personIds.get('S-C.1') ?? '', type }];
      const body = { items, toldOn: issuedOn, evidenceSha256s: [hashOf(randomUUID())], text: '有异议' };
      const answer = await world.call(openObjection, { token: world.tokens.clerk, params: { id }, body });
      return answer.body.code ?? answer.status;
    };
    await world.setToday(objectionUntil);
    expect(await object('VEHICLE')).toBe(201);
    await world.setToday(addDays(objectionUntil, 1));
    expect(await object('WAGE')).toBe('OBJECTION_LATE');
  });
});
