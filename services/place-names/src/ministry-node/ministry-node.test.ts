import {
  buildSyncPackages,
  listNodeReconciliations,
  listSyncConflicts,
  listSyncPackages,
  reconcileNode,
  resolveSyncConflict,
  sendSyncPackages,
} from '@mz/contracts';
import { startTestService, startTestServices, type TestService, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../app.ts';

let services: TestServices;
let places: TestService;
let node: string;
const officer = (): Promise<string> => services.token({ role: 'PLACE_PROVINCE_OFFICER' });
const checker = (): Promise<string> => services.token({ role: 'PLACE_PROVINCE_CHECKER' });
const lake = '11111111-1111-4111-8111-111111111111';

beforeAll(async () => {
  services = await startTestServices(['place-names', 'agency-simulator'], {
    configs: (url) => ({
      'place-names': { ministryNodeUrl: `${url('agency-simulator')}/ministry-node` },
      'agency-simulator': { populationHouseholds: 0 },
    }),
  });
  places = services.get('place-names');
  node = services.url('agency-simulator');
  await places.rows(
    `insert into place_category (category_code, title, group_code, provenance) values ('12100', '湖泊', '12', 'ASSUMED')
     on conflict do nothing`,
  );
  // What the tests give to the node is theirs alone, whatever the start data holds.
  await places.rows(`update place_name set status = 'CANDIDATE'`);
});
afterAll(() => services?.stop());

interface Name {
  readonly id?: string;
  readonly name?: string;
  readonly secrecy?: string;
  readonly status?: string;
  readonly doc?: string | null;
}

async function addName(
  { id = crypto.randomUUID(), name = '大明湖', secrecy = 'PUBLIC', status = 'STANDARD', doc = null }: Name,
  at: Pick<TestService, 'rows'> = places,
): Promise<string> {
  await at.rows(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part,
       pinyin, pinyin_plain, initials, division_code, lon, lat, secrecy, approval_doc, source, recorded_at, updated_at)
     values ($1, $1, '12100', 'STANDARD', $2, $3, $3, '', 'x', 'x', 'x', '370102000000', 117.02, 36.67, $4, $5, 'SEED',
       now(), now())`,
    [id, status, name, secrecy, doc],
  );
  return id;
}

const build = async () => places.call(buildSyncPackages, { token: await officer(), body: {} });
const send = async () => places.call(sendSyncPackages, { token: await checker(), body: {} });
const control = (fault: object) =>
  fetch(`${node}/dev/ministry-node`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
async function contentOf(seq: number) {
  const [row] = await places.rows<{ content: string }>('select content from sync_package where seq = $1', [seq]);
  return JSON.parse(row?.content ?? '{}');
}

describe('packages for the ministry’s node', () => {
  test('the first has what is public or internal and approved, in use or former, and nothing else', async () => {
    await addName({ id: lake });
    await addName({ name: '旧湖', status: 'FORMER' });
    await addName({ name: '内部湖', secrecy: 'INTERNAL', doc: '鲁民函〔2014〕1号' });
    await addName({ name: '未批内部湖', secrecy: 'INTERNAL' });
    await addName({ name: '秘密湖CANARY', secrecy: 'SECRET', doc: '鲁民函〔2014〕2号' });
    await addName({ name: '候选湖', status: 'CANDIDATE' });
    const { status, body } = await build();
    expect(status).toBe(201);
    expect(body.items).toMatchObject([{ seq: 1, baseSeq: 0, kind: 'INCREMENTAL', recordCount: 3, state: 'BUILT' }]);
    const content = await contentOf(1);
    expect(content).toMatchObject({ node: '370000', seq: 1, base_seq: 0, count: 3 });
    const names = content.records.map((one: { payload: string }) => JSON.parse(one.payload).name);
    expect(names.sort()).toEqual(['内部湖', '大明湖', '旧湖']);
    expect(JSON.stringify(content)).not.toContain('CANARY');
    const audit = await places.rows(`select 1 from audit_log where action = 'syncPackages.build'`);
    expect(audit).toHaveLength(1);
  });

  test('nothing has changed: no package; another one sends it, and the node acknowledges', async () => {
    expect((await build()).body.items).toEqual([]);
    expect((await send()).body).toEqual({ sent: 1, acked: 1, nacked: 0, pending: 0 });
    const { body } = await places.call(listSyncPackages, { token: await checker(), query: {} });
    expect(body.items).toMatchObject([{ seq: 1, state: 'ACKED', changes: 3, sends: 1 }]);
    const types = (await places.published()).map(({ type }) => type);
    expect(types).toContain('cn.gov.sd.mz.gazetteer.package-sent.v1');
    expect(types).toContain('cn.gov.sd.mz.gazetteer.package-acked.v1');
    expect((await send()).body).toEqual({ sent: 0, acked: 0, nacked: 0, pending: 0 });
  });

  test('a changed name goes again under the next version, a secret or cancelled one as a tombstone', async () => {
    await places.rows(`update place_name set meaning = '因湖水得名，自古如此' where place_id = $1`, [lake]);
    await places.rows(`update place_name set secrecy = 'SECRET' where name = '内部湖'`);
    await places.rows(`update place_name set status = 'CANCELLED' where name = '旧湖'`);
    expect((await build()).body.items).toMatchObject([{ seq: 2, baseSeq: 1, recordCount: 3 }]);
    const { records } = await contentOf(2);
    const stated = records.map((one: { op: string; version: number; payload: string }) => [one.op, one.version]);
    expect(stated.sort()).toEqual([
      ['TOMBSTONE', 2],
      ['TOMBSTONE', 2],
      ['UPSERT', 2],
    ]);
    expect(JSON.stringify(records)).not.toContain('内部湖');
    expect((await send()).body).toMatchObject({ acked: 1, pending: 0 });
  });

  test('§8.5: a package that the node lost is asked for when the next one comes, and both are applied', async () => {
    await control({ forgetSeq: 3 });
    await addName({ name: '三号湖' });
    await build();
    expect((await send()).body).toMatchObject({ sent: 1, acked: 1 });
    await addName({ name: '四号湖' });
    await build();
    // 4 is held, 3 is sent again and applies both.
    expect((await send()).body).toEqual({ sent: 2, acked: 1, nacked: 0, pending: 0 });
    const rows = await places.rows('select seq, state, sends from sync_package where seq > 2 order by seq');
    expect(rows).toEqual([
      { seq: 3, state: 'ACKED', sends: 2 },
      { seq: 4, state: 'ACKED', sends: 1 },
    ]);
  });

  test('the one who built a package does not send it: SEPARATION_OF_DUTIES', async () => {
    const both = await services.token({
      role: 'PLACE_PROVINCE_OFFICER',
      subject: 'one-person',
      also: [{ role: 'PLACE_PROVINCE_CHECKER', division: '370000000000' }],
    });
    await addName({ name: '五号湖' });
    await places.call(buildSyncPackages, { token: both, body: {} });
    const refused = await places.call(sendSyncPackages, { token: both, body: {} });
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'SEPARATION_OF_DUTIES' }]);
    expect((await send()).body).toMatchObject({ acked: 1 });
  });

  test('a replay of the key builds nothing twice', async () => {
    await addName({ name: '六号湖' });
    const call = { token: await officer(), body: {}, key: 'build-six' };
    const first = await places.call(buildSyncPackages, call);
    expect(await places.call(buildSyncPackages, call)).toMatchObject({ status: 201, body: first.body });
    expect(await places.rows(`select 1 from sync_package where seq > 5`)).toHaveLength(1);
    await send();
  });
});

describe('refused records', () => {
  test('BAD_CATEGORY opens a conflict; RESEND gives the record again, KEEP leaves the node’s; stale and twice are refused', async () => {
    await places.rows(
      `insert into place_category (category_code, title, group_code, provenance) values ('99100', '未知', '99', 'ASSUMED')
       on conflict do nothing`,
    );
    const bad = await addName({ name: '错类湖' });
    await places.rows(`update place_name set category_code = '99100' where place_id = $1`, [bad]);
    await build();
    expect((await send()).body).toMatchObject({ nacked: 1, pending: 0 });
    const token = await checker();
    const [open] = (await places.call(listSyncConflicts, { token, query: {} })).body.items;
    expect(open).toMatchObject({ code: 'BAD_CATEGORY', key: bad, state: 'OPEN' });
    const params = { id: open?.id ?? '' };
    const body = { decision: 'RESEND', reason: '类别已更正' };
    const stale = await places.call(resolveSyncConflict, { token, params, body, version: 9 });
    expect([stale.status, stale.body]).toMatchObject([412, { code: 'VERSION_CONFLICT' }]);
    await places.rows(`update place_name set category_code = '12100' where place_id = $1`, [bad]);
    const resolved = await places.call(resolveSyncConflict, { token, params, body, version: 1 });
    expect(resolved).toMatchObject({ status: 200, body: { state: 'RESENT', version: 2 } });
    const again = await places.call(resolveSyncConflict, { token, params, body, version: 2 });
    expect([again.status, again.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
    expect((await build()).body.items).toMatchObject([{ recordCount: 1 }]);
    expect((await send()).body).toMatchObject({ acked: 1, nacked: 0 });
  });

  test('an unknown conflict is 404; a reason too short and an unknown decision are 400', async () => {
    const token = await checker();
    const params = { id: crypto.randomUUID() };
    const body = { decision: 'KEEP', reason: '以部里为准' };
    const unknown = await places.call(resolveSyncConflict, { token, params, body, version: 1 });
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'SYNC_CONFLICT_UNKNOWN' }]);
    for (const wrong of [
      { ...body, reason: '短' },
      { ...body, decision: 'DROP' },
    ])
      expect((await places.call(resolveSyncConflict, { token, params, body: wrong, version: 1 })).status).toBe(400);
  });
});

describe('the monthly comparison', () => {
  test('a record that the node lost is found by county and category, repaired, and the next comparison finds nothing', async () => {
    const token = await officer();
    expect((await places.call(reconcileNode, { token, body: {} })).body).toMatchObject({
      differences: 0,
      repairSeq: null,
    });
    await control({ loseKey: `place_name|${lake}` });
    const found = await places.call(reconcileNode, { token, body: {} });
    expect(found).toMatchObject({ status: 201, body: { month: '2014-04', differences: 1 } });
    expect(found.body.differing).toMatchObject([{ division: '370102000000', category: '12100' }]);
    const [repair] = await places.rows('select kind, record_count from sync_package where seq = $1', [
      found.body.repairSeq,
    ]);
    expect(repair).toEqual({ kind: 'REPAIR', record_count: 1 });
    const behind = await places.call(reconcileNode, { token, body: {} });
    expect([behind.status, behind.body]).toMatchObject([409, { code: 'NODE_BEHIND' }]);
    await send();
    expect((await places.call(reconcileNode, { token, body: {} })).body).toMatchObject({ differences: 0 });
    const { body } = await places.call(listNodeReconciliations, { token, query: {} });
    expect(body.items.map(({ differences }) => differences)).toEqual([0, 1, 0]);
  });

  test('what was decided to stay as the node has it is no difference, this month and the next (KEEP)', async () => {
    const kept = await addName({ name: '留部湖' });
    await places.rows(`update place_name set category_code = '99100' where place_id = $1`, [kept]);
    await build();
    expect((await send()).body).toMatchObject({ nacked: 1 });
    const token = await checker();
    const { items } = (await places.call(listSyncConflicts, { token, query: { state: 'OPEN' } })).body;
    const params = { id: items.find(({ key }) => key === kept)?.id ?? '' };
    const body = { decision: 'KEEP', reason: '以部里为准' } as const;
    expect((await places.call(resolveSyncConflict, { token, params, body, version: 1 })).body.state).toBe('KEPT');
    const compared = await places.call(reconcileNode, { token: await officer(), body: {} });
    expect(compared.body).toMatchObject({ differences: 0, repairSeq: null });
  });

  test('each night what has changed goes by itself, and a new month is compared by itself', async () => {
    await addName({ name: '夜里湖' });
    await places.setToday('2014-05-02');
    const rows = await places.rows(`select state, built_by from sync_package order by seq desc limit 1`);
    expect(rows).toEqual([{ state: 'ACKED', built_by: 'system:place-names:ministryNode.sync' }]);
    const compared = await places.rows(`select month, differences from node_reconciliation where month = '2014-05'`);
    expect(compared).toEqual([{ month: '2014-05', differences: 0 }]);
  });
});

describe('who may', () => {
  test.each([
    ['a county clerk', 'PLACE_COUNTY_CLERK', '370102000000'],
    ['a city officer', 'PLACE_CITY_OFFICER', '370100000000'],
  ] as const)('%s may not build, send or read', async (_, role, division) => {
    const token = await services.token({ role, division });
    const answers = [
      await places.call(buildSyncPackages, { token, body: {} }),
      await places.call(sendSyncPackages, { token, body: {} }),
      await places.call(reconcileNode, { token, body: {} }),
      await places.call(listSyncPackages, { token, query: {} }),
      await places.call(listSyncConflicts, { token, query: {} }),
      await places.call(listNodeReconciliations, { token, query: {} }),
    ];
    expect(answers.map(({ status, body }) => `${status} ${(body as { code?: string }).code}`)).toEqual(
      answers.map(() => '403 ROLE_NOT_PERMITTED'),
    );
  });

  test('nobody without a log-in; an officer of a county is not the province', async () => {
    expect((await places.call(buildSyncPackages, { body: {} })).body).toMatchObject({ code: 'TOKEN_MISSING' });
    const token = await services.token({ role: 'PLACE_PROVINCE_OFFICER', division: '370102000000' });
    const refused = await places.call(buildSyncPackages, { token, body: {} });
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'SCOPE_FORBIDDEN' }]);
    const send = await services.token({ role: 'PLACE_PROVINCE_CHECKER', division: '370102000000' });
    expect((await places.call(sendSyncPackages, { token: send, body: {} })).status).toBe(403);
  });

  test.each([
    ['NODE_NOT_CONFIGURED', 409, ''],
    // Port 9 (discard) answers nobody.
    ['NODE_UNAVAILABLE', 503, 'http://127.0.0.1:9/ministry-node'],
  ])('%s (%i): what was built stays to be sent', async (code, status, ministryNodeUrl) => {
    const alone = await startTestService(service, { config: { ministryNodeUrl } });
    try {
      await alone.rows(`insert into place_category (category_code, title, group_code, provenance)
        values ('12100', '湖泊', '12', 'ASSUMED') on conflict do nothing`);
      await addName({ name: '停机湖' }, alone);
      await alone.call(buildSyncPackages, { token: await alone.token({ role: 'PLACE_PROVINCE_OFFICER' }), body: {} });
      const token = await alone.token({ role: 'PLACE_PROVINCE_CHECKER' });
      const silent = await alone.call(sendSyncPackages, { token, body: {} });
      expect([silent.status, silent.body]).toMatchObject([status, { code }]);
      expect(await alone.rows('select distinct state, sends from sync_package')).toEqual([
        { state: 'BUILT', sends: 0 },
      ]);
      // The nightly job of such a service does nothing and fails nobody.
      await alone.setToday('2014-04-29');
    } finally {
      await alone.stop();
    }
  });
});
