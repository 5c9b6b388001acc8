import { randomUUID } from 'node:crypto';
import { personMerged, personSplit } from '@mz/contracts';
import { canonicalIds, samePersons } from '@mz/service-kit';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';
import { aHousehold, anApplication, inUnit } from '../src/factories.ts';
import { claimMembership } from '../src/membership/index.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startTestService(service, { seed: true });
  // The inbox of a running service takes up what was woken.
  await app.service.listen();
});
afterAll(() => app.stop());

const merge = (kept: string, dropped: string) => tell(personMerged, kept, dropped);
const split = (kept: string, dropped: string) => tell(personSplit, kept, dropped);

function tell(event: typeof personMerged | typeof personSplit, kept: string, dropped: string) {
  return app.deliver(event, {
    subject: kept,
    divisionCode: '370000000000',
    aggregateVersion: 1,
    data: { kept, dropped },
  });
}

const canonical = async (id: string) => (await inUnit(app.kit, ({ unit }) => canonicalIds(unit.db, [id]))).get(id);

describe('aliases of merged persons', () => {
  test('a chain of merges leads to the kept person, a split takes one step back', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    await merge(b, a);
    await merge(c, b);
    expect([await canonical(a), await canonical(b), await canonical(c)]).toEqual([c, c, c]);
    const same = await inUnit(app.kit, ({ unit }) => samePersons(unit.db, [b]));
    expect([...same].sort()).toEqual([a, b, c].map((id) => [id, b]).sort());
    await split(c, b);
    expect([await canonical(a), await canonical(b)]).toEqual([b, b]);
  });

  test('a split that overtakes its merge waits for it, and the two leave nothing behind', async () => {
    const [kept, dropped] = [randomUUID(), randomUUID()];
    await split(kept, dropped);
    expect(await app.rows('select 1 from person_alias where alias = $1', [dropped])).toEqual([]);
    await merge(kept, dropped);
    await app.service.settle();
    expect(await app.rows('select 1 from person_alias where alias = $1', [dropped])).toEqual([]);
  });

  test('PERSON_ALREADY_IN_HOUSEHOLD: the kept person is counted where the dropped one is', async () => {
    const [kept, dropped] = [randomUUID(), randomUUID()];
    const households = await twoHouseholds();
    const claim = (householdId: string, personId: string) =>
      inUnit(app.kit, ({ unit }) => claimMembership(unit.db, householdId, [{ personId, pointer: '/body/members/0' }]));
    await claim(households[0], dropped);
    await merge(kept, dropped);
    await expect(claim(households[1], kept)).rejects.toMatchObject({ code: 'PERSON_ALREADY_IN_HOUSEHOLD' });
    await split(kept, dropped);
    await expect(claim(households[1], kept)).resolves.toBeUndefined();
  });

  test('a merge of two counted persons succeeds and keeps both memberships', async () => {
    const [kept, dropped] = [randomUUID(), randomUUID()];
    const households = await twoHouseholds();
    await inUnit(app.kit, async ({ unit }) => {
      await claimMembership(unit.db, households[0], [{ personId: kept, pointer: '' }]);
      await claimMembership(unit.db, households[1], [{ personId: dropped, pointer: '' }]);
    });
    await merge(kept, dropped);
    expect(await app.rows('select 1 from active_membership where person_id in ($1, $2)', [kept, dropped])).toHaveLength(
      2,
    );
  });
});

async function twoHouseholds(): Promise<[string, string]> {
  const made: string[] = [];
  for (let n = 0; n < 2; n += 1) made.push((await aHousehold(app.kit, await anApplication(app.kit))).householdId);
  return [made[0] ?? '', made[1] ?? ''];
}
