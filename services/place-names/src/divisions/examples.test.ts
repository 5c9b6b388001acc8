import {
  countDivisions,
  getDivision,
  getLineage,
  listChildren,
  listDivisions,
  resolveDivision,
  resolveDivisions,
  sameTerritory,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDivisions } from '../../seed/load-divisions.ts';
import { service } from '../app.ts';
import type { DB } from '../database.ts';

let test: TestService<DB, unknown>;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

async function resolved(code: string, from: string, to: string): Promise<string[]> {
  const { body, status } = await test.call(resolveDivision, { query: { code, from, to } });
  if (status !== 200) return [String((body as unknown as { code: string }).code)];
  return body.results.map((result) => `${result.code.slice(0, 6)} ${result.extent}`);
}

async function at(code: string, asOf?: string) {
  return test.call(getDivision, { params: { code }, query: asOf === undefined ? {} : { asOf } });
}

describe('the first start', () => {
  it('loads every version of the files, and a second start changes nothing', async () => {
    const count = async (): Promise<object[]> =>
      test.rows(
        `select (select count(*)::int from division_version) as versions, (select count(*)::int from division_unit) as units,
                (select count(*)::int from code_map) as steps, (select loaded_at from division_table) as loaded_at`,
      );
    const before = await count();
    expect(before).toMatchObject([{ versions: 195 + 15 + 2355 + 79_113, steps: 59 + 502 + 17_039 }]);
    await loadDivisions(test.kit);
    expect(await count()).toEqual(before);
  });

  it('VERSION_OVERLAP: the database refuses two versions of one code on one day', async () => {
    const copy = `insert into division_version (unit_id, code, level, type, name, short_name, parent_code, valid_from, code_status, provenance, recorded_at)
      select unit_id, $1, level, type, name, short_name, parent_code, date '2014-01-01', code_status, provenance, recorded_at
      from division_version where code = '370102000000'`;
    await expect(test.rows(copy, ['370102000000'])).rejects.toThrow(/division_version_overlap/);
  });

  it('the database refuses two codes of one unit on one day', async () => {
    const copy = `insert into division_version (unit_id, code, level, type, name, short_name, parent_code, valid_from, code_status, provenance, recorded_at)
      select unit_id, '370118000000', level, type, name, short_name, parent_code, date '2014-01-01', code_status, provenance, recorded_at
      from division_version where code = '370102000000'`;
    await expect(test.rows(copy)).rejects.toThrow(/division_version_two_codes/);
  });

  it('the application cannot delete history', async () => {
    const deletion = test.kit.write(test.kit.system('divisions.load'), ({ db }) => db.deleteFrom('codeMap').execute());
    await expect(deletion).rejects.toThrow(/permission denied/);
  });
});

describe('place-names §4.3 through HTTP', () => {
  it('example 1: at(370181) on both sides of 2016-09-14, with the successor as an error entry', async () => {
    expect((await at('370181', '2016-09-13')).body).toMatchObject({ code: '370181000000', name: '章丘市' });
    expect(await at('370181', '2016-09-14')).toMatchObject({
      status: 422,
      body: {
        code: 'CODE_NOT_VALID_ON',
        errors: [{ pointer: '/params/code', code: 'CODE_NOT_VALID_ON', detail: '370114000000 章丘区' }],
      },
    });
  });

  it.each([
    ['2', '370282', '2014-01-01', '2018-01-01', ['370215 FULL']],
    ['3', '370205', '2012-01-01', '2014-01-01', ['370203 FULL']],
    ['4', '370284', '2012-01-01', '2014-01-01', ['370211 FULL']],
    ['4, from before the part of 2003', '370284', '2002-01-01', '2014-01-01', ['370211 FULL']],
    ['5, 兖州', '370882', '2013-01-01', '2014-01-01', ['370812 FULL']],
    ['5, 市中区', '370802', '2013-01-01', '2014-01-01', ['370811 FULL']],
    ['6', '371081', '2013-01-01', '2015-01-01', ['371003 PART', '371002 PART']],
    ['6, with 汪疃镇', '371081112', '2013-01-01', '2015-01-01', ['371002 FULL']],
    ['6, with a village of 汪疃镇', '371081112200', '2013-01-01', '2015-01-01', ['371002 FULL']],
    ['6, with another town', '371081108', '2013-01-01', '2015-01-01', ['371003 FULL']],
    ['7', '371324', '2014-01-05', '2014-01-06', ['371324 FULL']],
    ['8', '371421', '2014-01-01', '2015-01-01', ['371403 FULL']],
    ['9', '372330', '1999-06-01', '2019-01-01', ['371681 FULL']],
    ['10, 定陶', '372923', '1999-01-01', '2017-01-01', ['371703 FULL']],
    ['10, 沾化', '372325', '1999-01-01', '2015-01-01', ['371603 FULL']],
    ['11, 莱城区', '371202', '2014-01-01', '2019-06-01', ['370116 FULL']],
    ['11, 钢城区', '371203', '2014-01-01', '2019-06-01', ['370117 FULL']],
    ['12', '371202', '2005-01-01', '2019-06-01', ['370116 PART', '370117 PART']],
    ['13', '371200', '2014-01-01', '2019-06-01', ['370100 FULL']],
    ['14, with 后村镇', '371103104', '2013-06-01', '2015-01-01', ['371102 FULL']],
    ['14', '371103', '2013-06-01', '2015-01-01', ['371103 PART', '371102 PART']],
    ['15, 长岛县', '370634', '2019-01-01', '2021-01-01', ['370614 FULL']],
    ['15, 蓬莱市', '370684', '2019-01-01', '2021-01-01', ['370614 FULL']],
  ])('example %s: resolve(%s, %s, %s)', async (_, code, from, to, expected) => {
    expect(await resolved(code, from, to)).toEqual(expected);
  });

  it('example 3: the lineage of 370203 names both predecessors', async () => {
    const { body } = await test.call(getLineage, { params: { code: '370203' } });
    expect(body.cameFrom.map((step) => step.fromCode)).toEqual(['370203000000', '370205000000']);
    expect(new Set(body.versions.map((version) => version.unitId)).size).toBe(2);
  });

  it('example 7: 苍山县 and 兰陵县 are two versions of one unit', async () => {
    const { body } = await test.call(getLineage, { params: { code: '371324' } });
    expect(body.versions.map((version) => version.name)).toEqual(['苍山县', '兰陵县']);
    expect(new Set(body.versions.map((version) => version.unitId)).size).toBe(1);
  });

  it('example 9: two steps', async () => {
    const query = { code: '372330', from: '1999-06-01', to: '2019-01-01' };
    const { body } = await test.call(resolveDivision, { query });
    expect(body.results[0]?.path.map((step) => step.toCode)).toEqual(['371626000000', '371681000000']);
    expect(body.historyIncomplete).toBe(true);
  });

  it('example 12: without a township code the answer is AMBIGUOUS', async () => {
    const query = { code: '371202', from: '2005-01-01', to: '2019-06-01' };
    expect((await test.call(resolveDivision, { query })).body.status).toBe('AMBIGUOUS');
  });

  it('example 13: 莱芜市 is shown as absorbed by 济南市', async () => {
    const query = { code: '371200', from: '2014-01-01', to: '2019-06-01' };
    expect((await test.call(resolveDivision, { query })).body.absorbedBy).toBe('370100000000');
  });

  it('example 13: a total of 莱芜市 of 2014 compares with 370116 and 370117, never with all of 370100', async () => {
    const query = { from: '2014-01-01', to: '2019-06-01' };
    const { body } = await test.call(sameTerritory, { params: { code: '371200' }, query });
    expect(body).toMatchObject({ codes: ['370116000000', '370117000000'], residual: [], historyIncomplete: false });
    const refused = await test.call(sameTerritory, {
      params: { code: '371200' },
      query: { from: query.to, to: query.from },
    });
    expect([refused.status, (refused.body as unknown as { code: string }).code]).toEqual([422, 'DATE_ORDER']);
  });

  it.each([
    ['2012-09-29', 17, 49, 31, 60, 140],
    ['2012-09-30', 17, 48, 30, 60, 138],
    ['2013-12-31', 17, 48, 29, 60, 137],
    ['2014-02-27', 17, 49, 28, 60, 137],
    ['2014-12-31', 17, 51, 28, 58, 137],
    ['2018-12-31', 16, 56, 27, 54, 137],
    ['2020-12-31', 16, 58, 26, 52, 136],
  ])('example 16: counts on %s', async (asOf, prefectures, districts, countyCities, counties, countyLevel) => {
    const { body } = await test.call(countDivisions, { params: { code: '370000' }, query: { asOf } });
    expect(body).toMatchObject({
      prefectures,
      districts,
      countyCities,
      counties,
      countyLevel,
      historyIncomplete: false,
    });
    expect(body).toMatchObject({ townships: 1853, villages: 62_074 });
  });

  it('example 17: 371202 was a code when the number was issued and is refused for 2020 only as a question of that day', async () => {
    expect((await at('371202', '2001-01-01')).status).toBe(200);
    expect((await at('371202', '2020-01-01')).body).toMatchObject({ code: 'CODE_NOT_VALID_ON' });
  });

  it('example 18: the issuing unit of 2015 is 章丘市, now 章丘区', async () => {
    expect((await at('370181', '2015-06-01')).body.name).toBe('章丘市');
    expect(await resolved('370181', '2015-06-01', '2018-06-01')).toEqual(['370114 FULL']);
  });

  it('example 19: a birth place of 1995 is answered as of 1995, and said to lie in incomplete history', async () => {
    expect((await at('372330', '1995-03-01')).body).toMatchObject({ name: '邹平县', historyIncomplete: true });
  });

  it('example 20: 济南 holds 10 units in 2014 and 12 in 2019', async () => {
    const childrenOn = (asOf: string) => test.call(listChildren, { params: { code: '370100' }, query: { asOf } });
    expect((await childrenOn('2014-06-01')).body.items).toHaveLength(10);
    expect((await childrenOn('2019-06-01')).body.items).toHaveLength(12);
  });
});

describe('bad input of place-names §14', () => {
  it.each([
    ['3701', 422, 'CODE_FORMAT'],
    ['37018100', 422, 'CODE_FORMAT'],
    ['37018A', 422, 'CODE_FORMAT'],
    ['370100001000', 422, 'CODE_GAP'],
    ['370181600000', 422, 'CODE_RANGE'],
    ['370101000000', 422, 'CODE_SUMMARY'],
    ['440100000000', 422, 'OUT_OF_PROVINCE'],
    ['370120000000', 404, 'CODE_UNKNOWN'],
    ['370102001999', 422, 'CODE_RANGE'],
    ['370102001150', 404, 'CODE_UNKNOWN'],
  ])('%s: %i %s', async (code, status, error) => {
    const answer = await at(code);
    expect(answer).toMatchObject({ status, body: { code: error, errors: [{ pointer: '/params/code', code: error }] } });
  });

  it('full-width digits are converted first', async () => {
    expect((await at('３７０１０２')).body).toMatchObject({ code: '370102000000', name: '历下区' });
  });

  it('CODE_NOT_VALID_ON: 370181 with date 2017-01-01 names its successor', async () => {
    expect((await at('370181', '2017-01-01')).body).toMatchObject({
      code: 'CODE_NOT_VALID_ON',
      errors: [{ detail: '370114000000 章丘区' }],
    });
  });

  it('DATE_ORDER: resolve with from after to', async () => {
    const query = { code: '370181', from: '2018-01-01', to: '2014-01-01' };
    expect(await test.call(resolveDivision, { query })).toMatchObject({ status: 422, body: { code: 'DATE_ORDER' } });
  });

  it('BATCH_TOO_LARGE: 1,001 codes are refused with 413, 1,000 are answered', async () => {
    const query = { code: '370181', from: '2014-01-01', to: '2018-01-01' };
    const queries = Array.from({ length: 1_001 }, () => query);
    const refused = await test.call(resolveDivisions, { body: { queries } });
    expect(refused).toMatchObject({ status: 413, body: { code: 'BATCH_TOO_LARGE' } });
    const answered = await test.call(resolveDivisions, { body: { queries: queries.slice(1) } });
    expect(answered.body.items).toHaveLength(1_000);
  });

  it('a day that is not in the calendar and an unknown parameter are refused', async () => {
    expect((await at('370102', '2014-02-30')).status).toBe(400);
    expect((await test.inject({ method: 'GET', url: '/v1/divisions/370102?asof=2014-01-01' })).statusCode).toBe(400);
  });

  it('SQL and HTML in a code are text: refused, not echoed', async () => {
    const answer = await at(`<b>'; drop table</b>`);
    expect(answer).toMatchObject({ status: 422, body: { code: 'CODE_FORMAT' } });
    expect(JSON.stringify(answer.body)).not.toContain('drop table');
  });

  it('CURSOR_INVALID: a cursor that no page gave', async () => {
    const answer = await test.call(listDivisions, { query: { after: 'bm9uc2Vuc2U' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } });
  });
});
