import {
  closeCensusSample,
  drawCensusSample,
  getCensusSample,
  getCensusScore,
  listCensusQualityItems,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CensusWorld, county, openCensusWorld } from './census-world.ts';

let world: CensusWorld;
beforeAll(async () => {
  world = await openCensusWorld();
});
afterAll(() => world.app.stop());

const codeOf = ({ status, body }: { status: number; body: object }) => [status, 'code' in body ? body.code : undefined];

/** A batch that the county has checked, with so many confirmed records. */
async function checkedBatch(number: number, records: number): Promise<string> {
  const { batchId, taskId } = await world.open(number);
  await world.processed(taskId, 'Q0');
  // The others are copies of the first one: the inspection looks at their number and their strata.
  await world.app.rows(copies, [taskId, records]);
  await world.confirm(taskId);
  await world.bringTo(batchId, 'COUNTY_SELF_CHECKED');
  return batchId;
}

const copies = `
  insert into census_record (id, batch_id, task_id, record_key, state, division_code, event_division_code, category_code, group_code, names,
    standard_name, created_by, processed_by, created_at, updated_at)
  select gen_random_uuid(), batch_id, task_id, 'Q' || n, state, division_code, division_code, category_code,
    case when n % 3 = 0 then 'WATERS' else group_code end, names, standard_name, created_by, processed_by, created_at, updated_at
  from census_record, generate_series(1, $2::int - 1) n where task_id = $1 and record_key = 'Q0'`;

describe('sampling and inspection through HTTP (place-names.md §7)', () => {
  it('batch of 1,001 → 251 sampled; 6 wrong → 2.39% → return, and the city cannot verify', async () => {
    const batchId = await checkedBatch(1, 1_001);
    const token = await world.as('PLACE_CITY_OFFICER');
    const drawn = await world.app.call(drawCensusSample, { token, params: { id: batchId }, body: { seed: 'lot-17' } });
    expect([drawn.status, drawn.body.population, drawn.body.size, new Set(drawn.body.recordIds).size]).toEqual([
      201, 1_001, 251, 251,
    ]);
    const strata = await world.app.rows(
      `select r.group_code, count(*)::int from census_sample_record s join census_record r on r.id = s.record_id
       where s.sample_id = $1 group by 1 order by 1`,
      [drawn.body.id],
    );
    // 333 of 1,001 records are of waters, 83.4995 of 251; the larger remainder is that of the others.
    expect(strata).toEqual([
      { group_code: 'MEMORIAL', count: 168 },
      { group_code: 'WATERS', count: 83 },
    ]);
    expect(codeOf(await world.step(batchId, 'VERIFY'))).toEqual([409, 'CENSUS_SAMPLE_MISSING']);
    const findings = drawn.body.recordIds
      .slice(0, 6)
      .map((recordId) => ({ recordId, field: 'meaning', note: '含义无依据' }));
    const params = { id: drawn.body.id };
    const closed = await world.app.call(closeCensusSample, {
      token,
      params,
      version: 1,
      body: {
        findings: [
          ...findings,
          { ...findings[0], recordId: findings[0]?.recordId ?? '', field: 'history', note: '年代不符' },
        ],
      },
    });
    expect(closed.body).toMatchObject({
      state: 'CLOSED',
      requiredWrong: 6,
      otherWrong: 0,
      requiredRate: '2.39',
      outcome: 'RETURN',
    });
    expect(codeOf(await world.step(batchId, 'VERIFY'))).toEqual([409, 'CENSUS_SAMPLE_FAILED']);
    expect(
      codeOf(await world.app.call(closeCensusSample, { token, params, version: 2, body: { findings: [] } })),
    ).toEqual([409, 'STATE_TRANSITION_INVALID']);
    expect((await world.app.call(getCensusSample, { token, params })).body.recordIds).toEqual(drawn.body.recordIds);
  });

  it('who may inspect when: the city what the county checked, the province what the city verified, once a round', async () => {
    const batchId = await checkedBatch(2, 4);
    const params = { id: batchId };
    const draw = async (token?: string) =>
      codeOf(
        await world.app.call(drawCensusSample, {
          ...(token === undefined ? {} : { token }),
          params,
          body: { seed: 'lot-2' },
        }),
      );
    expect(await draw(await world.as('PLACE_PROVINCE_OFFICER'))).toEqual([409, 'STATE_TRANSITION_INVALID']);
    expect(await draw(await world.as('PLACE_COUNTY_CHECKER'))).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(await draw(await world.as('PLACE_CITY_OFFICER', '371700000000'))).toEqual([404, 'CENSUS_BATCH_UNKNOWN']);
    expect(await draw()).toEqual([401, 'TOKEN_MISSING']);
    const token = await world.as('PLACE_CITY_OFFICER');
    const first = await world.app.call(drawCensusSample, { token, params, body: { seed: 'lot-2' }, key: 'draw-2' });
    expect(
      (await world.app.call(drawCensusSample, { token, params, body: { seed: 'lot-2' }, key: 'draw-2' })).body,
    ).toEqual(first.body);
    expect(await draw(token)).toEqual([409, 'CENSUS_SAMPLE_DUPLICATE']);
    const sample = { id: first.body.id };
    const strange = [{ recordId: batchId, field: 'lon', note: '坐标偏移' }];
    expect(
      codeOf(
        await world.app.call(closeCensusSample, { token, params: sample, version: 1, body: { findings: strange } }),
      ),
    ).toEqual([422, 'SAMPLE_RECORD_UNKNOWN']);
    expect(
      codeOf(await world.app.call(closeCensusSample, { token, params: sample, version: 4, body: { findings: [] } })),
    ).toEqual([412, 'VERSION_CONFLICT']);
    const province = await world.as('PLACE_PROVINCE_OFFICER');
    expect(
      codeOf(
        await world.app.call(closeCensusSample, {
          token: province,
          params: sample,
          version: 1,
          body: { findings: [] },
        }),
      ),
    ).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(codeOf(await world.app.call(getCensusSample, { token, params: { id: batchId } }))).toEqual([
      404,
      'CENSUS_SAMPLE_UNKNOWN',
    ]);
  });
});

describe('the quality table', () => {
  it('has 8 groups; w1 sums to 100, each group’s aspects and each aspect’s items too; organisation 12% is the approved one', async () => {
    const token = await world.as('PLACE_COUNTY_CHECKER');
    const { body } = await world.app.call(listCensusQualityItems, { token, query: { asOf: '2014-09-01' } });
    const groups = Map.groupBy(body.items, ({ groupCode }) => groupCode);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    expect(sum([...groups.values()].map(([item]) => item?.groupPercent ?? 0))).toBe(100);
    expect(groups.size).toBe(8);
    expect([...new Set(groups.get('ORGANISATION')?.map((item) => `${item.groupPercent} ${item.provenance}`))]).toEqual([
      '12 APPROVAL',
    ]);
    for (const items of groups.values()) {
      const aspects = Map.groupBy(items, ({ aspectTitle }) => aspectTitle);
      expect(sum([...aspects.values()].map(([item]) => item?.aspectPercent ?? 0))).toBe(100);
      for (const of of aspects.values()) expect(sum(of.map(({ itemPercent }) => itemPercent))).toBe(100);
    }
  });

  it('is dated: before the census there is none', async () => {
    const token = await world.as('PLACE_COUNTY_CHECKER');
    const { body } = await world.app.call(listCensusQualityItems, { token, query: { asOf: '2014-06-30' } });
    expect(body.items).toEqual([]);
  });
});

describe('the score of a batch decides its acceptance', () => {
  it('a failed database group knocks the county out; a new score lets it pass', async () => {
    const batchId = await checkedBatch(3, 4);
    const params = { id: batchId };
    await world.inspect(batchId, 'PLACE_CITY_OFFICER');
    await world.step(batchId, 'VERIFY');
    await world.inspect(batchId, 'PLACE_PROVINCE_OFFICER');
    expect(codeOf(await world.step(batchId, 'ACCEPT'))).toEqual([409, 'CENSUS_SCORE_MISSING']);
    const token = await world.as('PLACE_PROVINCE_OFFICER');
    expect(codeOf(await world.app.call(getCensusScore, { token, params }))).toEqual([404, 'CENSUS_SCORE_UNKNOWN']);
    const deductions = ['database.content.1', 'database.content.2', 'database.structure.1'].map((item) => ({
      item,
      tenths: 50,
      note: '必填项大量空缺',
    }));
    const failed = await world.score(batchId, { secrecyBreach: false, deductions });
    expect([failed.status, failed.body.grade, failed.body.reasons]).toEqual([201, 'FAIL', ['GROUP_FAILED_DATABASE']]);
    expect(failed.body.groups.find(({ code }: { code: string }) => code === 'DATABASE')).toEqual({
      code: 'DATABASE',
      points: '16.00',
      failed: true,
    });
    expect(codeOf(await world.step(batchId, 'ACCEPT'))).toEqual([409, 'CENSUS_SCORE_FAILED']);
    const passed = await world.score(batchId, {
      secrecyBreach: false,
      deductions: [{ item: 'organisation.plan.4', tenths: 15, note: '宣传记录不全' }],
    });
    // raw 3.5, w3 10%, w2 30% → 2.10 instead of 3.00: 0.9 points of the group, 0.108 of the total.
    expect(passed.body).toMatchObject({
      total: '99.89',
      grade: 'GOOD',
      groups: expect.arrayContaining([{ code: 'ORGANISATION', points: '99.10', failed: false }]),
    });
    expect((await world.app.call(getCensusScore, { token, params })).body).toEqual(passed.body);
    expect((await world.step(batchId, 'ACCEPT')).body.state).toBe('PROVINCE_ACCEPTED');
  });

  it('unknown items, a wrong state, a wrong role and a wrong place are refused', async () => {
    const batchId = await checkedBatch(4, 2);
    const body = { secrecyBreach: false, deductions: [] };
    expect(codeOf(await world.score(batchId))).toEqual([409, 'STATE_TRANSITION_INVALID']);
    await world.inspect(batchId, 'PLACE_CITY_OFFICER');
    await world.step(batchId, 'VERIFY');
    expect(
      codeOf(
        await world.score(batchId, {
          ...body,
          deductions: [{ item: 'database.none.1', tenths: 5, note: '没有这一项' }],
        }),
      ),
    ).toEqual([422, 'QUALITY_ITEM_UNKNOWN']);
    expect(codeOf(await world.score(batchId, { deductions: [] }))).toEqual([400, 'INPUT_INVALID']);
    const token = await world.as('PLACE_COUNTY_CHECKER', county);
    expect(
      codeOf(
        await world.app.call(getCensusScore, {
          token: await world.as('PLACE_COUNTY_CHECKER', '371721000000'),
          params: { id: batchId },
        }),
      ),
    ).toEqual([404, 'CENSUS_BATCH_UNKNOWN']);
    expect(codeOf(await world.app.call(getCensusScore, { token, params: { id: batchId } }))).toEqual([
      404,
      'CENSUS_SCORE_UNKNOWN',
    ]);
  });
});
