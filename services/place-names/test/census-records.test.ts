import {
  createCensusRecord,
  getCensusRecord,
  listCensusRecords,
  processCensusRecord,
  returnCensusRecord,
  reviseCensusRecord,
  surveyCensusRecord,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CensusWorld,
  county,
  openCensusWorld,
  otherTownship,
  township,
  village,
  wholeFacts,
} from './census-world.ts';

let world: CensusWorld;
let taskId: string;
let clerk: string;
beforeAll(async () => {
  world = await openCensusWorld();
  ({ taskId } = await world.open(1));
  clerk = await world.as('PLACE_TOWN_CLERK');
});
afterAll(() => world.app.stop());

const codeOf = ({ status, body }: { status: number; body: object }) => [status, 'code' in body ? body.code : undefined];
const names = (...standard: string[]) => standard.map((name) => ({ kind: 'STANDARD' as const, name }));
let made = 0;
async function draft(facts = wholeFacts()): Promise<string> {
  made += 1;
  const { status, body } = await world.create(taskId, `D${made}`, facts);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

describe('a record of the catalogue', () => {
  it('is CATALOGUED, read by rule, in a group of the census, with its registrar; one audit row', async () => {
    const { status, body } = await world.create(
      taskId,
      'K1',
      wholeFacts({ names: names('单家庄'), categoryCode: '22100' }),
    );
    expect([status, body.state, body.groupCode, body.standardName, body.pinyinByHand]).toEqual([
      201,
      'CATALOGUED',
      'SETTLEMENT',
      '单家庄',
      false,
    ]);
    expect(body.pinyinPlain).toMatch(/jiazhuang$/);
    expect(body.registrar).toBe('test-place_town_clerk-370102001000');
    expect(await world.app.rows(`select after from audit_log where record_id = $1`, [body.id])).toEqual([
      { after: { recordKey: 'K1', divisionCode: village, categoryCode: '22100' } },
    ]);
  });

  it('a polyphone is read by hand', async () => {
    const { body } = await world.create(
      taskId,
      'K2',
      wholeFacts({ names: names('单家庄'), categoryCode: '22100', pinyin: 'Shànjiāzhuāng' }),
    );
    expect([body.pinyin, body.pinyinPlain, body.pinyinByHand]).toEqual(['Shànjiāzhuāng', 'shanjiazhuang', true]);
  });

  it('a key is used once in its batch; the same Idempotency-Key answers the same record', async () => {
    const body = { recordKey: 'K3', ...wholeFacts() };
    const call = (key: string) =>
      world.app.call(createCensusRecord, { token: clerk, params: { id: taskId }, body, key });
    const first = await call('once');
    expect((await call('once')).body).toEqual(first.body);
    expect(codeOf(await call('twice'))).toEqual([409, 'RECORD_KEY_REUSED']);
  });

  it.each([
    {
      name: 'with two STANDARD names for a feature → MULTI_STANDARD',
      facts: wholeFacts({ names: names('泉城公园', '泉城花园') }),
      is: [422, 'MULTI_STANDARD'],
    },
    { name: 'with year 0 → YEAR_INVALID', facts: wholeFacts({ usedFromYear: 0 }), is: [422, 'YEAR_INVALID'] },
    {
      name: 'with a year > current → YEAR_INVALID',
      facts: wholeFacts({ usedFromYear: 2015 }),
      is: [422, 'YEAR_INVALID'],
    },
    {
      name: 'with used_to < used_from → YEAR_INVALID',
      facts: wholeFacts({ usedFromYear: 596, usedToYear: 595 }),
      is: [422, 'YEAR_INVALID'],
    },
    {
      name: 'of the sea → CATEGORY_OUT_OF_SCOPE',
      facts: wholeFacts({ categoryCode: '11100' }),
      is: [422, 'CATEGORY_OUT_OF_SCOPE'],
    },
    {
      name: 'of no category → CENSUS_CATEGORY_UNKNOWN',
      facts: wholeFacts({ categoryCode: '25999' }),
      is: [422, 'CENSUS_CATEGORY_UNKNOWN'],
    },
    {
      name: 'with an elevation of a park → ELEVATION_NOT_ALLOWED',
      facts: wholeFacts({ elevationM: 30 }),
      is: [422, 'ELEVATION_NOT_ALLOWED'],
    },
    {
      name: 'with a latin name → NAME_CHARS',
      facts: wholeFacts({ names: names('Park公园') }),
      is: [422, 'NAME_CHARS'],
    },
    {
      name: 'of another township → RECORD_OUTSIDE_TASK',
      facts: wholeFacts({ divisionCode: otherTownship }),
      is: [422, 'RECORD_OUTSIDE_TASK'],
    },
    {
      name: 'of a village that never was → DIVISION_NOT_VALID',
      facts: wholeFacts({ divisionCode: '370102001199' }),
      is: [422, 'DIVISION_NOT_VALID'],
    },
    {
      name: 'with lon and lat swapped',
      facts: wholeFacts({ lon: 36.6512, lat: 117.0253 }),
      is: [400, 'INPUT_INVALID'],
    },
  ])('$name is refused and changes nothing', async ({ facts, is }) => {
    const before = await world.app.rows('select count(*) from census_record');
    expect(codeOf(await world.create(taskId, 'BAD', facts))).toEqual(is);
    expect(await world.app.rows('select count(*) from census_record')).toEqual(before);
  });

  it('a second record for a known feature → MULTI_STANDARD', async () => {
    const featureId = '0199a000-0000-7000-8000-000000000001';
    expect((await world.create(taskId, 'M1', wholeFacts({ featureId }))).status).toBe(201);
    expect(codeOf(await world.create(taskId, 'M2', wholeFacts({ featureId })))).toEqual([422, 'MULTI_STANDARD']);
  });

  it('without a login, with a village’s role or from another township it is refused', async () => {
    const call = (token?: string) =>
      world.app.call(createCensusRecord, {
        ...(token === undefined ? {} : { token }),
        params: { id: taskId },
        body: { recordKey: 'N', ...wholeFacts() },
      });
    expect(codeOf(await call())).toEqual([401, 'TOKEN_MISSING']);
    expect(codeOf(await call(await world.as('VILLAGE_ASSISTANT')))).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(codeOf(await call(await world.as('PLACE_TOWN_CLERK', otherTownship)))).toEqual([404, 'CENSUS_TASK_UNKNOWN']);
  });

  it('a draft is revised as a whole, by its version', async () => {
    const id = await draft(wholeFacts({ usedFromYear: 1986 }));
    const body = wholeFacts({ names: names('泉城广场'), categoryCode: '26300' });
    const call = (version?: number) =>
      world.app.call(reviseCensusRecord, {
        token: clerk,
        params: { id },
        body,
        ...(version === undefined ? {} : { version }),
      });
    expect(codeOf(await call())).toEqual([428, 'PRECONDITION_REQUIRED']);
    expect(codeOf(await call(9))).toEqual([412, 'VERSION_CONFLICT']);
    const { body: revised } = await call(1);
    expect([revised.standardName, revised.groupCode, revised.usedFromYear, revised.version]).toEqual([
      '泉城广场',
      'BUILDING',
      null,
      2,
    ]);
  });
});

describe('the field survey by the village informant', () => {
  it('writes position and photos; names and phones of informants are sealed and shown masked only', async () => {
    const id = await draft(wholeFacts({ lon: null, lat: null, inUse: null }));
    const token = await world.as('VILLAGE_ASSISTANT');
    const photos = ['a'.repeat(64)];
    const informants = [{ name: '欧阳金丝雀', phone: '13955550000' }, { name: '王老五' }];
    const { status, body } = await world.app.call(surveyCensusRecord, {
      token,
      params: { id },
      version: 1,
      body: { lon: 117.03, lat: 36.66, inUse: true, photos, informants },
    });
    expect([status, body.state, body.lon, body.lat, body.photos]).toEqual([
      200,
      'FIELD_SURVEYED',
      117.03,
      36.66,
      photos,
    ]);
    expect(body.informants).toEqual([
      { name: '欧****', phone: '139****0000', givenOn: '2014-09-01' },
      { name: '王**', phone: null, givenOn: '2014-09-01' },
    ]);
    const tables = await world.app.rows<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE' and (table_name like 'census%' or table_name in ('audit_log', 'outbox', 'idempotency_key'))`,
    );
    const stored: string[] = [];
    for (const { name } of tables) stored.push(JSON.stringify(await world.app.rows(`select t::text from ${name} t`)));
    expect(stored.filter((text) => /金丝雀|13955550000/.test(text))).toEqual([]);
    expect(stored.join('').length).toBeGreaterThan(1_000);
  });

  it.each([
    { name: 'no phone number', informants: [{ name: '王五', phone: '12' }], is: [422, 'PHONE_INVALID'] },
    { name: 'no name', informants: [{ name: 'Wang 5' }], is: [422, 'NAME_INVALID'] },
  ])('$name is refused', async ({ informants, is }) => {
    const id = await draft();
    const answer = await world.app.call(surveyCensusRecord, {
      token: clerk,
      params: { id },
      version: 1,
      body: { lon: 117, lat: 36, informants },
    });
    expect(codeOf(answer)).toEqual(is);
    expect(JSON.stringify(answer.body)).not.toMatch(/Wang 5/);
  });

  it('another village does not see the record; elevation is for mountains', async () => {
    const id = await draft();
    const body = { lon: 117, lat: 36 };
    const beside = await world.as('VILLAGE_ASSISTANT', '370102001003');
    expect(
      codeOf(await world.app.call(surveyCensusRecord, { token: beside, params: { id }, version: 1, body })),
    ).toEqual([404, 'CENSUS_RECORD_UNKNOWN']);
    expect(
      codeOf(
        await world.app.call(surveyCensusRecord, {
          token: clerk,
          params: { id },
          version: 1,
          body: { ...body, elevationM: 10 },
        }),
      ),
    ).toEqual([422, 'ELEVATION_NOT_ALLOWED']);
    expect(codeOf(await world.app.call(surveyCensusRecord, { params: { id }, version: 1, body }))).toEqual([
      401,
      'TOKEN_MISSING',
    ]);
  });
});

describe('processing indoors', () => {
  it.each([
    {
      name: 'census record without position → MISSING_POSITION',
      change: { lon: null, lat: null },
      code: 'MISSING_POSITION',
    },
    { name: 'without a standard name → STANDARD_NAME_MISSING', change: { names: [] }, code: 'STANDARD_NAME_MISSING' },
    { name: 'without a meaning → CENSUS_FIELD_MISSING', change: { meaning: null }, code: 'CENSUS_FIELD_MISSING' },
    {
      name: 'a mountain without elevation → CENSUS_FIELD_MISSING',
      change: { categoryCode: '13400' },
      code: 'CENSUS_FIELD_MISSING',
    },
  ])('$name', async ({ change, code }) => {
    const id = await draft();
    await world.app.call(surveyCensusRecord, { token: clerk, params: { id }, version: 1, body: { lon: 117, lat: 36 } });
    const answer = await world.app.call(processCensusRecord, {
      token: clerk,
      params: { id },
      version: 2,
      body: wholeFacts(change),
    });
    expect(codeOf(answer)).toEqual([422, code]);
    const { body } = await world.app.call(getCensusRecord, { token: clerk, params: { id } });
    expect([body.state, body.version]).toEqual(['FIELD_SURVEYED', 2]);
  });

  it('names all that is missing at once', async () => {
    const id = await draft();
    await world.app.call(surveyCensusRecord, { token: clerk, params: { id }, version: 1, body: { lon: 117, lat: 36 } });
    const body = wholeFacts({ lon: null, meaning: null, source: null });
    const answer = await world.app.call(processCensusRecord, { token: clerk, params: { id }, version: 2, body });
    const { errors } = answer.body as unknown as { errors: { code: string; pointer: string }[] };
    expect(errors.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['MISSING_POSITION', '/body/lon'],
      ['CENSUS_FIELD_MISSING', '/body/meaning'],
      ['CENSUS_FIELD_MISSING', '/body/source'],
    ]);
  });

  it('a draft that nobody has surveyed is not processed', async () => {
    const id = await draft();
    const answer = await world.app.call(processCensusRecord, {
      token: clerk,
      params: { id },
      version: 1,
      body: wholeFacts(),
    });
    expect(codeOf(answer)).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });

  it('a record that the township gives back keeps its defect until it is processed again', async () => {
    const id = await world.processed(taskId, 'B1');
    const params = { id };
    const defects = [{ field: 'meaning', note: '含义无依据' }];
    const body = { restartAt: 'INDOOR_PROCESSED' as const, defects };
    expect(
      codeOf(
        await world.app.call(returnCensusRecord, {
          token: await world.as('VILLAGE_ASSISTANT'),
          params,
          version: 3,
          body,
        }),
      ),
    ).toEqual([403, 'ROLE_NOT_PERMITTED']);
    const back = await world.app.call(returnCensusRecord, { token: clerk, params, version: 3, body });
    expect([back.body.state, back.body.defects.map(({ field, level }) => [field, level])]).toEqual([
      'INDOOR_PROCESSED',
      [['meaning', 'TOWNSHIP']],
    ]);
    const again = await world.app.call(processCensusRecord, { token: clerk, params, version: 4, body: wholeFacts() });
    expect([again.body.state, again.body.defects]).toEqual(['INDOOR_PROCESSED', []]);
    expect(await world.app.rows('select resolved_by from census_defect where record_id = $1', [id])).toEqual([
      { resolved_by: 'test-place_town_clerk-370102001000' },
    ]);
  });

  it('the county gives a confirmed record back to the field', async () => {
    const { taskId: task } = await world.open(2);
    const id = await world.processed(task, 'B2');
    await world.confirm(task);
    const token = await world.as('PLACE_COUNTY_CHECKER');
    const body = { restartAt: 'FIELD_SURVEYED' as const, defects: [{ field: 'lon', note: '坐标偏移' }] };
    const call = (as: string, version: number) =>
      world.app.call(returnCensusRecord, { token: as, params: { id }, version, body });
    expect(codeOf(await call(clerk, 4))).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect((await call(token, 4)).body.state).toBe('FIELD_SURVEYED');
    expect(codeOf(await call(token, 5))).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });
});

describe('reading records', () => {
  it('a village sees its own records, the county all of its own, another county none', async () => {
    const own = await draft();
    const beside = await draft(wholeFacts({ divisionCode: '370102001003' }));
    const list = async (token: string) => {
      const { body } = await world.app.call(listCensusRecords, { token, query: { taskId, first: 200 } });
      return body.items.map(({ id }) => id);
    };
    const seen = await list(await world.as('VILLAGE_ASSISTANT'));
    expect([seen.includes(own), seen.includes(beside)]).toEqual([true, false]);
    expect(await list(await world.as('PLACE_COUNTY_CHECKER', county))).toEqual(expect.arrayContaining([own, beside]));
    expect(await list(await world.as('PLACE_COUNTY_CHECKER', '371721000000'))).toEqual([]);
    expect(
      codeOf(
        await world.app.call(getCensusRecord, { token: await world.as('VILLAGE_ASSISTANT'), params: { id: beside } }),
      ),
    ).toEqual([404, 'CENSUS_RECORD_UNKNOWN']);
    expect(codeOf(await world.app.call(listCensusRecords, { token: await world.as('PLACE_EXPERT') }))).toEqual([
      403,
      'ROLE_NOT_PERMITTED',
    ]);
    expect(codeOf(await world.app.call(getCensusRecord, { params: { id: own } }))).toEqual([401, 'TOKEN_MISSING']);
  });

  it('records are asked for by state, a page at a time', async () => {
    const token = await world.as('PLACE_TOWN_CLERK', township);
    const query = { taskId, state: 'CATALOGUED' as const, first: 2 };
    const one = await world.app.call(listCensusRecords, { token, query });
    const two = await world.app.call(listCensusRecords, { token, query: { ...query, after: one.body.next ?? '' } });
    expect(one.body.items.every(({ state }) => state === 'CATALOGUED')).toBe(true);
    expect(new Set([...one.body.items, ...two.body.items].map(({ id }) => id)).size).toBe(4);
  });
});
