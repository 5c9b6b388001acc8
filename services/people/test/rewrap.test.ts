import { getPerson } from '@mz/contracts';
import { memoryKeyProvider } from '@mz/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, type People, startPeople } from './fixtures.ts';

const keys = memoryKeyProvider('turned at people');
let people: People;

beforeAll(async () => {
  people = await startPeople({ keys });
});
afterAll(() => people?.stop());

async function read(personId: string) {
  const caseId = await people.openCase([personId]);
  const params = { id: personId };
  const { status, body } = await people.call(getPerson, {
    token: people.acceptor,
    purpose: 'ASSESS_BENEFIT',
    caseId,
    params,
  });
  return `${status} ${body.name}`;
}

/** Brings a record to how it was stored before persons had keys. */
async function asBefore(personId: string, idNo: string): Promise<void> {
  const sealed = (column: string, text: string) =>
    people.kit.fields.encrypt(text, { table: 'person', column, recordId: personId });
  await people.rows('update person set name = $2, id_no = $3, phone = $4 where id = $1', [
    personId,
    sealed('name', '周旧存'),
    sealed('id_no', idNo),
    sealed('phone', '13800001234'),
  ]);
  const facts = await people.rows<{ id: string }>('select id from person_fact where person_id = $1', [personId]);
  for (const { id } of facts) {
    const value = people.kit.fields.encrypt('旧值', { table: 'person_fact', column: 'value', recordId: id });
    await people.rows('update person_fact set value = $2 where id = $1', [id, value]);
  }
  await people.rows('delete from person_key where person_id = $1', [personId]);
}

/** How many values of the person still stand under the provider's key. */
async function underProvider(personId: string): Promise<number> {
  const [row] = await people.rows<{ count: number }>(
    `select (select count(*)::int from person p, unnest(array[p.name, p.id_no, p.phone, p.residence_address]) v
        where p.id = $1 and get_byte(v, 2) = 0)
      + (select count(*)::int from person_fact f where f.person_id = $1 and get_byte(f.value, 2) = 0) as count`,
    [personId],
  );
  return row?.count ?? -1;
}

const wrappedOf = async (personId: string) =>
  (await people.rows<{ wrapped: Buffer }>('select wrapped from person_key where person_id = $1', [personId]))[0]
    ?.wrapped ?? Buffer.alloc(0);

const doneOf = async (day: string) => {
  const runs = await people.setToday(day);
  return runs.filter(({ name }) => name === 'persons.rewrap-keys').map(({ done }) => done);
};

describe('persons.rewrap-keys', () => {
  it('values of before there were keys stay readable, and are moved to the person’s own key once', async () => {
    const idNo = anIdNo('1960-06-06');
    const personId = await people.aPerson({ ...aBody(idNo), name: '周旧存' });
    const other = await people.aPerson();
    const untouched = await wrappedOf(other);
    await asBefore(personId, idNo);
    expect(await read(personId)).toBe('200 周旧存');
    expect(await underProvider(personId)).toBeGreaterThan(5);
    expect(await doneOf('2014-04-29')).toEqual([1]);
    expect(await underProvider(personId)).toBe(0);
    expect(await read(personId)).toBe('200 周旧存');
    expect(await wrappedOf(other)).toEqual(untouched);
    expect(await doneOf('2014-04-30')).toEqual([0]);
  });

  it('keys that a turned key of the provider wraps are wrapped again; the values stay as they are', async () => {
    const personId = await people.aPerson({ ...aBody(), name: '吴新存' });
    const nameOf = async () =>
      (await people.rows<{ name: Buffer }>('select name from person where id = $1', [personId]))[0]?.name;
    const [before, name] = [await wrappedOf(personId), await nameOf()];
    keys.rotate('data-encryption/people');
    expect(people.kit.fields.isStale(before)).toBe(true);
    const [done] = await doneOf('2014-05-01');
    expect(done).toBeGreaterThanOrEqual(3);
    expect(people.kit.fields.isStale(await wrappedOf(personId))).toBe(false);
    expect(await nameOf()).toEqual(name);
    expect(await read(personId)).toBe('200 吴新存');
    expect(await doneOf('2014-05-02')).toEqual([0]);
  });
});
