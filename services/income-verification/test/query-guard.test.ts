import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Household, startWorld, type World } from './world.ts';

let world: World;
let household: Household;
let requestId: string;
let queryId: string;
beforeAll(async () => {
  world = await startWorld();
  household = await world.aHousehold('carOwner');
  requestId = await world.request(world.briefOf(household));
  expect((await world.entrust(requestId)).status).toBe(200);
  const [row] = await world.iv.rows<{ id: string }>(
    "select id from sub_query where request_id = $1 and item_code = 'VEHICLE' order by id",
    [requestId],
  );
  queryId = row?.id ?? '';
});
afterAll(() => world?.stop());

const today = '2014-04-28';

/** Statements of the application role in one transaction, as a command would write them, without the code that decides. */
async function asApplication(statements: readonly string[], day: string | null = today): Promise<string> {
  const { kit } = world.iv;
  try {
    await kit.write(kit.system('verification.dispatched'), async (unit) => {
      if (day !== null) await sql`select set_config('app.business_day', ${day}, true)`.execute(unit.db);
      for (const statement of statements) await sql.raw(statement).execute(unit.db);
    });
    return 'permitted';
  } catch (error) {
    const { constraint } = error as { constraint?: string };
    if (constraint?.startsWith('query_') !== true) throw error;
    return constraint.slice('query_'.length).toUpperCase();
  }
}

const send = () => `update sub_query set sent_at = now(), sent_on = '${today}' where id = '${queryId}'`;
const ask = () => `insert into sub_query
  (id, request_id, person_id, agency_code, item_code, round, mandatory, authorization_id, agreement_id, state, due_on)
  select '${randomUUID()}', request_id, person_id, agency_code, item_code, round + 7, mandatory, authorization_id, agreement_id,
    'QUEUED', due_on from sub_query where id = '${queryId}'`;
const write = (letterId: string) =>
  `insert into letter (id, no, kind, request_id, agency_code, text_sealed, written_on, created_at)
   values ('${letterId}', '${letterId}', 'QUERY', '${requestId}', 'PSB_VEHICLE', '', '${today}', now())`;
const inLetter = () => {
  const letterId = randomUUID();
  return [write(letterId), `insert into letter_query (letter_id, sub_query_id) values ('${letterId}', '${queryId}')`];
};
const inFile = () => {
  const fileId = randomUUID();
  return [
    `insert into exchange_file (id, direction, file_no, agency_code, item_code, state, sha256, row_count, key_id, created_on, created_at)
     values ('${fileId}', 'OUT', '${fileId.toUpperCase()}', 'PSB_VEHICLE', 'VEHICLE', 'SEALED', repeat('a', 64), 1, 'k', '${today}', now())`,
    `insert into exchange_row (file_id, seq, sub_query_id) values ('${fileId}', 1, '${queryId}')`,
  ];
};

async function counts() {
  const [row] = await world.iv.rows(
    `select (select count(*)::int from sub_query) as queries, (select count(*)::int from letter) as letters,
       (select count(*)::int from exchange_row) as lines, (select count(sent_at)::int from sub_query) as sent`,
  );
  return row;
}

const permit = '(select authorization_id from sub_query where id = $1)';
const lacking: readonly (readonly [name: string, breaks: string, mends: string, code: string])[] = [
  [
    'a revoked authorization',
    `update means_authorization set status = 'REVOKED', ended_on = '${today}', ended_reason = 'REVOKED',
       revocation_sha256 = repeat('b', 64) where id = ${permit}`,
    `update means_authorization set status = 'ACTIVE', ended_on = null, ended_reason = null, revocation_sha256 = null
       where id = ${permit}`,
    'AUTHORIZATION_REVOKED',
  ],
  [
    'an expired authorization',
    `update means_authorization set status = 'EXPIRED', ended_on = '${today}', ended_reason = 'EXPIRED' where id = ${permit}`,
    `update means_authorization set status = 'ACTIVE', ended_on = null, ended_reason = null where id = ${permit}`,
    'AUTHORIZATION_EXPIRED',
  ],
  [
    'an item outside the scope',
    `update means_authorization set scope_items = array['HUKOU'] where id = ${permit}`,
    `update means_authorization set scope_items = array['HUKOU', 'VEHICLE'] where id = ${permit}`,
    'AUTHORIZATION_SCOPE_EXCEEDED',
  ],
  [
    'a purpose outside the scope',
    `update means_authorization set scope_purposes = array['HOUSING'] where id = ${permit}`,
    `update means_authorization set scope_purposes = array['DIBAO'] where id = ${permit}`,
    'AUTHORIZATION_SCOPE_EXCEEDED',
  ],
  [
    'an authorization of another case',
    `update means_authorization set case_id = 'social-assistance/${randomUUID()}' where id = ${permit}`,
    `update means_authorization set case_id = (select case_id from verification_request r join sub_query q on q.request_id = r.id
       where q.id = $1) where id = ${permit}`,
    'AUTHORIZATION_MISSING',
  ],
  [
    'an authorization of another person',
    `update means_authorization set grantor_person_id = '${randomUUID()}' where id = ${permit}`,
    `update means_authorization set grantor_person_id = (select person_id from sub_query where id = $1) where id = ${permit}`,
    'AUTHORIZATION_MISSING',
  ],
  [
    'no agreement in force',
    "update agency_agreement set valid_to = '2014-04-27' where agency_code = 'PSB_VEHICLE' and $1::uuid is not null",
    "update agency_agreement set valid_to = null where agency_code = 'PSB_VEHICLE' and $1::uuid is not null",
    'AGREEMENT_MISSING',
  ],
  [
    'an agreement on other items',
    "update agency_agreement set items = array['HUKOU'] where agency_code = 'PSB_VEHICLE' and $1::uuid is not null",
    "update agency_agreement set items = array['VEHICLE'] where agency_code = 'PSB_VEHICLE' and $1::uuid is not null",
    'AGREEMENT_MISSING',
  ],
  [
    'an agreement of another county',
    "update agency_agreement set division_code = '371721000000' where agency_code = 'PSB_VEHICLE' and $1::uuid is not null",
    "update agency_agreement set division_code = '370000000000' where agency_code = 'PSB_VEHICLE' and $1::uuid is not null",
    'AGREEMENT_MISSING',
  ],
  [
    'a request that is cancelled',
    "update verification_request set state = 'CANCELLED' where id = (select request_id from sub_query where id = $1)",
    "update verification_request set state = 'DISPATCHED' where id = (select request_id from sub_query where id = $1)",
    'STATE_TRANSITION_INVALID',
  ],
  [
    'a request without a case',
    "update verification_request set case_id = '' where id = (select request_id from sub_query where id = $1)",
    `update verification_request set case_id = (select case_id from means_authorization where id = ${permit})
       where id = (select request_id from sub_query where id = $1)`,
    'CASE_REQUIRED',
  ],
  [
    'a request for another purpose',
    "update verification_request set purpose = 'HOUSING' where id = (select request_id from sub_query where id = $1)",
    "update verification_request set purpose = 'DIBAO' where id = (select request_id from sub_query where id = $1)",
    'AUTHORIZATION_SCOPE_EXCEEDED',
  ],
];

describe('a query without a live authorization, agreement, case and purpose cannot leave: the database refuses the application role', () => {
  test.each(lacking)('%s', async (_, breaks, mends, code) => {
    await world.iv.rows(breaks, [queryId]);
    const before = await counts();
    try {
      expect(await asApplication([ask()])).toBe(code);
      expect(await asApplication([send()])).toBe(code);
      expect(await asApplication(inLetter())).toBe(code);
      expect(await asApplication(inFile())).toBe(code);
      expect(await counts()).toEqual(before);
    } finally {
      await world.iv.rows(mends, [queryId]);
    }
  });

  test.each([
    ['the day before its first', '2014-04-27', 'AUTHORIZATION_NOT_YET_VALID'],
    ['the day after its last', '2015-04-29', 'AUTHORIZATION_EXPIRED'],
  ])('an authorization on %s', async (_, day, code) => {
    const before = await counts();
    for (const statements of [[ask()], [send()], inLetter(), inFile()]) {
      expect(await asApplication(statements, day)).toBe(code);
    }
    expect(await counts()).toEqual(before);
  });

  test('a transaction that does not say its business day, also on a connection that said one before', async () => {
    const before = await counts();
    expect(await asApplication(["select set_config('app.business_day', '2014-04-28', true)"])).toBe('permitted');
    for (const statements of [[ask()], [send()], inLetter(), inFile()]) {
      expect(await asApplication(statements, null)).toBe('BUSINESS_DAY_MISSING');
    }
    expect(await counts()).toEqual(before);
  });

  test('a paused request, a day of leave that is another one, a state without leave', async () => {
    const pause = (reason: string | null) =>
      world.iv.rows('update verification_request set paused_reason = $1 where id = $2', [reason, requestId]);
    await pause('AUTHORIZATION_EXPIRED');
    for (const statements of [[send()], inLetter(), inFile()]) {
      expect(await asApplication(statements)).toBe('REQUEST_PAUSED');
    }
    await pause(null);
    const yesterday = `update sub_query set sent_at = now(), sent_on = '2014-04-27' where id = '${queryId}'`;
    expect(await asApplication([yesterday])).toBe('NOT_RELEASED');
    const state = `update sub_query set state = 'SENT' where id = '${queryId}'`;
    expect(await asApplication([state])).toBe('NOT_RELEASED');
  });

  test('a question that is cancelled stands in no file and no letter', async () => {
    const state = (name: string) => world.iv.rows('update sub_query set state = $1 where id = $2', [name, queryId]);
    await state('CANCELLED');
    expect(await asApplication(inLetter())).toBe('NOT_RELEASED');
    expect(await asApplication(inFile())).toBe('NOT_RELEASED');
    await state('QUEUED');
  });

  test('with all of them it may exist and leave', async () => {
    for (const statements of [[ask()], [send()], inLetter(), inFile()]) {
      expect(await asApplication(statements)).toBe('permitted');
    }
  });
});

test('what leaves in real time has its leave noted before anybody is asked', async () => {
  const id = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  await world.entrust(id);
  await world.dispatch(id);
  const rows = await world.iv.rows(
    'select distinct sent_on::text as day, count(*) filter (where sent_at is null)::int as never from sub_query where request_id = $1 group by 1',
    [id],
  );
  expect(rows).toEqual([{ day: today, never: 0 }]);
});
