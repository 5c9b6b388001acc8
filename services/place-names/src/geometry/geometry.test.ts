import { checkGeometry, getOutline, readTopology, reverseGeocode } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { sideOf } from './containment.ts';

let test: TestService<DB, unknown>;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

async function at(lon: number, lat: number, asOf?: string) {
  return test.call(reverseGeocode, { query: { lon, lat, ...(asOf === undefined ? {} : { asOf }) } });
}

const codeOf = (body: unknown) => (body as { code?: string }).code;

describe('place-names §8.2 reverse geocode', () => {
  it.each<[string, number, number, string, string[]]>([
    ['泉城广场', 117.0167, 36.6596, '2014-04-28', ['历下区', '济南市', '山东省']],
    ['五四广场', 120.3825, 36.0625, '2014-04-28', ['市南区', '青岛市', '山东省']],
    ['章丘城区', 117.526, 36.69, '2014-04-28', ['章丘市', '济南市', '山东省']],
    ['章丘城区', 117.526, 36.69, '2018-04-28', ['章丘区', '济南市', '山东省']],
    ['莱芜城区', 117.676, 36.214, '2014-04-28', ['莱城区', '莱芜市', '山东省']],
    ['莱芜城区', 117.676, 36.214, '2019-06-01', ['莱芜区', '济南市', '山东省']],
    ['泰山', 117.1, 36.26, '2014-04-28', ['泰山区', '泰安市', '山东省']],
    ['菏泽城区', 115.47, 35.24, '2014-04-28', ['牡丹区', '菏泽市', '山东省']],
    ['兰陵城区', 118.05, 34.85, '2014-01-05', ['苍山县', '临沂市', '山东省']],
    ['兰陵城区', 118.05, 34.85, '2014-01-06', ['兰陵县', '临沂市', '山东省']],
    ['胶南城区', 119.99, 35.88, '2012-09-29', ['青岛市', '山东省']],
    ['胶南城区', 119.99, 35.88, '2012-09-30', ['黄岛区', '青岛市', '山东省']],
    ['邹平城区', 117.74, 36.88, '2014-04-28', ['邹平县', '滨州市', '山东省']],
    ['荣成城区', 122.48, 37.16, '2014-04-28', ['荣成市', '威海市', '山东省']],
  ])('%s (%d, %d) on %s: containing divisions down to the finest polygon', async (_, lon, lat, asOf, names) => {
    const { status, body } = await at(lon, lat, asOf);
    expect([status, body.divisions.map(({ name }) => name)]).toEqual([200, names]);
    expect(body.onBoundary).toBe(false);
  });

  it.each([
    ['Beijing', 116.4, 39.9],
    ['Xuzhou', 117.19, 34.26],
    ['the open sea', 123.5, 36],
  ])('outside the province → OUT_OF_PROVINCE: %s', async (_, lon, lat) => {
    const { status, body } = await at(lon, lat);
    expect([status, codeOf(body)]).toEqual([422, 'OUT_OF_PROVINCE']);
  });

  it.each([
    [36.65, 117],
    [37.4, 122.1],
  ])('§14 lon/lat swapped (point at %d, %d) → LONLAT_SWAPPED', async (lon, lat) => {
    const { status, body } = await at(lon, lat);
    expect([status, codeOf(body)]).toEqual([422, 'LONLAT_SWAPPED']);
  });

  it('a point exactly on a line → the smaller code, on_boundary: true, and the others are named', async () => {
    const { codes, corner } = await commonCorner();
    const { body } = await at(corner[0], corner[1], '2014-04-28');
    expect(body.onBoundary).toBe(true);
    const all = [body.divisions[0]?.code ?? '', ...body.others.map(({ code }) => code)];
    expect(all).toEqual([...all].sort());
    expect(all).toEqual(expect.arrayContaining(codes));
  });

  it('the vintage of the polygons against the asked day is said, and where it cannot be exact', async () => {
    const today = await at(117.0167, 36.6596, '2014-04-28');
    expect(today.body.polygons).toMatchObject({ exact: true });
    expect(today.body.polygons.note).toContain('换算到2014-04-28');
    const before = await at(122.12, 37.5, '2014-01-01');
    expect(before.body.polygons.exact).toBe(false);
    expect(before.body.divisions.map(({ name }) => name)).toEqual(['威海市', '山东省']);
    expect(before.body.others.map(({ name }) => name)).toEqual(['环翠区', '文登市']);
    expect(before.body.polygons.note).toContain('合并或部分划转');
  });

  it('nearest street ≤ 200 m and features ≤ 1 km, none that is not public or no longer in force', async () => {
    await addPlace('某街', { category: '23100', lon: 116.8705, secrecy: 'PUBLIC' });
    await addPlace('某泉', { category: '12100', lon: 116.874, secrecy: 'PUBLIC' });
    await addPlace('某涉密地名', { category: '12100', lon: 116.8701, secrecy: 'SECRET' });
    await addPlace('远山', { category: '13100', lon: 116.89, secrecy: 'PUBLIC' });
    const { body } = await at(116.87, 37.19, '2014-04-28');
    expect(body.street).toMatchObject({ name: '某街', metres: 44 });
    expect(body.features.map(({ name }) => name)).toEqual(['某泉']);
    expect(JSON.stringify(body)).not.toContain('涉密');
  });

  it('what becomes secret is no longer near anything', async () => {
    await test.rows(`update place_name set secrecy = 'INTERNAL' where name = '某泉'`);
    expect((await at(116.87, 37.19)).body.features).toEqual([]);
  });

  it('a misspelt or missing parameter is refused', async () => {
    const answer = await test.inject({ method: 'GET', url: '/v1/reverse-geocode?lon=117' });
    expect([answer.statusCode, codeOf(answer.json())]).toEqual([400, 'INPUT_INVALID']);
  });

  it('placeAt of the graph answers what REST answers', async () => {
    const user = await test.token({ role: 'PLACE_COUNTY_CLERK', division: '370102000000' });
    const headers = { authorization: `Bearer ${await test.serviceToken('gateway')}`, 'x-user-token': user };
    const fields = 'divisions { code name level } onBoundary others { code } polygons { vintageOn exact note }';
    const query = `{ placeAt(lon: 117.0167, lat: 36.6596, asOf: "2014-04-28") { ${fields} } }`;
    const answer = await test.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
    const { body } = await at(117.0167, 36.6596, '2014-04-28');
    const { divisions, onBoundary, polygons } = body;
    expect(answer.json()).toMatchObject({
      data: {
        placeAt: {
          divisions,
          onBoundary,
          others: [],
          polygons: { vintageOn: polygons.vintageOn, exact: true, note: polygons.note },
        },
      },
    });
  });
});

/** A corner that the polygons of two counties of 2014 have in common. */
async function commonCorner(): Promise<{ codes: string[]; corner: [number, number] }> {
  const rows = await test.rows<{ code: string; coordinates: [number, number][][][] }>(
    `select code, coordinates from division_polygon where code in ('370102000000', '370103000000')`,
  );
  const [a, b] = rows.map(({ coordinates }) => new Set(coordinates.flat(2).map(String)));
  const common = [...(a ?? [])].find((corner) => b?.has(corner));
  const [lon, lat] = (common ?? '').split(',').map(Number);
  return { codes: ['370102000000', '370103000000'], corner: [lon ?? 0, lat ?? 0] };
}

async function addPlace(
  name: string,
  { category, lon, secrecy }: { category: string; lon: number; secrecy: string },
): Promise<void> {
  await test.rows(
    `insert into place_category (category_code, title, group_code, provenance) values ($1, $1, left($1, 2), 'ASSUMED') on conflict do nothing`,
    [category],
  );
  await test.rows(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part, pinyin,
       pinyin_plain, initials, division_code, lon, lat, secrecy, source, recorded_at, updated_at)
     values (gen_random_uuid(), gen_random_uuid(), $1, 'STANDARD', 'STANDARD', $2, $2, '', 'x', 'x', 'x', '371424000000', $3, 37.19, $4,
       'SEED', now(), now())`,
    [category, name, lon, secrecy],
  );
}

describe('outlines of divisions', () => {
  it('in 2014 there are 17 prefectures with an outline each, and 137 counties', async () => {
    const rows = await test.rows<{ code: string }>(
      `select code from division_version where level = 'PREFECTURE' and superseded_at is null
         and daterange(valid_from, valid_to) @> '2014-04-28'::date`,
    );
    expect(rows).toHaveLength(17);
    for (const { code } of rows) {
      const { status, body } = await test.call(getOutline, { params: { code }, query: { asOf: '2014-04-28' } });
      expect([code, status, body.geometry.type, body.properties.sketch]).toEqual([code, 200, 'MultiPolygon', true]);
    }
  });

  it('济南市 of 2019 holds the ground of 莱芜市 of 2014, without a line between them', async () => {
    const outline = async (code: string, asOf: string) => {
      const { body } = await test.call(getOutline, { params: { code }, query: { asOf } });
      if (body.geometry.type !== 'MultiPolygon') throw new Error('area');
      return body.geometry.coordinates as [number, number][][][];
    };
    const laiwu: [number, number] = [117.676, 36.214];
    expect(sideOf(laiwu, await outline('370100', '2014-04-28'))).toBe('OUTSIDE');
    expect(sideOf(laiwu, await outline('371200', '2014-04-28'))).toBe('INSIDE');
    const later = await outline('370100', '2019-06-01');
    expect(sideOf(laiwu, later)).toBe('INSIDE');
  });

  it.each([
    ['370102001', '2014-04-28', 404, 'OUTLINE_UNKNOWN'],
    ['370181', '2017-01-01', 422, 'CODE_NOT_VALID_ON'],
    ['370100001000', '2014-04-28', 422, 'CODE_GAP'],
    ['379999', '2014-04-28', 422, 'CODE_RANGE'],
  ])('%s on %s → %d %s', async (code, asOf, status, expected) => {
    const { status: answered, body } = await test.call(getOutline, { params: { code }, query: { asOf } });
    expect([answered, codeOf(body)]).toEqual([status, expected]);
  });
});

describe('place-names §14 geometry over HTTP', () => {
  const bowTie = {
    type: 'Polygon',
    coordinates: [
      [
        [117, 36],
        [118, 37],
        [118, 36],
        [117, 37],
        [117, 36],
      ],
    ],
  };
  const check = async (body: object, token?: string) =>
    test.call(checkGeometry, {
      body,
      token: token ?? (await test.token({ role: 'PLACE_COUNTY_CLERK', division: '370102000000' })),
    });

  it.each([
    ['geometry self-crossing', { geometry: bowTie, system: 'CGCS2000' }, 422, 'GEOM_INVALID'],
    [
      'lon/lat swapped',
      { geometry: { type: 'Point', coordinates: [36.65, 117] }, system: 'CGCS2000' },
      422,
      'LONLAT_SWAPPED',
    ],
    [
      'no known type',
      { geometry: { type: 'Circle', coordinates: [117, 36] }, system: 'CGCS2000' },
      400,
      'INPUT_INVALID',
    ],
    ['no known system', { geometry: { type: 'Point', coordinates: [117, 36] }, system: 'BJ54' }, 400, 'INPUT_INVALID'],
  ])('§14 %s is refused', async (_, body, status, code) => {
    const answer = await check(body);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });

  it('§14 WGS84 flagged as CGCS2000 is accepted with a note', async () => {
    const { status, body } = await check({ geometry: { type: 'Point', coordinates: [117, 36.65] }, system: 'WGS84' });
    expect([status, body.notes.map(({ code }) => code)]).toEqual([200, ['WGS84_AS_CGCS2000']]);
  });

  it('offices alone check', async () => {
    const geometry = { type: 'Point', coordinates: [117, 36.65] };
    const noLogIn = await test.call(checkGeometry, { body: { geometry, system: 'WGS84' } });
    expect([noLogIn.status, codeOf(noLogIn.body)]).toEqual([401, 'TOKEN_MISSING']);
    const wrong = await check(
      { geometry, system: 'WGS84' },
      await test.token({ role: 'COUNTY_APPROVER', division: '370102000000' }),
    );
    expect([wrong.status, codeOf(wrong.body)]).toEqual([403, 'ROLE_NOT_PERMITTED']);
  });
});

describe('topology of the loaded polygons', () => {
  const province = () => test.token({ role: 'PLACE_PROVINCE_OFFICER', division: '370000000000' });

  it('the counties of the province do not cross themselves; gaps and overlaps are listed with both codes', async () => {
    const { status, body } = await test.call(readTopology, {
      token: await province(),
      query: { division: '370000', asOf: '2014-04-28' },
    });
    expect(status).toBe(200);
    expect(body.checked).toBeGreaterThan(130);
    expect(body.findings.filter(({ kind }) => kind === 'GEOM_INVALID')).toEqual([]);
    for (const finding of body.findings) expect(finding.areaKm2).toBeGreaterThanOrEqual(0.01);
  });

  it('a city looks at its own counties; a county is no place to look in', async () => {
    const token = await test.token({ role: 'PLACE_CITY_OFFICER', division: '370100000000' });
    const own = await test.call(readTopology, { token, query: { division: '370100', asOf: '2014-04-28' } });
    expect(own.body.checked).toBe(10);
    const other = await test.call(readTopology, { token, query: { division: '370200' } });
    expect([other.status, codeOf(other.body)]).toEqual([403, 'SCOPE_FORBIDDEN']);
    const county = await test.call(readTopology, { token, query: { division: '370102' } });
    expect([county.status, codeOf(county.body)]).toEqual([422, 'CODE_LEVEL']);
  });
});
