import {
  checkOutCensusPackage,
  createCensusRecord,
  divisionChanged,
  divisionMoveReport,
  getCensusBatch,
  getCensusRecord,
  listCensusBatches,
  listCensusTasks,
  mergeCensusPackage,
  type OperationInputOf,
  planCensusBatch,
  reviseCensusRecord,
  stepCensusBatch,
} from '@mz/contracts';
import { startTestService, type TestAnswer, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';

const wendeng = '371081000000';
const newWendeng = '371003000000';
const huancui = '371002000000';
const wangtuan = '371081112000';

let app: TestService<DB, unknown>;
let village: string;
let stayingTown: string;
let batchId: string;
let merge: OperationInputOf<typeof mergeCensusPackage>['body'];
let packageId: string;
const tasks = new Map<string, string>();
const records = new Map<string, string>();

const told = ({ status, body }: TestAnswer) => [status, body.code];
const clerkOf = (division: string) => app.token({ role: 'PLACE_TOWN_CLERK', division });
const countyOf = (division: string) => app.token({ role: 'PLACE_COUNTY_CHECKER', division });
const facts = (divisionCode: string, name: string) => ({
  divisionCode,
  categoryCode: '25200',
  names: [{ kind: 'STANDARD' as const, name }],
  crosses: [wangtuan],
});

async function create(town: string, recordKey: string, divisionCode: string, name: string): Promise<void> {
  const { status, body } = await app.call(createCensusRecord, {
    token: await clerkOf(town),
    params: { id: tasks.get(town) ?? '' },
    body: { recordKey, ...facts(divisionCode, name) },
  });
  expect([status, body]).toMatchObject([201, { recordKey }]);
  records.set(recordKey, body.id);
}

/** The change as it is told on its day, once more whenever asked. */
async function tell(): Promise<void> {
  const items = [
    { fromCode: wendeng, toCode: huancui, extent: 'PART', partUnits: [wangtuan, '371081113000'], remainder: false },
    { fromCode: wendeng, toCode: newWendeng, extent: 'PART', partUnits: [], remainder: true },
  ] as const;
  await app.deliver(divisionChanged, {
    subject: 'CH-04',
    divisionCode: '371000000000',
    aggregateVersion: 1,
    data: {
      changeId: 'CH-04',
      kinds: ['SPLIT'],
      effectiveOn: '2014-01-25',
      items: items.map((item) => ({ ...item, partUnits: [...item.partUnits] })),
    },
  });
}

async function report() {
  const token = await app.serviceToken('place-names');
  const { body } = await app.call(divisionMoveReport('place-names'), { token, params: { changeId: 'CH-04' } });
  return body.tables.filter(({ table }) => table.startsWith('census_'));
}

// A batch of 文登市 with two townships, one of which goes to 环翠区 (CH-04); work of the latter is out in the field.
beforeAll(async () => {
  app = await startTestService(service, { seed: 'copied', today: '2014-01-20' });
  const ending = await app.rows<{ code: string }>(
    `select code from division_version where code like '371081%' and level in ('TOWNSHIP', 'VILLAGE')
       and valid_to = '2014-01-25' and superseded_at is null order by code`,
  );
  const codes = ending.map(({ code }) => code);
  village = codes.find((code) => code.startsWith('371081112') && !code.endsWith('000')) ?? '';
  stayingTown = codes.find((code) => code.endsWith('000') && !/^37108111[23]/.test(code)) ?? '';
  const county = await app.token({ role: 'PLACE_COUNTY_CLERK', division: wendeng });
  const plan = {
    divisionCode: wendeng,
    year: 2014,
    number: 1,
    title: '文登市第1批',
    tasks: [
      { divisionCode: wangtuan, planned: 2 },
      { divisionCode: stayingTown, planned: 1 },
    ],
  };
  const planned = await app.call(planCensusBatch, { token: county, body: plan });
  batchId = planned.body.id;
  const province = await app.token({ role: 'PLACE_PROVINCE_OFFICER' });
  await app.call(stepCensusBatch, { token: province, params: { id: batchId }, version: 1, body: { action: 'OPEN' } });
  const listed = await app.call(listCensusTasks, { token: county, query: { batchId } });
  for (const { id, divisionCode } of listed.body.items) tasks.set(divisionCode, id);
  await create(wangtuan, 'V-1', village, '汪疃公园');
  await create(wangtuan, 'T-1', wangtuan, '汪疃广场');
  await create(stayingTown, 'S-1', stayingTown, '文山公园');
  const out = await app.call(checkOutCensusPackage, {
    token: await clerkOf(wangtuan),
    params: { id: tasks.get(wangtuan) ?? '' },
    body: {},
  });
  packageId = out.body.package.id;
  const { package: drawn, seal } = out.body;
  merge = {
    package: drawn,
    seal,
    changes: [
      {
        recordId: records.get('V-1') ?? '',
        surveyed: true,
        fields: [
          { field: 'lon', value: '122.01' },
          { field: 'lat', value: '37.25' },
        ],
      },
    ],
    additions: [{ recordKey: 'N-1', facts: facts(village, '汪疃书院') }],
  };
}, 300_000);
afterAll(() => app?.stop());

describe('census work in progress follows its division (§9)', () => {
  it('on the day of CH-04 the batch goes on with the rest, the town and its records go to 环翠区: Σ before = Σ after', async () => {
    await app.setToday('2014-01-26');
    await tell();
    expect(await report()).toMatchObject([
      { table: 'census_batch', before: 1, moved: 1, unmapped: 0 },
      { table: 'census_record', before: 3, moved: 3, unmapped: 0 },
      { table: 'census_task', before: 2, moved: 2, unmapped: 0 },
    ]);
    const rows = await app.rows('select record_key, division_code, event_division_code from census_record order by 1');
    const there = (code: string) => `371002${code.slice(6)}`;
    expect(rows).toEqual([
      { record_key: 'S-1', division_code: `371003${stayingTown.slice(6)}`, event_division_code: stayingTown },
      { record_key: 'T-1', division_code: there(wangtuan), event_division_code: wangtuan },
      { record_key: 'V-1', division_code: there(village), event_division_code: village },
    ]);
    expect(await app.rows('select distinct crosses from census_record')).toEqual([{ crosses: [there(wangtuan)] }]);
  });

  it('the county of the town has a batch of its own for it, in the same state, planned by the same hand', async () => {
    const query = { year: 2014 };
    const { body } = await app.call(listCensusBatches, { token: await countyOf(huancui), query });
    expect(body.items).toMatchObject([{ divisionCode: huancui, number: 1, state: 'OPEN', planned: 2 }]);
    const rest = await app.call(getCensusBatch, { token: await countyOf(newWendeng), params: { id: batchId } });
    expect(rest.body).toMatchObject({ divisionCode: newWendeng, number: 1, planned: 1 });
    const hands = await app.rows('select distinct planned_by, opened_by, round from census_batch');
    expect(hands).toHaveLength(1);
  });

  it('the record is worked on by the clerk of its township now, and no more by the county that it left', async () => {
    const params = { id: records.get('V-1') ?? '' };
    const left = await app.call(getCensusRecord, { token: await countyOf(newWendeng), params });
    expect(told(left)).toEqual([404, 'CENSUS_RECORD_UNKNOWN']);
    const token = await clerkOf('371002112000');
    const moved = facts(`371002${village.slice(6)}`, '汪疃公园');
    const revised = await app.call(reviseCensusRecord, { token, params, version: 1, body: moved });
    expect([revised.status, revised.body.divisionCode]).toEqual([200, moved.divisionCode]);
    const [row] = await app.rows('select event_division_code from census_record where record_key = $1', ['V-1']);
    expect(row).toEqual({ event_division_code: village });
  });

  it('a package that was drawn before the change comes back: its old codes are read as the new ones', async () => {
    const token = await clerkOf('371002112000');
    const answer = await app.call(mergeCensusPackage, { token, params: { id: packageId }, body: merge });
    expect([answer.status, answer.body]).toMatchObject([200, { changed: 1, added: 1, refused: [], conflicts: [] }]);
    const added = await app.rows(`select division_code from census_record where record_key = 'N-1'`);
    expect(added).toEqual([{ division_code: `371002${village.slice(6)}` }]);
  });

  it('a second telling moves nothing and opens no second batch (§9.3)', async () => {
    const state = () =>
      app.rows('select id, batch_id, task_id, division_code from census_record order by id').then(JSON.stringify);
    const before = await state();
    await tell();
    expect(await state()).toBe(before);
    expect(await app.rows('select from census_batch')).toHaveLength(2);
  });

  it('two counties that were merged may both have a batch of the same number: numbers never change (§9.6)', async () => {
    await app.rows(
      `insert into census_batch (id, division_code, event_division_code, year, number, title, state, planned_by, created_at,
         updated_at)
       select gen_random_uuid(), division_code, '371083000000', year, number, title, state, planned_by, now(), now()
       from census_batch where id = $1`,
      [batchId],
    );
    const { body } = await app.call(listCensusBatches, { token: await countyOf(newWendeng), query: { year: 2014 } });
    expect(body.items.map(({ number }) => number)).toEqual([1, 1]);
  });
});
