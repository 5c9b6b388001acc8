import { randomUUID } from 'node:crypto';
import { downloadPlaceSeries, getPlaceSeries, listSeriesRows, type OperationInputOf, type Role } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';

const weihai = '371000000000';
const [wendeng, newWendeng, huancui] = ['371081000000', '371003000000', '371002000000'] as const;
type Query = OperationInputOf<typeof getPlaceSeries>['query'];
type Measure = OperationInputOf<typeof getPlaceSeries>['params']['measure'];
let app: TestService<DB, unknown>;

/** Two signs of 2013: one in the rest of 文登市, one in a town that went to 环翠区; a former name of the old county. */
async function write(): Promise<void> {
  await app.rows(
    `insert into division_move (change_id, effective_on, state, begun_at) values ('CH-04', '2014-01-25', 'WAITING', now())`,
  );
  for (const [number, from, to] of [
    ['WD-1', '371081100000', '371003100000'],
    ['WD-2', '371081112000', '371002112000'],
  ] as const) {
    const [place, sign] = [randomUUID(), randomUUID()];
    await app.rows(
      `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part,
         pinyin, pinyin_plain, initials, division_code, source, recorded_at, updated_at)
       values ($1, $1, '23500', 'STANDARD', 'STANDARD', '抽查路', '抽查', '路', 'Chōuchá Lù', 'chouchalu', 'ccl', $2, 'SEED',
         now(), now())`,
      [place, to],
    );
    await app.rows(
      `insert into place_sign (id, sign_no, place_id, feature_id, kind, text, pinyin, material, lon, lat, installed_on, owner,
         condition, checked_on, division_code, installed_by, recorded_at)
       values ($1, $2, $3, $3, 'STREET', '抽查路', 'Chōuchá Lù', '铝', 122.05, 37.2, '2013-06-01', '民政局', 'INTACT',
         '2013-06-01', $4, 'clerk', now())`,
      [sign, number, place, to],
    );
    await app.rows(
      `insert into division_move_record (id, change_id, table_name, record_id, from_code, to_code, candidates, extent,
         found_by, state, owner_code, planned_at, moved_at)
       values ($1, 'CH-04', 'place_sign', $2, $3, $4, '{}', 'FULL', 'CODE', 'MOVED', $4, now(), now())`,
      [randomUUID(), sign, from, to],
    );
  }
  const former = randomUUID();
  await app.rows(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part, pinyin,
       pinyin_plain, initials, division_code, valid_from, valid_to, source, recorded_at, updated_at)
     values ($1, $1, '23500', 'STANDARD', 'FORMER', '旧抽查路', '旧抽查', '路', 'Jiùchōuchá Lù', 'jiuchouchalu', 'jccl', $2,
       '2010-01-01', '2014-01-10', 'SEED', now(), now())`,
    [former, wendeng],
  );
}

beforeAll(async () => {
  app = await startTestService(service, { seed: 'copied', today: '2014-12-31' });
  await write();
}, 300_000);
afterAll(() => app?.stop());

const city = (): Promise<string> => app.token({ role: 'PLACE_CITY_OFFICER', division: weihai });

async function series(measure: Measure, more: Partial<Query> = {}) {
  const query = { division: weihai, from: 2013, to: 2014, ...more };
  const { status, body } = await app.call(getPlaceSeries, { token: await city(), params: { measure }, query });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

describe('§9.7: statistics publish both series', () => {
  it('villages: as reported 文登市 ends in 2014; on the same territory its ground has one line through both years', async () => {
    const { points, residual } = await series('VILLAGES');
    const of = (year: number, code: string) => {
      const point = points.find((one) => one.year === year && one.divisionCode === code);
      return point === undefined ? undefined : [point.asReported, point.sameTerritory];
    };
    const [before, ground] = of(2013, wendeng) ?? [];
    expect(before).toBeGreaterThan(0);
    expect(ground).toBe(0);
    expect(of(2014, wendeng)).toBeUndefined();
    // The villages of the data are those of today, led back: only their county changed.
    expect(of(2013, newWendeng)?.[0]).toBe(0);
    expect(of(2013, newWendeng)?.[1]).toBe(of(2014, newWendeng)?.[0]);
    expect(of(2013, huancui)?.[1]).toBe(of(2014, huancui)?.[0]);
    expect(of(2013, huancui)?.[0]).toBeLessThan(of(2014, huancui)?.[0] ?? 0);
    const sums = [2013, 2014].map((year) => {
      const own = points.filter((one) => one.year === year);
      const sum = (field: 'asReported' | 'sameTerritory') => own.reduce((total, one) => total + one[field], 0);
      return sum('asReported') - sum('sameTerritory');
    });
    expect([sums, residual]).toEqual([[0, 0], []]);
  });

  it('signs: what lives is led back by the ledger of moves', async () => {
    const { points, unit } = await series('SIGNS', { to: 2013 });
    expect(unit).toBe('块');
    expect(
      points.map(({ divisionCode, asReported, sameTerritory }) => [divisionCode, asReported, sameTerritory]),
    ).toEqual([
      [huancui, 0, 1],
      [newWendeng, 0, 1],
      [wendeng, 2, 0],
    ]);
    expect(points.map(({ divisionName }) => divisionName)).toEqual(['环翠区', '文登区', '文登市']);
  });

  it('a base day before the change is the ground of that day', async () => {
    const { points } = await series('SIGNS', { to: 2013, base: '2013-12-31' });
    expect(points).toMatchObject([{ divisionCode: wendeng, asReported: 2, sameTerritory: 2 }]);
  });

  it('what no longer lives and has the old county alone is in no unit’s series, and is told', async () => {
    const { residual } = await series('NAMES', { to: 2013 });
    expect(residual).toEqual([{ year: 2013, divisionCode: wendeng, candidates: [huancui, newWendeng], count: 1 }]);
    const above = await series('NAMES', { to: 2013, level: 'PREFECTURE' });
    expect(above.residual).toEqual([]);
    expect(above.points).toHaveLength(1);
    expect(above.points[0]?.asReported).toBe(above.points[0]?.sameTerritory);
  });
});

describe('the records behind a point', () => {
  async function rows(division: string, kind: 'AS_REPORTED' | 'SAME_TERRITORY', more: object = {}) {
    const query = { division, year: 2013, series: kind, ...more };
    const token = await app.token({ role: 'PLACE_PROVINCE_OFFICER' });
    return app.call(listSeriesRows, { token, params: { measure: 'SIGNS' }, query });
  }

  it('as reported they stand under 文登市, on the same territory where they went', async () => {
    const reported = (await rows(wendeng, 'AS_REPORTED')).body.items;
    expect(reported.map(({ title }) => title).toSorted()).toEqual(['抽查路 WD-1', '抽查路 WD-2']);
    expect((await rows(newWendeng, 'SAME_TERRITORY')).body.items).toMatchObject([
      { title: '抽查路 WD-1', reportedCode: '371081100000', standingCode: '371003100000' },
    ]);
    expect((await rows(huancui, 'SAME_TERRITORY')).body.items).toMatchObject([{ title: '抽查路 WD-2' }]);
    expect((await rows(newWendeng, 'AS_REPORTED')).body.items).toEqual([]);
    expect((await rows(weihai, 'AS_REPORTED')).body.items).toHaveLength(2);
  });

  it('page by page', async () => {
    const one = await rows(wendeng, 'AS_REPORTED', { first: 1 });
    const two = await rows(wendeng, 'AS_REPORTED', { first: 1, after: one.body.next ?? '' });
    const ids = [...one.body.items, ...two.body.items].map(({ id }) => id);
    expect([new Set(ids).size, two.body.next]).toEqual([2, null]);
  });

  it('SERIES_LEVEL: a township has no point', async () => {
    const { status, body } = await rows('371003100000', 'AS_REPORTED');
    expect([status, body]).toMatchObject([422, { code: 'SERIES_LEVEL' }]);
  });
});

it('the same as CSV, with a byte order mark, the residual at the end', async () => {
  const answer = await app.inject({
    method: 'GET',
    url: `/v1/statistics/NAMES/file?division=${weihai}&from=2013&to=2013`,
    headers: { authorization: `Bearer ${await city()}` },
  });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
  const lines = answer.body.split('\r\n');
  expect(lines[0]).toBe('\uFEFF标准地名（公开）（条）,可比口径基准日 2014-12-31');
  expect(lines[1]).toBe('年度,统计日,区划代码,区划名称,原口径,可比口径,去向未定');
  expect(lines.at(-2)).toBe(`2013,,${wendeng},${huancui} ${newWendeng},,,1`);
  const { points } = await series('NAMES', { to: 2013 });
  expect(lines).toHaveLength(points.length + 4);
});

it('REST and the graph say the same', async () => {
  const token = await city();
  const rest = await series('SIGNS');
  const fields = `measure title titleEn unit divisionCode level baseOn historyIncomplete
    points { year reportedOn divisionCode divisionName asReported sameTerritory }
    residual { year divisionCode candidates count }`;
  const rows = `placeSeriesRows(measure: SIGNS, division: "${wendeng}", year: 2013, series: AS_REPORTED)`;
  const ask = async (query: string, as = token) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${await app.serviceToken('gateway')}`, 'x-user-token': as },
      payload: { query },
    });
    return answer.json();
  };
  const { data } = await ask(
    `{ placeSeries(measure: SIGNS, division: "${weihai}", from: 2013, to: 2014) { ${fields} } }`,
  );
  expect(data.placeSeries).toEqual(rest);
  const province = await app.token({ role: 'PLACE_PROVINCE_OFFICER' });
  const found = await ask(`{ ${rows} { items { id title reportedCode standingCode } next } }`, province);
  const query = { division: wendeng, year: 2013, series: 'AS_REPORTED' } as const;
  const twin = await app.call(listSeriesRows, { token: province, params: { measure: 'SIGNS' }, query });
  expect(found.data.placeSeriesRows).toEqual(twin.body);
  const wrong = await ask('{ placeSeries(measure: SIGNS, division: "3710", from: 2013, to: 2014) { unit } }');
  expect(wrong.errors).toMatchObject([{ extensions: { code: 'INPUT_INVALID' } }]);
});

describe('what is refused', () => {
  const ask = async (query: Partial<Query>, who: { role: Role; division?: string } | undefined) => {
    const token = who === undefined ? undefined : await app.token(who);
    const { status, body } = await app.call(getPlaceSeries, {
      ...(token === undefined ? {} : { token }),
      params: { measure: 'VILLAGES' },
      query: { division: weihai, from: 2013, to: 2014, ...query },
    });
    return [status, (body as { code?: string }).code];
  };
  const officer = { role: 'PLACE_CITY_OFFICER', division: weihai } as const;

  it.each([
    ['no login', {}, undefined, 401, 'TOKEN_MISSING'],
    ['another role', {}, { role: 'PLACE_TOWN_CLERK', division: '371002001000' }, 403, 'ROLE_NOT_PERMITTED'],
    ['another city', { division: '370100000000' }, officer, 403, 'SCOPE_FORBIDDEN'],
    ['years in the wrong order', { from: 2014, to: 2013 }, officer, 422, 'SERIES_YEARS'],
    ['a year to come', { to: 2015 }, officer, 422, 'SERIES_YEARS'],
    ['a base day before the last reporting', { base: '2014-12-30' }, officer, 422, 'SERIES_BASE'],
    ['a division that is none', { division: '3710' }, officer, 400, 'INPUT_INVALID'],
  ] as const)('%s', async (_name, query, who, status, code) => {
    expect(await ask(query, who)).toEqual([status, code]);
  });

  it('the file is refused as the answer is', async () => {
    const call = { params: { measure: 'VILLAGES' as const }, query: { division: weihai, from: 2014, to: 2013 } };
    const { status, body } = await app.call(downloadPlaceSeries, { token: await city(), ...call });
    expect([status, body]).toMatchObject([422, { code: 'SERIES_YEARS' }]);
  });
});
