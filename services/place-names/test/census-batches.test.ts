import {
  confirmCensusTask,
  createCensusRecord,
  getCensusBatch,
  getCensusRecord,
  getCensusTask,
  listCensusBatches,
  listCensusTasks,
  planCensusBatch,
  returnCensusBatch,
  stepCensusBatch,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { censusIndicators } from '../src/census/index.ts';
import {
  type CensusWorld,
  county,
  openCensusWorld,
  otherCounty,
  otherTownship,
  township,
  wholeFacts,
} from './census-world.ts';

let world: CensusWorld;
beforeAll(async () => {
  world = await openCensusWorld();
});
afterAll(() => world.app.stop());

const codeOf = ({ status, body }: { status: number; body: object }) => [status, 'code' in body ? body.code : undefined];

describe('the main road of a census batch (place-names.md §7)', () => {
  it('goes from the catalogue to the database, each level by its own people, with one event at the acceptance', async () => {
    const { batchId, taskId } = await world.open(1);
    const first = await world.processed(taskId, 'A1');
    await world.processed(
      taskId,
      'A2',
      wholeFacts({
        names: [
          { kind: 'STANDARD', name: '趵突泉' },
          { kind: 'ALIAS', name: '槛泉' },
        ],
        categoryCode: '12500',
      }),
    );
    expect((await world.confirm(taskId)).body).toMatchObject({ counts: [{ state: 'TOWNSHIP_CONFIRMED', count: 2 }] });
    await world.bringTo(batchId, 'NATIONAL_REVIEWED');
    const stored = await world.step(batchId, 'STORE');
    expect([stored.status, stored.body.state, stored.body.acceptedOn, stored.body.reviewDoc]).toEqual([
      200,
      'STORING',
      '2014-09-01',
      '民地名函〔2014〕9号',
    ]);
    await world.app.setToday('2014-09-02');
    const token = await world.as('PLACE_COUNTY_CLERK');
    const { body: batch } = await world.app.call(getCensusBatch, { token, params: { id: batchId } });
    expect([batch.state, batch.counts]).toEqual(['IN_DATABASE', [{ state: 'IN_DATABASE', count: 2 }]]);
    const { body: record } = await world.app.call(getCensusRecord, { token, params: { id: first } });
    expect(record.nationalCode).toMatch(/^37010200125200\d{6}$/);
    const places = await world.app.rows(
      `select name, name_kind, status, source, approval_doc, feature_id = $2 as one from place_name
       where place_id = $1 or name in ('趵突泉', '槛泉') and source = 'CENSUS' order by name_kind, name`,
      [record.placeId, record.featureId],
    );
    expect(places).toEqual([
      { name: '槛泉', name_kind: 'ALIAS', status: 'STANDARD', source: 'CENSUS', approval_doc: null, one: false },
      {
        name: '泉城公园',
        name_kind: 'STANDARD',
        status: 'STANDARD',
        source: 'CENSUS',
        approval_doc: '民地名函〔2014〕9号',
        one: true,
      },
      {
        name: '趵突泉',
        name_kind: 'STANDARD',
        status: 'STANDARD',
        source: 'CENSUS',
        approval_doc: '民地名函〔2014〕9号',
        one: false,
      },
    ]);
    const accepted = (await world.app.published()).filter(({ type }) => type.includes('census.batch-accepted'));
    expect(accepted.map(({ divisioncode, data }) => [divisioncode, data])).toEqual([
      [
        county,
        {
          batchId,
          divisionCode: county,
          year: 2014,
          number: 1,
          records: 2,
          sampled: 1,
          score: '100.00',
          grade: 'GOOD',
        },
      ],
    ]);
    const audits = await world.app.rows<{ action: string }>(
      `select action from audit_log where record_id = $1 order by seq`,
      [batchId],
    );
    expect(audits.map(({ action }) => action)).toEqual([
      'censusBatches.plan',
      'censusBatches.OPEN',
      'censusBatches.SELF_CHECK',
      'censusBatches.VERIFY',
      'censusBatches.ACCEPT',
      'censusBatches.REVIEW',
      'censusBatches.STORE',
      'census.store',
    ]);
  });
});

describe('planning a batch', () => {
  it.each([
    {
      name: 'the city above',
      change: { divisionCode: '370100000000', tasks: [{ divisionCode: township, planned: 1 }] },
      is: [403, 'SCOPE_FORBIDDEN'],
    },
    { name: 'a year outside 2014 to 2018', change: { year: 2013 }, is: [422, 'YEAR_INVALID'] },
    {
      name: 'a township of another county',
      change: { tasks: [{ divisionCode: '371721001000', planned: 1 }] },
      is: [422, 'TASK_OUTSIDE_COUNTY'],
    },
    {
      name: 'a village as a task',
      change: { tasks: [{ divisionCode: '370102001002', planned: 1 }] },
      is: [422, 'CODE_LEVEL'],
    },
    {
      name: 'a township that never was',
      change: { tasks: [{ divisionCode: '370102599000', planned: 1 }] },
      is: [422, 'DIVISION_NOT_VALID'],
    },
    {
      name: 'a township twice',
      change: {
        tasks: [
          { divisionCode: township, planned: 1 },
          { divisionCode: township, planned: 2 },
        ],
      },
      is: [422, 'CENSUS_TASK_DUPLICATE'],
    },
    { name: 'no task', change: { tasks: [] }, is: [400, 'INPUT_INVALID'] },
    { name: 'another county than the clerk’s', change: { divisionCode: otherCounty }, is: [403, 'SCOPE_FORBIDDEN'] },
  ])('$name is refused and nothing is planned', async ({ change, is }) => {
    const before = await world.app.rows('select count(*) from census_batch');
    expect(codeOf(await world.plan(90, change))).toEqual(is);
    expect(await world.app.rows('select count(*) from census_batch')).toEqual(before);
  });

  it('a number is used once in a county and year; the same key answers the same batch', async () => {
    expect((await world.plan(2)).status).toBe(201);
    expect(codeOf(await world.plan(2))).toEqual([409, 'CENSUS_BATCH_DUPLICATE']);
    const token = await world.as('PLACE_COUNTY_CLERK');
    const body = {
      divisionCode: county,
      year: 2014,
      number: 3,
      title: '历下区第三批',
      tasks: [{ divisionCode: township, planned: 1 }],
    };
    const once = await world.app.call(planCensusBatch, { token, body, key: 'plan-3' });
    const again = await world.app.call(planCensusBatch, { token, body, key: 'plan-3' });
    expect([again.status, again.body]).toEqual([201, once.body]);
    expect(
      codeOf(await world.app.call(planCensusBatch, { token, body: { ...body, number: 4 }, key: 'plan-3' })),
    ).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('without a login or with a township’s role it is refused', async () => {
    expect(codeOf(await world.app.call(planCensusBatch, { body: {} }))).toEqual([401, 'TOKEN_MISSING']);
    const token = await world.as('PLACE_TOWN_CLERK');
    expect(codeOf(await world.app.call(planCensusBatch, { token, body: {} }))).toEqual([403, 'ROLE_NOT_PERMITTED']);
  });
});

describe('who sees and moves a batch', () => {
  it('a batch and its tasks are shown to those above and to the township alone', async () => {
    const { batchId, taskId } = await world.open(5);
    const list = async (token: string) =>
      (await world.app.call(listCensusBatches, { token, query: { year: 2014 } })).body.items.map(({ id }) => id);
    expect(await list(await world.as('PLACE_CITY_OFFICER'))).toContain(batchId);
    expect(await list(await world.as('PLACE_CITY_OFFICER', '371700000000'))).toEqual([]);
    const tasks = await world.app.call(listCensusTasks, {
      token: await world.as('PLACE_TOWN_CLERK'),
      query: { batchId },
    });
    expect(tasks.body.items.map(({ divisionCode }) => divisionCode)).toEqual([township]);
    const beside = await world.as('PLACE_TOWN_CLERK', otherTownship);
    expect(codeOf(await world.app.call(getCensusTask, { token: beside, params: { id: taskId } }))).toEqual([
      404,
      'CENSUS_TASK_UNKNOWN',
    ]);
    expect(
      codeOf(
        await world.app.call(getCensusBatch, {
          token: await world.as('PLACE_COUNTY_CLERK', otherCounty),
          params: { id: batchId },
        }),
      ),
    ).toEqual([404, 'CENSUS_BATCH_UNKNOWN']);
    expect(codeOf(await world.app.call(listCensusBatches, { token: beside }))).toEqual([403, 'ROLE_NOT_PERMITTED']);
  });

  it('a page goes on at its cursor', async () => {
    const token = await world.as('PLACE_PROVINCE_OFFICER');
    const first = await world.app.call(listCensusBatches, { token, query: { first: 1 } });
    const second = await world.app.call(listCensusBatches, {
      token,
      query: { first: 1, after: first.body.next ?? '' },
    });
    expect([first.body.items.length, second.body.items.length]).toEqual([1, 1]);
    expect(second.body.items[0]?.id).not.toBe(first.body.items[0]?.id);
    expect(codeOf(await world.app.call(listCensusBatches, { token, query: { after: 'x' } }))).toEqual([
      400,
      'CURSOR_INVALID',
    ]);
  });

  it('a stale version, a wrong state, a wrong role and another county’s checker move nothing', async () => {
    const { body: batch } = await world.plan(6);
    const params = { id: batch.id };
    const token = await world.as('PLACE_PROVINCE_OFFICER');
    const body = { action: 'OPEN' as const };
    expect(codeOf(await world.app.call(stepCensusBatch, { token, params, version: 7, body }))).toEqual([
      412,
      'VERSION_CONFLICT',
    ]);
    expect(codeOf(await world.app.call(stepCensusBatch, { token, params, body }))).toEqual([
      428,
      'PRECONDITION_REQUIRED',
    ]);
    expect(codeOf(await world.step(batch.id, 'VERIFY'))).toEqual([409, 'STATE_TRANSITION_INVALID']);
    expect(codeOf(await world.step(batch.id, 'OPEN', { token: await world.as('PLACE_COUNTY_CHECKER') }))).toEqual([
      403,
      'ROLE_NOT_PERMITTED',
    ]);
    expect(
      codeOf(await world.step(batch.id, 'OPEN', { token: await world.as('PLACE_COUNTY_CHECKER', otherCounty) })),
    ).toEqual([404, 'CENSUS_BATCH_UNKNOWN']);
    expect(codeOf(await world.app.call(stepCensusBatch, { params, version: 1, body }))).toEqual([401, 'TOKEN_MISSING']);
    expect(
      codeOf(
        await world.app.call(createCensusRecord, {
          token: await world.as('PLACE_TOWN_CLERK'),
          params: {
            id:
              (
                await world.app.call(listCensusTasks, {
                  token: await world.as('PLACE_TOWN_CLERK'),
                  query: { batchId: batch.id },
                })
              ).body.items[0]?.id ?? '',
          },
          body: { recordKey: 'X', ...wholeFacts() },
        }),
      ),
    ).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });

  it('maker, checker and publisher are different people: whoever checked the county does not verify it', async () => {
    const { batchId, taskId } = await world.open(7);
    await world.processed(taskId, 'S1');
    await world.confirm(taskId);
    const both = { role: 'PLACE_CITY_OFFICER', division: '370100000000' } as const;
    const checker = await world.as('PLACE_COUNTY_CHECKER', county, 'one-person');
    expect((await world.step(batchId, 'SELF_CHECK', { token: checker })).status).toBe(200);
    const token = await world.app.token({ ...both, subject: 'one-person' });
    expect(codeOf(await world.step(batchId, 'VERIFY', { token }))).toEqual([403, 'SEPARATION_OF_DUTIES']);
  });
});

describe('confirmation by the township', () => {
  it('nobody confirms what they processed; unprocessed records hold it up; nothing to confirm is refused', async () => {
    const { taskId } = await world.open(8);
    expect(codeOf(await world.confirm(taskId))).toEqual([409, 'STATE_TRANSITION_INVALID']);
    await world.processed(taskId, 'C1');
    const token = await world.as('PLACE_TOWN_CLERK');
    expect(codeOf(await world.app.call(confirmCensusTask, { token, params: { id: taskId }, version: 1 }))).toEqual([
      403,
      'SEPARATION_OF_DUTIES',
    ]);
    await world.create(taskId, 'C2', wholeFacts({ names: [] }));
    expect(codeOf(await world.confirm(taskId))).toEqual([409, 'CENSUS_BATCH_INCOMPLETE']);
  });
});

describe('a returned batch restarts at INDOOR_PROCESSED or FIELD_SURVEYED', () => {
  it('the city returns it with a defect: it opens again in its second round, and the defect holds the township up', async () => {
    const { batchId, taskId } = await world.open(9);
    const recordId = await world.processed(taskId, 'R1');
    await world.confirm(taskId);
    await world.bringTo(batchId, 'COUNTY_SELF_CHECKED');
    const token = await world.as('PLACE_CITY_OFFICER');
    const { body: before } = await world.app.call(getCensusBatch, { token, params: { id: batchId } });
    const defects = [{ recordId, field: 'history', note: '沿革与地方志不符' }];
    const body = { restartAt: 'INDOOR_PROCESSED' as const, defects };
    const strange = { ...body, defects: [{ ...defects[0], recordId: '00000000-0000-4000-8000-000000000000' }] };
    expect(
      codeOf(
        await world.app.call(returnCensusBatch, {
          token,
          params: { id: batchId },
          version: before.version,
          body: strange,
        }),
      ),
    ).toEqual([404, 'CENSUS_RECORD_UNKNOWN']);
    const returned = await world.app.call(returnCensusBatch, {
      token,
      params: { id: batchId },
      version: before.version,
      body,
    });
    expect(returned.body).toMatchObject({
      state: 'OPEN',
      round: 2,
      openDefects: 1,
      counts: [{ state: 'INDOOR_PROCESSED', count: 1 }],
    });
    expect(codeOf(await world.confirm(taskId))).toEqual([409, 'CENSUS_DEFECTS_OPEN']);
    const { body: record } = await world.app.call(getCensusRecord, { token, params: { id: recordId } });
    expect(record.defects).toMatchObject([{ field: 'history', note: '沿革与地方志不符', level: 'CITY' }]);
  });

  it('FIELD_SURVEYED: all records go back to the field; a second round needs its own sample and score', async () => {
    const { batchId, taskId } = await world.open(10);
    const recordId = await world.processed(taskId, 'F1');
    await world.confirm(taskId);
    await world.bringTo(batchId, 'PROVINCE_ACCEPTED');
    const token = await world.as('PLACE_PROVINCE_OFFICER');
    const { body: before } = await world.app.call(getCensusBatch, { token, params: { id: batchId } });
    const body = { restartAt: 'FIELD_SURVEYED' as const, defects: [{ recordId, field: 'lon', note: '坐标偏移' }] };
    const { body: after } = await world.app.call(returnCensusBatch, {
      token,
      params: { id: batchId },
      version: before.version,
      body,
    });
    expect(after).toMatchObject({
      state: 'OPEN',
      round: 2,
      acceptedOn: null,
      counts: [{ state: 'FIELD_SURVEYED', count: 1 }],
    });
    const checker = await world.as('PLACE_COUNTY_CHECKER');
    expect(codeOf(await world.step(batchId, 'SELF_CHECK', { token: checker }))).toEqual([
      409,
      'CENSUS_BATCH_INCOMPLETE',
    ]);
    const audits = await world.app.rows(
      `select after from audit_log where record_id = $1 and action = 'censusBatches.return'`,
      [batchId],
    );
    expect(audits).toEqual([
      { after: { from: 'PROVINCE_ACCEPTED', restartAt: 'FIELD_SURVEYED', defects: 1, round: 2 } },
    ]);
  });

  it('who does not hold the batch cannot return it', async () => {
    const { batchId } = await world.open(11);
    const body = { restartAt: 'FIELD_SURVEYED', defects: [{ recordId: batchId, field: 'lon', note: '坐标偏移' }] };
    const call = async (token: string) =>
      codeOf(await world.app.call(returnCensusBatch, { token, params: { id: batchId }, version: 2, body }));
    expect(await call(await world.as('PLACE_CITY_OFFICER'))).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(await call(await world.as('PLACE_TOWN_CLERK'))).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(await call(await world.as('PLACE_CITY_OFFICER', '371700000000'))).toEqual([404, 'CENSUS_BATCH_UNKNOWN']);
  });
});

describe('PN-08 census annual task 100% of counties’ planned batches', () => {
  it('counts counties whose planned batches of the year are all accepted; each stands behind it with its batches', async () => {
    const year = 2015;
    const plan = (number: number) => world.plan(number, { year });
    const [one, two] = [await plan(1), await plan(2)];
    const ask = () => world.app.kit.read(world.app.kit.system('census.store'), (db) => censusIndicators(db, year));
    expect(await ask()).toMatchObject([
      { code: 'PN-08', reached: 0, target: 1, done: false, rows: [{ divisionCode: county, title: '历下区 0/2' }] },
    ]);
    const accept = (id: string) =>
      world.app.rows(`update census_batch set accepted_on = '2015-12-01' where id = $1`, [id]);
    await accept(one.body.id);
    expect(await ask()).toMatchObject([{ reached: 0, done: false, rows: [{ title: '历下区 1/2', counted: false }] }]);
    await accept(two.body.id);
    expect(await ask()).toMatchObject([{ reached: 1, target: 1, done: true, rows: [{ counted: true }] }]);
    expect(
      await world.app.kit.read(world.app.kit.system('census.store'), (db) => censusIndicators(db, 2016)),
    ).toMatchObject([{ reached: 0, target: 0, done: false }]);
  });
});
