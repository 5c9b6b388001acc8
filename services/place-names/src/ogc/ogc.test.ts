import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { freePort, startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';

let test: TestService<DB, unknown>;
let root: string;

beforeAll(async () => {
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  test = await startTestService(service, { seed: 'copied', port, config: { publicUrl } });
  await test.service.listen();
  root = `${publicUrl}/v1/ogc`;
});
afterAll(() => test.stop());

interface Link {
  readonly href: string;
  readonly rel: string;
  readonly type?: string;
}

interface Page {
  readonly type: string;
  readonly links: Link[];
  readonly numberReturned: number;
  readonly features: { id: string; geometry: { type: string } | null; properties: Record<string, unknown> }[];
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads into the answer and asserts what it finds.
async function get(url: string): Promise<{ status: number; type: string; body: any }> {
  const answer = await fetch(url.startsWith('http') ? url : `${root}${url}`);
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: await answer.json() };
}

const hrefOf = (links: Link[], rel: string) => links.find((link) => link.rel === rel)?.href ?? '';
const items = (query = '', collection = 'divisions') => get(`/collections/${collection}/items${query}`);

describe('OGC API Features: the conformance requests of OGC 17-069r4', () => {
  it('/req/core/root-success: the landing page links to definition, conformance and data', async () => {
    const { status, body } = await get('');
    expect(status).toBe(200);
    for (const rel of ['service-desc', 'conformance', 'data'])
      expect((await get(hrefOf(body.links, rel))).status).toBe(200);
  });

  it('/req/core/api-definition-success: the definition is OpenAPI 3.0 and names every path', async () => {
    const { type, body } = await get('/api');
    expect(type).toContain('application/vnd.oai.openapi+json;version=3.0');
    expect(body.openapi).toMatch(/^3\.0\./);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/',
        '/conformance',
        '/collections',
        '/collections/divisions/items',
        '/collections/names/items/{feature}',
      ]),
    );
  });

  it('/req/core/conformance-success', async () => {
    const { body } = await get('/conformance');
    expect(body.conformsTo).toContain('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core');
    expect(body.conformsTo).toContain('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson');
  });

  it('/req/core/fc-md-items: every collection has id, extent, and a link to its features that answers', async () => {
    const { body } = await get('/collections');
    expect(body.collections.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['divisions', 'names']),
    );
    for (const one of body.collections) {
      expect((await get(hrefOf(one.links, 'self'))).body.id).toBe(one.id);
      const page = await get(hrefOf(one.links, 'items'));
      expect([page.status, page.type.includes('application/geo+json')]).toEqual([200, true]);
    }
  });

  it('/req/core/sfc-md-success: an unknown collection is 404', async () => {
    const { status, body } = await get('/collections/nothing');
    expect([status, body.code]).toEqual([404, 'COLLECTION_UNKNOWN']);
    expect((await items('', 'nothing')).status).toBe(404);
  });

  it('/req/core/fc-limit-response: a page has at most limit features, and next leads through all of them once', async () => {
    const ids: string[] = [];
    let url = `${root}/collections/divisions/items?limit=40&datetime=2014-04-28`;
    while (url !== '') {
      const { body } = (await get(url)) as { body: Page };
      expect(body.features.length).toBeLessThanOrEqual(40);
      expect(body.numberReturned).toBe(body.features.length);
      ids.push(...body.features.map(({ id }) => id));
      url = hrefOf(body.links, 'next');
    }
    // The province, 17 prefectures and 137 counties of 2014.
    expect(ids).toHaveLength(155);
    expect(new Set(ids).size).toBe(155);
  });

  it('/req/core/fc-limit-definition: a limit above the largest is not an error', async () => {
    const { status, body } = await items('?limit=100000&datetime=2014-04-28');
    expect([status, body.numberReturned]).toEqual([200, 155]);
  });

  it('/req/core/fc-bbox-response: only features with ground in the box', async () => {
    const { body } = (await items('?bbox=117.01,36.65,117.03,36.67&datetime=2014-04-28')) as { body: Page };
    const names = body.features.map(({ properties }) => properties.name);
    expect(names).toEqual(expect.arrayContaining(['山东省', '济南市', '历下区']));
    expect(names).not.toContain('青岛市');
    expect((await items('?bbox=117.01,36.65,0,117.03,36.67,100&datetime=2014-04-28')).body.numberReturned).toBe(
      body.numberReturned,
    );
  });

  it('/req/core/fc-time-response: the state of the day, and of an interval every version in it', async () => {
    const namesOn = async (datetime: string) =>
      ((await items(`?bbox=117.5,36.68,117.54,36.7&datetime=${datetime}`)).body as Page).features.map(
        ({ properties }) => properties.name,
      );
    expect(await namesOn('2014-04-28')).toEqual(['山东省', '济南市', '章丘市']);
    expect(await namesOn('2018-01-01T00:00:00Z')).toEqual(['山东省', '济南市', '章丘区']);
    expect((await namesOn('2016-01-01/2017-01-01')).filter((name) => String(name).startsWith('章丘'))).toEqual([
      '章丘区',
      '章丘市',
    ]);
  });

  it('without a time the day of the business clock is shown', async () => {
    const { body } = (await items('?limit=1000')) as { body: Page };
    expect(body.features.map(({ properties }) => properties.name)).toContain('章丘市');
  });

  it.each([
    ['?unknown=1', 'INPUT_INVALID'],
    ['?limit=0', 'INPUT_INVALID'],
    ['?limit=ten', 'INPUT_INVALID'],
    ['?bbox=117,36', 'BBOX_INVALID'],
    ['?bbox=36,117,37,118', 'BBOX_INVALID'],
    ['?datetime=yesterday', 'DATETIME_INVALID'],
    ['?after=xyz', 'CURSOR_INVALID'],
  ])('/req/core/query-param-invalid: %s is 400', async (query, code) => {
    const { status, body } = await items(query);
    expect([status, body.code]).toEqual([400, code]);
  });

  it('/req/core/f-success: one feature by its id, with links to itself and its collection', async () => {
    const { body: page } = (await items('?limit=1000&datetime=2014-04-28')) as { body: Page };
    const found = page.features.find(({ properties }) => properties.name === '兰陵县');
    const { status, type, body } = await get(`/collections/divisions/items/${found?.id}`);
    expect([status, type.includes('application/geo+json'), body.id]).toEqual([200, true, '371324000000.2014-01-06']);
    expect(hrefOf(body.links, 'collection')).toBe(`${root}/collections/divisions`);
    expect((await get(hrefOf(body.links, 'self'))).body.properties).toEqual(found?.properties);
    expect((await get('/collections/divisions/items/370000')).status).toBe(404);
  });

  it('/req/geojson/content: rings are closed and turn as RFC 7946 wants', async () => {
    const { body } = await items('?limit=1000&datetime=2014-04-28');
    for (const { geometry } of body.features) {
      for (const [outer] of geometry.coordinates) {
        expect(outer[0]).toEqual(outer.at(-1));
        expect(turn(outer)).toBeGreaterThan(0);
      }
    }
  });
});

function turn(ring: [number, number][]): number {
  return ring.slice(1).reduce((sum, [x, y], index) => {
    const [px, py] = ring[index] ?? [x, y];
    return sum + (px * y - x * py);
  }, 0);
}

describe('OGC API Features: names', () => {
  it('public standard names in the box, none that is secret or has no place', async () => {
    await addName('某湖', 116.5216, 37.575, 'PUBLIC');
    await addName('某库房', 116.5217, 37.575, 'SECRET');
    const { body } = (await items('?bbox=116.52,37.57,116.53,37.58', 'names')) as { body: Page };
    expect(body.features.map(({ properties }) => properties.name)).toEqual(['某湖']);
    expect(JSON.stringify(await items('?limit=1000', 'names'))).not.toContain('某库房');
    const [{ place_id: id } = { place_id: '' }] = await test.rows<{ place_id: string }>(
      `select place_id from place_name where name = '某库房'`,
    );
    expect((await get(`/collections/names/items/${id}`)).status).toBe(404);
  });
});

async function addName(name: string, lon: number, lat: number, secrecy: string): Promise<void> {
  await test.rows(
    `insert into place_category (category_code, title, group_code, provenance) values ('12100', '水系', '12', 'ASSUMED') on conflict do nothing`,
  );
  await test.rows(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part, pinyin,
       pinyin_plain, initials, division_code, lon, lat, secrecy, source, recorded_at, updated_at)
     values (gen_random_uuid(), gen_random_uuid(), '12100', 'STANDARD', 'STANDARD', $1, $1, '', 'x', 'x', 'x', '370102000000', $2, $3, $4,
       'SEED', now(), now())`,
    [name, lon, lat, secrecy],
  );
}

describe('OGC API Features: boundary lines and markers', () => {
  it('the public outline of a line in force on the day, and its markers at rounded places', async () => {
    await addLine();
    const on = async (collection: string, datetime: string) =>
      ((await items(`?datetime=${datetime}`, collection)).body as Page).features.map(({ id }) => id);
    expect(await on('boundary-lines', '2014-04-28')).toEqual(['370102-370103']);
    expect(await on('boundary-lines', '2009-12-31')).toEqual([]);
    expect(await on('markers', '2014-04-28')).toEqual(['370102370103001Q']);
    const { body } = await get('/collections/markers/items/370102370103001Q');
    expect(body.geometry.coordinates).not.toEqual([117.0123456, 36.6543219]);
    expect(JSON.stringify(body)).not.toContain('花岗岩');
    expect((await items('?bbox=118,36,119,37', 'boundary-lines')).body.features).toEqual([]);
    expect((await items('?bbox=117,36.6,117.1,36.7', 'boundary-lines')).body.numberReturned).toBe(1);
  });
});

async function addLine(): Promise<void> {
  const geometry = {
    type: 'LineString',
    coordinates: [
      [117.01, 36.65],
      [117.02, 36.66],
    ],
  };
  const [{ id } = { id: '' }] = await test.rows<{ id: string }>(
    `insert into boundary_line (id, line_code, level, code_a, code_b, current_code_a, current_code_b, length_m, approval_doc,
       approved_on, geometry, state, valid_from, created_by, created_at, updated_at)
     values (gen_random_uuid(), '370102-370103', 'COUNTY', '370102000000', '370103000000', '370102000000', '370103000000', 12000,
       '鲁政字〔2010〕1号', '2010-01-01', $1, 'IN_FORCE', '2010-01-01', 'x', now(), now()) returning id`,
    [JSON.stringify(geometry)],
  );
  await test.rows(
    `insert into boundary_marker (id, line_id, marker_code, position_code, serial, letter, material, lon, lat, azimuth_features,
       condition, set_on, entered_by, updated_at)
     values (gen_random_uuid(), $1, '370102370103001Q', '370102370103001', 1, 'Q', '花岗岩', 117.0123456, 36.6543219,
       '[{},{},{}]', 'INTACT', '2010-06-01', 'x', now())`,
    [id],
  );
}

const ogrinfo = '/usr/bin/ogrinfo';

// GDAL is no dependency: where it is not installed the conformance requests above stand alone.
if (existsSync(ogrinfo)) describe('OGC API Features: a real client, ogrinfo of GDAL', realClient);

function realClient(): void {
  const ogr = async (options: string[], layer: string[] = []): Promise<string> =>
    (await promisify(execFile)(ogrinfo, ['-ro', ...options, `OAPIF:${root}`, ...layer])).stdout;

  it('lists the collections as layers', async () => {
    const text = await ogr(['-so']);
    expect(text).toMatch(/divisions/);
    for (const layer of ['boundary-lines', 'markers', 'names']) expect(text).toContain(layer);
  });

  it('counts the features of the day through all pages', async () => {
    expect(await ogr(['-so'], ['divisions'])).toMatch(/Feature Count: 155/);
  });

  it('reads the features of a box with their ground and properties', async () => {
    const text = await ogr(['-spat', '117.01', '36.65', '117.03', '36.67'], ['divisions']);
    expect(text).toMatch(/name \(String\) = 历下区/);
    expect(text).toMatch(/MULTIPOLYGON/);
    expect(text).not.toMatch(/青岛市/);
  });
}
