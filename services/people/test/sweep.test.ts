import { randomUUID } from 'node:crypto';
import { recordKinship } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, type People, startPeople } from './fixtures.ts';
import { type Holders, startHolders } from './holders.ts';

let holders: Holders;
let people: People;

beforeAll(async () => {
  holders = await startHolders();
  people = await startPeople({ urls: holders.urls });
});
afterAll(async () => {
  await people?.stop();
  await holders?.stop();
});

async function left(ids: readonly string[]): Promise<string[]> {
  const rows = await people.rows<{ id: string }>('select id from person where id = any($1)', [ids]);
  return ids.filter((id) => rows.some((row) => row.id === id));
}

describe('the sweep (people.md §1.1)', () => {
  it('30 days after registration takes away whom no case named and nobody needs; nobody goes while a service is silent', async () => {
    const alone = await people.aPerson();
    const named = await people.aPerson();
    await people.openCase([named]);
    const enrolled = await people.aPerson();
    holders.records['social-assistance'].push({
      id: randomUUID(),
      personId: enrolled,
      kind: 'ENROLMENT',
      at: new Date(),
    });
    const [parent, child] = [
      await people.aPerson(aBody(anIdNo('1960-01-01'))),
      await people.aPerson(aBody(anIdNo('1990-01-01'))),
    ];
    await people.call(recordKinship, {
      token: people.acceptor,
      body: { personId: child, relativeId: parent, kind: 'PARENT', validFrom: '2014-01-01', source: '户口簿' },
    });
    const again = aBody();
    const returning = await people.aPerson(again);
    const all = [alone, named, enrolled, parent, child, returning];

    await people.setToday('2014-05-20');
    await people.register(again);
    // Registered on 04-28: 30 days are over on 05-28.
    await people.setToday('2014-05-27');
    expect(await left(all)).toEqual(all);
    holders.silent.add('payments');
    await people.setToday('2014-05-28');
    expect(await left(all)).toEqual(all);
    holders.silent.delete('payments');
    await people.setToday('2014-05-29');
    expect(await left(all)).toEqual([named, enrolled, parent, child, returning]);
    const audits = await people.rows(`select record_id from audit_log where action = 'persons.sweep'`);
    expect(audits).toEqual([{ record_id: alone }]);
    expect(await people.rows('select 1 from person_fact where person_id = $1', [alone])).toEqual([]);
    // Who read the person stays on record.
    expect(await people.rows('select 1 from access_ledger where person_id = $1', [alone])).not.toEqual([]);

    await people.setToday('2014-06-19');
    expect(await left(all)).toEqual([named, enrolled, parent, child]);
  });
});
