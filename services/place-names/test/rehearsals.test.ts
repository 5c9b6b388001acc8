import { randomUUID } from 'node:crypto';
import {
  compareRehearsals,
  divisionChangeMap,
  getDivisionSwitch,
  getRehearsal,
  listDivisionSwitches,
  listRehearsals,
  runRehearsal,
} from '@mz/contracts';
import { startTestService, type TestAnswer, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../src/app.ts';

/** Status and code of a refusal. */
const told = ({ status, body }: TestAnswer) => [status, body.code];

// The other services are down here: a rehearsal says so and keeps what it has.
let app: TestService;
beforeAll(async () => {
  app = (await startTestService(service, { seed: 'copied', today: '2014-01-20' })) as unknown as TestService;
}, 300_000);
afterAll(() => app?.stop());

const city = () => app.token({ role: 'PLACE_CITY_OFFICER', division: '371000000000' });
const run = async (token: string | undefined, id = 'CH-04', key?: string) =>
  app.call(runRehearsal, {
    ...(token === undefined ? {} : { token }),
    params: { id },
    body: {},
    ...(key === undefined ? {} : { key }),
  });

describe('a rehearsal of a change that is not in force', () => {
  it('names the services that did not answer and is PARTIAL; row and audit row stand together', async () => {
    const { status, body } = await run(await city());
    expect([status, body.status, body.tableVersion]).toEqual([201, 'PARTIAL', 1]);
    // The records of this service are always at hand.
    expect(body.services.map((one) => [one.answered, one.error])).toEqual([
      [true, null],
      ...Array.from({ length: 5 }, () => [false, 'UPSTREAM_UNAVAILABLE']),
    ]);
    expect(await app.rows('select change_id from division_rehearsal where id = $1', [body.id])).toEqual([
      { change_id: 'CH-04' },
    ]);
    expect(
      await app.rows(`select action from audit_log where record_type = 'division_rehearsal' and record_id = $1`, [
        body.id,
      ]),
    ).toEqual([{ action: 'rehearsals.run' }]);
  });

  it('counts boundary lines on either side, and their markers', async () => {
    const [line, marker] = [randomUUID(), randomUUID()];
    await app.rows(
      `insert into boundary_line (id, line_code, level, code_a, code_b, current_code_a, current_code_b, length_m,
         approval_doc, approved_on, state, valid_from, created_by, created_at, updated_at)
       values ($1, '371002-371081', 'COUNTY', '371002000000', '371081000000', '371002000000', '371081000000', 51400,
         '鲁政函〔2001〕1号', '2001-01-01', 'IN_FORCE', '2001-01-01', 'clerk', now(), now())`,
      [line],
    );
    await app.rows(
      `insert into boundary_marker (id, line_id, marker_code, position_code, serial, letter, material, lon, lat,
         azimuth_features, condition, set_on, entered_by, updated_at)
       values ($1, $2, '371002371081001Q', '371002371081001', 1, 'Q', '花岗岩', 122.05, 37.3, '[1,2,3]', 'INTACT', '2001-01-01', 'clerk', now())`,
      [marker, line],
    );
    const { body } = await run(await city());
    const of = (table: string) => body.places.find((one) => one.table === table)?.count;
    expect(['boundary_line.a', 'boundary_line.b', 'boundary_marker.a', 'boundary_marker.b'].map(of)).toEqual([
      0, 1, 0, 1,
    ]);
  });

  it('a replay of the key answers the same rehearsal and keeps no second one', async () => {
    const key = randomUUID();
    const [one, two] = [await run(await city(), 'CH-04', key), await run(await city(), 'CH-04', key)];
    expect(two.body).toEqual(one.body);
    expect(await app.rows('select from division_rehearsal where id = $1', [one.body.id])).toHaveLength(1);
  });

  it.each([
    ['no login', undefined, 'CH-04', 401, 'TOKEN_MISSING'],
    ['a county clerk', { role: 'PLACE_COUNTY_CLERK', division: '371081000000' }, 'CH-04', 403, 'ROLE_NOT_PERMITTED'],
    ['another city', { role: 'PLACE_CITY_OFFICER', division: '370100000000' }, 'CH-04', 403, 'SCOPE_FORBIDDEN'],
    [
      'a change of two cities by one',
      { role: 'PLACE_CITY_OFFICER', division: '370100000000' },
      'CH-14',
      403,
      'SCOPE_FORBIDDEN',
    ],
    ['an unknown change', { role: 'PLACE_PROVINCE_OFFICER', division: '370000000000' }, 'CH-99', 404, 'CHANGE_UNKNOWN'],
    [
      'a change in force',
      { role: 'PLACE_PROVINCE_OFFICER', division: '370000000000' },
      'CH-03',
      409,
      'CHANGE_IN_FORCE',
    ],
    ['a broken id', { role: 'PLACE_PROVINCE_OFFICER', division: '370000000000' }, '-', 400, 'INPUT_INVALID'],
  ] as const)('refuses %s and keeps nothing', async (_name, who, id, status, code) => {
    const before = await app.rows('select from division_rehearsal');
    const answer = await run(who === undefined ? undefined : await app.token(who), id);
    expect(told(answer)).toEqual([status, code]);
    expect(await app.rows('select from division_rehearsal')).toHaveLength(before.length);
  });

  it('is listed newest first, read and compared, by the city and the province and nobody else', async () => {
    const [first, second] = [await run(await city()), await run(await city())];
    const province = await app.token({ role: 'PLACE_PROVINCE_CHECKER' });
    const listed = await app.call(listRehearsals, { token: province, params: { id: 'CH-04' }, query: { first: 2 } });
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toEqual([second.body.id, first.body.id]);
    expect(listed.body.next).toEqual(expect.any(String));
    const read = await app.call(getRehearsal, { token: await city(), params: { id: first.body.id } });
    expect(read.body).toEqual(first.body);
    const compared = await app.call(compareRehearsals, {
      token: province,
      params: { id: second.body.id },
      query: { with: first.body.id },
    });
    expect(compared.body).toMatchObject({ from: first.body.id, to: second.body.id, differences: [] });
    const other = await app.token({ role: 'PLACE_CITY_OFFICER', division: '370100000000' });
    const hidden = await app.call(getRehearsal, { token: other, params: { id: first.body.id } });
    expect(told(hidden)).toEqual([404, 'REHEARSAL_UNKNOWN']);
  });

  it('REHEARSALS_DIFFER: two changes are not compared', async () => {
    const token = await app.token({ role: 'PLACE_PROVINCE_OFFICER' });
    const [split, absorbed] = [await run(token), await run(token, 'CH-14')];
    const params = { id: split.body.id };
    const answer = await app.call(compareRehearsals, { token, params, query: { with: absorbed.body.id } });
    expect(told(answer)).toEqual([422, 'REHEARSALS_DIFFER']);
  });

  it('the graph answers what REST answers', async () => {
    const token = await city();
    const { body } = await run(token);
    const query = `query($id: ID!) { rehearsal(id: $id) { id changeId status divisionCode totals { full ambiguous unmapped } } }`;
    const asked = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        authorization: `Bearer ${await app.serviceToken('gateway')}`,
        'x-user-token': token,
        'content-type': 'application/json',
      },
      payload: JSON.stringify({ query, variables: { id: body.id } }),
    });
    const { id, changeId, status, divisionCode, totals } = body;
    expect(asked.json()).toEqual({ data: { rehearsal: { id, changeId, status, divisionCode, totals } } });
  });
});

describe('the rows of a change for the moves of the services', () => {
  const map = async (id: string) =>
    app.call(divisionChangeMap, { token: await app.serviceToken('payments'), params: { id } });

  it('go down to the village and keep the parts', async () => {
    const { body } = await map('CH-04');
    const items: { fromCode: string; toCode: string; partUnits: string[]; remainder: boolean }[] = body.items;
    const split = items.filter(({ fromCode }) => fromCode === '371081000000');
    expect(split.map(({ toCode, remainder }) => [toCode, remainder])).toEqual([
      ['371002000000', false],
      ['371003000000', true],
    ]);
    expect(split[0]?.partUnits).toEqual(['371081112000', '371081113000']);
    expect(items.some(({ fromCode }) => fromCode.startsWith('371081112') && !fromCode.endsWith('000'))).toBe(true);
    expect(body.draft).toBe(false);
  });

  it('is for services alone', async () => {
    const answer = await app.call(divisionChangeMap, { token: await city(), params: { id: 'CH-04' } });
    expect(told(answer)).toEqual([403, 'SERVICE_ONLY']);
  });
});

describe('the day’s switch', () => {
  const read = async (id: string) =>
    app.call(getDivisionSwitch, { token: await app.token({ role: 'PLACE_PROVINCE_OFFICER' }), params: { id } });

  it('what was in force before the platform began is history and is not sent', async () => {
    expect((await read('CH-03')).body).toMatchObject({ state: 'HISTORY', sentOn: null, overdue: false });
    expect(await app.published()).toEqual([]);
  });

  it('SWITCH_NOT_YET before the day', async () => {
    const answer = await read('CH-04');
    expect(told(answer)).toEqual([409, 'SWITCH_NOT_YET']);
  });

  it('sends one event a change on its day, and none again', async () => {
    await app.setToday('2014-01-25');
    await app.setToday('2014-02-20');
    const sent = await app.published();
    expect(sent.map(({ subject, data }) => [subject, data])).toMatchObject([
      ['CH-04', { effectiveOn: '2014-01-25', kinds: ['CONVERT_TO_DISTRICT', 'SPLIT'] }],
    ]);
    const { body } = await read('CH-04');
    expect(body).toMatchObject({ state: 'SENT', sentOn: '2014-01-25', dueOn: '2014-02-12', overdue: true });
    expect(body.services.map(({ state }: { state: string }) => state)).toEqual([
      'WAITING',
      ...Array.from({ length: 5 }, () => 'SILENT'),
    ]);
  });

  it('is listed with what is overdue', async () => {
    const token = await app.token({ role: 'PLACE_PROVINCE_CHECKER' });
    const { body } = await app.call(listDivisionSwitches, { token, query: { overdue: true } });
    expect(body.items.map(({ changeId }: { changeId: string }) => changeId)).toEqual(['CH-04']);
  });
});
