import {
  approveDetailedMap,
  checkDetailedMap,
  collectDetailedMap,
  compileDetailedMap,
  inspectionProgress,
  type Operation,
  registerBoundaryMarker,
  replaceBoundaryMarker,
  reviewDetailedMap,
} from '@mz/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { boundaryIndicators } from '../src/boundaries/index.ts';
import type { Indicator } from '../src/indicators/index.ts';
import { anhuiLine, type Call, lineInForce, markerBody, markerBy, startWorld, type World } from './boundary-world.ts';
import { goTo, planned } from './inspection-steps.ts';

let world: World;
const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370181' } as const;
const officer = { role: 'PLACE_PROVINCE_OFFICER' } as const;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** As the officer of the province sees the rows. */
async function indicators(year = 2014): Promise<Record<string, Indicator>> {
  const ctx = world.places.kit.system('boundaries.outline');
  const found = await world.places.kit.read(ctx, (db) => boundaryIndicators(db, year));
  return Object.fromEntries(found.map((one) => [one.code, one]));
}

it('PN-01 to PN-05 and PN-09 begin at nothing against the targets of 2014', async () => {
  const found = Object.values(await indicators());
  expect(found.map(({ code, reached, target, unit, done }) => [code, reached, target, unit, done])).toEqual([
    ['PN-01', 0, 114, '条', false],
    ['PN-02', 0, 5_865, '公里', false],
    ['PN-03', 0, 220, '幅', false],
    ['PN-04', 0, 1, '项', false],
    ['PN-05', 0, 1, '项', false],
    ['PN-09', 0, 0, '件', true],
  ]);
});

it('count live rows: a filed line, its kilometres, an approved map, the pilot, tasks closed on time', async () => {
  const line = await lineInForce(world);
  const inspection = await goTo(world, await planned(world, line.id), 'FILED');
  let map = await world.done(collectDetailedMap, { ...clerk, body: { lineId: line.id, sourceNote: '档案' } });
  const steps: readonly (readonly [Operation, object])[] = [
    [compileDetailedMap, { ...clerk, body: { scale: 10_000, sheets: ['1'], compiler: '院' } }],
    [checkDetailedMap, { role: 'PLACE_COUNTY_CHECKER', division: '370181', body: {} }],
    [reviewDetailedMap, { ...officer, body: { reviewNo: '鲁S' } }],
    [approveDetailedMap, { role: 'PLACE_PROVINCE_CHECKER', body: { approvalDoc: '文' } }],
  ];
  for (const [operation, call] of steps) {
    map = (await world.done(operation, {
      ...call,
      params: { id: map.id },
      version: map.version,
    } as Call<Operation>)) as typeof map;
  }
  const anhui = await anhuiLine(world);
  const standing = { ...markerBody, lon: 116.5, lat: 34.6 };
  const first = { ...standing, lineId: anhui.id, markerCode: '3437012Q' };
  const old = await markerBy(world, await world.done(registerBoundaryMarker, { ...officer, body: first }));
  const replacement = { ...standing, setOn: '2014-04-20', protocolDoc: '协议' };
  const call = { ...officer, params: { id: old.id }, version: 1, body: replacement };
  await markerBy(world, await world.done(replaceBoundaryMarker, call));
  const task = `insert into resurvey_task (id, line_id, change_id, created_on, due_on, state, done_on, updated_at)
    values (gen_random_uuid(), $1, $2, '2014-01-25', '2014-07-25', $3, $4, now())`;
  await world.places.rows(task, [line.id, 'CH-04', 'DONE', '2014-07-25']);
  await world.places.rows(task, [line.id, 'CH-05', 'DONE', '2014-07-26']);
  await world.places.rows(task, [line.id, 'CH-06', 'OPEN', null]);

  const found = await indicators();
  expect(found['PN-01']).toMatchObject({
    reached: 1,
    done: false,
    rows: [
      {
        id: inspection.id,
        title: '370181-370321',
        divisionCode: '370181000000',
        state: 'FILED',
        counted: true,
        amount: 1,
      },
    ],
  });
  expect(found['PN-02']).toMatchObject({ reached: 51.4, rows: [{ counted: true, amount: 51.4 }] });
  expect(found['PN-03']).toMatchObject({ reached: 1, rows: [{ id: map.id, state: 'APPROVED', counted: true }] });
  expect(found['PN-04']).toMatchObject({ reached: 0, rows: [] });
  expect(found['PN-05']).toMatchObject({
    reached: 1,
    done: true,
    rows: [{ title: '3437012Q', divisionCode: '370000000000' }],
  });
  expect(found['PN-09']).toMatchObject({ reached: 1, target: 3, done: false });
  expect(found['PN-09']?.rows.map(({ counted }) => counted).toSorted()).toEqual([false, false, true]);
});

it('the totals are compared, not the shares: 114 lines and 5,863 km are not done', async () => {
  const own = await startWorld();
  const { id } = await lineInForce(own);
  const { rows } = own.places;
  // 113 more lines beside the one, each inspected and filed; together 5,863 km.
  await rows(
    `insert into boundary_line (id, line_code, level, code_a, code_b, current_code_a, current_code_b, length_m, approval_doc,
       approved_on, state, valid_from, created_by, created_at, updated_at)
     select gen_random_uuid(), (370400 + n) || '-' || (370600 + n), 'COUNTY', (370400 + n) || '000000', (370600 + n) || '000000',
       (370400 + n) || '000000', (370600 + n) || '000000', 1000, 'x', '1999-01-01', 'IN_FORCE', '1999-01-01', 'x', now(), now()
     from generate_series(1, 113) n`,
  );
  await rows(
    `insert into boundary_inspection (id, line_id, kind, cycle_no, plan_year, plan_doc, planned_by, due_on, lead_side, planned_m,
       inspected_m, field_ended_on, state, filed_on, updated_at)
     select gen_random_uuid(), id, 'REGULAR', 1, 2014, 'x', 'x', '2014-12-31', 'A', 51000,
       case when id = $1 then 100000 else 51000 end, '2014-10-01', 'FILED', '2014-10-31', now() from boundary_line`,
    [id],
  );
  const progress = () => own.done(inspectionProgress, { ...officer, query: { year: 2014 } });
  expect(await progress()).toMatchObject({ filedLines: 114, inspectedKm: '5863.000', kmPercent: '100.0', done: false });
  await rows('update boundary_inspection set inspected_m = inspected_m + 2000 where line_id = $1', [id]);
  expect(await progress()).toMatchObject({
    inspectedKm: '5865.000',
    kmPercent: '100.0',
    linesPercent: '100.0',
    done: true,
  });
  await own.stop();
});
