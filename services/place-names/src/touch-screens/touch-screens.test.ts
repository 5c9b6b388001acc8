import { createHash } from 'node:crypto';
import {
  beatTouchScreen,
  buildContentPackage,
  getContent,
  listContentPackages,
  listTouchScreenAlerts,
  listTouchScreens,
  publishContentPackage,
  registerTouchScreen,
  retireTouchScreen,
} from '@mz/contracts';
import { createSealer, memoryKeyProvider, type Seal, verifySeal } from '@mz/crypto';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../app.ts';

let places: TestService<never, never>;
const county = '370102000000';
const clerk = (division = county): Promise<string> => places.token({ role: 'PLACE_COUNTY_CLERK', division });
const checker = (division = county): Promise<string> => places.token({ role: 'PLACE_COUNTY_CHECKER', division });

beforeAll(async () => {
  places = (await startTestService(service, { seed: 'copied' })) as never;
});
afterAll(() => places?.stop());

const device = (deviceNo: string, divisionCode = county) => ({
  deviceNo,
  divisionCode,
  location: '历下区政务服务大厅',
});

async function register(deviceNo: string) {
  const { status, body } = await places.call(registerTouchScreen, { token: await clerk(), body: device(deviceNo) });
  expect(status).toBe(201);
  return body;
}

const beat = (deviceNo: string, secret: string, more: object = {}) =>
  places.call(beatTouchScreen, {
    body: { deviceNo, secret, contentVersion: null, day: '2014-04-28', queries: 3, ...more },
  });

describe('registering a device', () => {
  test('its secret is told once and kept as a hash; the row is audited', async () => {
    const { secret, id, ...shown } = await register('JN-0001');
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(shown).toMatchObject({ deviceNo: 'JN-0001', state: 'ACTIVE', contentVersion: null, version: 1 });
    const [row] = await places.rows<{ secret_hash: string }>('select secret_hash from touch_screen where id = $1', [
      id,
    ]);
    expect(row?.secret_hash).toBe(createHash('sha256').update(secret).digest('hex'));
    const { body } = await places.call(listTouchScreens, { token: await clerk(), query: {} });
    expect(JSON.stringify(body)).not.toContain(secret);
    const audit = await places.rows(
      `select 1 from audit_log where action = 'touchScreens.register' and record_id = $1`,
      [id],
    );
    expect(audit).toHaveLength(1);
  });

  test('a replay of the key answers the same device; the same number again is DEVICE_NO_DUPLICATE', async () => {
    const call = { token: await clerk(), body: device('JN-0002'), key: 'register-2' };
    const first = await places.call(registerTouchScreen, call);
    expect((await places.call(registerTouchScreen, call)).body).toEqual(first.body);
    const again = await places.call(registerTouchScreen, { token: await clerk(), body: device('JN-0002') });
    expect([again.status, again.body]).toMatchObject([409, { code: 'DEVICE_NO_DUPLICATE' }]);
  });

  test.each([
    ['a code that never was', device('JN-0003', '370199000000'), '370000000000', 404, 'CODE_UNKNOWN'],
    ['a code that is no more', device('JN-0003', '371081000000'), '370000000000', 422, 'CODE_NOT_VALID_ON'],
    ['a malformed number', device('jn 3'), county, 400, 'INPUT_INVALID'],
    ['another county', device('JN-0003', '370103000000'), county, 403, 'SCOPE_FORBIDDEN'],
  ] as const)('%s is refused', async (_, body, division, status, code) => {
    const answer = await places.call(registerTouchScreen, { token: await clerk(division), body });
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
    expect(await places.rows(`select 1 from touch_screen where device_no = 'JN-0003'`)).toEqual([]);
  });

  test('nobody without a log-in, and no role without the permission', async () => {
    expect((await places.call(registerTouchScreen, { body: device('JN-0004') })).body).toMatchObject({
      code: 'TOKEN_MISSING',
    });
    const token = await places.token({ role: 'PLACE_EXPERT', division: county });
    const refused = await places.call(registerTouchScreen, { token, body: device('JN-0004') });
    expect(refused.body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect(await places.rows(`select 1 from touch_screen where device_no = 'JN-0004'`)).toEqual([]);
  });
});

describe('heartbeats (§8.4)', () => {
  test('each 5 minutes; how often it was asked counts once a day, however often it is told', async () => {
    const { secret, id } = await register('JN-0010');
    expect((await beat('JN-0010', secret)).body).toEqual({ nextHeartbeatMinutes: 5, content: null });
    await beat('JN-0010', secret, { queries: 7 });
    await beat('JN-0010', secret, { queries: 7 });
    await beat('JN-0010', secret, { queries: 5 });
    expect(await places.rows('select day::text, queries from touch_screen_count where screen_id = $1', [id])).toEqual([
      { day: '2014-04-28', queries: 7 },
    ]);
  });

  test('a wrong secret, an unknown device and a retired one look the same; nothing is counted', async () => {
    const { secret, id } = await register('JN-0011');
    const wrong = await beat('JN-0011', 'x'.repeat(43));
    const unknown = await beat('JN-9999', secret);
    const token = await clerk();
    const stale = await places.call(retireTouchScreen, { token, params: { id }, version: 5 });
    expect([stale.status, stale.body]).toMatchObject([412, { code: 'VERSION_CONFLICT' }]);
    expect((await places.call(retireTouchScreen, { token, params: { id }, version: 1 })).body).toMatchObject({
      state: 'RETIRED',
      version: 2,
    });
    const retired = await beat('JN-0011', secret);
    for (const { status, body } of [wrong, unknown, retired])
      expect([status, body]).toMatchObject([403, { code: 'DEVICE_REFUSED' }]);
    expect(await places.rows('select 1 from touch_screen_count where screen_id = $1', [id])).toEqual([]);
    const twice = await places.call(retireTouchScreen, { token, params: { id }, version: 2 });
    expect([twice.status, twice.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
    const foreign = await places.call(retireTouchScreen, {
      token: await clerk('370103000000'),
      params: { id },
      version: 2,
    });
    expect([foreign.status, foreign.body]).toMatchObject([404, { code: 'TOUCH_SCREEN_UNKNOWN' }]);
  });

  test('DAY_IN_FUTURE: a count of tomorrow; more than a count is not taken', async () => {
    const { secret } = await register('JN-0012');
    expect((await beat('JN-0012', secret, { day: '2014-04-29' })).body).toMatchObject({ code: 'DAY_IN_FUTURE' });
    expect((await beat('JN-0012', secret, { words: ['大明湖'] })).status).toBe(400);
  });
});

describe('content packages', () => {
  async function build(): Promise<{ id: string; version: number; contentVersion: number }> {
    const { status, body } = await places.call(buildContentPackage, {
      token: await clerk(),
      body: { divisionCode: county },
    });
    expect(status).toBe(201);
    return body;
  }

  test('are built by one and published by another; a device learns of them and checks hash and seal', async () => {
    await places.rows(`insert into place_category (category_code, title, group_code, provenance)
      values ('12100', '湖泊', '12', 'ASSUMED') on conflict do nothing`);
    await places.rows(
      `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part,
         pinyin, pinyin_plain, initials, division_code, secrecy, source, recorded_at, updated_at)
       select gen_random_uuid(), gen_random_uuid(), '12100', 'STANDARD', 'STANDARD', name, name, '', 'x', 'x', 'x',
         '370102000000', secrecy, 'SEED', now(), now()
       from (values ('公开湖', 'PUBLIC'), ('内部湖CANARY', 'INTERNAL'), ('秘密湖CANARY', 'SECRET')) as n (name, secrecy)`,
    );
    await places.rows(
      `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part,
         pinyin, pinyin_plain, initials, division_code, secrecy, source, recorded_at, updated_at)
       select gen_random_uuid(), feature_id, category_code, kind, named.status, other, other, '', 'x', 'x', 'x', division_code,
         named.secrecy, 'SEED', now(), now()
       from place_name, (values ('老湖', 'FORMER', 'FORMER', 'PUBLIC'), ('别湖', 'ALIAS', 'STANDARD', 'PUBLIC'),
         ('密湖CANARY', 'FORMER', 'FORMER', 'SECRET')) as named (other, kind, status, secrecy)
       where name = '公开湖'`,
    );
    const { id } = await build();
    const params = { id };
    const early = await places.call(getContent, { params });
    expect([early.status, early.body]).toMatchObject([404, { code: 'CONTENT_PACKAGE_UNKNOWN' }]);
    const both = await places.token({
      role: 'PLACE_COUNTY_CHECKER',
      division: county,
      subject: `test-place_county_clerk-${county}`,
    });
    const own = await places.call(publishContentPackage, { token: both, params, version: 1 });
    expect([own.status, own.body]).toMatchObject([403, { code: 'SEPARATION_OF_DUTIES' }]);
    const published = await places.call(publishContentPackage, { token: await checker(), params, version: 1 });
    expect(published.body).toMatchObject({ state: 'PUBLISHED', version: 2 });
    const { body, headers } = await places.call(getContent, { params });
    expect(createHash('sha256').update(body.content).digest('hex')).toBe(body.sha256);
    const keys = createSealer(memoryKeyProvider('tests'), 'signing/place-names').publicKeys();
    expect(verifySeal(body.sha256, body.seal as Seal, keys)).toMatchObject({ ok: true });
    const content = JSON.parse(body.content);
    expect(content.divisions[0]).toMatchObject({ code: county, name: '历下区' });
    // A place is told once, with the names under which it may be sought where there is no network.
    const told = content.places.filter(({ name }: { name: string }) => ['公开湖', '老湖', '别湖'].includes(name));
    expect(told).toMatchObject([{ name: '公开湖' }]);
    expect(told[0].otherNames).toEqual([
      { name: '别湖', kind: 'ALIAS', status: 'STANDARD' },
      { name: '老湖', kind: 'FORMER', status: 'FORMER' },
    ]);
    expect(body.content).not.toContain('CANARY');
    expect(headers['cache-control']).toBe('public, max-age=60');
    const { secret } = await register('JN-0020');
    expect((await beat('JN-0020', secret)).body.content).toMatchObject({ id, sha256: body.sha256 });
    const other = await places.call(registerTouchScreen, {
      token: await clerk('370103000000'),
      body: device('JN-0021', '370103000000'),
    });
    expect((await beat('JN-0021', other.body.secret)).body.content).toBeNull();
  });

  test('CONTENT_OUTDATED: an older package is not published after a newer one; twice is refused', async () => {
    const [older, newer] = [await build(), await build()];
    const token = await checker();
    const publish = (one: { id: string }, version = 1) =>
      places.call(publishContentPackage, { token, params: { id: one.id }, version });
    expect((await publish(newer)).status).toBe(200);
    expect((await publish(older)).body).toMatchObject({ code: 'CONTENT_OUTDATED' });
    expect((await publish(newer, 2)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    const { body } = await places.call(listContentPackages, { token, query: { first: 1 } });
    expect(body.items).toMatchObject([{ id: newer.id }]);
    expect(body.next).not.toBeNull();
  });

  test('CODE_LEVEL: a package of a township; SCOPE_FORBIDDEN: of another county', async () => {
    const token = await clerk();
    const township = await places.call(buildContentPackage, { token, body: { divisionCode: '370102001000' } });
    expect(township.body).toMatchObject({ code: 'CODE_LEVEL' });
    const other = await places.call(buildContentPackage, { token, body: { divisionCode: '370103000000' } });
    expect(other.body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
  });
});

describe('silence (§8.4: offline for more than 24 h)', () => {
  test('opens one alert, which the county and nobody beside it sees; the next heartbeat closes it', async () => {
    const { secret, id } = await register('JN-0030');
    await beat('JN-0030', secret);
    await places.setToday('2014-04-29');
    const open = () =>
      places.rows('select closed_at is null as open from touch_screen_alert where screen_id = $1', [id]);
    expect(await open()).toEqual([]);
    await places.setToday('2014-04-30');
    expect(await open()).toEqual([{ open: true }]);
    await places.setToday('2014-05-01');
    expect(await open()).toEqual([{ open: true }]);
    const seen = async (division: string) =>
      (await places.call(listTouchScreenAlerts, { token: await clerk(division), query: {} })).body.items.map(
        ({ deviceNo }) => deviceNo,
      );
    expect(await seen(county)).toContain('JN-0030');
    expect(await seen('370103000000')).not.toContain('JN-0030');
    const offline = await places.call(listTouchScreens, { token: await clerk(), query: { offline: true } });
    expect(offline.body.items.map(({ deviceNo }) => deviceNo)).toContain('JN-0030');
    expect((await beat('JN-0030', secret, { day: '2014-05-01' })).status).toBe(200);
    expect(await open()).toEqual([{ open: false }]);
    const online = await places.call(listTouchScreens, { token: await clerk(), query: { offline: false } });
    expect(online.body.items.map(({ deviceNo }) => deviceNo)).toContain('JN-0030');
  });
});
