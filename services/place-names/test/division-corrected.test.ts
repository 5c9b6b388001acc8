import { randomUUID } from 'node:crypto';
import { divisionChanged, divisionMoveReport, divisionVersionCorrected, listQueuedMoves } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';

let app: TestService<DB, unknown>;
const screens = { wangtuan: randomUUID(), cishan: randomUUID(), late: randomUUID() };
const line = randomUUID();

const addScreen = (id: string, deviceNo: string, code: string) =>
  app.rows(
    `insert into touch_screen (id, device_no, division_code, location, secret_hash, state, registered_by, registered_at)
     values ($1, $2, $3, '便民大厅', 'x', 'ACTIVE', 'clerk', now())`,
    [id, deviceNo, code],
  );

async function codeOf(id: string): Promise<unknown> {
  return (await app.rows('select division_code from touch_screen where id = $1', [id]))[0]?.division_code;
}

async function report(changeId: string) {
  const token = await app.serviceToken('place-names');
  return (await app.call(divisionMoveReport('place-names'), { token, params: { changeId } })).body;
}

/** CH-04 in other words: 苘山镇 was never to leave 文登. Rows as a correction is written: the old ones held true until now. */
async function correct(): Promise<void> {
  await app.rows(
    `insert into division_change (change_id, kinds, title, authority, doc_no, approved_on, effective_on, status, provenance,
       recorded_at, corrects_id)
     select 'CH-04-C', kinds, title, authority, doc_no || '更正', approved_on, effective_on, 'CORRECTED', provenance, now(),
       change_id from division_change where change_id = 'CH-04'`,
  );
  await app.rows(`update code_map set superseded_at = now() where change_id = 'CH-04'`);
  await app.rows(
    `insert into code_map (change_id, from_code, to_code, extent, effective_on, recorded_at)
     select 'CH-04-C', from_code, case when from_code like '371081113%' then '371003' || substr(to_code, 7) else to_code end,
       extent, effective_on, now() from code_map where change_id = 'CH-04'`,
  );
  await app.rows(
    `insert into division_change_item (change_id, from_code, to_code, extent, part_units, remainder)
     select 'CH-04-C', from_code, to_code, extent, array_remove(part_units, '371081113000'), remainder
     from division_change_item where change_id = 'CH-04'`,
  );
}

async function tellCorrection(): Promise<void> {
  await app.deliver(divisionVersionCorrected, {
    subject: 'CH-04-C',
    divisionCode: '370000000000',
    aggregateVersion: 1,
    data: { changeId: 'CH-04-C', correctsId: 'CH-04', correctedFields: ['items'], effectiveOn: '2014-01-25' },
  });
}

beforeAll(async () => {
  app = await startTestService(service, { seed: 'copied', today: '2014-01-20' });
  await addScreen(screens.wangtuan, 'WD-0001', '371081112000');
  await addScreen(screens.cishan, 'WD-0002', '371081113000');
  await app.rows(
    `insert into boundary_line (id, line_code, level, code_a, code_b, current_code_a, current_code_b, length_m,
       approval_doc, approved_on, state, valid_from, created_by, created_at, updated_at)
     values ($1, '371081-371082', 'COUNTY', '371081000000', '371082000000', '371081000000', '371082000000', 51400,
       '鲁政函〔2001〕1号', '2001-01-01', 'IN_FORCE', '2001-01-01', 'clerk', now(), now())`,
    [line],
  );
  await app.setToday('2014-01-26');
  await app.deliver(divisionChanged, {
    subject: 'CH-04',
    divisionCode: '371000000000',
    aggregateVersion: 1,
    data: {
      changeId: 'CH-04',
      kinds: ['SPLIT'],
      effectiveOn: '2014-01-25',
      items: [{ fromCode: '371081000000', toCode: '371003000000', extent: 'PART', partUnits: [], remainder: true }],
    },
  });
}, 300_000);
afterAll(() => app?.stop());

describe('a correction of a change re-runs the job (§9.9, §10 division.version-corrected)', () => {
  it('first the records follow the change', async () => {
    expect([await codeOf(screens.wangtuan), await codeOf(screens.cishan)]).toEqual(['371002112000', '371002113000']);
    expect(await report('CH-04')).toMatchObject({ state: 'WAITING' });
  });

  it('what the correction leads elsewhere moves on, the rest stands where it is', async () => {
    await correct();
    await tellCorrection();
    expect([await codeOf(screens.wangtuan), await codeOf(screens.cishan)]).toEqual(['371002112000', '371003113000']);
    const { tables } = await report('CH-04-C');
    expect(tables.find(({ table }) => table === 'touch_screen')).toMatchObject({
      before: 1,
      moved: 1,
      moves: [{ fromCode: '371002113000', toCode: '371003113000' }],
    });
  });

  it('what waited for a decision under the first change waits under the correction, once', async () => {
    expect(await report('CH-04')).toMatchObject({ state: 'CLOSED', unmapped: 0 });
    const token = await app.token({ role: 'PLACE_COUNTY_CHECKER', division: '371003000000' });
    const { body } = await app.call(listQueuedMoves('place-names'), { token, query: {} });
    const lines = body.items.filter(({ recordId }) => recordId === line);
    expect(lines.map(({ changeId }) => changeId)).toEqual(['CH-04-C']);
  });

  it('told again and followed daily it moves nothing, and the corrected change moves nobody any more', async () => {
    await tellCorrection();
    await addScreen(screens.late, 'WD-0003', '371081113000');
    await app.setToday('2014-01-28');
    expect([await codeOf(screens.wangtuan), await codeOf(screens.cishan), await codeOf(screens.late)]).toEqual([
      '371002112000',
      '371003113000',
      '371003113000',
    ]);
  });
});
