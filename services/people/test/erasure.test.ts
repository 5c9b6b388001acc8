import {
  approveMerge,
  disclosePersons,
  getPerson,
  personFacts,
  proposeMerge,
  reportLifeEvent,
  unmaskPerson,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, county, type People } from './fixtures.ts';
import { type Retaining, startDay, startRetaining } from './retaining.ts';

const purpose = 'ASSESS_BENEFIT';
const erasedName = '孙长生';
const livingName = '李在世';
let world: Retaining;
let people: People;

beforeAll(async () => {
  world = await startRetaining();
  people = world.people;
});
afterAll(() => world?.stop());

let days = 0;
async function nextDay(): Promise<void> {
  days += 1;
  await people.setToday(addDays(startDay, days));
}

const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as { code?: string }).code}`;

interface StoredValue {
  readonly table: string;
  readonly column: string;
  readonly recordIds: readonly string[];
  readonly bytes: Buffer;
}

/** Every value of every bytea column of the database, with the ids of its row. */
async function everySealedValue(): Promise<StoredValue[]> {
  const columns = await people.rows<{ table_name: string; column_name: string }>(
    `select table_name, column_name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' order by 1, 2`,
  );
  const values: StoredValue[] = [];
  for (const { table_name: table, column_name: column } of columns) {
    const rows = await people.rows<Record<string, unknown>>(`select * from "${table}" where "${column}" is not null`);
    for (const row of rows) {
      const bytes = row[column];
      const recordIds = [row.id, row.person_id, row.data_key_id].flatMap((id) => (typeof id === 'string' ? [id] : []));
      if (Buffer.isBuffer(bytes)) values.push({ table, column, recordIds, bytes });
    }
  }
  return values;
}

/** What the service can read of a value with all keys that it holds: the provider's and every data key left. */
async function readable(value: StoredValue): Promise<string[]> {
  const keys = await people.rows<{ data_key_id: string; wrapped: Buffer }>(
    'select data_key_id, wrapped from person_key where wrapped is not null',
  );
  const tries = [undefined, ...keys.map(({ data_key_id: dataKeyId, wrapped }) => ({ dataKeyId, wrapped }))];
  return value.recordIds.flatMap((recordId) =>
    tries.flatMap((dataKey) => {
      try {
        const place = { table: value.table, column: value.column, recordId, ...(dataKey ? { dataKey } : {}) };
        return [people.kit.fields.decrypt(value.bytes, place)];
      } catch {
        return [];
      }
    }),
  );
}

async function allReadable(values: readonly StoredValue[]): Promise<string[]> {
  return (await Promise.all(values.map(readable))).flat();
}

describe('after the erasure', () => {
  it('no stored byte of the person decrypts, also none of a copy of before; other persons stay readable', async () => {
    const personId = await world.aFormerClient({ name: erasedName });
    await people.aPerson({ ...aBody(), name: livingName });
    const before = await everySealedValue();
    expect(await allReadable(before)).toEqual(expect.arrayContaining([erasedName, livingName, '泉城路 9 号']));
    await nextDay();
    expect((await world.erase(personId)).status).toBe(200);

    const after = await allReadable(await everySealedValue());
    const copies = await allReadable(before.filter(({ table }) => table !== 'person_key'));
    for (const texts of [after, copies]) {
      expect(texts).toContain(livingName);
      expect(texts.filter((text) => text === erasedName || text === '泉城路 9 号')).toEqual([]);
    }
    const copy = before.find(({ column, recordIds }) => column === 'name' && recordIds.includes(personId));
    const place = { table: 'person', column: 'name', recordId: personId };
    expect(() => people.kit.fields.decrypt(copy?.bytes ?? Buffer.alloc(0), place)).toThrow(
      expect.objectContaining({ code: 'FIELD_DATA_KEY_MISSING' }),
    );
    const [row] = await people.rows('select * from person where id = $1', [personId]);
    expect(row).toMatchObject({
      id_no: null,
      id_no_index: null,
      name_birth_index: null,
      name_village_index: null,
      pinyin_birth_index: null,
      phone_index: null,
      birth_date: '1950-01-01',
      hukou_division: county,
    });
    const left = await people.rows<{ facts: number; reads: number }>(
      `select (select count(*)::int from person_fact where person_id = $1) as facts,
        (select count(*)::int from access_ledger where person_id = $1) as reads`,
      [personId],
    );
    expect(left[0]?.facts).toBe(0);
    expect(left[0]?.reads).toBeGreaterThan(0);
  });

  it('PERSON_ERASED 410: reads, disclosure, facts, unmasking, notices and merges; none says a clear value', async () => {
    const personId = await world.aFormerClient({ name: erasedName });
    const other = await people.aPerson({ ...aBody(), name: livingName });
    await nextDay();
    await world.erase(personId);
    const caseId = await people.openCase([personId, other]);
    const reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county });
    const payments = await people.serviceToken('payments');
    const personIds = [personId];
    const answers = [
      await people.call(getPerson, { token: people.acceptor, purpose, caseId, params: { id: personId } }),
      await people.call(personFacts, { token: payments, body: { personIds, caseId } }),
      await people.call(disclosePersons, {
        token: payments,
        body: { personIds, caseId, purpose: 'PAY', fields: ['name'] },
      }),
      await people.call(unmaskPerson, {
        token: reviewer,
        purpose,
        caseId,
        body: { personIds, field: 'name', reason: '核对证件原件上的姓名' },
      }),
      await people.call(reportLifeEvent, {
        token: reviewer,
        body: {
          personId,
          kind: 'DEATH',
          eventDate: '2044-01-01',
          source: 'CREMATION',
          matchedBy: 'NUMBER',
          documentSha256: 'a'.repeat(64),
        },
      }),
      await people.call(proposeMerge, {
        token: reviewer,
        purpose: 'REGISTER_EVENT',
        body: { kept: other, dropped: personId, reason: '同一人重复登记' },
      }),
    ];
    expect(answers.map(codeOf)).toEqual(answers.map(() => '410 PERSON_ERASED'));
    expect(JSON.stringify(answers)).not.toContain(erasedName);
  });

  it('in the graph the person is null with the code, and the others of the list are answered', async () => {
    const personId = await world.aFormerClient({ name: erasedName });
    const other = await people.aPerson({ ...aBody(), name: livingName });
    await nextDay();
    await world.erase(personId);
    const headers = {
      authorization: `Bearer ${await people.serviceToken('gateway')}`,
      'x-user-token': people.acceptor,
      'x-purpose': purpose,
      'x-case': await people.openCase([personId, other]),
    };
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { id name } } }';
    const r = [personId, other].map((id) => ({ __typename: 'Person', id }));
    const answer = await people.inject({
      method: 'POST',
      url: '/graphql',
      headers,
      payload: { query, variables: { r } },
    });
    const { data, errors } = answer.json();
    expect(data._entities).toEqual([null, { id: other, name: livingName }]);
    expect(errors.map((one: { extensions: { code: string } }) => one.extensions.code)).toEqual(['PERSON_ERASED']);
  });

  it('a merged person goes with every record: kept and dropped, also by the old id', async () => {
    const born = anIdNo('1950-05-05');
    const kept = await world.aFormerClient({ name: erasedName, idNo: born });
    const dropped = await world.aFormerClient({
      name: erasedName,
      idType: 'HUKOU_BOOK_ONLY',
      idNo: undefined,
      newPersonReason: '另一户',
      phone: '13911112222',
    });
    const [first, second] = await Promise.all(
      ['merger-1', 'merger-2'].map((subject) => people.token({ role: 'COUNTY_REVIEWER', division: county, subject })),
    );
    const proposal = await people.call(proposeMerge, {
      token: first ?? '',
      purpose: 'REGISTER_EVENT',
      body: { kept, dropped, reason: '同一人重复登记' },
    });
    const merged = await people.call(approveMerge, { token: second ?? '', params: { id: proposal.body.id } });
    expect(merged.status).toBe(200);
    // What a bureau keeps under the dropped id keeps the person.
    world.holders.kept.payments.push({ personId: dropped, class: 'PAYMENT', endedOn: null });
    await nextDay();
    expect(codeOf(await world.propose(dropped))).toBe('409 RETENTION_NOT_DUE');
    world.holders.kept.payments.pop();
    expect((await world.erase(dropped)).body).toMatchObject({ personId: kept, state: 'ERASED' });
    const keys = await people.rows<{ wrapped: Buffer | null }>(
      'select wrapped from person_key where person_id = any($1)',
      [[kept, dropped]],
    );
    expect(keys.map(({ wrapped }) => wrapped)).toEqual([null, null]);
    const caseId = await people.openCase([kept]);
    const read = await people.call(getPerson, { token: people.acceptor, purpose, caseId, params: { id: dropped } });
    expect(codeOf(read)).toBe('410 PERSON_ERASED');
  });
});
