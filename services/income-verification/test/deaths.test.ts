import { randomUUID } from 'node:crypto';
import { getAuthorization, personDeathRevoked, personDied } from '@mz/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Household, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  // Each of its own: one of them moves the clock, which starts the relay.
  world = await startWorld();
  return () => world.stop();
});

async function aPerson(signing: object = {}) {
  const opened = await world.openCase('carOwner');
  const authorizationIds = new Map<string, string>();
  for (const { ref } of opened.story.adults) {
    authorizationIds.set(ref, (await world.sign(opened, ref, signing)).body.id);
  }
  const household: Household = { ...opened, authorizationIds };
  const authorizationId = authorizationIds.get('S-C.2') ?? '';
  return { household, personId: opened.personIds.get('S-C.2') ?? '', authorizationId };
}

const envelope = (personId: string, aggregateVersion: number) => ({
  ...{ subject: personId, divisionCode: '370102001003', aggregateVersion },
});

async function dies(personId: string, noticeId: string, version = 1) {
  const data = { personId, noticeId, deathDate: '2014-04-27', source: 'CREMATION' };
  return world.iv.deliver(personDied, { ...envelope(personId, version), data });
}

async function lives(personId: string, revokesNoticeId: string, version = 2) {
  const data = { personId, noticeId: randomUUID(), revokesNoticeId };
  return world.iv.deliver(personDeathRevoked, { ...envelope(personId, version), data });
}

async function statusOf(id: string): Promise<string> {
  return (await world.call(getAuthorization, { token: world.tokens.clerk, params: { id } })).body.status;
}

describe('a death that was none', () => {
  test('a report that was never confirmed is undone without anything to wait for', async () => {
    const { personId, authorizationId } = await aPerson();
    const data = { personId, noticeId: randomUUID(), revokesNoticeId: randomUUID(), revokes: 'REPORTED' as const };
    const delivered = await world.iv.deliver(personDeathRevoked, { ...envelope(personId, 3), data });
    expect([delivered.state, await statusOf(authorizationId)]).toEqual(['DONE', 'ACTIVE']);
  });

  test('gives the authorization back, tells it, and asks again what the death cancelled', async () => {
    const { household, personId, authorizationId } = await aPerson();
    const requestId = await world.request(world.briefOf(household));
    await world.entrust(requestId);
    const noticeId = randomUUID();
    await dies(personId, noticeId);
    expect(await statusOf(authorizationId)).toBe('EXPIRED');
    await world.dispatch(requestId);
    const cancelled = await world.iv.rows(
      "select item_code from sub_query where authorization_id = $1 and state = 'CANCELLED'",
      [authorizationId],
    );
    expect(cancelled.length).toBeGreaterThan(0);
    await lives(personId, noticeId);
    expect(await statusOf(authorizationId)).toBe('ACTIVE');
    const told = (await world.iv.published()).filter(({ subject }) => subject === authorizationId);
    expect(told.map(({ data, aggregateversion }) => [(data as { status: string }).status, aggregateversion])).toEqual([
      ['ACTIVE', 1],
      ['EXPIRED', 2],
      ['ACTIVE', 3],
    ]);
    await world.dispatch(requestId);
    const { body } = await world.read(requestId);
    expect(body).toMatchObject({ answered: 24, total: 24, mandatoryOpen: 0, pausedReason: null });
  });

  test('while another notice stands nothing is given back', async () => {
    const { personId, authorizationId } = await aPerson();
    const [one, other] = [randomUUID(), randomUUID()];
    await dies(personId, one, 1);
    await dies(personId, other, 2);
    await lives(personId, one, 3);
    expect(await statusOf(authorizationId)).toBe('EXPIRED');
    await lives(personId, other, 4);
    expect(await statusOf(authorizationId)).toBe('ACTIVE');
  });

  test('a revocation that overtook its death waits for it; nothing stays ended', async () => {
    const { personId, authorizationId } = await aPerson();
    const noticeId = randomUUID();
    await lives(personId, noticeId, 2);
    expect(await statusOf(authorizationId)).toBe('ACTIVE');
    await dies(personId, noticeId, 1);
    // The waiting event is taken up by the worker that a moved clock starts.
    await world.setToday('2014-04-29');
    expect(await statusOf(authorizationId)).toBe('ACTIVE');
    const [notice] = await world.iv.rows('select revoked_by from death_notice where notice_id = $1', [noticeId]);
    expect(notice).toEqual({ revoked_by: expect.any(String) });
  });
});
