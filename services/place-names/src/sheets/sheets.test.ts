import {
  checkMapSheet,
  listMapSheets,
  listPublicSheets,
  locateSheet,
  openMapSheet,
  publishMapSheet,
  type Role,
  readSheetCoverage,
  registerMapSheet,
  releaseMapSheet,
  withdrawMapSheet,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { mapIndicators } from './index.ts';

let test: TestService<DB, unknown>;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

const province = '370000000000';

function as(role: Role, division: string, subject?: string): Promise<string> {
  return test.token({ role, division, ...(subject === undefined ? {} : { subject }) });
}
const officer = () => as('PLACE_PROVINCE_OFFICER', province, 'officer-1');
const checker = () => as('PLACE_PROVINCE_CHECKER', province, 'checker-1');
const publisher = () => as('PLACE_PROVINCE_OFFICER', province, 'officer-2');

const sheet = (sheetNo: string, more: object = {}) => ({
  sheetNo,
  editionYear: 2013,
  producer: '山东省国土测绘院',
  format: 'DLG',
  secrecy: 'INTERNAL',
  ...more,
});

async function registered(sheetNo: string, more: object = {}) {
  const { status, body } = await test.call(registerMapSheet, { token: await officer(), body: sheet(sheetNo, more) });
  expect(status).toBe(201);
  return body;
}

async function published(sheetNo: string, more: object = {}) {
  const { id } = await registered(sheetNo, more);
  await test.call(checkMapSheet, { token: await checker(), params: { id }, version: 1 });
  const { status, body } = await test.call(publishMapSheet, { token: await publisher(), params: { id }, version: 2 });
  expect(status).toBe(200);
  return body;
}

const codeOf = (body: unknown) => (body as { code?: string }).code;

describe('place-names §8.3 sheet numbers over HTTP', () => {
  it('§8.3 117.0°E 36.65°N → J50G081049, without log-in', async () => {
    const { status, body } = await test.call(locateSheet, { query: { lon: 117, lat: 36.65 } });
    expect([status, body]).toEqual([
      200,
      {
        sheetNo: 'J50G081049',
        denominator: 10_000,
        bounds: { west: 117, south: 36.625, east: 117.0625, north: 36.666666667 },
      },
    ]);
  });

  it('§8.3 the number gives the ground back', async () => {
    const { body } = await test.call(locateSheet, { query: { sheetNo: 'j50g081049' } });
    expect(body.bounds).toMatchObject({ west: 117, south: 36.625 });
  });

  it.each([
    [{ sheetNo: 'J50G097049' }, 'SHEET_NO_INVALID'],
    [{ lon: 117 }, 'SHEET_QUESTION'],
    [{}, 'SHEET_QUESTION'],
    [{ sheetNo: 'J50', lon: 117, lat: 36 }, 'SHEET_QUESTION'],
    [{ lon: 117, lat: 36, denominator: 7_000 }, 'SCALE_UNKNOWN'],
    [{ lon: 36.65, lat: 117 }, 'LONLAT_SWAPPED'],
    [{ lon: 117, lat: 61 }, 'OUT_OF_SERIES'],
  ])('%j → %s', async (query, code) => {
    const { status, body } = await test.call(locateSheet, { query });
    expect([status, codeOf(body)]).toEqual([422, code]);
  });
});

describe('the map library', () => {
  it('a sheet goes from register to publication by three officers, with audit rows and one event', async () => {
    const body = await published('J50G081049');
    expect(body).toMatchObject({
      status: 'PUBLISHED',
      divisionCode: '370102000000',
      publishedOn: '2014-04-28',
      version: 3,
      reviewNo: null,
    });
    const actions = await test.rows<{ action: string }>(
      'select action from audit_log where record_id = $1 order by seq',
      [body.id],
    );
    expect(actions.map(({ action }) => action)).toEqual(['mapSheets.register', 'mapSheets.check', 'mapSheets.publish']);
    const events = (await test.published()).filter(({ subject }) => subject === body.id);
    expect(events.map(({ data }) => data)).toEqual([
      { sheetId: body.id, sheetNo: 'J50G081049', denominator: 10_000, editionYear: 2013 },
    ]);
  });

  it('the same officer may not do two of the steps', async () => {
    const { id } = await registered('J50G081050');
    const both = await as('PLACE_PROVINCE_CHECKER', province, 'officer-1');
    const own = await test.call(checkMapSheet, { token: both, params: { id }, version: 1 });
    expect([own.status, codeOf(own.body)]).toEqual([403, 'SEPARATION_OF_DUTIES']);
    await test.call(checkMapSheet, { token: await checker(), params: { id }, version: 1 });
    for (const token of [await officer(), await checker()]) {
      const again = await test.call(publishMapSheet, { token, params: { id }, version: 2 });
      expect([again.status, codeOf(again.body)]).toEqual([403, 'SEPARATION_OF_DUTIES']);
    }
  });

  it('a newer edition supersedes the one in use', async () => {
    const old = await published('J50G082049', { editionYear: 2008 });
    await published('J50G082049', { editionYear: 2012 });
    const { body } = await test.call(openMapSheet, { token: await officer(), params: { id: old.id }, body: {} });
    expect(body.status).toBe('SUPERSEDED');
  });

  it.each([
    ['J50G097049', {}, 422, 'SHEET_NO_INVALID'],
    ['H50G001001', {}, 422, 'OUT_OF_PROVINCE'],
    ['J50G083049', { secrecy: 'PUBLIC' }, 422, 'SHEET_CLASSIFIED'],
    ['J50G083049', { editionYear: 2015 }, 422, 'EDITION_YEAR_INVALID'],
    ['J50G083049', { format: 'JPEG' }, 400, 'INPUT_INVALID'],
  ])('%s with %j is refused and leaves no row', async (sheetNo, more, status, code) => {
    const answer = await test.call(registerMapSheet, { token: await officer(), body: sheet(sheetNo, more) });
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
    expect(await test.rows('select from map_sheet where sheet_no = $1', [sheetNo])).toEqual([]);
  });

  it('the same edition is registered once; a replay of the key answers the first', async () => {
    const token = await officer();
    const first = await test.call(registerMapSheet, { token, key: 'sheet-key-0001', body: sheet('J50G084049') });
    const replay = await test.call(registerMapSheet, { token, key: 'sheet-key-0001', body: sheet('J50G084049') });
    expect([replay.status, replay.body]).toEqual([201, first.body]);
    const again = await test.call(registerMapSheet, { token, body: sheet('J50G084049') });
    expect([again.status, codeOf(again.body)]).toEqual([409, 'SHEET_ALREADY']);
    expect(await test.rows('select from map_sheet where sheet_no = $1', ['J50G084049'])).toHaveLength(1);
  });

  it('steps need the right state, role, version and log-in', async () => {
    const { id } = await registered('J50G085049');
    const ask = async (token: string | undefined, version: number) => {
      const answer = await test.call(publishMapSheet, {
        ...(token === undefined ? {} : { token }),
        params: { id },
        version,
      });
      return [answer.status, codeOf(answer.body)];
    };
    expect(await ask(undefined, 1)).toEqual([401, 'TOKEN_MISSING']);
    expect(await ask(await as('PLACE_CITY_OFFICER', '370100000000'), 1)).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(await ask(await publisher(), 7)).toEqual([412, 'VERSION_CONFLICT']);
    expect(await ask(await publisher(), 1)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    const unknown = await test.call(publishMapSheet, {
      token: await publisher(),
      params: { id: '00000000-0000-4000-8000-000000000000' },
      version: 1,
    });
    expect([unknown.status, codeOf(unknown.body)]).toEqual([404, 'SHEET_UNKNOWN']);
  });
});

describe('place-names §8.3 the public layer', () => {
  it('only a reduced sheet with a review number is public; its row tells neither producer nor secrecy', async () => {
    const reduced = await published('J50G081051', { format: 'REDUCED', secrecy: 'PUBLIC' });
    const asked = { query: { bbox: '117.1,36.6,117.2,36.7' } };
    expect((await test.call(listPublicSheets, asked)).body.items).toEqual([]);
    const release = { token: await publisher(), params: { id: reduced.id }, version: 3 };
    const body = { reviewNo: '鲁S(2014)012号', reviewedOn: '2014-04-20' };
    expect((await test.call(releaseMapSheet, { ...release, body })).status).toBe(200);
    expect((await test.call(listPublicSheets, asked)).body.items).toEqual([
      {
        sheetNo: 'J50G081051',
        denominator: 10_000,
        editionYear: 2013,
        reviewNo: '鲁S（2014）012号',
        reviewedOn: '2014-04-20',
        bounds: { west: 117.125, south: 36.625, east: 117.1875, north: 36.666666667 },
      },
    ]);
    expect((await test.call(listPublicSheets, { query: { bbox: '118,36.6,118.2,36.7' } })).body.items).toEqual([]);
    const withdrawn = await test.call(withdrawMapSheet, { ...release, version: 4, body: { reason: '图幅有误' } });
    expect(withdrawn.body.status).toBe('WITHDRAWN');
    expect((await test.call(listPublicSheets, asked)).body.items).toEqual([]);
  });

  it('a classified sheet is not released, nor one with a wrong number', async () => {
    const classified = await published('J50G081052');
    const release = async (id: string, reviewNo: string, reviewedOn = '2014-04-20') => {
      const answer = await test.call(releaseMapSheet, {
        token: await publisher(),
        params: { id },
        version: 3,
        body: { reviewNo, reviewedOn },
      });
      return [answer.status, codeOf(answer.body)];
    };
    expect(await release(classified.id, '鲁S（2014）012号')).toEqual([422, 'SHEET_CLASSIFIED']);
    const reduced = await published('J50G081053', { format: 'REDUCED', secrecy: 'PUBLIC' });
    expect(await release(reduced.id, '2014012号')).toEqual([422, 'REVIEW_NO_INVALID']);
    expect(await release(reduced.id, '鲁S（2014）012号', '2014-05-01')).toEqual([422, 'REVIEW_NO_INVALID']);
  });

  it.each([
    ['36.6,117.1,36.7,117.2', 422, 'LONLAT_SWAPPED'],
    ['118,36,117,37', 400, 'BBOX_INVALID'],
    ['117,36', 400, 'INPUT_INVALID'],
  ])('box %s → %d %s', async (bbox, status, code) => {
    const answer = await test.call(listPublicSheets, { query: { bbox } });
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });
});

describe('place-names §12 classified sheets', () => {
  it('need-to-know: a county states its need, the opening is in the ledger and in the audit', async () => {
    const secret = await published('J50G081047', { secrecy: 'SECRET', producer: '涉密测绘单位' });
    const token = await as('PLACE_COUNTY_CLERK', secret.divisionCode, 'county-1');
    const refused = await test.call(openMapSheet, { token, params: { id: secret.id }, body: {} });
    expect([refused.status, codeOf(refused.body)]).toEqual([403, 'NEED_TO_KNOW']);
    expect(await test.rows('select from map_sheet_opening where sheet_id = $1', [secret.id])).toEqual([]);
    const opened = await test.call(openMapSheet, {
      token,
      params: { id: secret.id },
      body: { need: '勘界外业核对界桩位置用' },
    });
    expect([opened.status, opened.body.secrecy]).toEqual([200, 'SECRET']);
    expect(await test.rows('select opened_by, need from map_sheet_opening where sheet_id = $1', [secret.id])).toEqual([
      { opened_by: 'county-1', need: '勘界外业核对界桩位置用' },
    ]);
    expect(
      await test.rows('select from audit_log where record_id = $1 and action = $2', [secret.id, 'mapSheets.open']),
    ).toHaveLength(1);
  });

  it('another county cannot open it, and no list, public answer or event tells of it', async () => {
    const secret = await published('J50G081046', { secrecy: 'SECRET', producer: '涉密测绘单位二' });
    const other = await as('PLACE_COUNTY_CLERK', '371721000000');
    const answer = await test.call(openMapSheet, {
      token: other,
      params: { id: secret.id },
      body: { need: '勘界外业核对界桩位置用' },
    });
    expect([answer.status, codeOf(answer.body)]).toEqual([404, 'SHEET_UNKNOWN']);
    const list = await test.call(listMapSheets, { token: await officer(), query: { first: 200 } });
    const open = await test.call(listPublicSheets, { query: { bbox: '114,34,123,39', first: 200 } });
    const told = JSON.stringify([list.body, open.body, await test.published()]);
    expect(told).not.toContain('J50G081046');
    expect(told).not.toContain('涉密测绘单位二');
  });

  it('a county sees the sheets of its ground only', async () => {
    await published('J50G081048');
    const token = await as('PLACE_COUNTY_CLERK', '371721000000');
    expect((await test.call(listMapSheets, { token, query: {} })).body.items).toEqual([]);
    const all = await test.call(listMapSheets, { token: await officer(), query: { first: 1, status: 'PUBLISHED' } });
    expect(all.body.next).not.toBeNull();
    const rest = await test.call(listMapSheets, {
      token: await officer(),
      query: { first: 1, after: all.body.next ?? '' },
    });
    expect(rest.body.items[0]?.sheetNo).not.toBe(all.body.items[0]?.sheetNo);
  });
});

describe('place-names §8.3 coverage, §11 PN-06', () => {
  it('§8.3 coverage = published sheets ÷ sheets intersecting the province polygon', async () => {
    const { body } = await test.call(readSheetCoverage, { token: await officer(), query: {} });
    // §13: about 6,500 sheets of 1:10,000.
    expect(body.sheets).toBeGreaterThan(6_000);
    expect(body.sheets).toBeLessThan(7_000);
    expect(body.published).toBeGreaterThan(0);
    expect([body.done, body.missing.length]).toEqual([false, 20]);
  });

  it('a city has its own sheets, and not its neighbour’s', async () => {
    const token = await as('PLACE_CITY_OFFICER', '370100000000');
    const own = await test.call(readSheetCoverage, { token, query: {} });
    expect(own.body.sheets).toBeLessThan(500);
    const other = await test.call(readSheetCoverage, { token, query: { division: '370200000000' } });
    expect([other.status, codeOf(other.body)]).toEqual([403, 'SCOPE_FORBIDDEN']);
  });

  it('PN-06 counts every sheet that is wanted, and is done when the totals are equal', async () => {
    const [indicator] = await test.kit.read(test.kit.system('geometry.load'), (db) => mapIndicators(db, 2014));
    const { body } = await test.call(readSheetCoverage, { token: await officer(), query: {} });
    expect(indicator).toMatchObject({
      code: 'PN-06',
      reached: body.published,
      target: body.sheets,
      unit: '幅',
      done: false,
    });
    expect(indicator?.rows).toHaveLength(body.sheets);
    expect(indicator?.rows.find(({ id }) => id === 'J50G081049')).toMatchObject({
      counted: true,
      divisionCode: '370102000000',
    });
    const [before] = await test.kit.read(test.kit.system('geometry.load'), (db) => mapIndicators(db, 2013));
    expect(before?.reached).toBe(0);
  });
});
