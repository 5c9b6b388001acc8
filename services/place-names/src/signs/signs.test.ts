import { randomUUID } from 'node:crypto';
import {
  inspectSign,
  installDoorPlate,
  installSign,
  listDoorPlates,
  listSigns,
  listSignTasks,
  signCover,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { aPlace } from '../names/factories.ts';
import { insertName, renameFeature, takeStandard } from '../names/index.ts';
import { openSignTasks } from './index.ts';

let test: TestService<DB>;
let clerk: string;
let checker: string;
beforeAll(async () => {
  test = await startTestService(service);
  clerk = await test.token({ role: 'PLACE_TOWN_CLERK', division: '370181001' });
  checker = await test.token({ role: 'PLACE_COUNTY_CHECKER', division: '370181' });
});
afterAll(() => test.stop());

const sign = {
  kind: 'STREET',
  text: '双山大街',
  pinyin: 'Shuāngshān Dàjiē',
  material: '铝合金反光',
  lon: 117.5,
  lat: 36.7,
  installedOn: '2014-04-01',
  owner: '章丘市民政局',
} as const;

async function install(overrides: object = {}, token: string | undefined = clerk, key?: string) {
  const body = { ...sign, signNo: `S-${randomUUID()}`, ...overrides };
  return test.call(installSign, { body, ...(token ? { token } : {}), ...(key ? { key } : {}) });
}

describe('placeSigns.install', () => {
  it('records a sign with an audit row; the same key answers the same sign', async () => {
    const { placeId } = await aPlace(test.kit);
    const key = randomUUID();
    const signNo = `S-${randomUUID()}`;
    const [one, two] = [await install({ placeId, signNo }, clerk, key), await install({ placeId, signNo }, clerk, key)];
    expect([one.status, one.body]).toMatchObject([
      201,
      { signNo, condition: 'INTACT', divisionCode: '370181001000', version: 1 },
    ]);
    expect(two.body).toEqual(one.body);
    expect(
      await test.rows("select 1 from audit_log where record_id = $1 and action = 'placeSigns.install'", [one.body.id]),
    ).toHaveLength(1);
    const again = await install({ placeId, signNo });
    expect([again.status, again.body]).toMatchObject([409, { code: 'RECORD_DUPLICATE' }]);
  });

  it.each([
    ['another text', { text: '双山大道' }, 422, 'SIGN_TEXT_MISMATCH'],
    ['a translated generic', { pinyin: 'Shuangshan Avenue' }, 422, 'SIGN_PINYIN_MISMATCH'],
    ['a day to come', { installedOn: '2014-04-29' }, 422, 'DATE_NOT_ALLOWED'],
    ['swapped coordinates', { lon: 36.7, lat: 117.5 }, 422, 'LONLAT_SWAPPED'],
    ['a position out of range', { lon: 10, lat: 20 }, 422, 'POSITION_OUTSIDE'],
    ['an unknown place', { placeId: '00000000-0000-4000-8000-000000000000' }, 404, 'PLACE_UNKNOWN'],
    ['an unknown sign to replace', { replaces: '00000000-0000-4000-8000-000000000000' }, 404, 'SIGN_UNKNOWN'],
    ['no text', { text: undefined }, 400, 'INPUT_INVALID'],
  ])('%s', async (_, overrides, status, code) => {
    const { placeId } = await aPlace(test.kit);
    const answer = await install({ placeId, ...overrides });
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
    expect(await test.rows('select 1 from place_sign where place_id = $1', [placeId])).toEqual([]);
  });

  it.each(['SHUANGSHAN DAJIE', 'Shuangshan Dajie'])('rule 9: %s on a sign', async (pinyin) => {
    const { placeId } = await aPlace(test.kit);
    expect((await install({ placeId, pinyin })).status).toBe(201);
  });

  it.each(['SECRET', 'INTERNAL'])('a %s name gets no sign', async (secrecy) => {
    const { placeId } = await aPlace(test.kit, { secrecy });
    const answer = await install({ placeId });
    expect([answer.status, answer.body]).toMatchObject([404, { code: 'PLACE_UNKNOWN' }]);
  });

  it('a former name gets no sign', async () => {
    const { placeId } = await aPlace(test.kit, { status: 'FORMER', validTo: '2010-01-01' });
    const answer = await install({ placeId });
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'PLACE_NOT_STANDARD' }]);
  });

  it('no login, a role without the right, another township', async () => {
    const { placeId } = await aPlace(test.kit);
    const none = await test.call(installSign, { body: { ...sign, placeId, signNo: 'S-0' } });
    expect([none.status, none.body]).toMatchObject([401, { code: 'TOKEN_MISSING' }]);
    const wrong = await install({ placeId }, checker);
    expect([wrong.status, wrong.body]).toMatchObject([403, { code: 'ROLE_NOT_PERMITTED' }]);
    const other = await install({ placeId }, await test.token({ role: 'PLACE_TOWN_CLERK', division: '370181002' }));
    expect([other.status, other.body]).toMatchObject([403, { code: 'SCOPE_FORBIDDEN' }]);
  });

  it('a feature that crosses counties has signs in each, by the county’s own clerk', async () => {
    const { placeId } = await aPlace(test.kit, {
      name: '跨县河',
      categoryCode: '12100',
      divisionCode: '370100000000',
      crosses: ['370181000000', '370125000000'],
    });
    const county = await test.token({ role: 'PLACE_COUNTY_CLERK', division: '370125' });
    const body = { placeId, kind: 'FEATURE', text: '跨县河', pinyin: 'Kuàxiàn Hé' };
    expect((await install(body, county)).body).toMatchObject({ divisionCode: '370125000000' });
  });
});

const plate = {
  number: '12',
  text: '双山大街',
  pinyin: 'Shuāngshān Dàjiē',
  lon: 117.5,
  lat: 36.7,
  installedOn: '2014-04-01',
};

describe('after a renaming', () => {
  function aPlaceIn(unit: Parameters<Parameters<typeof test.kit.write>[1]>[0], featureId: string) {
    const name = { categoryCode: '23500', name: '双泉大街', divisionCode: '370181001000', source: 'APPLICATION' };
    return insertName({ kit: test.kit, unit }, { ...name, nameKind: 'ALIAS', status: 'STANDARD', featureId });
  }

  async function renamed() {
    const old = await aPlace(test.kit);
    const { body: installed } = await install({ placeId: old.placeId });
    const body = { ...plate, placeId: old.placeId };
    const { body: plated } = await test.call(installDoorPlate, { token: clerk, body });
    const ctx = test.kit.system('names.load');
    const place = await test.kit.write(ctx, async (unit) => {
      const work = { kit: test.kit, ctx, unit };
      const next = { name: '双林大街', approvalDoc: 'X', approverLevel: 'COUNTY', source: 'APPLICATION' } as const;
      const successor = await renameFeature(work, await takeStandard(work, old.placeId), { next, on: '2014-04-28' });
      expect(await openSignTasks(work, successor)).toBe(2);
      return successor;
    });
    return { place, old: installed, plated };
  }

  it('each sign that stands is to be replaced within 12 months; the new sign takes the old one down and ends the task', async () => {
    const { place, old } = await renamed();
    const county = { token: checker, query: { first: 200 } };
    const task = (await test.call(listSignTasks, county)).body.items.find(({ signId }) => signId === old.id);
    expect(task).toMatchObject({
      state: 'OPEN',
      text: '双林大街',
      openedOn: '2014-04-28',
      dueOn: '2015-04-28',
      overdue: false,
    });
    const fresh = await install({
      placeId: place.placeId,
      text: '双林大街',
      pinyin: 'Shuānglín Dàjiē',
      replaces: old.id,
    });
    expect(fresh.status).toBe(201);
    const signs = (await test.call(listSigns, { token: checker, query: { first: 200 } })).body.items;
    expect(signs.find(({ id }) => id === old.id)).toMatchObject({ condition: 'REMOVED' });
    const done = (await test.call(listSignTasks, county)).body.items.find(({ signId }) => signId === old.id);
    expect(done).toMatchObject({ state: 'DONE', doneOn: '2014-04-28' });
  });

  it('a door plate is replaced by one with the same number and the new name', async () => {
    const { place, plated } = await renamed();
    const read = async () =>
      (await test.call(listSignTasks, { token: checker, query: { first: 200 } })).body.items.find(
        ({ plateId }) => plateId === plated.id,
      );
    expect(await read()).toMatchObject({ signId: null, state: 'OPEN', text: '双林大街', dueOn: '2015-04-28' });
    const body = { ...plate, placeId: place.placeId, text: '双林大街', pinyin: 'Shuānglín Dàjiē', replaces: plated.id };
    expect((await test.call(installDoorPlate, { token: clerk, body })).status).toBe(201);
    expect(await read()).toMatchObject({ state: 'DONE', doneOn: '2014-04-28' });
    const again = await test.call(installDoorPlate, { token: clerk, body: { ...body, number: '13' } });
    expect([again.status, again.body]).toMatchObject([404, { code: 'SIGN_UNKNOWN' }]);
  });

  it('a second renaming gives the open tasks the newer name and leaves their day', async () => {
    const { place, old } = await renamed();
    const ctx = test.kit.system('names.load');
    await test.kit.write(ctx, async (unit) => {
      const newer = await aPlaceIn(unit, place.featureId);
      expect(await openSignTasks({ kit: test.kit, ctx, unit }, newer)).toBe(2);
    });
    const tasks = (await test.call(listSignTasks, { token: checker, query: { first: 200 } })).body.items;
    expect(tasks.filter(({ signId }) => signId === old.id)).toMatchObject([{ state: 'OPEN', text: '双泉大街' }]);
  });

  it('every address on it is told anew, from the name that it had last (§10 address.standard-updated)', async () => {
    const { place, plated } = await renamed();
    const ctx = test.kit.system('names.load');
    await test.kit.write(ctx, async (unit) => {
      await openSignTasks({ kit: test.kit, ctx, unit }, await aPlaceIn(unit, place.featureId));
    });
    const told = (await test.published()).filter(
      ({ type, subject }) => type.includes('address.standard-updated') && subject === plated.id,
    );
    expect(told.map(({ data }) => data)).toMatchObject([
      { addressId: plated.id, oldAddress: '双山大街12号', newAddress: '双林大街12号', effectiveOn: '2014-04-28' },
      { addressId: plated.id, oldAddress: '双林大街12号', newAddress: '双泉大街12号' },
    ]);
  });

  it('a sign that comes down without a new one ends its task, and stays down', async () => {
    const { old } = await renamed();
    const down = { token: clerk, params: { id: old.id }, body: { condition: 'REMOVED' as const } };
    const removed = await test.call(inspectSign, { ...down, version: 1 });
    expect([removed.status, removed.body]).toMatchObject([200, { condition: 'REMOVED', version: 2 }]);
    expect(await test.rows('select state from sign_task where sign_id = $1', [old.id])).toEqual([{ state: 'DONE' }]);
    const again = await test.call(inspectSign, { ...down, version: 2 });
    expect([again.status, again.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
  });
});

describe('placeSigns.inspect, list and cover', () => {
  it('keeps the condition; a stale version and an unknown sign are refused', async () => {
    const { placeId } = await aPlace(test.kit);
    const { body: installed } = await install({ placeId });
    const found = { token: clerk, params: { id: installed.id }, body: { condition: 'DAMAGED' as const } };
    expect((await test.call(inspectSign, { ...found, version: 1 })).body).toMatchObject({
      condition: 'DAMAGED',
      checkedOn: '2014-04-28',
    });
    expect((await test.call(inspectSign, { ...found, version: 1 })).body).toMatchObject({ code: 'VERSION_CONFLICT' });
    const unknown = await test.call(inspectSign, { ...found, params: { id: randomUUID() }, version: 1 });
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'SIGN_UNKNOWN' }]);
    const wrong = await test.call(inspectSign, { ...found, token: checker, version: 2 });
    expect([wrong.status, wrong.body]).toMatchObject([403, { code: 'ROLE_NOT_PERMITTED' }]);
  });

  it('pages through the signs of a place; another county sees none', async () => {
    const { placeId } = await aPlace(test.kit);
    for (const number of [1, 2, 3]) await install({ placeId, signNo: `P-${placeId}-${number}` });
    const first = await test.call(listSigns, { token: checker, query: { placeId, first: 2 } });
    const rest = await test.call(listSigns, { token: checker, query: { placeId, after: first.body.next ?? '' } });
    expect([first.body.items.length, rest.body.items.length, rest.body.next]).toEqual([2, 1, null]);
    const other = await test.token({ role: 'PLACE_COUNTY_CHECKER', division: '370102' });
    expect((await test.call(listSigns, { token: other, query: { placeId } })).body.items).toEqual([]);
  });

  it('the cover rate is features with a sign that stands of those with a standard name', async () => {
    const division = '370126001000';
    const token = await test.token({ role: 'PLACE_TOWN_CLERK', division });
    const places = await Promise.all(
      ['甲街', '乙街', '丙街'].map((name) => aPlace(test.kit, { name, divisionCode: division })),
    );
    await aPlace(test.kit, { name: '丁村', categoryCode: '22100', divisionCode: division });
    const body = (index: number) => ({
      placeId: places[index]?.placeId,
      text: places[index]?.name,
      pinyin: places[index]?.pinyin,
    });
    const { body: one } = await install(body(0), token);
    await install(body(1), token);
    const read = (query: { division: string; categoryGroup?: string }) => test.call(signCover, { token, query });
    expect((await read({ division, categoryGroup: '23' })).body).toEqual({
      divisionCode: division,
      features: 3,
      signed: 2,
      rateBp: 6666,
    });
    await test.call(inspectSign, { token, params: { id: one.id }, version: 1, body: { condition: 'MISSING' } });
    expect((await read({ division })).body).toEqual({ divisionCode: division, features: 4, signed: 1, rateBp: 2500 });
    const other = await read({ division: '370181001000' });
    expect([other.status, other.body]).toMatchObject([403, { code: 'SCOPE_FORBIDDEN' }]);
  });
});

describe('doorPlates', () => {
  it('one number once on a street, with the street’s name', async () => {
    const { placeId } = await aPlace(test.kit);
    const put = (overrides: object = {}, token: string | undefined = clerk) =>
      test.call(installDoorPlate, { token, body: { ...plate, placeId, ...overrides } });
    expect((await put()).body).toMatchObject({ number: '12', condition: 'INTACT', divisionCode: '370181001000' });
    expect((await put()).body).toMatchObject({ code: 'RECORD_DUPLICATE' });
    expect((await put({ number: '12-1' })).status).toBe(201);
    expect((await put({ number: '14', text: '双林大街' })).body).toMatchObject({ code: 'SIGN_TEXT_MISMATCH' });
    expect((await put({ number: '十四' })).body).toMatchObject({ code: 'INPUT_INVALID' });
    expect((await put({ number: '16' }, checker)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    const listed = await test.call(listDoorPlates, { token: checker, query: { placeId } });
    expect(listed.body.items.map(({ number }) => number)).toEqual(['12', '12-1']);
    const none = await test.call(listDoorPlates, { query: { placeId } });
    expect(none.status).toBe(401);
  });
});
