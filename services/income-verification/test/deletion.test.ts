import { createHash } from 'node:crypto';
import { getLetter, listDeletionRecords, listLetters, listRawRemnants } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRows } from '../src/answers/index.ts';
import { type Household, startWorld, type World } from './world.ts';

let world: World;
let tokens: Record<'auditor' | 'far', string>;
let household: Household;
let requestId: string;

type Sealed = { sub_query_id: string; sealed_rows: Buffer; raw_hash: string };
type Key = { request_id: string; data_key_id: string; wrapped: Buffer };
/** What somebody has who copied the rows before they were deleted, but not the keys. */
let copied: Sealed[];
let key: Key;

beforeAll(async () => {
  world = await startWorld();
  // A machine that is busy with other tests is no silent agency.
  await world.iv.rows('update agency_agreement set sla_seconds = 120');
  tokens = {
    auditor: await world.iv.token({ role: 'AUDITOR' }),
    far: await world.iv.token({ role: 'AUDITOR', division: '371721000000' }),
  };
  expect((await world.agree({ agencyCode: 'LAND', mode: 'ML', items: ['LAND_COMP'] })).status).toBe(201);
  household = await world.aHousehold('carOwner');
  requestId = await aCheck(household);
  copied = await sealedOf(requestId);
  key = (await keys()).find((one) => one.request_id === requestId) ?? fault('no key');
});
afterAll(() => world?.stop());

function fault(text: string): never {
  throw new Error(text);
}

async function aCheck(of: Household): Promise<string> {
  const id = await world.request(world.briefOf(of));
  expect((await world.entrust(id)).status).toBe(200);
  await world.dispatch(id);
  await world.nextHour();
  const { body } = await world.compile(id);
  await world.issue(body.id, body.version);
  return id;
}

const keys = () => world.iv.rows<Key>('select * from request_key order by request_id');
const sealedOf = (id: string) =>
  world.iv.rows<Sealed>(
    `select a.sub_query_id, a.sealed_rows, a.raw_hash from answer a join sub_query q on q.id = a.sub_query_id
     where q.request_id = $1 order by 1`,
    [id],
  );
const end = (id: string, state: string, on: string) =>
  world.iv.rows('update verification_request set state = $2, ended_on = $3 where id = $1', [id, state, on]);
const tomorrow = async (): Promise<void> => {
  const at = new Date(world.iv.kit.clock.business().getTime() + 86_400_000);
  await world.setToday(at.toISOString().slice(0, 10));
};
const records = async (query: object = {}, token = tokens.auditor) =>
  (await world.call(listDeletionRecords, { token, query })).body;
const remnants = async (token = tokens.auditor) => (await world.call(listRawRemnants, { token })).body.items;
const open = (row: Sealed, { data_key_id, wrapped }: Key) =>
  openRows(world.iv.kit, { recordId: row.sub_query_id, dataKey: { dataKeyId: data_key_id, wrapped } }, row.sealed_rows);

describe('raw answers encrypted per request key, deleted on schedule with proof (§9)', () => {
  test('before its term nothing is deleted; its own key opens the rows, and no other request’s does', async () => {
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.map((row) => open(row, key))).toContainEqual(expect.arrayContaining([expect.any(Object)]));
    await aSecondKey();
    for (const other of (await keys()).filter((one) => one.request_id !== requestId))
      for (const row of copied) expect(() => open(row, other)).toThrow();
    expect((await records()).items).toEqual([]);
    expect(await remnants()).toEqual([]);
  });

  test('an overdue check is found before the job has run: OVERDUE, by table', async () => {
    await end(requestId, 'ARCHIVED', '2013-10-01');
    const found = await remnants();
    expect(found.map(({ table }: { table: string }) => table)).toEqual([
      ...['answer', 'identity_copy', 'letter', 'request_key'],
    ]);
    expect(found[0]).toEqual({ requestId, table: 'answer', rows: copied.length, fault: 'OVERDUE' });
    expect(await remnants(tokens.far)).toEqual([]);
  });

  test('six months after archiving answers, identity copies, letters and the key go, and a record proves it', async () => {
    await tomorrow();
    expect(await remnants()).toEqual([]);
    const { items } = await records({ requestId });
    expect(items).toHaveLength(1);
    const lines = copied.map(({ sub_query_id, raw_hash }) => `${sub_query_id} ${raw_hash}\n`).sort();
    expect(items[0]).toMatchObject({
      ...{ requestId, scope: 'WHOLE', reason: 'ARCHIVED', deletedOn: world.iv.kit.clock.today() },
      ...{ job: 'system:income-verification:answers.delete', answers: copied.length, identities: 2, letters: 1 },
      ...{ answersSha256: createHash('sha256').update(lines.join('')).digest('hex'), dataKeyId: key.data_key_id },
      wrappedSha256: createHash('sha256').update(key.wrapped).digest('hex'),
    });
    const [audit] = await world.iv.rows(
      "select after from audit_log where action = 'answers.delete' and record_id = $1",
      [items[0].id],
    );
    const { id: _, ...proof } = items[0];
    expect(audit).toEqual({ after: proof });
  });

  test('a copy of the rows cannot be read any more: none of the keys that are left opens them', async () => {
    const left = await keys();
    expect(left.map(({ request_id }) => request_id)).not.toContain(requestId);
    expect(left.length).toBeGreaterThan(0);
    for (const row of copied) for (const one of left) expect(() => open(row, one)).toThrow();
    // The data key's own name alone opens nothing either.
    const [one = fault('no key')] = left;
    for (const row of copied) expect(() => open(row, { ...one, data_key_id: key.data_key_id })).toThrow();
  });

  test('RAW_DELETED: a letter whose text is gone is refused with its reason', async () => {
    const { body } = await world.call(listLetters, { token: world.tokens.operator, query: { requestId } });
    const call = { token: world.tokens.operator, purpose: 'VERIFY_MEANS' as const, params: { id: body.items[0].id } };
    expect((await world.call(getLetter, call)).body).toMatchObject({ status: 409, code: 'RAW_DELETED' });
    expect(JSON.stringify(await world.iv.rows('select text_sealed from letter'))).not.toContain('"data":[');
  });

  test('nobody changes or deletes the proof', async () => {
    const rights = await world.iv.rows(
      `select privilege_type from information_schema.role_table_grants
       where table_name = 'deletion_record' and grantee like '%_app' order by 1`,
    );
    expect(rights).toEqual([{ privilege_type: 'INSERT' }, { privilege_type: 'SELECT' }]);
  });

  test('raw bytes that come back are found: DELETED', async () => {
    const [row = fault('no row')] = copied;
    await world.iv.rows(
      `insert into quarantined_answer (id, sub_query_id, code, sealed_body, received_at)
       values (gen_random_uuid(), $1, 'ANSWER_DUPLICATE', $2, now())`,
      [row.sub_query_id, row.sealed_rows],
    );
    expect(await remnants()).toEqual([{ requestId, table: 'quarantined_answer', rows: 1, fault: 'DELETED' }]);
    await world.iv.rows('delete from quarantined_answer');
  });
});

/** Another check with a key of its own. */
async function aSecondKey(): Promise<string> {
  return world.request(world.briefOf(await world.aHousehold('wageEarner')));
}

describe('rejected or cancelled requests: raw deleted at 90 days', () => {
  test.each([
    ['the 89th day', 89, false],
    ['the 90th day', 90, true],
  ])('%s', async (_, days, deleted) => {
    const id = await aSecondKey();
    await tomorrow();
    const day = new Date(`${world.iv.kit.clock.today()}T00:00:00Z`);
    const ended = new Date(day.getTime() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
    await end(id, 'CANCELLED', ended);
    await tomorrow();
    const { items } = await records({ requestId: id });
    expect(items.map(({ reason }: { reason: string }) => reason)).toEqual(deleted ? ['STOPPED'] : []);
  });
});

describe('bank rows rule: raw deleted 30 days after the objection period', () => {
  test('what is raw of a bank goes, and what is of others stays with the key; the record says so', async () => {
    const id = await aCheck(await world.aHousehold('wageEarner'));
    const [bank = fault('no question')] = await world.iv.rows<{ id: string }>(
      'select id from sub_query where request_id = $1 and outcome is not null order by agency_code limit 1',
      [id],
    );
    const before = (await sealedOf(id)).length;
    // The question becomes one about deposits without any row: nobody here is a bank.
    await world.iv.rows(
      `begin; set local session_replication_role = replica;
       update sub_query set agency_code = 'BANK', item_code = 'DEPOSIT' where id = '${bank.id}';
       insert into quarantined_answer (id, sub_query_id, code, sealed_body, received_at)
         values (gen_random_uuid(), '${bank.id}', 'ANSWER_DUPLICATE', '\\x01', now());
       commit`,
    );
    await rowless(id, bank.id);
    await tomorrow();
    await world.iv.rows(
      `begin; set local session_replication_role = replica;
       update report set objection_until = $$${world.iv.kit.clock.today()}$$::date - 30 where request_id = '${id}'; commit`,
    );
    await end(id, 'ARCHIVED', world.iv.kit.clock.today());
    await tomorrow();
    const { items } = await records({ requestId: id });
    expect(items).toMatchObject([
      {
        scope: 'BANK',
        reason: 'BANK_TERM',
        answers: 1,
        quarantined: 1,
        identities: 0,
        dataKeyId: null,
        wrappedSha256: null,
      },
    ]);
    expect((await sealedOf(id)).length).toBe(before - 1);
    expect((await keys()).map(({ request_id }) => request_id)).toContain(id);
    const summary = await world.iv.rows(
      'select bank_count, total_band, total_fen from bank_summary where sub_query_id = $1',
      [bank.id],
    );
    expect(summary).toMatchObject([{ bank_count: 0, total_band: 'WITHIN_LIMIT' }]);
    expect(await remnants()).toEqual([]);
  });
});

/** Seals no rows as the answer to a question. */
async function rowless(id: string, subQueryId: string): Promise<void> {
  const [own = fault('no key')] = await world.iv.rows<Key>('select * from request_key where request_id = $1', [id]);
  const place = { table: 'answer', column: 'sealed_rows', recordId: subQueryId };
  const dataKey = { dataKeyId: own.data_key_id, wrapped: own.wrapped };
  const sealed = world.iv.kit.fields.encrypt('[]', { ...place, dataKey });
  await world.iv.rows('update answer set sealed_rows = $2, row_count = 0 where sub_query_id = $1', [
    subQueryId,
    sealed,
  ]);
}

describe('who reads the proofs', () => {
  test('auditors and the province; no log-in, another role, another region; the graph as REST', async () => {
    expect((await world.call(listDeletionRecords)).status).toBe(401);
    expect((await world.call(listDeletionRecords, { token: world.tokens.lead })).body.code).toBe('ROLE_NOT_PERMITTED');
    expect((await world.call(listRawRemnants, { token: world.tokens.lead })).body.code).toBe('ROLE_NOT_PERMITTED');
    expect((await records({}, tokens.far)).items).toEqual([]);
    const { items } = await records({}, world.tokens.admin);
    const pages = await records({ first: 1 });
    expect([...pages.items, ...(await records({ after: pages.next })).items]).toEqual(items);
    const query = `{ deletionRecords { items { id requestId scope reason deletedOn job answers quarantined identities letters replies
      files discs answersSha256 dataKeyId wrappedSha256 } next } rawRemnants { table } }`;
    const gateway = await world.iv.serviceToken('gateway');
    const headers = {
      authorization: `Bearer ${gateway}`,
      'x-user-token': tokens.auditor,
      'content-type': 'application/json',
    };
    const payload = JSON.stringify({ query });
    const { data } = (await world.iv.inject({ method: 'POST', url: '/graphql', headers, payload })).json();
    expect(data).toEqual({ deletionRecords: await records(), rawRemnants: [] });
  });
});
