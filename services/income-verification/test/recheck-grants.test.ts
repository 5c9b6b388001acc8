import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Enrolled, type Recheck, type RecheckWorld, startRecheckWorld } from './recheck-world.ts';

let world: RecheckWorld;
let cars: Enrolled;
let wages: Enrolled;
const first = { from: '2014-01-10', to: '2016-01-09' };

beforeAll(async () => {
  world = await startRecheckWorld();
  await rows("update policy_parameter set value = '[12]' where key like 'recheck.%.months'");
  expect((await world.agree({ agencyCode: 'PRISON', mode: 'DF', items: ['SERVING'] })).status).toBe(201);
  cars = await world.enrolled('carOwner', ['S-C.1']);
  wages = await world.enrolled('wageEarner', ['S-A.1']);
  // For whom a housing office may ask as well.
  await rows("update means_authorization set scope_purposes = '{DIBAO,HOUSING}' where grantor_person_id = $1", [
    person('S-A.1'),
  ]);
});
afterAll(() => world?.stop());

const person = (ref: string): string | undefined => cars.personIds.get(ref) ?? wages.personIds.get(ref);

async function rows<R extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<R[]> {
  return world.iv.rows<R>(sql, values);
}

const served = ({ items }: Recheck): boolean =>
  ['SERVING', 'PAYROLL', 'CREMATION'].every((item) => items.find((one) => one.item === item)?.sent === 1);

/** A yearly batch of everything, answered; gives what differs of one item, and how it was counted. */
async function yearly(item = 'SERVING') {
  const { status, body } = await world.start('YEARLY');
  expect(status).toBe(202);
  await world.until(body.id, served);
  await world.answered();
  const done = await world.until(body.id, ({ state, untold }) => state === 'DONE' && untold === 0);
  const changes = (await world.changes(body.id)).filter((one) => one.item === item);
  return { changes: changes.map(({ personId, outcome }) => ({ personId, outcome })), counted: world.item(done, item) };
}

async function serves(ref: string, record: object): Promise<void> {
  await world.override({ personRef: ref, item: 'SERVING', rows: [record] });
}

async function faultsOf(partnerCode: string, code: string): Promise<number> {
  const [row] = await rows<{ count: number }>(
    'select coalesce(sum(count), 0)::int as count from partner_fault where partner_code = $1 and code = $2',
    [partnerCode, code],
  );
  return row?.count ?? 0;
}

describe('answers of a batch are cut by the fields of a grant, as single answers are', () => {
  test('what is cut is no news by itself: the grant of one purpose shrinks between two batches, and nobody’s record has changed', async () => {
    for (const ref of ['S-C.1', 'S-A.1']) await serves(ref, first);
    const begun = await yearly();
    expect(begun.changes.map(({ outcome }) => outcome)).toEqual(['NEW_RECORD', 'NEW_RECORD']);
    expect(await faultsOf('PRISON', 'ANSWER_OVER_RETURN')).toBe(0);
    await rows(
      `update exchange_grant set fields = '{from}' where partner_code = 'PRISON' and item = 'SERVING' and purpose <> 'HOUSING'`,
    );
    const cut = await yearly();
    expect(cut).toMatchObject({ changes: [], counted: { unchanged: 2, changed: 0, unanswered: 0 } });
    const known = await rows(
      `select person_id, fields from known_record where item_code = 'SERVING' and fingerprint is not null order by fields`,
    );
    // Of one person only the first day may be seen, of the other both.
    expect(known).toEqual([
      { person_id: person('S-C.1'), fields: 'from' },
      { person_id: person('S-A.1'), fields: null },
    ]);
  });

  test('more than the grant lets cross is counted against the agency, person by person', async () => {
    expect(await faultsOf('PRISON', 'ANSWER_OVER_RETURN')).toBe(1);
  });

  test('a change in a field that may not cross is none; where it may, it is one', async () => {
    for (const ref of ['S-C.1', 'S-A.1']) await serves(ref, { ...first, to: '2015-06-30' });
    const { changes } = await yearly();
    expect(changes).toEqual([{ personId: person('S-A.1'), outcome: 'CHANGED' }]);
  });

  test('a change in a field that may cross is found with the others cut', async () => {
    await serves('S-C.1', { from: '2014-02-01', to: '2015-06-30' });
    const { changes } = await yearly();
    expect(changes).toEqual([{ personId: person('S-C.1'), outcome: 'CHANGED' }]);
  });

  test('without a field that an agreed row must have nothing of the row is used, and the person is unanswered', async () => {
    await rows(
      `update exchange_grant set fields = '{to}' where partner_code = 'PRISON' and item = 'SERVING' and purpose <> 'HOUSING'`,
    );
    await serves('S-C.1', { from: '2014-03-01', to: '2015-06-30' });
    expect(await yearly()).toMatchObject({ changes: [], counted: { unchanged: 1, unanswered: 1 } });
  });
});

test('another person’s record under a right reference is no answer, and no change of anybody', async () => {
  await world.override({ personRef: 'S-C.1', item: 'PAYROLL', behaviour: 'OTHER_PERSON' });
  const before = await faultsOf('FISCAL_PAY', 'ANSWER_OVER_RETURN');
  expect(await yearly('PAYROLL')).toMatchObject({ changes: [], counted: { unchanged: 1, unanswered: 1 } });
  expect(await faultsOf('FISCAL_PAY', 'ANSWER_OVER_RETURN')).toBe(before + 1);
});
