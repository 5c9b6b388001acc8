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

const merge = (kept: string, dropped: string, version = 1) => tell(personMerged, { kept, dropped }, version);
const split = (kept: string, dropped: string, version = 2) => tell(personSplit, { kept, dropped }, version);

function tell(
  event: typeof personMerged | typeof personSplit,
  data: { kept: string; dropped: string },
  aggregateVersion: number,
) {
  return app.deliver(event, { subject: data.kept, divisionCode: '370000000000', aggregateVersion, data });
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

  test('a split that overtakes its merge leaves nothing behind when the merge has come', async () => {
    const [kept, dropped] = [randomUUID(), randomUUID()];
    await split(kept, dropped);
    expect(await app.rows('select 1 from person_alias where alias = $1', [dropped])).toEqual([]);
    await merge(kept, dropped);
    expect(await app.rows('select 1 from person_alias where alias = $1', [dropped])).toEqual([]);
    expect(await app.rows("select 1 from inbox where state = 'WAITING'")).toEqual([]);
  });

  test.each([
    ['in order', [0, 1, 2]],
    ['its split last', [0, 2, 1]],
    ['from the end', [2, 1, 0]],
  ])('merged, split and merged again stays merged, told %s', async (_, order) => {
    const [kept, dropped] = [randomUUID(), randomUUID()];
    const told = [() => merge(kept, dropped, 3), () => split(kept, dropped, 5), () => merge(kept, dropped, 7)];
    for (const index of order) await told[index]?.();
    expect(await canonical(dropped)).toBe(kept);
  });

  test('a person who was split off and merged elsewhere is found there, also when the split is told last', async () => {
    const [first, second, dropped] = [randomUUID(), randomUUID(), randomUUID()];
    await merge(first, dropped, 3);
    await merge(second, dropped, 4);
    await split(first, dropped, 5);
    expect(await canonical(dropped)).toBe(second);
    expect(await app.rows("select 1 from inbox where state = 'WAITING'")).toEqual([]);
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
